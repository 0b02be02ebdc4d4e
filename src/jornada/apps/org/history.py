"""Change history: written by actions in the transaction of the change, never by signals."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Model
from django.utils import timezone

from jornada.apps.org.inserts import insert
from jornada.apps.org.models import Change
from jornada.apps.org.signals import records_created, records_deleted, records_updated

CUSTOM = "custom"
# Stamps, and what is derived: nobody changed it.
IGNORED = {
    *("updated_at", "created_at", "password", "last_login", "digest_on"),
    *("secret", "old_secret", "heat", "heat_until"),
    *("picture", "former_picture", "former_about"),
}


_batch: ContextVar[uuid.UUID | None] = ContextVar("batch of changes", default=None)


@contextmanager
def as_batch(batch: uuid.UUID) -> Iterator[None]:
    """Note everything that is written meanwhile under one number, so that it can be found and undone together."""
    token = _batch.set(batch)
    try:
        yield
    finally:
        _batch.reset(token)


def snapshot(instance: Model) -> dict[str, str | None]:
    """Return the fields of a row as text, to compare after the change."""
    own = {
        field.name: _text(_as_kept(field, getattr(instance, field.attname)))
        for field in instance._meta.concrete_fields
        if field.name not in IGNORED and field.name != CUSTOM
    }
    return {**own, **custom_texts(getattr(instance, CUSTOM, None))}


def custom_texts(values: Mapping[str, Any] | None) -> dict[str, str]:
    """Write custom fields as fields of their own, as `custom.code`."""
    return {f"{CUSTOM}.{code}": json.dumps(value, ensure_ascii=False) for code, value in (values or {}).items()}


def value_of(text: str | None) -> Any:
    """Read the value of a custom field as the history wrote it down."""
    return None if text is None else json.loads(text)


def record_created(user: Any, instance: Model) -> None:
    """Note that a row was made."""
    insert(Change(**_head(user, instance, Change.Kind.CREATED), new=str(instance)[:500]))
    tell_created(user, [instance])


def record_updated(
    user: Any, instance: Model, before: Mapping[str, str | None], parts: Mapping[str, str] | None = None
) -> list[str]:
    """Note every field that differs from the snapshot; return their names.

    `parts` says how things stand that belong to the row and are no fields of it; `before` says how they stood.
    """
    after = {**snapshot(instance), **(parts or {})}
    changed = [name for name in {**after, **before} if before.get(name) != after.get(name)]
    head = _head(user, instance, Change.Kind.UPDATED)
    Change.objects.bulk_create(
        [Change(**head, field=name, old=before.get(name), new=after.get(name)) for name in changed]
    )
    tell_updated(user, [(instance, changed, before)])
    return changed


def note_of(user: Any, instance: Model, field: str, old: str | None, new: str | None) -> Change:
    """Return the note of a change that is no field of the row, to be written with others."""
    return Change(**_head(user, instance, Change.Kind.UPDATED), field=field, old=old, new=new)


def record_deleted(user: Any, instance: Model) -> None:
    """Note that a row is about to be removed, and what it was."""
    insert(Change(**_head(user, instance, Change.Kind.DELETED), old=str(instance)[:500]))
    records_deleted.send(sender=type(instance), user=user, rows=[instance])


def tell_created(user: Any, rows: Sequence[Model]) -> None:
    """Tell the apps above, within the transaction, that rows of one model were made."""
    if rows:
        records_created.send(sender=type(rows[0]), user=user, rows=rows)


def tell_updated(user: Any, changes: Sequence[tuple[Model, Sequence[str], Mapping[str, str | None]]]) -> None:
    """Tell the apps above, within the transaction, which fields of rows of one model changed, and what they were."""
    changes = [change for change in changes if change[1]]
    if changes:
        records_updated.send(sender=type(changes[0][0]), user=user, changes=changes)


def record_bulk_created(user: Any, model: type[Model], ids: Iterable[int], note: str = "") -> None:
    """Note the making of many rows at once, as one batch."""
    label, at, batch = model._meta.label_lower, timezone.now(), uuid.uuid4()
    rows = (
        Change(
            at=at,
            user=_known(user),
            kind=Change.Kind.CREATED,
            model=label,
            object_id=pk,
            new=note,
            batch=batch,
        )
        for pk in ids
    )
    Change.objects.bulk_create(rows, batch_size=2000)


def changes_of(instance: Model) -> Any:
    """Return the history of a row, newest first."""
    return (
        Change.objects.filter(model=instance._meta.label_lower, object_id=instance.pk)
        .select_related("user")
        .order_by("-at", "-id")
    )


def _head(user: Any, instance: Model, kind: str) -> dict[str, Any]:
    return {
        "at": timezone.now(),
        "user": _known(user),
        "kind": kind,
        "model": instance._meta.label_lower,
        "object_id": instance.pk,
        "batch": _batch.get() or uuid.uuid4(),
    }


def _known(user: Any) -> Any:
    return user if getattr(user, "pk", None) else None


def _as_kept(field: Any, value: Any) -> Any:
    """Write an amount with the places that its column keeps: one typed as 20 is read again as 20.00."""
    is_amount = isinstance(value, Decimal) and value.is_finite() and isinstance(field, DecimalField)
    return round(value, field.decimal_places) if is_amount else value


def _text(value: Any) -> str | None:
    """Write a value down; an instant as it will be read again, whatever zone it was given in."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC)
    return None if value is None else str(value)
