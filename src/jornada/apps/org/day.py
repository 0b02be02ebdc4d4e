"""Whose day a person may look at, and the notices that stand beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.access import base_role, is_admin
from jornada.apps.org.models import User
from jornada.apps.org.notices import first_unread, notices_of
from jornada.apps.org.queries import people
from jornada.ui.day import Day, Line, Section, how_many_beyond

NOTICES = 8
# In the owner filter of lists: the people whose day one may look at.
LED = "led"
LEADING = (User.Role.ADMIN, User.Role.MANAGER)


def team_ids(user: Any) -> tuple[int, ...]:
    """Return the people whose day the user may look at as a whole.

    Teams managed; for managers, their own team; for an administrator of no team, everybody.
    """
    mine = Q(team__manager=user)
    if user.team_id and (base_role(user) in LEADING):
        mine |= Q(team=user.team_id)
    if is_over_all(user):
        mine = Q()
    return tuple(sorted(people().filter(mine).order_by().values_list("pk", flat=True).distinct()))


def is_over_all(user: Any) -> bool:
    """Say whether somebody looks after everybody: an administrator who is in no team."""
    return user.team_id is None and is_admin(user)


def day_of(user: Any, who: str = "", now: datetime | None = None, team: tuple[int, ...] = ()) -> Day:
    """Return the person's own day, or that of the `team`."""
    return Day(user, team if who == "team" and team else (user.pk,), now or timezone.now())


def owner_asked(day: Day) -> str:
    """Write whose records a day shows, as the owner filter of lists takes it."""
    return str(day.user.pk) if day.is_own else LED


def unread_notices(day: Day) -> Section | None:
    """Show what the person was told and has not read; never other people's."""
    if not day.is_own:
        return None
    rows = first_unread(day.user, NOTICES)
    beyond = how_many_beyond(rows, NOTICES, notices_of(day.user).filter(read_at=None))
    lines = [
        Line(str(row), reverse("notice", args=[row.pk]), at=row.at, record=row, about=(row.url,))
        for row in rows[:NOTICES]
    ]
    more, buttons = f"{reverse('notice_list')}?unread=1", "org/day_notice_buttons.html"
    return Section(_("Notices"), lines, "bell", more_url=more, buttons=buttons, beyond=beyond)
