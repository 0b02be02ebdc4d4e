"""Exports of well-known systems, recognised by their headers: which kinds of records they hold, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jornada.edge.files.kinds import KINDS, plain
from jornada.edge.files.matching import preset_hubspot as hubspot
from jornada.edge.files.matching import preset_pipedrive as pipedrive
from jornada.edge.files.matching import preset_words as words
from jornada.edge.files.matching import preset_zoho as zoho
from jornada.edge.files.matching.columns import spoken_of
from jornada.edge.files.matching.zones import without_zone

HUBSPOT = "HubSpot"
# Tables of Salesforce hold what lies in its bin as well.
_GONE = frozenset({"is deleted", "isdeleted"})
_HUBSPOT_IDS = {"record id", "id do registro", "id de registro"}


@dataclass(frozen=True)
class Preset:
    """An export: recognised when all headers of one of its `marks` are there.

    `parts` says for each kind of record which header fills which field. The last kind is what the file is about; the
    ones before it come along when the file says more of them than the last kind does by itself. Cells under `lists`
    hold several values, of which the first is taken. What has a yes under one of `gone` was deleted there.
    """

    label: str
    marks: tuple[frozenset[str], ...]
    parts: words.Parts
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Recognised:
    """A file that a preset knows: the columns of each kind of record in it."""

    preset: Preset
    columns: dict[str, dict[str, str]]

    @property
    def main(self) -> str:
        """The kind of record that each row is one of."""
        return list(self.columns)[-1]


def recognise(names: Sequence[str]) -> Recognised | None:
    """Find the preset of a file by its headers; None when it is of no system that we know."""
    headers = {bared(name): name for name in reversed(names)}
    # HubSpot names no record before a colon; others that do call their deals as it does.
    is_another = bool(spoken_of(names)) and not _HUBSPOT_IDS & headers.keys()
    for preset in PRESETS:
        if any(mark <= headers.keys() for mark in preset.marks) and not (is_another and preset.label == HUBSPOT):
            columns = {kind: _columns(part, headers) for kind, part in preset.parts.items()}
            main = list(columns)[-1]
            kept = {kind: found for kind, found in columns.items() if kind == main or is_worth(kind, found)}
            return Recognised(preset, kept) if _is_whole(main, columns[main]) else None
    return None


def bared(name: str) -> str:
    """Write a header as the presets do."""
    return plain(without_zone(name))


def _columns(part: words.Columns, headers: Mapping[str, str]) -> dict[str, str]:
    """Give each field the columns that are there: the best first, the others for where that one is blank."""
    return {headers[header]: code for header, code in part.items() if header in headers}


def _is_whole(kind: str, columns: Mapping[str, str]) -> bool:
    filled, of = set(columns.values()), KINDS[kind]
    has_needed = all(filled & set(group) for group in of.needs_one_of)
    return has_needed and all(one.code in filled for one in of.fields if one.is_required)


# What the writer of the main kind finds or makes by itself: a company by its name, a person by name and e-mail.
_BARE = {"accounts": {"name"}, "contacts": {"name", "email", "account", "account_id", "account_domain"}}


def is_worth(kind: str, columns: Mapping[str, str]) -> bool:
    """Say whether columns tell more of a record than the writer of the main kind finds out by itself."""
    return _is_whole(kind, columns) and bool(set(columns.values()) - _BARE.get(kind, set()))


def _marks(*headers: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(one.split(", ")) for one in headers)


PRESETS = (
    Preset(
        "Pipedrive",
        _marks("deal title, deal stage", "deal title, deal status", "deal title, deal owner", "deal title, deal value",
               "deal title, person name", "negocio titulo, negocio etapa", "negocio titulo, negocio status",
               "negocio titulo, negocio proprietario", "negocio titulo, negocio valor", "negocio titulo, pessoa nome"),
        pipedrive.DEALS,
    ),
    Preset(
        "Pipedrive",
        _marks("lead title, lead owner", "lead title, lead contact person", "lead titulo, lead proprietario",
               "lead titulo, lead pessoa de contato"),
        pipedrive.LEADS,
    ),
    Preset(
        "Pipedrive",
        (*_marks("person name, person organization", "pessoa nome, pessoa organizacao"), *pipedrive.PEOPLE_MARKS),
        {"accounts": pipedrive.DEALS["accounts"], "contacts": pipedrive.DEALS["contacts"]},
    ),
    Preset(
        "Pipedrive",
        _marks("organization name, organization owner", "organizacao nome, organizacao proprietario"),
        {"accounts": pipedrive.DEALS["accounts"]},
    ),
    Preset(
        "Pipedrive",
        _marks("title, archive status", "title, lead created", "titulo, status de arquivamento",
               "titulo, lead criado em"),
        pipedrive.ALL_LEADS,
    ),
    Preset(
        "Pipedrive",
        _marks("title, stage, contact person id", "title, stage, organization id", "title, stage, weighted value",
               "titulo, etapa, id da pessoa de contato", "titulo, etapa, id da organizacao",
               "titulo, etapa, moeda de valor", "titulo, etapa, valor ponderado"),
        pipedrive.ALL_DEALS,
    ),
    Preset(
        "Pipedrive",
        _marks("name, organization id, email work", "name, organization id, phone work", "name, person created",
               "nome, id da organizacao, e mail trabalho", "nome, id da organizacao, telefone trabalho",
               "nome, pessoa criada"),
        pipedrive.ALL_PEOPLE,
    ),
    Preset(
        "Pipedrive",
        _marks("name, organization created", "name, people, open deals", "nome, organizacao criada",
               "nome, pessoas, negocios abertos"),
        pipedrive.ALL_ORGANISATIONS,
    ),
    Preset(
        "Zoho",
        _marks("record id, deal name, closing date", "record id, deal name, account name",
               "id do registro, nome do negocio, nome da conta"),
        zoho.DEALS,
    ),
    Preset(
        "Zoho",
        # Not by `Lead Status` alone: the people of HubSpot have one, too.
        _marks("record id, last name, lead owner", "record id, last name, company",
               "id do registro, sobrenome, proprietario do lead", "id do registro, sobrenome, empresa, status do lead"),
        zoho.LEADS,
    ),
    Preset(
        "Zoho",
        _marks("record id, last name, account name", "id do registro, sobrenome, nome da conta"),
        zoho.CONTACTS,
    ),
    Preset(
        "Zoho",
        _marks("record id, account name, account owner", "record id, account name, billing city",
               "id do registro, nome da conta, proprietario da conta"),
        zoho.ACCOUNTS,
    ),
    Preset(
        HUBSPOT,
        _marks("record id, deal name", "deal name, deal stage", "id do registro, nome do negocio",
               "nome do negocio, proprietario do negocio", "nome do negocio, etapa do negocio",
               "nombre del negocio, propietario del negocio", "nombre del negocio, etapa del negocio",
               "id de registro, nombre del negocio"),
        hubspot.DEALS,
        hubspot.VALUES,
    ),
    Preset(
        HUBSPOT,
        _marks("record id, first name", "record id, last name", "record id contact, email", "lifecycle stage, email",
               "id do registro, sobrenome",
               "etapa do ciclo de vida, e mail", "fase do ciclo de vida, e mail",
               "id de registro, apellidos", "etapa del ciclo de vida, correo"),
        hubspot.CONTACTS,
    ),
    Preset(
        HUBSPOT,
        _marks("record id, company name", "record id company, company name",
               "company name, company owner", "id do registro, nome da empresa",
               "id de registro, nombre de la empresa", "nombre de la empresa, propietario de la empresa"),
        hubspot.COMPANIES,
    ),
    Preset(
        "Salesforce",
        _marks("opportunity name, stage", "opportunity name, opportunity owner", "nome da oportunidade, fase",
               "nome da oportunidade, proprietario da oportunidade", "nombre de la oportunidad, etapa",
               "nombre de la oportunidad, propietario de la oportunidad"),
        words.SALESFORCE_DEALS,
    ),
    Preset(
        "Salesforce",
        _marks("lead owner, lead status", "lead owner, company account", "lead source, company account",
               "proprietario do lead, status do lead", "proprietario do lead, empresa conta",
               "propietario del candidato, estado del candidato", "propietario del prospecto, estado del prospecto",
               "propietario del candidato, compania cuenta"),
        words.SALESFORCE_LEADS,
    ),
    Preset(
        "Salesforce",
        _marks("contact owner, account name", "mailing street, last name", "salutation, last name, account name",
               "proprietario do contato, nome da conta", "tratamento, sobrenome, nome da conta",
               "account name, last name, email", "nome da conta, sobrenome, email", "nome da conta, sobrenome, e mail",
               "propietario del contacto, nombre de la cuenta", "nombre de la cuenta, apellidos, correo electronico"),
        words.SALESFORCE_CONTACTS,
    ),
    Preset(
        "Salesforce",
        _marks("account owner, account name", "proprietario da conta, nome da conta",
               "propietario de la cuenta, nombre de la cuenta"),
        words.SALESFORCE_ACCOUNTS,
    ),
    Preset("Salesforce", _marks("id, stage name, close date", "id, stagename, closedate"), words.SALESFORCE_TABLE,
           gone=_GONE),
    Preset(
        "Salesforce",
        _marks("id, last name, is converted", "id, lastname, isconverted"),
        words.SALESFORCE_LEAD_TABLE,
        gone=_GONE,
    ),
    Preset(
        "Salesforce",
        _marks("id, name, billing city", "id, name, billing street",
               "id, name, billingcity", "id, name, billingstreet"),
        words.SALESFORCE_ACCOUNT_TABLE,
        gone=_GONE,
    ),
    Preset(
        "Salesforce",
        _marks("id, last name, account id", "id, lastname, accountid"),
        words.SALESFORCE_CONTACT_TABLE,
        gone=_GONE,
    ),
    Preset(
        "RD Station",
        _marks(*(f"{email}, {other}" for email in ("email", "e mail") for other in (
            "total de conversoes", "data da primeira conversao", "origem da primeira conversao", "estagio no funil",
            "lead scoring perfil", "lead scoring interesse"))),
        words.RD_LEADS,
    ),
    Preset(
        "RD Station CRM",
        _marks("etapa, valor unico", "funil de vendas, etapa", "etapa, qualificacao, estado"),
        words.RD_DEALS,
        lists=words.RD_LISTS,
    ),
    Preset(
        "LinkedIn",
        _marks("first name, last name, connected on", "nome, sobrenome, conectado em",
               "nombre, apellidos, conectado el"),
        words.LINKEDIN,
        words.LINKEDIN_VALUES,
    ),
    Preset("Mailchimp", _marks("unsub time, unsub reason"), words.MAILCHIMP_LEFT, words.LEFT_VALUES),
    Preset("Mailchimp", _marks("clean time, clean campaign id"), words.MAILCHIMP_CLEANED, words.CLEANED_VALUES),
    Preset("Mailchimp", _marks("member rating, optin time", "email address, optin ip", "leid, euid"), words.MAILCHIMP),
    Preset("Meta", _marks("ad id, form id", "campaign id, form id", "created time, form name", "created time, form id"),
           words.META, words.META_VALUES),
    Preset("Meta", _marks("form, channel, stage, owner", "formulario, canal, etapa", "formulario, canal, estagio"),
           words.META_CENTER),
)  # fmt: skip
