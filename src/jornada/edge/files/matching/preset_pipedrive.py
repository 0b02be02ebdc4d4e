"""What the exports of Pipedrive call their columns: of list views, with the record before each, and of all data."""

from __future__ import annotations

from jornada.edge.files.matching.preset_words import Columns, Parts, both

_ORGANISATION = both(
    {
        "name": ("organization name", "deal organization", "organization", "organizacao nome", "negocio organizacao"),
        "external_id": ("organization id", "organizacao id"),
        "domain": ("organization website", "organization domain", "organizacao site", "organizacao website"),
        "tax_id": ("organization cnpj", "organizacao cnpj"),
        "industry": ("organization industry", "organizacao setor", "organizacao industria", "organizacao segmento"),
        "employees": ("organization number of employees", "organization employee count", "organizacao funcionarios",
                      "organizacao numero de funcionarios"),
        "city": (
            "organization city town village locality of address", "organization city",
            "organizacao cidade municipio vila localidade de endereco", "organizacao cidade",
        ),
        "state": ("organization state county of address", "organizacao estado condado de endereco",
                  "organizacao estado de endereco", "organizacao estado regiao de endereco"),
        "country": ("organization country of address", "organizacao pais de endereco"),
        "street": ("organization street road name of address", "organizacao nome da rua estrada de endereco",
                   "organizacao rua de endereco", "organization address", "organizacao endereco"),
        "street_number": ("organization house number of address", "organizacao numero da casa de endereco"),
        "complement": ("organization apartment suite no of address",
                       "organizacao n do apartamento suite de endereco", "organizacao apartamento suite de endereco"),
        "district": ("organization district sublocality of address", "organizacao distrito sublocalidade de endereco",
                     "organizacao bairro de endereco"),
        "postcode": ("organization zip postal code of address", "organizacao cep codigo postal de endereco",
                     "organizacao cep de endereco"),
        "owner": ("organization owner", "organizacao proprietario"),
        "created_at": ("organization organization created", "organizacao organizacao criada"),
        "tags": ("organization labels", "organization label", "organizacao etiquetas", "organizacao etiqueta"),
    }
)  # fmt: skip
_KINDS_OF_EMAIL = ("email work", "email", "email home", "email other", "e mail trabalho", "e mail comercial", "e mail",
                   "e mail residencial", "e mail casa", "e mail outros", "e mail outro", "email trabalho",
                   "email residencial", "email outros")  # fmt: skip
_KINDS_OF_PHONE = ("phone work", "phone mobile", "phone", "phone home", "phone other", "telefone trabalho",
                   "telefone comercial", "telefone celular", "celular", "telefone", "telefone residencial",
                   "telefone casa", "telefone outros", "telefone outro")  # fmt: skip
