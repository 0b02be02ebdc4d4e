"""Touches that only their participants see. The log does not change: a mark beside it says so, and counts stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jornada.apps.interactions.models import PrivateTouch, Touch
from jornada.apps.interactions.telling import without_untold
from jornada.apps.org.models import User

Seat = PrivateTouch.participants.through


def not_hidden(rows: QuerySet[Touch], user: Any) -> QuerySet[Touch]:
    """Leave out the private touches in which the user takes no part: wherever single touches are read.

    What repeats a record or a field that the person may not see is blank.
    """
    return without_untold(rows.filter(~Exists(kept_from(user).filter(touch=OuterRef("pk")))), user)


def kept_from(user: Any) -> QuerySet[PrivateTouch]:
    """Return the marks of private touches in which the user takes no part: all of them for nobody."""
    pk = getattr(user, "pk", None)
    return PrivateTouch.objects.all() if pk is None else PrivateTouch.objects.exclude(participants=pk)


def hidden_among(touch_ids: Collection[int], user: Any) -> set[int]:
    """Say which of these touches are private and none of the user's: they count, but are not shown (one query)."""
    rows = kept_from(user).filter(touch__in=touch_ids)
    return set(rows.values_list("touch", flat=True)) if touch_ids else set()


def may_mark(user: Any, touch: Touch) -> bool:
    """Say whether the user may make a touch private, or open it again: who recorded it."""
    return bool(touch.user_id is not None and touch.user_id == user.pk)


def mark_private(user: Any, touch: Touch, participants: Iterable[User] = ()) -> None:
    """Show a touch only to who recorded it and to those who took part."""
    if not may_mark(user, touch):
        raise PermissionDenied
    marked = {"marked_by": user, "marked_at": timezone.now()}
    with transaction.atomic():
        row, _made = PrivateTouch.objects.get_or_create(touch=touch, defaults=marked)
        row.participants.add(user, *participants)


def mark_own(user: Any, touches: Iterable[Touch]) -> None:
    """Show touches that the user recorded to nobody else: for many at once."""
    own, now = [touch for touch in touches if may_mark(user, touch)], timezone.now()
    with transaction.atomic():
        marks = [PrivateTouch(touch=touch, marked_by=user, marked_at=now) for touch in own]
        PrivateTouch.objects.bulk_create(marks, batch_size=1000, ignore_conflicts=True)
        seats = [Seat(privatetouch_id=touch.pk, user_id=user.pk) for touch in own]
        Seat.objects.bulk_create(seats, batch_size=1000, ignore_conflicts=True)


def mark_as_before(mark: PrivateTouch, touch: Touch) -> None:
    """Show a touch that is recorded again to those alone who saw it before, in the caller's transaction."""
    again = PrivateTouch.objects.create(touch=touch, marked_by_id=mark.marked_by_id, marked_at=mark.marked_at)
    again.participants.set(mark.participants.all())


def open_again(user: Any, touch: Touch) -> None:
    """Show a private touch to everybody who sees its record."""
    if not may_mark(user, touch):
        raise PermissionDenied
    PrivateTouch.objects.filter(touch=touch).delete()
