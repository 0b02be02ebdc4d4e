"""Deleted records, kept for a while as they were, so that deleting can be undone.

Kept are the record's own row, what is deleted along with it, and who referred to it and loses the reference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, router, transaction
from django.db.models import SET_NULL, ForeignKey, Model, Q, QuerySet
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.functional import Promise

from jornada.apps.org import edits, history
from jornada.apps.org.access import how_far, may, team_of
from jornada.apps.org.lists.kinds import Kind, kind_of, kind_of_row, kinds
from jornada.apps.org.lists.models import DeletedPart, DeletedRecord
from jornada.rules.access import RECORDS

KEPT = timedelta(days=30)
# A settings' page asks for no right of its own kind: what was deleted there comes back while one still is at it.
AT_HAND = timedelta(hours=1)
# What takes more with it than this is not written down: the scores of a million leads are made again sooner.
MOST = 5000
LONGEST_NAME = 200


# What is to be done when a record of a model is back: (user, row).
_afterwards: dict[str, Callable[[Any, Any], None]] = {}


def afterwards(model: type[Model], put_right: Callable[[Any, Any], None]) -> None:
    """Let an app put right what follows from a record, when it is back."""
    _afterwards[model._meta.label_lower] = put_right


@dataclass(frozen=True, slots=True)
class Lot:
    """What was taken away as one and comes back as one, by a job: an import.

    `reach(user)` narrows the trash to what a person may bring back, `bring_back(user, kept)` gives the job that does it
    or None, `said()` what is told then.
    """

    code: str
    label: str | Promise
    reach: Callable[[Any], Q]
    bring_back: Callable[[Any, DeletedRecord], Any]
    said: Callable[[], str]


_lots: dict[str, Lot] = {}


def register_lot(lot: Lot) -> None:
    _lots[lot.code] = lot


def lots() -> tuple[Lot, ...]:
    return tuple(_lots.values())


def lot_of(record: str) -> Lot | None:
    return _lots.get(record)


def start_back(user: Any, pk: int, now: datetime) -> tuple[Lot, Any] | None:
    """Begin to bring a lot back; None where the line of the trash is none, or nothing can be done."""
    kept = in_reach(user, now).filter(pk=pk, record__in=_lots).first()
    job = _lots[kept.record].bring_back(user, kept) if kept else None
    return (_lots[kept.record], job) if kept and job else None


class ForGoodError(Exception):
    """The record takes too much with it to be brought back, and nobody said that this is meant."""


def throw_away(user: Any, row: Model, delete: Callable[[], Any], *, is_sure: bool) -> int | None:
    """Delete a record by the action given; return the number under which it can be brought back, if it can."""
    kind = kind_of_row(row)
    with transaction.atomic():
        # Held, since two may delete it at once; and read anew, for the row of the page lacks what the role hides.
        packed = pack(kind, edits.locked(row))
        if packed.get("is_large") and not is_sure:
            raise ForGoodError
        delete()
        return keep(user, kind.code if kind else row._meta.label_lower, packed) if packed["rows"] else None


def take_back(user: Any, pk: int, now: datetime) -> Model | None:
    """Bring back what one sees in the trash; None when that is not possible any more."""
    kept = in_reach(user, now).filter(pk=pk).first()
    if kept is None or not kept.packed.get("rows"):
        return None
    kind = kind_of(kept.record)
    return _bring_back(user, kept, kind, kind.model if kind else apps.get_model(kept.record))


def in_reach(user: Any, now: datetime) -> QuerySet[DeletedRecord]:
    """Return what a person may bring back: records as far as the role deletes them, one's own settings for an hour."""
    records = [kind.code for kind in kinds()]
    own = [code for code in records if may(user, code, "delete")]  # type: ignore[arg-type]
    seen = Q(user=user, record__in=own) | Q(~Q(record__in=[*records, *_lots]), user=user, at__gt=now - AT_HAND)
    for lot in _lots.values():
        seen |= Q(record=lot.code) & lot.reach(user)
    for record in set(own).intersection(RECORDS):
        far = how_far(user, record, "delete")
        seen |= {
            "all": Q(record=record),
            "team": Q(record=record) & (Q(owner=None) | Q(owner__in=team_of(user))),
            "own": Q(record=record, owner=user),
        }.get(far, Q(pk__in=()))
    return DeletedRecord.objects.filter(seen, at__gt=now - KEPT)


