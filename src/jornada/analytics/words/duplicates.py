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
