"""Writing a record together with its history: one transaction, named fields, no lost update.

Whoever edits says which state of the record they saw (`seen_at`, the record's `updated_at`). When somebody else
saved meanwhile nothing is written and `StaleError` carries the row as it stands now; when somebody deleted it,
`GoneError` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import connections, transaction
from django.db.models import Model
from django.http import Http404
from django.utils import timezone

from jornada.apps.org import access, history
from jornada.apps.org.custom.values import merged
from jornada.apps.org.inserts import insert_and_read
from jornada.apps.org.prepared import row_with
from jornada.apps.org.spelling import learn_names
from jornada.apps.org.word_indexes import SEARCHED

M = TypeVar("M", bound=Model)


class StaleError(Exception):
    """Somebody saved the record after it was read for editing."""

    def __init__(self, current: Model) -> None:
        self.current = current
        super().__init__(
            f"{current._meta.label_lower} {current.pk} was changed{_when(current)}, after it was read; "
            "read it again and decide which values stay."
        )


class GoneError(Http404):
    """The record was deleted after it was read; whoever writes to it is answered as by the page of what is gone."""

    def __init__(self, record: Model) -> None:
        super().__init__(f"{record._meta.label_lower} {record.pk} was deleted after it was read.")


class WrongMomentError(Exception):
    """What was asked does not fit where the record stands now; the text tells the user why."""


class StaysError(WrongMomentError):
    """A record has a history and stays; `reason` says so of one among many, without its name."""

    def __init__(self, said: str, reason: str) -> None:
        super().__init__(said)
        self.reason = reason


def refuse_unless(is_right: bool, reason: str) -> None:
    if not is_right:
        raise WrongMomentError(reason)


def create(
    user: Any,
    model: type[M],
    values: Mapping[str, Any],
    *,
    is_within: bool = False,
    parts: Callable[[M], None] | None = None,
) -> M:
    """Write a new row and note its making.

    `parts` writes what belongs to the row before others are told of it. `is_within` says that it is part of the
    caller's transaction, which goes no further when this fails: then no savepoint is made.
    """
    now = timezone.now()
    stamps = {"created_at": now, "updated_at": now} if has_stamps(model) else {}
    access.require_values(user, model, None, values)
    with transaction.atomic(savepoint=not is_within):
        record = insert_and_read(model(**{**stamps, **_without_blanks(values)}))
        if parts is not None:
            parts(record)
        history.record_created(user, record)
    return record


def update(user: Any, record: M, values: Mapping[str, Any], seen_at: datetime | None = None) -> M:
    """Write the fields that differ and note each of them; return the row as it is afterwards."""
    with transaction.atomic():
        row = locked(record)
        if seen_at is not None and row.updated_at != seen_at:
            raise StaleError(row)
        access.require_values(user, type(row), row, values)
        write(user, row, values)
    return row


def locked(record: M) -> M:
    """Read the row again and hold it until the caller's transaction ends."""
    rows = record._meta.model._default_manager.all()
    # On SQLite the transaction holds the whole database.
    rows = rows if connections[rows.db].vendor == "sqlite" else rows.select_for_update()
    row = row_with(rows, record.pk)
    if row is None:
        raise GoneError(record)
    return row


def write(user: Any, row: Model, values: Mapping[str, Any]) -> list[str]:
    """Set and save what differs on a row that the caller holds; return the names of the fields."""
    before = history.snapshot(row)
    for name, given in values.items():
        value = merged(row.custom, given) if name == history.CUSTOM else given
        if _kept(row, name, value) != value:
            setattr(row, name, value)
    changed = history.record_updated(user, row, before)
    if changed:
        stamp = ["updated_at"] if has_stamps(type(row)) else []
        for name in stamp:
            setattr(row, name, timezone.now())
        row.save(update_fields=[*{name.partition(".")[0] for name in changed}, *stamp])
    if "name" in changed and type(row) in SEARCHED:
        learn_names([row.name])
    return changed


def _kept(row: Model, name: str, value: Any) -> Any:
    """Return what a field holds; where it holds the same row as is given, without reading that again."""
    attname = f"{name}_id"
    if isinstance(value, Model) and getattr(row, attname, None) == value.pk:
        return value
    return getattr(row, name) if not isinstance(value, Model) else None


def _when(current: Model) -> str:
    return f" at {current.updated_at}" if has_stamps(type(current)) else ""


def _without_blanks(values: Mapping[str, Any]) -> dict[str, Any]:
    custom = {history.CUSTOM: merged(None, values[history.CUSTOM])} if history.CUSTOM in values else {}
    return {**values, **custom}


def has_stamps(model: type[Model]) -> bool:
    return any(field.name == "updated_at" for field in model._meta.concrete_fields)
