"""Who is a member: reading it, and bringing it up to date in bulk with its history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from numpy.typing import NDArray

from jornada.apps.market.segments.models import Segment, SegmentMember, SegmentSize
from jornada.apps.market.segments.records import kind_of
from jornada.apps.org.aged import aged
from jornada.apps.org.bulk import bulk_insert
from jornada.apps.org.sets import rows_among
from jornada.rules.condition_json import ConditionFormatError, from_json
from jornada.ui.conditions.engine import NOBODY, engine

Ids = NDArray[np.int64]
# Windows of days move by themselves: without news a segment is looked at again after this.
STAYS_GOOD = timedelta(hours=1)
# With news, not before this.
PAUSE = timedelta(seconds=30)


def member_ids(segment_id: int, record: str = "") -> Ids:
    """Return the ids of the members now, ascending; nobody when the segment is of another kind of record."""
    if record and not Segment.objects.filter(pk=segment_id, record=record).exists():
        return np.empty(0, np.int64)
    with connection.cursor() as cursor:
        # Past the ORM: a segment may have a million members.
        cursor.execute(
            "SELECT object_id FROM market_segmentmember WHERE segment_id = %s AND left_at IS NULL", [segment_id]
        )
        found = np.array(cursor.fetchall(), dtype=np.int64)
    return np.sort(found.reshape(-1))


def in_segment(rows: QuerySet, segment_id: Any) -> QuerySet:
    """Keep the rows that are members now."""
    found = SegmentMember.objects.filter(segment=segment_id, left_at=None).values("object_id")
    return rows.filter(pk__in=found)


def refresh(segment: Segment, now: datetime | None = None) -> Segment:
    """Find the members anew and note who came and who went; a condition that cannot be answered says why."""
    now = now or timezone.now()
    try:
        wanted = _wanted(segment)
    except ConditionFormatError as error:
        Segment.objects.filter(pk=segment.pk).update(fault=str(error)[:500], refreshed_at=now)
        return segment
    with transaction.atomic():
        row = Segment.objects.select_for_update().filter(pk=segment.pk).first()
        if row is None or row.condition != segment.condition:
            return segment
        current = member_ids(row.pk)
        change_members(row, np.setdiff1d(wanted, current), np.setdiff1d(current, wanted), now, fault="")
    return row


def change_members(segment: Segment, joining: Ids, leaving: Ids, now: datetime, **values: Any) -> None:
    """Write who comes and who goes, and the size of the day; the caller holds the segment's row."""
    if len(leaving):
        present = SegmentMember.objects.filter(segment=segment, left_at=None)
        rows_among(present, "object_id", leaving.tolist()).update(left_at=now)
    rows = ((segment.pk, pk, now, None) for pk in joining.tolist())
    bulk_insert(SegmentMember, ("segment", "object_id", "joined_at", "left_at"), rows)
    segment.size += len(joining) - len(leaving)
    segment.refreshed_at = now
    for name, value in values.items():
        setattr(segment, name, value)
    segment.save(update_fields=["size", "refreshed_at", *values])
    _note_size(segment, len(joining), len(leaving), timezone.localdate(now))


class _Last:
    """Up to which version of the copy this process has brought the segments."""

    version = ""


_last = _Last()


def refresh_waiting(now: datetime | None = None) -> int:
    """Bring segments up to date, what the worker does: all when there is news, else the aged. Return how many."""
    now, version = now or timezone.now(), engine().version()
    patience = PAUSE if version != _last.version else STAYS_GOOD
    waiting = Segment.objects.filter(aged("refreshed_at", now, patience)).order_by("pk")
    count = sum(1 for segment in waiting if refresh(segment, now))
    if not Segment.objects.filter(refreshed_at__lt=now).exists():
        _last.version = version
    return count


def _wanted(segment: Segment) -> Ids:
    """Return who should be a member; of a list kept by hand, those who still exist."""
    if segment.condition is None:
        current = member_ids(segment.pk)
        return np.intersect1d(current, _existing(segment.record, current))
    found: Ids = engine().ids(segment.record, from_json(segment.condition), NOBODY)
    return found


def _existing(record: str, ids: Iterable[int]) -> Ids:
    model = kind_of(record).model
    found = rows_among(model._default_manager.all(), "id", [int(pk) for pk in ids]).values_list("pk", flat=True)
    return np.fromiter(found, np.int64)


def _note_size(segment: Segment, joined: int, left: int, day: Any) -> None:
    row, is_new = SegmentSize.objects.get_or_create(segment=segment, day=day, defaults={"size": segment.size})
    if is_new or joined or left:
        SegmentSize.objects.filter(pk=row.pk).update(
            size=segment.size, joined=F("joined") + joined, left=F("left") + left
        )
