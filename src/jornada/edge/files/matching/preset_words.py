"""What the exports of well-known systems call their columns: by kind, header (as `plain` writes it) to field.

Where two headers fill one field the one that stands first here goes first.
"""

from __future__ import annotations

Columns = dict[str, str]
Parts = dict[str, Columns]


def both(fields: dict[str, tuple[str, ...]]) -> Columns:
    """Turn field to headers, as they are read best, into header to field."""
    return {header: field for field, headers in fields.items() for header in headers}


_ORGANISATION = both(
    {
        "name": ("organization name", "deal organization", "organization", "organizacao nome", "negocio organizacao"),
        "external_id": ("organization id", "organizacao id"),
        "domain": ("organization website", "organization domain", "organizacao site", "organizacao website"),
        "industry": ("organization industry", "organizacao setor", "organizacao industria"),
        "employees": ("organization number of employees", "organization employee count", "organizacao funcionarios"),
        "city": (
            "organization city town village locality of address", "organization city",
            "organizacao cidade municipio vila localidade de endereco", "organizacao cidade",
        ),
        "owner": ("organization owner", "organizacao proprietario"),
        "tags": ("organization labels", "organization label", "organizacao etiquetas", "organizacao etiqueta"),
    }
)  # fmt: skip
_PERSON = both(
    {
        "name": ("person name", "deal contact person", "pessoa nome", "negocio pessoa de contato"),
        "external_id": ("person id", "pessoa id"),
        "email": ("person email work", "person email", "person email home", "pessoa e mail trabalho", "pessoa e mail",
                  "pessoa email trabalho", "pessoa email"),
        "phone": ("person phone work", "person phone mobile", "person phone", "pessoa telefone trabalho",
                  "pessoa telefone celular", "pessoa telefone"),
        "title": ("person job title", "pessoa cargo"),
        "account": ("person organization", "organization name", "deal organization", "pessoa organizacao",
                    "organizacao nome", "negocio organizacao"),
        "owner": ("person owner", "pessoa proprietario"),
        "tags": ("person labels", "person label", "pessoa etiquetas", "pessoa etiqueta"),
    }
)  # fmt: skip
_PIPEDRIVE_DEAL = both(
    {
        "name": ("deal title", "negocio titulo"),
        "external_id": ("deal id", "deal pipedrive system id", "negocio id"),
        "account": ("deal organization", "organization name", "negocio organizacao", "organizacao nome"),
        "contact": ("deal contact person", "person name", "negocio pessoa de contato", "pessoa nome"),
        "email": ("person email work", "person email", "pessoa e mail trabalho", "pessoa e mail"),
        "owner": ("deal owner", "negocio proprietario"),
        "stage": ("deal stage", "negocio etapa"),
        "outcome": ("deal status", "negocio status"),
        "amount": ("deal value", "deal deal value", "negocio valor"),
        "currency": ("deal currency of value", "deal currency", "negocio moeda de valor", "negocio moeda"),
        "created_at": ("deal deal created", "deal deal created on", "deal created", "negocio negocio criado em",
                       "negocio criado em"),
        "closed_on": ("deal deal closed on", "deal won time", "negocio negocio fechado em", "negocio hora do ganho"),
        "expected_on": ("deal expected close date", "negocio data de fechamento esperada"),
        "lost_reason": ("deal lost reason", "negocio motivo da perda"),
        "tags": ("deal labels", "deal label", "negocio etiquetas", "negocio etiqueta"),
    }
)  # fmt: skip
PIPEDRIVE: Parts = {"accounts": _ORGANISATION, "contacts": _PERSON, "opportunities": _PIPEDRIVE_DEAL}

