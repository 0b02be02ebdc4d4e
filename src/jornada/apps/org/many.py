"""Many records written at once, each with its history: what `edits` does for one, with a fixed number of statements.

For calls with up to some ten thousand rows that were read and checked before; nothing is looked up row by row.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import JSONField, Model
from django.db.models.expressions import DatabaseDefault
from django.utils import timezone

from jornada.apps.org import access, history
from jornada.apps.org.bulk import bulk_insert, next_ids
from jornada.apps.org.custom.values import merged
from jornada.apps.org.edits import has_stamps
from jornada.apps.org.models import Change
from jornada.apps.org.spelling import learn_names
from jornada.apps.org.word_indexes import SEARCHED

M = TypeVar("M", bound=Model)
CHANGE_FIELDS = ("at", "user", "kind", "model", "object_id", "field", "old", "new", "batch")


def insert(rows: Sequence[M]) -> None:
    """Write new rows of one model as tuples, giving each its id; without history, in the caller's transaction."""
    if not rows:
        return
    model = type(rows[0])
    for number, row in enumerate(rows, start=next_ids(model, len(rows))):
        row.pk = number
    fields = model._meta.concrete_fields
    bulk_insert(model, [field.name for field in fields], ([_stored(field, row) for field in fields] for row in rows))


def create(user: Any, rows: Sequence[M]) -> None:
    """Write new rows with their stamps, and note the making of each."""
    now = timezone.now()
    for row in rows:
        access.require_values(user, type(row), None, _given(row))
        if has_stamps(type(row)):
            row.created_at = row.updated_at = now
    with transaction.atomic():
        insert(rows)
        _note(user, [(row, Change.Kind.CREATED, "", None, str(row)[:500]) for row in rows], now)
        history.tell_created(user, rows)


def write(user: Any, changes: Iterable[tuple[M, Mapping[str, Any]]]) -> list[list[str]]:
    """Set and save what differs on rows that the caller holds, and note each field; return the fields, row by row."""
    now = timezone.now()
    changes = list(changes)
    for row, values in changes:
        access.require_values(user, type(row), row, values)
    done = [(row, *_set(row, values)) for row, values in changes]
    with transaction.atomic():
        _save([(row, changed) for row, changed, _before in done if changed], now)
        _note(user, [line for row, changed, before in done for line in _lines(row, changed, before)], now)
        learn_names(row.name for row, changed, _before in done if "name" in changed and type(row) in SEARCHED)
        history.tell_updated(user, done)
    return [changed for _row, changed, _before in done]


def held(model: type[M], ids: Sequence[int], *related: str) -> dict[int, M]:
    """Read rows and hold them until the caller's transaction ends, in the order of their ids: no two callers wait
    for each other."""
    rows = model._default_manager.select_for_update(of=("self",)).select_related(*related)
    return {row.pk: row for row in rows.filter(pk__in=ids).order_by("pk")}


def hold(model: type[Model], ids: Sequence[int]) -> None:
    """Hold rows until the caller's transaction ends, in the order of their ids, without reading them."""
    if connection.features.has_select_for_update:
        list(model._default_manager.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def _given(row: Model) -> dict[str, Any]:
    """Return what a new row carries, as `edits.create` gets it."""
    own = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.is_relation}
    owner = {"owner": row.owner} if hasattr(row, "owner_id") else {}
    return {**own, **owner}


def _set(row: Model, values: Mapping[str, Any]) -> tuple[list[str], dict[str, str | None]]:
    before = history.snapshot(row)
    for name, given in values.items():
        setattr(row, name, merged(row.custom, given) if name == history.CUSTOM else given)  # type: ignore[attr-defined]
    after = history.snapshot(row)
    return [name for name in {**after, **before} if before.get(name) != after.get(name)], before


def _lines(row: Model, changed: Sequence[str], before: Mapping[str, str | None]) -> list[tuple[Any, ...]]:
    after = history.snapshot(row)
    return [(row, Change.Kind.UPDATED, name, before.get(name), after.get(name)) for name in changed]


def _save(done: Sequence[tuple[Model, Sequence[str]]], now: datetime) -> None:
    """Save the changed fields: one statement for all rows with the same ones."""
    groups: dict[tuple[str, ...], list[Model]] = {}
    for row, changed in done:
        stamp = ["updated_at"] if has_stamps(type(row)) else []
        for name in stamp:
            setattr(row, name, now)
        groups.setdefault(tuple(sorted({name.partition(".")[0] for name in changed})) + tuple(stamp), []).append(row)
    for names, rows in groups.items():
        _update(rows, names)


def _update(rows: Sequence[Model], names: Sequence[str]) -> None:
    meta, quote = rows[0]._meta, connection.ops.quote_name
    fields = [meta.get_field(name) for name in names]
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    values = [
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(meta.db_table)} SET {sets} WHERE id = %s", values)


def _note(user: Any, lines: Sequence[tuple[Any, ...]], now: datetime) -> None:
    who = user.pk if getattr(user, "pk", None) else None
    batches: dict[Any, str] = {}
    rows = []
    for row, kind, field, old, new in lines:
        batch = batches.setdefault(row.pk, _batch())
        rows.append((now, who, str(kind), row._meta.label_lower, row.pk, field, old, new, batch))
    bulk_insert(Change, CHANGE_FIELDS, rows)


def _batch() -> Any:
    made = uuid.uuid4()
    return made if connection.vendor == "postgresql" else made.hex


def _stored(field: Any, row: Model) -> Any:
    value = field.pre_save(row, True)
    value = value.expression.value if isinstance(value, DatabaseDefault) else value
    if isinstance(field, JSONField):
        return None if value is None else json.dumps(value, ensure_ascii=False)
    value = field.get_prep_value(value)
    return value if connection.vendor == "postgresql" or value is None else _plain(field, value)


def _plain(field: Any, value: Any) -> Any:
    """SQLite takes amounts and days as Django writes them there; instants `bulk_insert` writes itself."""
    return value if isinstance(value, datetime) else field.get_db_prep_save(value, connection)
