"""Headers that say whose column it is: `Empresa: Cidade` is the city of the account that a deal is about."""

from __future__ import annotations

import re

from jornada.edge.files.kinds import KINDS, Field, Kind, plain

_RECORDS = {
    "accounts": ("empresa", "conta", "organizacao", "cliente", "company", "account", "organization", "customer"),
    "contacts": ("contato", "pessoa", "contact", "person"),
    "leads": ("lead",),
    "opportunities": ("negocio", "negociacao", "oportunidade", "deal", "opportunity"),
}  # fmt: skip
_KIND_OF = {word: kind for kind, words in _RECORDS.items() for word in words}
# Which fields of a kind name a record of another: by the field that this has in a file of its own.
_NAMING = {
    "accounts": {"name": "account", "external_id": "account_id", "domain": "account_domain", "tax_id": "tax_id"},
    "contacts": {"name": "contact", "external_id": "contact_id", "email": "email"},
    "leads": {"external_id": "lead"},
    "opportunities": {"external_id": "opportunity"},
}
# A lead is a person with interest: what is said of the one is said of the other.
_OF_LEADS = {"name": "name", "first_name": "first_name", "last_name": "last_name", "email": "email", "phone": "phone",
             "title": "title"}  # fmt: skip
# A hyphen inside a word is none.
_DASH = re.compile(r"( [-–] |:)")
_WITHOUT_PEOPLE = {"accounts", "products", "teams"}


def whose(header: str) -> tuple[str, str]:
    """Take a header apart into the kind of record before its colon, nothing when there is none, and the rest."""
    before, colon, rest = header.partition(":")
    kind = _KIND_OF.get(plain(before), "") if colon and plain(rest) else ""
    return (kind, rest.strip()) if kind else ("", header)


def bare(header: str, kind: str) -> str:
    """Take off what says that a column is about the record that each row is: `Negócio - Plano` of a deal is `Plano`."""
    before, dash, rest = _DASH.split(header, maxsplit=1) if _DASH.search(header) else ("", "", "")
    return rest.strip() if dash and plain(rest) and _KIND_OF.get(plain(before)) == kind else header


def fields_for(kind: Kind, of: str) -> list[tuple[Field, Field]]:
    """Give the fields of a kind that a column about the record `of` may fill, each with the field that it is there."""
    if of in ("", kind.code):
        return [(field, field) for field in kind.fields]
    if kind.code in _WITHOUT_PEOPLE:
        return []
    naming = _OF_LEADS if (kind.code, of) == ("leads", "contacts") else _NAMING[of]
    there = KINDS[of].by_code
    return [(kind.by_code[mine], there[theirs]) for theirs, mine in naming.items() if mine in kind.by_code]
