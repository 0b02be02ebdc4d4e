"""Touches that only their participants see. The log does not change: a mark beside it says so, and counts stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jornada.apps.interactions.models import PrivateTouch, Touch
from jornada.apps.org.models import User


def not_hidden(rows: QuerySet[Touch], user: Any) -> QuerySet[Touch]:
    """Leave out the private touches in which the user takes no part: wherever single touches are read."""
    hidden = PrivateTouch.objects.filter(touch=OuterRef("pk")).exclude(participants=getattr(user, "pk", None))
    return rows.filter(~Exists(hidden))


def may_mark(user: Any, touch: Touch) -> bool:
    """Say whether the user may make a touch private, or open it again: who recorded it."""
    return bool(touch.user_id is not None and touch.user_id == user.pk)


def mark_private(user: Any, touch: Touch, participants: Iterable[User] = ()) -> None:
    """Show a touch only to who recorded it and to those who took part."""
    if not may_mark(user, touch):
        raise PermissionDenied
    mark_all([touch], [user, *participants], user)


def mark_all(touches: Sequence[Touch], participants: Iterable[User], by: Any) -> None:
    """Make touches private at once, as the mailbox does with the mails it brings."""
    people = list(participants)
    with transaction.atomic():
        for touch in touches:
            row, _made = PrivateTouch.objects.get_or_create(
                touch=touch, defaults={"marked_by": by, "marked_at": timezone.now()}
            )
            row.participants.add(*people, *filter(None, [touch.user]))


def open_again(user: Any, touch: Touch) -> None:
    """Show a private touch to everybody who sees its record."""
    if not may_mark(user, touch):
        raise PermissionDenied
    PrivateTouch.objects.filter(touch=touch).delete()
