"""What the exports of HubSpot call their columns, and its own stages by their inner names."""

from __future__ import annotations

from jornada.edge.files.matching.preset_words import Parts, both

_NAMES = ("primary associated company", "associated company", "company name", "empresa associada primaria",
                  "empresa associada principal", "empresa associada", "nome da empresa",
                  "empresa asociada principal", "empresa asociada", "nombre de la empresa")  # fmt: skip
_COMPANY_IDS = (
    "associated company ids primary", "primary associated company id", "associated company ids",
    "associated company id", "ids de empresa associada primaria", "ids de empresa associada principal",
    "ids de empresa associada", "ids da empresa associada", "id de empresa associada", "id da empresa associada",
    "ids de empresa asociada principal", "id de empresa asociada principal", "ids de empresa asociada",
    "id de empresa asociada",
)  # fmt: skip
_BESIDE = both(
    {
        "name": _NAMES,
        "domain": ("company domain name", "nome de dominio da empresa", "website url",
                   "nombre de dominio de la empresa", "url del sitio web"),
        "industry": ("industry", "company industry", "setor", "sector"),
        "employees": ("number of employees", "numero de funcionarios", "numero de empleados"),
        "revenue": ("annual revenue", "receita anual", "ingresos anuales"),
        "city": ("company city", "cidade da empresa"),
        "state": ("company state region",),
        "country": ("company country region",),
        "owner": ("company owner", "proprietario da empresa", "propietario de la empresa"),
        # No field of HubSpot's own, but one that companies in Brazil add; a person has none.
        "tax_id": ("cnpj", "cnpj da empresa", "company cnpj"),
    }
)  # fmt: skip
_COMPANY = {
    **_BESIDE,
    **both(
        {
            "city": ("city", "cidade", "ciudad"),
            "state": ("state region", "estado regiao", "estado o region", "estado region"),
            "country": ("country region", "pais regiao", "pais o region", "pais region"),
            "street": ("street address", "endereco", "direccion"),
            "complement": ("street address 2", "endereco 2", "direccion 2"),
            "postcode": ("postal code", "codigo postal", "cep"),
            "phone": ("phone number", "numero de telefone", "numero de telefono"),
        }
    ),
}
_CONTACT = both(
    {
        "first_name": ("first name", "contact first name", "primeiro nome", "nombre"),
        "last_name": ("last name", "contact last name", "sobrenome", "apellidos"),
        "email": ("email", "contact email", "e mail", "correo", "correo electronico", "work email",
                  "additional email addresses",
                  "enderecos de e mail adicionais"),
        "phone": ("phone number", "contact phone number", "mobile phone number", "numero de telefone",
                  "numero de celular", "numero do celular", "whatsapp phone number",
                  "numero de telefono", "numero de telefono movil"),
        "title": ("job title", "contact job title", "cargo"),
        "account": _NAMES,
        "account_id": _COMPANY_IDS,
        "account_domain": ("company domain name", "nome de dominio da empresa", "nombre de dominio de la empresa"),
        "owner": ("contact owner", "proprietario do contato", "propietario del contacto"),
    }
)  # fmt: skip
_DEAL = both(
    {
        "name": ("deal name", "nome do negocio", "nombre del negocio"),
        "external_id": ("deal id", "id do negocio", "id del negocio"),
        "account": _NAMES,
        "account_id": _COMPANY_IDS,
        "contact": ("associated contact", "contato associado", "contacto asociado"),
        "contact_id": ("associated contact ids", "associated contact id", "ids de contato associado",
                       "ids do contato associado", "id de contato associado",
                       "ids de contacto asociado", "id de contacto asociado"),
        "email": ("email", "contact email", "e mail", "correo"),
        "owner": ("deal owner", "proprietario do negocio", "propietario del negocio"),
        "pipeline": ("pipeline", "funil", "pipeline de vendas", "funil de vendas", "pipeline de ventas"),
        "stage": ("deal stage", "fase do negocio", "etapa do negocio", "etapa del negocio"),
        "amount": ("amount", "valor", "importe", "cantidad"),
        "currency": ("currency", "moeda", "moneda"),
        "created_at": ("create date", "data de criacao", "fecha de creacion"),
        "closed_on": ("close date", "data de fechamento", "fecha de cierre"),
        "lost_reason": ("closed lost reason", "motivo do fechamento perdido", "motivo de fechamento perdido",
                        "motivo da perda", "motivo de perdida", "motivo de cierre perdido"),
        "won_flag": ("is closed won",),
        "closed_flag": ("is deal closed",),
    }
)  # fmt: skip
# Deals have tags; people and companies have none of HubSpot's own, so that a company makes a field named so. In a file
# of deals such a field is the deal's.
_TAGS = {"tags": "tags"}
DEALS: Parts = {
    "accounts": _BESIDE,
    "contacts": _CONTACT,
    "opportunities": {"record id": "external_id", "id do registro": "external_id",
                 "id de registro": "external_id",
                 "record id deal": "external_id",
                      **_DEAL,
                      "deal tags": "tags", **_TAGS},
}  # fmt: skip
# The stages of its own pipeline by their inner names, as some exports have them.
VALUES = {
    "stage": {
        "appointmentscheduled": "Appointment scheduled", "qualifiedtobuy": "Qualified to buy",
        "presentationscheduled": "Presentation scheduled", "decisionmakerboughtin": "Decision maker bought-in",
        "contractsent": "Contract sent",
    }
}  # fmt: skip
CONTACTS: Parts = {
    "accounts": _BESIDE,
    "contacts": {"record id": "external_id", "id do registro": "external_id",
                 "id de registro": "external_id",
                 "record id contact": "external_id",
                 **_CONTACT, **_TAGS,
                 "nome": "first_name",
                 "create date": "created_at", "data de criacao": "created_at",
                 "fecha de creacion": "created_at"},
}  # fmt: skip
COMPANIES: Parts = {
    "accounts": {"record id": "external_id", "id do registro": "external_id",
                 "id de registro": "external_id",
                 "record id company": "external_id",
                 **_COMPANY, **_TAGS,
                 "create date": "created_at", "data de criacao": "created_at",
                 "fecha de creacion": "created_at"},
}  # fmt: skip
