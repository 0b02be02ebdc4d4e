"""Lines of My day from the log: tasks that are due, today's meetings, what buyers did since yesterday."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.due import due
from jornada.apps.interactions.models import Actor, PlannedTouch, Touch
from jornada.apps.interactions.places import visible_tasks
from jornada.apps.interactions.privacy import not_hidden
from jornada.apps.interactions.queries import interactions, live_touches
from jornada.apps.market.queries import visible_accounts
from jornada.apps.org import access
from jornada.apps.org.day import owner_asked
from jornada.apps.org.owners import FEW, of_people, owned_by_some
from jornada.ui.day import Day, Line, Section, how_many_beyond
from jornada.ui.numbers import duration

SHOWN = 30
TOUCHES = 12
TASK_BUTTONS = "interactions/task_buttons.html"


def meetings_today(day: Day) -> Section:
    lines, beyond = _tasks(day, "meetings")
    more = _list(day, "meetings")
    return Section(_("Meetings today"), lines, "calendar-event", "info", TASK_BUTTONS, more, beyond=beyond)


def tasks_due(day: Day) -> Section:
    """Show what is overdue and what is due today, meetings to come not among them."""
    lines, beyond = _tasks(day, "due")
    tone = "bad" if any(line.is_late for line in lines) else "accent"
    more = _list(day, "due")
    return Section(_("Overdue and due today"), lines, "checklist", tone, TASK_BUTTONS, more, beyond=beyond)


def _tasks(day: Day, when: str) -> tuple[list[Line], int]:
    rows = due(_planned(day), when, day.now)
    found = list(rows[: SHOWN + 1])
    return [_task(row, day) for row in found[:SHOWN]], how_many_beyond(found, SHOWN, rows)


def _list(day: Day, when: str) -> str:
    return f"{reverse('task_all')}?when={when}&owner={owner_asked(day)}"


def buyers_touches(day: Day) -> Section:
    """Show what the buyers of one's accounts did since yesterday, latest first; our own decisions are no news."""
    rows = _on_accounts_of(day, live_touches().filter(at__gte=day.yesterday, at__lte=day.now))
    rows = interactions(not_hidden(rows, day.user).filter(by=Actor.BUYER, human=True))
    rows = rows.select_related("activity", "account", "contact")
    found = list(rows.order_by("-at", "-id")[: TOUCHES + 1])
    lines, beyond = [_touch(row) for row in found[:TOUCHES]], how_many_beyond(found, TOUCHES, rows)
    buttons = "interactions/day_touch_buttons.html" if access.may(day.user, "account", "change") else ""
    return Section(_("New from your buyers"), lines, "bolt", buttons=buttons, beyond=beyond)


def _on_accounts_of(day: Day, rows: QuerySet[Touch]) -> QuerySet[Touch]:
    """Keep the touches of the accounts of a few people by their index, of many by that of the time."""
    mine = owned_by_some(visible_accounts(day.user), day.people)
    if len(day.people) <= FEW:
        return rows.filter(account__in=mine.values("pk"))
    return rows.filter(Exists(mine.filter(pk=OuterRef("account"))))


def planned_by(user: Any) -> QuerySet[PlannedTouch]:
    """Return what somebody has planned and not done: without any, neither of the sections has lines."""
    return PlannedTouch.objects.filter(owner=user, done_at=None, cancelled_at=None)


def _planned(day: Day) -> QuerySet[PlannedTouch]:
    rows = visible_tasks(day.user).filter(of_people(day.people))
    return rows.select_related("activity", "owner", "account", "contact").order_by("due_at", "id")


def _task(row: PlannedTouch, day: Day) -> Line:
    length = duration(row.minutes * 60) if row.minutes else ""
    about = [length, row.kind if row.note else "", str(row.contact or ""), "" if day.is_own else str(row.owner or "")]
    return Line(
        row.title,
        f"{reverse('task_change', args=[row.pk])}?next=/" if row.owner_id == day.user.pk else "",
        detail=" · ".join(filter(None, about)),
        at=row.due_at,
        is_late=row.due_at < day.now,
        place=str(row.account or row.contact or ""),
        place_url=(row.account or row.contact).get_absolute_url() if row.account or row.contact else "",
        icon=row.icon,
        record=row,
    )


def _touch(row: Touch) -> Line:
    url = f"{row.account.get_absolute_url()}#touch-{row.pk}"
    who = str(row.contact or "")
    return Line(row.activity.label, url, who, row.at, place=str(row.account), icon=row.channel, record=row)