_HUBSPOT_COMPANY = both(
    {
        "name": ("company name", "associated company", "primary associated company", "nome da empresa",
                 "empresa associada"),
        "domain": ("company domain name", "nome de dominio da empresa", "website url"),
        "industry": ("industry", "company industry", "setor"),
        "employees": ("number of employees", "numero de funcionarios"),
        "revenue": ("annual revenue", "receita anual"),
        "city": ("company city", "cidade da empresa"),
        "state": ("company state region", "state region"),
        "country": ("company country region", "country region"),
        "owner": ("company owner", "proprietario da empresa"),
    }
)  # fmt: skip
_HUBSPOT_CONTACT = both(
    {
        "first_name": ("first name", "contact first name", "primeiro nome"),
        "last_name": ("last name", "contact last name", "sobrenome"),
        "email": ("email", "contact email", "e mail"),
        "phone": ("phone number", "contact phone number", "mobile phone number", "numero de telefone"),
        "title": ("job title", "contact job title", "cargo"),
        "account": ("company name", "associated company", "primary associated company", "nome da empresa",
                    "empresa associada"),
        "account_domain": ("company domain name",),
        "owner": ("contact owner", "proprietario do contato"),
    }
)  # fmt: skip
_HUBSPOT_DEAL = both(
    {
        "name": ("deal name", "nome do negocio"),
        "external_id": ("deal id", "id do negocio"),
        "account": ("company name", "associated company", "primary associated company", "nome da empresa",
                    "empresa associada"),
        "contact": ("associated contact",),
        "email": ("email", "contact email", "e mail"),
        "owner": ("deal owner", "proprietario do negocio"),
        "stage": ("deal stage", "fase do negocio", "etapa do negocio"),
        "amount": ("amount", "valor"),
        "currency": ("currency", "moeda"),
        "created_at": ("create date", "data de criacao"),
        "closed_on": ("close date", "data de fechamento"),
        "lost_reason": ("closed lost reason", "motivo do fechamento perdido"),
        "won_flag": ("is closed won",),
        "closed_flag": ("is deal closed",),
    }
)  # fmt: skip
# Deals have tags; people and companies have none of HubSpot's own, so that a company makes a field named so. In a file
# of deals such a field is the deal's.
_HUBSPOT_TAGS = {"tags": "tags"}
HUBSPOT_DEALS: Parts = {
    "accounts": _HUBSPOT_COMPANY,
    "contacts": _HUBSPOT_CONTACT,
    "opportunities": {"record id": "external_id", "id do registro": "external_id", **_HUBSPOT_DEAL,
                      "deal tags": "tags", **_HUBSPOT_TAGS},
}  # fmt: skip
HUBSPOT_CONTACTS: Parts = {
    "accounts": _HUBSPOT_COMPANY,
    "contacts": {"record id": "external_id", "id do registro": "external_id", **_HUBSPOT_CONTACT, **_HUBSPOT_TAGS,
                 "create date": "created_at", "data de criacao": "created_at"},
}  # fmt: skip
HUBSPOT_COMPANIES: Parts = {
    "accounts": {"record id": "external_id", "id do registro": "external_id", **_HUBSPOT_COMPANY, **_HUBSPOT_TAGS,
                 "city": "city",
                 "phone number": "phone", "create date": "created_at", "data de criacao": "created_at"},
}  # fmt: skip

_SALESFORCE_ACCOUNT = both(
    {
        "name": ("account name", "nome da conta"),
        "external_id": ("account id", "id da conta"),
        "industry": ("industry", "setor"),
        "employees": ("employees", "number of employees", "funcionarios"),
        "revenue": ("annual revenue", "receita anual"),
        "domain": ("website", "site"),
        "city": ("billing city", "cidade de cobranca"),
        "state": ("billing state province", "estado provincia de cobranca"),
        "country": ("billing country", "pais de cobranca"),
        "owner": ("account owner", "proprietario da conta"),
        "parent": ("parent account", "conta principal"),
    }
)  # fmt: skip
_SALESFORCE_CONTACT = both(
    {
        "first_name": ("first name", "nome"),
        "last_name": ("last name", "sobrenome"),
        "external_id": ("contact id", "id do contato"),
        "email": ("email", "e mail"),
        "phone": ("phone", "mobile", "telefone", "celular"),
        "title": ("title", "cargo"),
        "account": ("account name", "nome da conta"),
        "owner": ("contact owner", "proprietario do contato"),
    }
)  # fmt: skip
_SALESFORCE_DEAL = both(
    {
        "name": ("opportunity name", "nome da oportunidade"),
        "external_id": ("opportunity id", "id da oportunidade"),
        "account": ("account name", "nome da conta"),
        "contact": ("primary contact", "contato principal"),
        "owner": ("opportunity owner", "proprietario da oportunidade"),
        "stage": ("stage", "fase"),
        "amount": ("amount", "valor"),
        "currency": ("amount currency", "moeda de valor"),
        "created_at": ("created date", "data de criacao"),
        "closed_on": ("close date", "data de fechamento"),
        "won_flag": ("won", "ganha"),
        "closed_flag": ("closed", "fechado"),
        "lost_reason": ("loss reason", "motivo da perda"),
    }
)  # fmt: skip
SALESFORCE_DEALS: Parts = {"accounts": _SALESFORCE_ACCOUNT, "opportunities": _SALESFORCE_DEAL}
SALESFORCE_CONTACTS: Parts = {"contacts": _SALESFORCE_CONTACT}
SALESFORCE_ACCOUNTS: Parts = {"accounts": _SALESFORCE_ACCOUNT}
SALESFORCE_LEADS: Parts = {
    "leads": both(
        {
            "first_name": ("first name", "nome"),
            "last_name": ("last name", "sobrenome"),
            "external_id": ("lead id", "id do lead"),
            "email": ("email", "e mail"),
            "phone": ("phone", "mobile", "telefone"),
            "title": ("title", "cargo"),
            "account": ("company account", "company", "empresa conta", "empresa"),
            "source": ("lead source", "origem do lead"),
            "status": ("lead status", "status do lead"),
            "owner": ("lead owner", "proprietario do lead"),
            "created_at": ("create date", "created date", "data de criacao"),
        }
    )
}
SALESFORCE_TABLE: Parts = {
    "opportunities": both(
        {
            "external_id": ("id",),
            "name": ("name",),
            "stage": ("stage name", "stagename"),
            "amount": ("amount",),
            "currency": ("currency iso code", "currencyisocode"),
            "closed_on": ("close date", "closedate"),
            "created_at": ("created date", "createddate"),
            "won_flag": ("is won", "iswon"),
            "closed_flag": ("is closed", "isclosed"),
        }
    )
}

