"""What the exports of Zoho CRM call their columns; `Account Name.id` is the id of what `Account Name` names."""

from __future__ import annotations

from jornada.edge.files.matching.preset_words import Parts, both

_PERSON = {
    "first_name": ("first name", "primeiro nome", "nome"),
    "last_name": ("last name", "sobrenome", "ultimo nome"),
    "external_id": ("record id", "id do registro"),
    "email": ("email", "e mail"),
    "phone": ("phone", "mobile", "telefone", "celular", "telefone celular"),
    "title": ("title", "designation", "cargo", "titulo"),
    "created_at": ("created time", "hora da criacao", "hora de criacao", "data de criacao"),
    "note": ("description", "descricao"),
    "tags": ("tag", "tags", "marca"),
}
DEALS: Parts = {
    "opportunities": both(
        {
            "name": ("deal name", "nome do negocio"),
            "external_id": ("record id", "id do registro"),
            "account": ("account name", "nome da conta"),
            "account_id": ("account name id", "nome da conta id"),
            "contact": ("contact name", "nome do contato"),
            "contact_id": ("contact name id", "nome do contato id"),
            "owner": ("deal owner", "proprietario do negocio"),
            "pipeline": ("pipeline", "funil"),
            "stage": ("stage", "estagio", "fase"),
            "amount": ("amount", "quantia", "valor"),
            "currency": ("currency", "moeda"),
            "closed_on": ("closing date", "data de encerramento", "data de fechamento"),
            "created_at": ("created time", "hora da criacao", "hora de criacao", "data de criacao"),
            "lost_reason": ("reason for loss s", "reason for loss", "motivo da perda", "motivo para perda"),
            "note": ("description", "descricao"),
            "tags": ("tag", "tags", "marca"),
        }
    )
}
LEADS: Parts = {
    "leads": both(
        {
            **_PERSON,
            "account": ("company", "empresa"),
            "source": ("lead source", "fonte do lead", "origem do lead"),
            "status": ("lead status", "status do lead"),
            "owner": ("lead owner", "proprietario do lead"),
        }
    )
}
CONTACTS: Parts = {
    "contacts": both(
        {
            **_PERSON,
            "account": ("account name", "nome da conta"),
            "account_id": ("account name id", "nome da conta id"),
            "owner": ("contact owner", "proprietario do contato"),
        }
    )
}
ACCOUNTS: Parts = {
    "accounts": both(
        {
            "name": ("account name", "nome da conta"),
            "external_id": ("record id", "id do registro"),
            "parent": ("parent account", "conta pai", "conta principal"),
            "parent_id": ("parent account id", "conta pai id", "conta principal id"),
            "phone": ("phone", "telefone"),
            "domain": ("website", "site", "site da web"),
            "industry": ("industry", "setor"),
            "employees": ("employees", "funcionarios"),
            "revenue": ("annual revenue", "receita anual"),
            "street": ("billing street", "rua de cobranca", "endereco de cobranca"),
            "city": ("billing city", "cidade de cobranca"),
            "state": ("billing state", "estado de cobranca"),
            "postcode": ("billing code", "codigo de cobranca", "cep de cobranca"),
            "country": ("billing country", "pais de cobranca"),
            "owner": ("account owner", "proprietario da conta"),
            "created_at": ("created time", "hora da criacao", "hora de criacao", "data de criacao"),
            "note": ("description", "descricao"),
            "tags": ("tag", "tags", "marca"),
        }
    )
}
