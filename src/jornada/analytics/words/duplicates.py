"""Words that names and companies carry without being told apart by them, and sentences about duplicates."""

from __future__ import annotations

LEGAL_FORMS = frozenset(
    [
        "ltda",
        "sa",
        "me",
        "mei",
        "eireli",
        "epp",
        "ss",
        "cia",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "llc",
        "ltd",
        "limited",
        "gmbh",
        "ag",
        "bv",
        "plc",
        "spa",
        "srl",
        "sas",
        "sl",
        "slu",
        "lda",
        "llp",
        "nv",
        "sarl",
        "eurl",
        "pty",
        "pvt",
        "oy",
        "ug",
        "do",
        "da",
        "de",
        "dos",
        "das",
        "e",
        "the",
        "of",
    ]
)
# What company names are shortened to.
SHORTENED = {
    "ind": "industria", "inds": "industrias", "comerc": "comercio", "coml": "comercial", "distr": "distribuidora",
    "dist": "distribuidora", "distrib": "distribuidora", "serv": "servicos", "servs": "servicos",
    "transp": "transportes", "constr": "construcoes", "eng": "engenharia", "engenh": "engenharia",
    "tecnol": "tecnologia", "repres": "representacoes", "repr": "representacoes", "imp": "importacao",
    "exp": "exportacao", "equip": "equipamentos", "prod": "produtos", "prods": "produtos", "mat": "materiais",
    "const": "construcao", "alim": "alimentos", "adm": "administradora", "assoc": "associacao", "bros": "brothers",
    "intl": "international", "mfg": "manufacturing", "tech": "technology", "svcs": "services",
}  # fmt: skip
TITLES = frozenset(["sr", "sra", "dr", "dra", "mr", "mrs", "ms", "prof", "eng", "de", "da", "do", "dos", "das", "e"])
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "hotmail.com",
        "outlook.com",
        "yahoo.com",
        "yahoo.com.br",
        "live.com",
        "icloud.com",
        "bol.com.br",
        "uol.com.br",
        "terra.com.br",
        "hotmail.com.br",
        "outlook.com.br",
        "ig.com.br",
        "msn.com",
        "protonmail.com",
    ]
)

FOUND = {
    "en": "{pairs} probable pairs in {groups} groups; {compared} pairs were compared.",
    "pt": "{pairs} pares prováveis em {groups} grupos; {compared} pares foram comparados.",
}
