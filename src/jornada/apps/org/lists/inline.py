"""One field of one record, edited where it is shown: the value seen is the lock.

Whoever edits says which value they saw (`seen`, a digest of what was kept). When the field holds another one by now,
nothing is written: `ChangedMeanwhileError` carries both, and the person chooses. Other fields may have changed.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import Model
from django.http import QueryDict

from jornada.apps.org import edits, history
from jornada.apps.org.change_words import DEFAULT_CURRENCY
from jornada.apps.org.change_words import in_words as plain_in_words
from jornada.apps.org.custom.known import active
from jornada.apps.org.custom.values import in_words as custom_in_words
from jornada.apps.org.history import changes_of
from jornada.apps.org.lists.kinds import Kind
from jornada.apps.org.models import Change

NOTHING = "-"


class NoSuchFieldError(LookupError):
    """The form of the kind of record has no such field."""


class NotValidError(ValueError):
    """What was written does not fit; `form` says why."""

    def __init__(self, form: Any, faults: list[str]) -> None:
        self.form, self.faults = form, faults
        super().__init__(" ".join(faults))


class ChangedMeanwhileError(Exception):
    """Somebody else changed the field after it was read."""

    def __init__(self, row: Model, who: str) -> None:
        self.row, self.who = row, who
        super().__init__(f"{row._meta.label_lower} {row.pk}: the field was changed after it was read.")


@dataclass(frozen=True, slots=True)
class Written:
    """The record after the edit, and where its changes stand in the history; none when nothing differed.

    `doubts` say what is odd about the value: it is written, since it can be taken back at once.
    """

    row: Any
    batch: uuid.UUID
    first: int | None
    doubts: tuple[str, ...] = ()


def editable_fields(kind: Kind) -> frozenset[str]:
    """Name the fields that the form of a kind of record edits."""
    return frozenset([*kind.form._meta.fields, *(field.name for field in active(kind.code))])


def form_for(kind: Kind, user: Any, row: Any, name: str, data: QueryDict | None = None) -> Any:
    """Return the record's form with one field open."""
    form = kind.form(data, user=user, instance=row, only=name)
    if name not in form.fields or name == "seen_at" or name in form.locked:
        raise NoSuchFieldError(name)
    return form


def digest_of(row: Any, name: str) -> str:
    """Digest what a field holds, to be compared when it is written."""
    text = history.snapshot(row).get(_noted(name))
    return hashlib.sha256(f"{name}={text!r}".encode()).hexdigest()[:16]


def shown(kind: Kind, row: Any, name: str) -> str:
    """Write what a field holds in the reader's words."""
    for field in active(kind.code):
        if field.name == name:
            return custom_in_words(field, (row.custom or {}).get(field.code))
    try:
        field = kind.model._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    return plain_in_words(field, getattr(row, name), getattr(row, "currency", DEFAULT_CURRENCY))


def valid_form(kind: Kind, user: Any, row: Any, name: str, data: QueryDict) -> Any:
    """Return the form of what was written, or raise `NotValidError`; faults that stood there before do not count."""
    form = form_for(kind, user, row, name, data)
    if not form.is_valid():
        before = kind.form(QueryDict(), user=user, instance=row, only=NOTHING).errors
        new = {field: found for field, found in form.errors.items() if field == name or before.get(field) != found}
        if new:
            raise NotValidError(form, [str(text) for found in new.values() for text in found])
    return form


def cleaned(form: Any, name: str) -> Any:
    """Return the value that was written."""
    return form.values()["custom"][_code(name)] if _is_custom(name) else form.cleaned_data[name]


def write_field(kind: Kind, user: Any, row: Any, name: str, data: QueryDict, seen: str) -> Written:
    """Write one field, unless it changed since it was seen."""
    batch = uuid.uuid4()
    form = valid_form(kind, user, row, name, data)
    value = cleaned(form, name)
    with transaction.atomic(), history.as_batch(batch):
        current = edits.locked(row)
        if digest_of(current, name) != seen:
            raise ChangedMeanwhileError(current, _last_editor(current, name))
        kind.update(user, row, None, **as_values(name, value))
        first = Change.objects.filter(model=row._meta.label_lower, object_id=row.pk, batch=batch).order_by("id").first()
    fresh = kind.visible(user, "view").select_related(*kind.related).filter(pk=row.pk).first()
    return Written(fresh, batch, first.pk if first else None, tuple(form.doubts()) if first else ())


def changed_by_others(user: Any, rows: Sequence[Model], name: str, first: int) -> dict[int, str]:
    """Say in which of these rows others changed a field since the history stood there, and who did (one query)."""
    if not rows or not first:
        return {}
    label = rows[0]._meta.label_lower
    changes = Change.objects.filter(model=label, object_id__in=[row.pk for row in rows], field=_noted(name))
    since = changes.filter(pk__gte=first).exclude(user=user).order_by("pk").select_related("user")
    return {change.object_id: str(change.user or "") for change in since}


def as_values(name: str, value: Any) -> dict[str, Any]:
    """Return a field as what a record's update takes."""
    return {"custom": {_code(name): value}} if _is_custom(name) else {name: value}


def _last_editor(row: Any, name: str) -> str:
    change = changes_of(row).filter(field=_noted(name)).first()
    return str(change.user) if change and change.user else ""


def _is_custom(name: str) -> bool:
    return name.startswith("custom_")


def _code(name: str) -> str:
    return name.removeprefix("custom_")


def _noted(name: str) -> str:
    """Name a field as the history does."""
    return f"custom.{_code(name)}" if _is_custom(name) else name
