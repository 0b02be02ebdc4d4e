"""What the exports of well-known systems call their columns: by kind, header (as `plain` writes it) to field.

Where two headers fill one field the one that stands first here goes first.
"""

from __future__ import annotations

Columns = dict[str, str]
Parts = dict[str, Columns]


def both(fields: dict[str, tuple[str, ...]]) -> Columns:
    """Turn field to headers, as they are read best, into header to field."""
    return {header: field for field, headers in fields.items() for header in headers}


_SALESFORCE_ACCOUNT = both(
    {
        "name": ("account name", "nome da conta", "nombre de la cuenta"),
        "external_id": ("account id", "id da conta", "id de la cuenta"),
        "industry": ("industry", "setor", "sector", "industria"),
        "employees": ("employees", "number of employees", "funcionarios", "empleados"),
        "revenue": ("annual revenue", "receita anual", "ingresos anuales"),
        "domain": ("website", "site", "sitio web"),
        "city": ("billing city", "cidade de cobranca", "ciudad de facturacion"),
        "state": ("billing state province", "estado provincia de cobranca", "estado o provincia de facturacion",
                  "estado provincia de facturacion"),
        "country": ("billing country", "pais de cobranca", "pais de facturacion"),
        "street": ("billing street", "rua de cobranca", "endereco de cobranca", "calle de facturacion"),
        "postcode": ("billing zip postal code", "cep de cobranca", "codigo postal de cobranca",
                     "cep codigo postal de cobranca", "codigo postal de facturacion"),
        "phone": ("phone", "telefone", "telefono"),
        "owner": ("account owner", "proprietario da conta", "propietario de la cuenta"),
        "parent": ("parent account", "conta principal", "conta pai", "cuenta principal"),
        "parent_id": ("parent account id", "id da conta principal", "id da conta pai"),
    }
)  # fmt: skip
_SALESFORCE_CONTACT = both(
    {
        "first_name": ("first name", "nome", "nombre"),
        "last_name": ("last name", "sobrenome", "apellidos", "apellido"),
        "external_id": ("contact id", "id do contato", "id del contacto"),
        "email": ("email", "e mail", "correo electronico"),
        "phone": ("phone", "business phone", "mobile", "mobile phone", "telefone", "telefone comercial", "celular",
                  "telefono", "movil", "telefono movil"),
        "title": ("title", "cargo", "puesto"),
        "account": ("account name", "nome da conta", "nombre de la cuenta"),
        "account_id": ("account id", "id da conta", "id de la cuenta"),
        "owner": ("contact owner", "proprietario do contato", "propietario del contacto"),
        "created_at": ("created date", "data de criacao", "fecha de creacion"),
    }
)  # fmt: skip
_SALESFORCE_DEAL = both(
    {
        "name": ("opportunity name", "nome da oportunidade", "nombre de la oportunidad"),
        "external_id": ("opportunity id", "id da oportunidade", "id de la oportunidad"),
        "account": ("account name", "nome da conta", "nombre de la cuenta"),
        "account_id": ("account id", "id da conta", "id de la cuenta"),
        "contact": ("primary contact", "contato principal", "contacto principal"),
        "contact_id": ("contact id", "id do contato", "id del contacto"),
        "owner": ("opportunity owner", "proprietario da oportunidade", "propietario de la oportunidad"),
        "stage": ("stage", "fase", "etapa"),
        "amount": ("amount", "valor", "importe"),
        "currency": ("amount currency", "moeda de valor", "divisa de importe"),
        "created_at": ("created date", "data de criacao", "fecha de creacion"),
        "closed_on": ("close date", "data de fechamento", "fecha de cierre"),
        "won_flag": ("won", "ganha", "ganada"),
        "closed_flag": ("closed", "fechado", "cerrada"),
        "lost_reason": ("loss reason", "motivo da perda", "motivo de perdida"),
        "competitor": ("main competitor s", "main competitors", "competitor", "principais concorrentes", "concorrente"),
    }
)  # fmt: skip
# The telephone in a report of deals may be anybody's.
SALESFORCE_DEALS: Parts = {
    "accounts": {header: code for header, code in _SALESFORCE_ACCOUNT.items() if code != "phone"},
    "opportunities": _SALESFORCE_DEAL,
}
SALESFORCE_CONTACTS: Parts = {"contacts": _SALESFORCE_CONTACT}
SALESFORCE_ACCOUNTS: Parts = {"accounts": _SALESFORCE_ACCOUNT}
SALESFORCE_LEADS: Parts = {
    "leads": both(
        {
            "first_name": ("first name", "nome", "nombre"),
            "last_name": ("last name", "sobrenome", "apellidos", "apellido"),
            "external_id": ("lead id", "id do lead", "id del candidato", "id del prospecto"),
            "email": ("email", "e mail", "correo electronico"),
            "phone": ("phone", "mobile", "mobile phone", "telefone", "celular", "telefono", "movil"),
            "title": ("title", "cargo", "puesto"),
            "account": ("company account", "company", "empresa conta", "empresa", "compania cuenta", "compania"),
            "source": ("lead source", "origem do lead", "origen del candidato", "origen del prospecto"),
            "status": ("lead status", "status do lead", "estado del candidato", "estado del prospecto"),
            "owner": ("lead owner", "proprietario do lead", "propietario del candidato", "propietario del prospecto"),
            "created_at": ("create date", "created date", "data de criacao", "fecha de creacion"),
        }
    )
}


