"""Reads of segments; whoever may see a segment still sees only those members that are theirs to see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from jornada.apps.market.segments.members import in_segment
from jornada.apps.market.segments.models import Segment, SegmentMember, SegmentSize
from jornada.apps.market.segments.records import kind_of
from jornada.apps.org import access
from jornada.rules.access import Action, Record
from jornada.ui.conditions.words import vocabulary

MAKERS = ("admin", "manager", "marketing", "sales", "sdr")
KEEPERS = ("admin", "manager")
SHOWN_DAYS = 180


def visible_segments(user: Any) -> QuerySet[Segment]:
    """Return the segments that are shared, and the user's own; administrators see all."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Segment.objects.none()
    if access.is_admin(user):
        return Segment.objects.all()
    return Segment.objects.filter(Q(is_shared=True) | Q(owner=user))


def may_make(user: Any) -> bool:
    """Say whether the user may make segments: whoever may change accounts or leads."""
    return access.may(user, "account", "change") or access.may(user, "lead", "change")


def may_change(user: Any, segment: Segment) -> bool:
    """Say whether the user may change a segment: its owner, managers where it is shared, administrators."""
    if not may_make(user):
        return False
    is_keeper = access.is_admin(user) or (access.base_role(user) in KEEPERS and segment.is_shared)
    return is_keeper or segment.owner_id == user.pk


def members_of(segment: Segment, user: Any, action: Action = "view") -> QuerySet:
    """Return the members that the user sees."""
    return in_segment(kind_of(segment.record).visible(user, action), segment.pk)


def member_count(segment: Segment, user: Any) -> int:
    """Count the members that the user sees."""
    record: Record = segment.record  # type: ignore[assignment]
    return segment.size if access.how_far(user, record) == "all" else members_of(segment, user).count()


def joined_at(segment: Segment, ids: Sequence[int]) -> dict[int, Any]:
    """Say since when these records are members."""
    rows = SegmentMember.objects.filter(segment=segment, left_at=None, object_id__in=ids)
    return dict(rows.values_list("object_id", "joined_at"))


def segments_of(record: str, pk: int, user: Any) -> QuerySet[Segment]:
    """Return the visible segments that a record is a member of now."""
    held = SegmentMember.objects.filter(object_id=pk, left_at=None).values("segment")
    return visible_segments(user).filter(record=record, pk__in=held)


def static_lists(record: str, user: Any) -> list[Segment]:
    """Return the lists kept by hand that the user may change."""
    rows = visible_segments(user).filter(record=record, condition__isnull=True)
    return [segment for segment in rows if may_change(user, segment)]


def sizes_of(segment: Segment) -> list[SegmentSize]:
    """Return the last sizes, day by day, oldest first."""
    return list(segment.sizes.order_by("-day")[:SHOWN_DAYS])[::-1]


def segment_names(record: str, user: Any) -> dict[int, str]:
    """Name the segments of a kind of record that the user sees; all of them without a user. For conditions."""
    rows = Segment.objects.all() if user is None else visible_segments(user)
    return dict(rows.filter(record=record).values_list("pk", "name"))


def words_for(segment: Segment, user: Any) -> Any:
    return vocabulary(segment.record, user)
