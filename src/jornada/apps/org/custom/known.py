"""Which custom fields there are, whatever asks for them."""

from __future__ import annotations

from django.db.models import Model

from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.kept import Kept

MODELS = {
    "account": "market.account",
    "contact": "market.contact",
    "lead": "leads.lead",
    "opportunity": "sales.opportunity",
}
_RECORDS = {label: record for record, label in MODELS.items()}


def active(record: str) -> tuple[CustomField, ...]:
    """Return the fields of a kind of record that are in use, in order."""
    return tuple(field for field in every(record) if not field.is_retired)


def every(record: str) -> tuple[CustomField, ...]:
    """Return the fields of a kind of record, retired ones too."""
    return _all().get(record, ())


def find(record: str, code: str) -> CustomField | None:
    return next((field for field in every(record) if field.code == code), None)


def record_of(model: type[Model] | str) -> str:
    """Name the kind of record of a model (or of its label); nothing for models without custom fields."""
    return _RECORDS.get(model if isinstance(model, str) else model._meta.label_lower, "")


def _read() -> dict[str, tuple[CustomField, ...]]:
    found: dict[str, list[CustomField]] = {}
    for field in CustomField.objects.all():
        found.setdefault(field.record, []).append(field)
    return {record: tuple(fields) for record, fields in found.items()}


_all = Kept(_read, CustomField)