def pack(kind: Kind | None, row: Model) -> dict[str, Any]:
    """Write down a record that is about to be deleted, and all that goes or changes with it."""
    collector = Collector(using=router.db_for_write(type(row)))
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError):
        return {"rows": [], "references": []}
    rows = [one for some in collector.data.values() for one in some]
    for fast in collector.fast_deletes:
        rows += fast[: MOST + 1 - len(rows)] if len(rows) <= MOST else []
    if len(rows) > MOST:
        return {"rows": [], "references": [], "is_large": True, "parts": []}
    thread = getattr(row, "thread", None)
    rows = [
        *([thread] if isinstance(thread, Model) else []),
        row,
        *(one for one in rows if (type(one), one.pk) != (type(row), row.pk)),
    ]
    references = [
        {"model": field.model._meta.label_lower, "field": field.attname, "ids": [one.pk for one in some]}
        for (field, value), found in collector.field_updates.items()
        if value is None
        for some in found
    ]
    written = serializers.serialize("python", rows, use_natural_primary_keys=False)
    for one in written:
        # The encoder of the column would cut them off at the millisecond.
        one["fields"] = {name: _exact(value) for name, value in one["fields"].items()}
    facts = kind.remember(row) if kind and kind.remember else None
    named = {"name": str(row)[:LONGEST_NAME], "owner": getattr(row, "owner_id", None)}
    parts = [(one._meta.label_lower, one.pk) for one in rows if one is row or hasattr(one, "get_absolute_url")]
    return {"rows": written, "references": references, "facts": facts, "parts": parts, **named}


def _exact(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def keep(user: Any, record: str, packed: dict[str, Any]) -> int:
    """Keep what was packed; what was kept too long goes."""
    now, name, owner = timezone.now(), packed.pop("name", ""), packed.pop("owner", None)
    parts = packed.pop("parts", [])
    kept = DeletedRecord.objects.create(record=record, user=user, at=now, name=name, owner_id=owner, packed=packed)
    DeletedPart.objects.bulk_create(DeletedPart(kept=kept, model=label, object_id=pk) for label, pk in parts)
    return kept.pk


def forget_old() -> None:
    DeletedRecord.objects.filter(at__lt=timezone.now() - KEPT).delete()


def bring_back(user: Any, kind: Kind, pk: int) -> bool:
    """Write a deleted record back as it was; False when that is not possible any more."""
    kept = DeletedRecord.objects.filter(pk=pk, user=user, record=kind.code).first()
    if kept is None or not kept.packed.get("rows") or not may(user, kind.code, "delete"):
        return False
    return _bring_back(user, kept, kind, kind.model) is not None


def _bring_back(user: Any, kept: DeletedRecord, kind: Kind | None, model: type[Model]) -> Model | None:
    try:
        with transaction.atomic():
            row = _write(kept.packed["rows"], model)
            for one in kept.packed["references"]:
                _refer(one, row.pk)
            if kind and kind.recall and kept.packed.get("facts") is not None:
                kind.recall(user, row, kept.packed["facts"])
            history.record_created(user, row)
            _afterwards.get(model._meta.label_lower, lambda *_of: None)(user, row)
            kept.delete()
    except (DatabaseError, DeserializationError, LookupError, ObjectDoesNotExist):
        return None
    return row


def _write(rows: list[dict[str, Any]], its_model: type[Model]) -> Any:
    record, kept = None, list(serializers.deserialize("python", rows))
    _let_go([one.object for one in kept])
    for one in kept:
        model = type(one.object)
        if model is not its_model and model._base_manager.filter(pk=one.object.pk).exists():
            continue
        one.object.save_base(raw=True, force_insert=True)
        # The record itself comes first; others of its model may go with it.
        record = one.object if model is its_model and record is None else record
    if record is None:
        raise LookupError(its_model._meta.label_lower)
    return record


def _let_go(rows: Sequence[Model]) -> None:
    """Blank the references to what was deleted meanwhile, as its deletion would have done (one query for a model)."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for row in rows:
        for field in _loose(row):
            wanted[field.related_model].add(getattr(row, field.attname))
    there = {(type(row), row.pk) for row in rows}
    for model, ids in wanted.items():
        there |= {(model, pk) for pk in model._base_manager.filter(pk__in=ids).values_list("pk", flat=True)}
    for row in rows:
        for field in _loose(row):
            if (field.related_model, getattr(row, field.attname)) not in there:
                setattr(row, field.attname, None)


def _loose(row: Model) -> Iterator[ForeignKey]:
    """Give the references of a row that go blank when what they name is deleted."""
    for field in row._meta.concrete_fields:
        is_loose = isinstance(field, ForeignKey) and field.remote_field.on_delete is SET_NULL
        if is_loose and getattr(row, field.attname) is not None:
            yield field


def _refer(one: dict[str, Any], pk: int) -> None:
    """Point those that referred to the record at it again, unless they refer to another by now."""
    model, name = apps.get_model(one["model"]), one["field"]
    model._base_manager.filter(pk__in=one["ids"], **{f"{name}__isnull": True}).update(**{name: pk})
