"""The terms of a version as the rules read them, and what they ask of a lead's data."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.apps.handoff.models import AgreementVersion
from jornada.apps.leads.models import Lead
from jornada.apps.market.fields import shown_phone
from jornada.rules.agreement import Agreement
from jornada.rules.agreement_json import from_json
from jornada.ui.tax_ids import shown_tax_id

# What an agreement may ask for before a lead is handed over.
DATA: dict[str, str | Promise] = {
    "contact.name": _("name of the contact"),
    "contact.email": _("e-mail of the contact"),
    "contact.phone": _("phone of the contact"),
    "contact.title": _("job title of the contact"),
    "contact.buying_role": _("buying role of the contact"),
    "account.name": _("name of the company"),
    "account.tax_id": _("CNPJ of the company"),
    "account.domain": _("domain of the company"),
    "account.industry_id": _("industry of the company"),
    "account.size_band": _("size of the company"),
    "account.state": _("state of the company"),
    "lead.source_id": _("source of the lead"),
    "lead.program_id": _("program of the lead"),
}


WRITTEN = {"phone": shown_phone, "tax_id": shown_tax_id}
REFERENCES = ("industry_id", "source_id", "program_id")


def terms_of(version: AgreementVersion) -> Agreement:
    """Read the terms of a version; a version that stood in force never changes, so it is kept."""
    if version.status == AgreementVersion.Status.DRAFT:
        return from_json(version.terms)
    return _kept(version.pk, version.updated_at)


def missing_data(lead: Lead, needed: tuple[str, ...]) -> list[str]:
    """Return the fields that the agreement asks for and the lead does not have; unknown names count as missing."""
    return [name for name in needed if not _value(lead, name)]


def has_data(needed: tuple[str, ...]) -> Q:
    """Select the leads of which `missing_data` finds nothing."""
    found = Q()
    for name in needed:
        record, _dot, field = name.partition(".")
        if name not in DATA:
            return Q(pk__in=[])
        path = field if record == "lead" else f"{record}__{field}"
        found &= Q(**{f"{path}__isnull": False})
        if field not in REFERENCES:
            found &= ~Q(**{path: ""})
    return found


def shown_value(lead: Lead, name: str) -> str:
    """Write a field that an agreement may ask for as people read it; blank when it is missing."""
    record, _dot, field = name.partition(".")
    field = field.removesuffix("_id") if field in REFERENCES else field
    owner = lead if record == "lead" else getattr(lead, record, None)
    if owner is None or not _value(lead, name):
        return ""
    if write := WRITTEN.get(field):
        return write(getattr(owner, field))
    display = getattr(owner, f"get_{field}_display", None)
    return str(display() if display else getattr(owner, field))


def completeness(needed: tuple[str, ...], missing: list[str]) -> float:
    """Return the share of needed fields that are filled in; 1 when nothing is needed."""
    return 1 - len(missing) / len(needed) if needed else 1.0


def _value(lead: Lead, name: str) -> Any:
    record, _dot, field = name.partition(".")
    owner = lead if record == "lead" else getattr(lead, record, None)
    return getattr(owner, field, None) if owner is not None else None


@lru_cache(maxsize=256)
def _kept(pk: int, stamp: datetime) -> Agreement:
    return from_json(AgreementVersion.objects.values_list("terms", flat=True).get(pk=pk))