_EMAILS = tuple(f"{of} {kind}" for of in ("person", "pessoa") for kind in _KINDS_OF_EMAIL)
_PHONES = tuple(f"{of} {kind}" for of in ("person", "pessoa") for kind in _KINDS_OF_PHONE)
# A name with any e-mail or phone is an export of people, however few columns somebody chose.
PEOPLE_MARKS = tuple(
    frozenset({f"{of} {name}", address})
    for of, name in (("person", "name"), ("pessoa", "nome"))
    for address in (*_EMAILS, *_PHONES)
    if address.startswith(of)
)
_PERSON = both(
    {
        "name": ("person name", "deal contact person", "pessoa nome", "negocio pessoa de contato"),
        "external_id": ("person id", "pessoa id"),
        "email": _EMAILS,
        "phone": _PHONES,
        "title": ("person job title", "pessoa cargo"),
        "account": ("person organization", "organization name", "deal organization", "pessoa organizacao",
                    "organizacao nome", "negocio organizacao"),
        "account_id": ("organization id", "organizacao id"),
        "owner": ("person owner", "pessoa proprietario"),
        "created_at": ("person person created", "pessoa pessoa criada"),
        "tags": ("person labels", "person label", "pessoa etiquetas", "pessoa etiqueta"),
    }
)  # fmt: skip
_DEAL = both(
    {
        "name": ("deal title", "negocio titulo"),
        "external_id": ("deal id", "deal pipedrive system id", "negocio id"),
        "account": ("deal organization", "organization name", "negocio organizacao", "organizacao nome"),
        "account_id": ("organization id", "organizacao id"),
        "contact": ("deal contact person", "person name", "negocio pessoa de contato", "pessoa nome"),
        "contact_id": ("person id", "pessoa id"),
        "email": _EMAILS,
        "owner": ("deal owner", "negocio proprietario"),
        "pipeline": ("deal pipeline", "negocio funil"),
        "stage": ("deal stage", "negocio etapa"),
        "outcome": ("deal status", "negocio status"),
        "amount": ("deal value", "deal deal value", "negocio valor"),
        "currency": (
            *("deal currency of value", "deal currency", "negocio moeda de valor"),
            *("negocio moeda do valor", "negocio moeda"),
        ),
        "created_at": ("deal deal created", "deal deal created on", "deal created", "negocio negocio criado em",
                       "negocio data de criacao do negocio", "negocio criado em"),
        "closed_on": ("deal deal closed on", "deal won time", "deal lost time", "negocio negocio fechado em",
                      "negocio ganho em", "negocio hora do ganho", "negocio data de ganho", "negocio perdido em",
                      "negocio hora da perda", "negocio data de perda", "negocio data da perda"),
        "expected_on": ("deal expected close date", "negocio data de fechamento esperada",
                        "negocio data esperada de fechamento", "negocio previsao de fechamento",
                        "negocio data de fechamento prevista", "negocio data prevista de fechamento"),
        "lost_reason": ("deal lost reason", "negocio motivo da perda", "negocio motivo de perda"),
        "tags": ("deal labels", "deal label", "negocio etiquetas", "negocio etiqueta"),
    }
)  # fmt: skip
DEALS: Parts = {"accounts": _ORGANISATION, "contacts": _PERSON, "opportunities": _DEAL}
_LEAD = both(
    {
        # The title says only what the names of the person and of the company say already, and `lead`.
        "name": ("lead contact person", "lead pessoa de contato", "person name", "pessoa nome", "lead title",
                 "lead titulo"),
        "external_id": ("lead id",),
        "account": ("lead organization", "lead organizacao", "organization name", "organizacao nome"),
        "account_id": ("organization id", "organizacao id"),
        "email": _EMAILS,
        "phone": _PHONES,
        "source": ("lead source", "lead fonte", "lead origem"),
        "status": ("lead archive status", "lead status de arquivamento"),
        "owner": ("lead owner", "lead proprietario"),
        "created_at": ("lead lead created", "lead lead criado em", "lead criado em"),
        "tags": ("lead labels", "lead label", "lead etiquetas", "lead etiqueta"),
    }
)  # fmt: skip
LEADS: Parts = {"leads": _LEAD}


def _bare(columns: Columns, *prefixes: str) -> Columns:
    """Leave out what a list view puts before each header: an export of all data does not."""
    return {
        header.removeprefix(f"{prefix} "): code
        for header, code in columns.items()
        for prefix in prefixes
        if header.startswith(f"{prefix} ")
    }


_BESIDE = {"organization id": "account_id", "id da organizacao": "account_id", "contact person id": "contact_id",
           "id da pessoa de contato": "contact_id"}  # fmt: skip
ALL_DEALS: Parts = {
    "accounts": {"organization": "name", "organizacao": "name", "organization id": "external_id",
                 "id da organizacao": "external_id"},
    "contacts": {"contact person": "name", "pessoa de contato": "name", "contact person id": "external_id",
                 "id da pessoa de contato": "external_id", "organization": "account", "organizacao": "account",
                 "organization id": "account_id", "id da organizacao": "account_id"},
    "opportunities": {**_bare(_DEAL, "deal", "negocio"), **_BESIDE},
}  # fmt: skip
ALL_PEOPLE: Parts = {
    "contacts": {**_bare(_PERSON, "person", "pessoa"), "first name": "first_name", "primeiro nome": "first_name",
                 "last name": "last_name", "sobrenome": "last_name", "organization id": "account_id",
                 "id da organizacao": "account_id"},
}  # fmt: skip
ALL_ORGANISATIONS: Parts = {"accounts": {**_bare(_ORGANISATION, "organization", "organizacao"), "cnpj": "tax_id"}}
ALL_LEADS: Parts = {
    "leads": {**_bare(_LEAD, "lead"), "organization id": "account_id", "id da organizacao": "account_id"}
}