RD_LEADS: Parts = {
    "leads": both(
        {
            "email": ("email", "e mail"),
            "name": ("nome",),
            "phone": ("celular", "telefone", "telefone celular"),
            "account": ("empresa",),
            "title": ("cargo",),
            "source": ("origem da primeira conversao", "origem da ultima conversao"),
            "program": ("evento da primeira conversao", "evento da ultima conversao"),
            "created_at": ("data da primeira conversao", "data de criacao", "data de cadastro"),
            "status": ("estagio no funil",),
            "tags": ("tags",),
            "owner": ("dono do lead", "dono"),
        }
    )
}
RD_DEALS: Parts = {
    "contacts": both(
        {
            "name": ("contatos", "contato", "nome do contato"),
            "email": ("email", "e mail"),
            "phone": ("telefone", "celular"),
            "title": ("cargo",),
            "account": ("empresa",),
        }
    ),
    "opportunities": both(
        {
            "external_id": ("id", "id da negociacao"),
            "name": ("nome", "nome da negociacao"),
            "account": ("empresa",),
            "contact": ("contatos", "contato", "nome do contato"),
            "email": ("email", "e mail"),
            "owner": ("responsavel",),
            "stage": ("etapa", "etapa do funil"),
            "outcome": ("estado", "status"),
            "amount": ("valor unico", "valor total"),
            "created_at": ("data de criacao", "data criacao"),
            "engaged_on": ("data do primeiro contato",),
            "closed_on": ("data de fechamento",),
            "expected_on": ("previsao de fechamento",),
            "lost_reason": ("motivo de perda",),
            "product": ("produtos", "produto"),
        }
    ),
}

LINKEDIN: Parts = {
    "contacts": both(
        {
            "first_name": ("first name", "nome"),
            "last_name": ("last name", "sobrenome"),
            "external_id": ("url",),
            "email": ("email address", "endereco de e mail"),
            "account": ("company", "empresa"),
            "title": ("position", "cargo"),
            "created_at": ("connected on", "conectado em", "conexao em"),
        }
    )
}
MAILCHIMP: Parts = {
    "contacts": both(
        {
            "email": ("email address", "endereco de e mail", "email"),
            "first_name": ("first name", "fname", "nome"),
            "last_name": ("last name", "lname", "sobrenome"),
            "phone": ("phone number", "phone", "telefone"),
            "account": ("company", "empresa"),
            "title": ("job title", "position", "cargo"),
            "created_at": ("optin time", "confirm time"),
            "tags": ("tags",),
        }
    )
}
META: Parts = {
    "leads": both(
        {
            "external_id": ("id", "lead id"),
            "name": ("full name", "nome completo"),
            "first_name": ("first name", "nome"),
            "last_name": ("last name", "sobrenome"),
            "email": ("email", "e mail", "work email"),
            "phone": ("phone number", "telefone", "numero de telefone"),
            "account": ("company name", "nome da empresa", "empresa"),
            "title": ("job title", "cargo"),
            "source": ("platform",),
            "program": ("campaign name", "form name"),
            "created_at": ("created time",),
        }
    )
}
META_VALUES = {"source": {"fb": "Facebook", "ig": "Instagram", "an": "Facebook", "msg": "Facebook"}}
