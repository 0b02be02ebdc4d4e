"""Which custom fields there are: read once for a request, whatever asks for them."""

from __future__ import annotations

import threading
import time
from typing import Any

from django.core.signals import request_started
from django.db.models import Model

from jornada.apps.org.custom.models import CustomField

MODELS = {
    "account": "market.account",
    "contact": "market.contact",
    "lead": "leads.lead",
    "opportunity": "sales.opportunity",
}
_RECORDS = {label: record for record, label in MODELS.items()}
# Workers and commands have no requests: what they know is read again after this many seconds.
FRESH = 2.0
_kept = threading.local()


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


def forget(**_more: Any) -> None:
    """Read the fields again when next asked: a request begins, or they were changed."""
    _kept.until = 0.0


def _all() -> dict[str, tuple[CustomField, ...]]:
    if getattr(_kept, "until", 0.0) < time.monotonic():
        found: dict[str, list[CustomField]] = {}
        for field in CustomField.objects.all():
            found.setdefault(field.record, []).append(field)
        _kept.fields = {record: tuple(fields) for record, fields in found.items()}
        _kept.until = time.monotonic() + FRESH
    return _kept.fields


request_started.connect(forget, dispatch_uid="custom fields")
