"""The calendar of sales: days with the closes that are expected and the touches that are planned."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.org.access import hidden_fields
from jornada.apps.sales.board import Narrowing, narrowed
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.queries import hides_amounts

WEEK = 7
MOST = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands on a day: an opportunity that should close, or a touch planned on one."""

    opportunity: Opportunity
    touch: PlannedTouch | None = None
    is_late: bool = False

    @property
    def at(self) -> datetime | None:
        return timezone.localtime(self.touch.due_at) if self.touch else None


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar."""

    on: date
    is_inside: bool
    is_today: bool
    entries: list[Entry]

    @property
    def total(self) -> Decimal:
        return sum((entry.opportunity.amount or Decimal(0) for entry in self.entries), Decimal(0))


@dataclass(frozen=True, slots=True)
class Span:
    """A month or a week, as whole weeks from Monday."""

    view: str
    on: date

    @property
    def first(self) -> date:
        start = self.on.replace(day=1) if self.view == "month" else self.on
        return start - timedelta(days=start.weekday())

    @property
    def last(self) -> date:
        """Return the last day shown."""
        if self.view == "week":
            return self.first + timedelta(days=WEEK - 1)
        end = _next_month(self.on) - timedelta(days=1)
        return end + timedelta(days=WEEK - 1 - end.weekday())

    @property
    def before(self) -> date:
        start = self.on.replace(day=1) if self.view == "month" else self.first
        return (start - timedelta(days=1)).replace(day=1) if self.view == "month" else start - timedelta(days=WEEK)

    @property
    def after(self) -> date:
        return _next_month(self.on) if self.view == "month" else self.first + timedelta(days=WEEK)


def agenda(user: Any, wanted: Narrowing, span: Span, shows: str, today: date) -> tuple[list[list[Day]], bool]:
    """Return the weeks of the span and whether something was cut; two queries."""
    found = _closes(user, wanted, span, today) if shows == "close" else _touches(user, wanted, span)
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for day, entry in found[:MOST]:
        by_day[day].append(entry)
    days = [span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1)]
    cells = [Day(on, span.view == "week" or on.month == span.on.month, on == today, by_day.get(on, [])) for on in days]
    return [cells[start : start + WEEK] for start in range(0, len(cells), WEEK)], len(found) > MOST


def _closes(user: Any, wanted: Narrowing, span: Span, today: date) -> list[tuple[date, Entry]]:
    if "expected_on" in hidden_fields(user, "opportunity"):
        return []
    rows = narrowed(user, wanted).filter(expected_on__range=(span.first, span.last))
    order = ("expected_on", "id") if hides_amounts(user) else ("expected_on", "-amount", "id")
    rows = rows.select_related("account", "stage", "owner").order_by(*order)[: MOST + 1]
    return [(row.expected_on, Entry(row, is_late=row.expected_on < today)) for row in rows]


def _touches(user: Any, wanted: Narrowing, span: Span) -> list[tuple[date, Entry]]:
    now = timezone.now()
    since, until = (timezone.make_aware(datetime.combine(day, time())) for day in (span.first, span.last))
    open_ones = narrowed(user, wanted)
    rows = PlannedTouch.objects.filter(due_at__gte=since, due_at__lt=until + timedelta(days=1))
    rows = rows.filter(done_at=None, cancelled_at=None, thread__opportunity__in=open_ones)
    rows = rows.select_related("activity", "thread__opportunity__account").order_by("due_at", "id")[: MOST + 1]
    return [(timezone.localdate(row.due_at), Entry(row.thread.opportunity, row, row.due_at < now)) for row in rows]


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
