"""What a card of the board says besides the opportunity: days in its stage, expected close, next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.market.lists import short_name
from jornada.apps.sales.actions import today
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.stalled import arrivals, is_stalled

NEXT_STEPS = {
    "overdue": _("Next step overdue"),
    "today": _("Next step today"),
    "later": _("Next step planned"),
    "none": _("No next step"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """An opportunity on the board, with what is due on it."""

    opportunity: Opportunity
    days_in_stage: int
    is_past: bool
    next_touch: PlannedTouch | None
    next_step: str
    is_stalled: bool

    @property
    def is_overdue(self) -> bool:
        return self.next_step == "overdue"

    @property
    def next_step_label(self) -> str:
        """Say in words what the colour says, for those who do not see it."""
        return str(NEXT_STEPS[self.next_step])

    @property
    def temperature(self) -> str:
        """Return how warm the lead behind it is; nothing for what no lead came before."""
        return self.opportunity.lead.temperature if self.opportunity.lead else ""

    @property
    def name(self) -> Any:
        """Draw the name; the account has a line of its own."""
        return short_name(self.opportunity.name, self.opportunity)


def cards_of(opportunities: Sequence[Opportunity]) -> dict[int, Card]:
    """Return the cards by opportunity, with two queries for all of them."""
    entered, planned = _entered(opportunities), _next_touches(opportunities)
    now = timezone.now()
    return {
        row.pk: _card(row, entered.get(row.pk, row.created_at), planned.get(row.thread_id), now)
        for row in opportunities
    }


def _card(row: Opportunity, entered: datetime, planned: PlannedTouch | None, now: datetime) -> Card:
    days = max(0, (now - entered).days)
    return Card(
        row,
        days_in_stage=days,
        is_past=row.expected_on is not None and row.expected_on < today(),
        next_touch=planned,
        next_step=_next_step(planned, now),
        is_stalled=is_stalled(row.stage, entered, now),
    )


def _next_step(planned: PlannedTouch | None, now: datetime) -> str:
    if planned is None:
        return "none"
    if planned.due_at < now:
        return "overdue"
    is_today = timezone.localdate(planned.due_at) == timezone.localdate(now)
    return "today" if is_today else "later"


def _entered(opportunities: Sequence[Opportunity]) -> dict[int, datetime]:
    """Find when each came into the stage where it stands."""
    moves = arrivals().filter(opportunity__in=opportunities)
    return dict(moves.values_list("opportunity").annotate(Max("at")))


def _next_touches(opportunities: Sequence[Opportunity]) -> dict[int, PlannedTouch]:
    """Find what is planned next on the thread of each."""
    threads = [row.thread_id for row in opportunities]
    rows = PlannedTouch.objects.filter(thread__in=threads, done_at=None, cancelled_at=None).select_related("activity")
    return {row.thread_id: row for row in rows.order_by("-due_at", "-id")}