def _table(fields: dict[str, tuple[str, ...]]) -> Columns:
    """Tables of the data export name their columns as the interface does: `CloseDate`, and `CLOSEDATE` in some."""
    return both(
        {code: tuple(one for name in names for one in (name, name.replace(" ", ""))) for code, names in fields.items()}
    )


SALESFORCE_TABLE: Parts = {
    "opportunities": _table(
        {
            "external_id": ("id",),
            "name": ("name",),
            "account_id": ("account id",),
            "contact_id": ("contact id",),
            "stage": ("stage name",),
            "amount": ("amount",),
            "currency": ("currency iso code",),
            "closed_on": ("close date",),
            "created_at": ("created date",),
            "won_flag": ("is won",),
            "closed_flag": ("is closed",),
            "lost_reason": ("loss reason c", "loss reason"),
            "competitor": ("main competitors c", "competitor c"),
        }
    )
}
SALESFORCE_ACCOUNT_TABLE: Parts = {
    "accounts": _table(
        {
            "external_id": ("id",),
            "name": ("name",),
            "parent_id": ("parent id",),
            "domain": ("website",),
            "phone": ("phone",),
            "industry": ("industry",),
            "employees": ("number of employees",),
            "revenue": ("annual revenue",),
            "city": ("billing city",),
            "state": ("billing state",),
            "country": ("billing country",),
            "street": ("billing street",),
            "postcode": ("billing postal code",),
            "created_at": ("created date",),
        }
    )
}
SALESFORCE_CONTACT_TABLE: Parts = {
    "contacts": _table(
        {
            "external_id": ("id",),
            "first_name": ("first name",),
            "last_name": ("last name",),
            "email": ("email",),
            "phone": ("phone", "mobile phone"),
            "title": ("title",),
            "account_id": ("account id",),
            "created_at": ("created date",),
        }
    )
}
SALESFORCE_LEAD_TABLE: Parts = {
    "leads": _table(
        {
            "external_id": ("id",),
            "first_name": ("first name",),
            "last_name": ("last name",),
            "email": ("email",),
            "phone": ("phone", "mobile phone"),
            "title": ("title",),
            "account": ("company",),
            "source": ("lead source",),
            "status": ("status",),
            "created_at": ("created date",),
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
            "source": ("origem da primeira conversao", "fonte da primeira conversao", "origem da ultima conversao"),
            "program": ("campanha da primeira conversao", "evento da primeira conversao", "evento da ultima conversao"),
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
            "email": ("email", "e mail", "emails"),
            "phone": ("telefone", "celular", "telefones"),
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
            "email": ("email", "e mail", "emails"),
            "owner": ("responsavel",),
            "pipeline": ("funil de vendas", "funil"),
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
# One deal with several people has them all in one cell, by commas.
RD_LISTS = frozenset({"contatos", "contato", "nome do contato", "cargo", "produtos", "produto"})

LINKEDIN: Parts = {
    "contacts": both(
        {
            "first_name": ("first name", "nome", "nombre"),
            "last_name": ("last name", "sobrenome", "apellidos"),
            "external_id": ("url",),
            "email": ("email address", "endereco de e mail", "direccion de correo electronico"),
            "account": ("company", "empresa"),
            "title": ("position", "cargo"),
            "created_at": ("connected on", "conectado em", "conexao em", "conectado el"),
        }
    )
}
MAILCHIMP: Parts = {
    "contacts": both(
        {
            "email": ("email address", "endereco de e mail", "email", "e mail"),
            "first_name": ("first name", "fname", "primeiro nome", "nome"),
            "last_name": ("last name", "lname", "sobrenome"),
            "phone": ("phone number", "phone", "telefone"),
            "account": ("company", "empresa"),
            "title": ("job title", "position", "cargo"),
            "created_at": ("optin time", "confirm time"),
            "tags": ("tags",),
        }
    )
}
# Who left, and whose address was given up: people as the others, and what happened for the log.
MAILCHIMP_LEFT: Parts = {
    **MAILCHIMP,
    "touches": {"unsub time": "at", "unsub reason": "activity", "unsub campaign title": "program",
                "email address": "email", "endereco de e mail": "email"},
}  # fmt: skip
MAILCHIMP_CLEANED: Parts = {
    **MAILCHIMP,
    "touches": {"clean time": "at", "clean campaign id": "activity", "clean campaign title": "program",
                "email address": "email", "endereco de e mail": "email"},
}  # fmt: skip
LEFT_VALUES = {"activity": {"*": "email.unsubscribed"}}
CLEANED_VALUES = {"activity": {"*": "email.bounced"}}
META: Parts = {
    "leads": both(
        {
            "external_id": ("id", "lead id"),
            "name": ("full name", "nome completo"),
            "first_name": ("first name", "nome"),
            "last_name": ("last name", "sobrenome"),
            "email": ("email", "e mail", "work email", "email comercial", "e mail comercial", "email corporativo"),
            "phone": (
                "phone number",
                "telefone",
                "numero de telefone",
                "work phone number",
                "whatsapp number",
                "numero do whatsapp",
                "whatsapp",
            ),
            "account": ("company name", "nome da empresa", "empresa", "company"),
            "title": ("job title", "cargo"),
            "source": ("platform", "plataforma"),
            "program": ("campaign name", "nome da campanha", "form name", "nome do formulario"),
            "status": ("lead status",),
            "created_at": ("created time", "hora de criacao", "data de criacao"),
        }
    )
}
META_VALUES = {"source": {"fb": "Facebook", "ig": "Instagram", "an": "Facebook", "msg": "Facebook"}}
META_CENTER: Parts = {
    "leads": both(
        {
            "name": ("name", "nome"),
            "email": ("email", "e mail"),
            "phone": ("phone", "phone number", "telefone", "secondary phone number", "whatsapp number"),
            "source": ("channel", "canal"),
            "program": ("form", "formulario"),
            "status": ("stage", "estagio", "etapa"),
            "owner": ("owner", "proprietario", "responsavel"),
            "tags": ("labels", "etiquetas", "marcadores"),
            "created_at": ("created", "criado", "criacao", "data de criacao"),
        }
    )
}
# Where people on LinkedIn say that they work for no company.
LINKEDIN_VALUES = {
    "account": dict.fromkeys(
        ("Self-employed", "Self-Employed", "Self Employed", "self-employed", "Freelance", "Freelancer", "freelancer",
         "Autônomo", "Autônoma", "autônomo", "autônoma", "Profissional autônomo", "Autônomo(a)", "Independent", "-"),
        "",
    )
}  # fmt: skip
