"""The part of every record page that says who changed what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jornada.apps.org.history import changes_of
from jornada.apps.org.models import Change

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A change in words: who, when, which field, from what to what."""

    at: datetime
    who: str
    kind: str
    field: str
    old: str
    new: str


def history_panel(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    changes = list(changes_of(record)[: SHOWN + 1])
    if not changes:
        return None
    context = {"lines": in_words(type(record), changes[:SHOWN]), "has_more": len(changes) > SHOWN}
    return {"template": "org/panels/history.html", "context": context}


def in_words(model: type, changes: Iterable[Change]) -> list[Line]:
    """Write changes of one kind of record for people, with one query for each related kind."""
    changes = list(changes)
    names = {name: _names(_field(model, name), changes) for name in {change.field for change in changes}}
    return [
        Line(
            change.at,
            str(change.user) if change.user_id else "",
            change.kind,
            label_of(model, change.field),
            names[change.field].get(change.old, change.old or ""),
            names[change.field].get(change.new, change.new or ""),
        )
        for change in changes
    ]


def label_of(model: type, name: str) -> str:
    field = _field(model, name)
    return capfirst(str(field.verbose_name)) if field else name


def _field(model: type, name: str) -> Field | None:
    try:
        return model._meta.get_field(name) if name else None
    except FieldDoesNotExist:
        return None


def _names(field: Field | None, changes: Iterable[Change]) -> dict[str | None, str]:
    """Say how the stored values of a field are written: related rows by name, choices by label."""
    if field is None:
        return {}
    if isinstance(field, ForeignKey):
        ids = {value for change in changes if change.field == field.name for value in (change.old, change.new) if value}
        rows = field.related_model._default_manager.filter(pk__in=ids)
        return {str(row.pk): str(row) for row in rows}
    labels: dict[str | None, str] = {str(code): str(label) for code, label in field.flatchoices}
    return {"True": _("yes"), "False": _("no"), **labels}
