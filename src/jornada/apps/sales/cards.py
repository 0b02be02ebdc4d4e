"""What a card of the board says besides the opportunity: days in its stage, expected close, next step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.market.lists import short_name
from jornada.apps.org.masks import hidden_on
from jornada.apps.sales.actions import today
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.stalled import arrivals, is_stalled
from jornada.ui import numbers
from jornada.ui.cells import short_day
from jornada.ui.drawn_once import part

# Where a card that is kept has what differs from page to page; in what people write "<" is escaped.
FIELDS, MOVES = SafeString("<!--fields-->"), SafeString("<!--moves-->")
NEXT_STEPS = {
    "overdue": gettext_lazy("Next step overdue"),
    "today": gettext_lazy("Next step today"),
    "later": gettext_lazy("Next step planned"),
    "none": gettext_lazy("No next step"),
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
    def temperature(self) -> str:
        """Return how warm the lead behind it is; nothing for what no lead came before."""
        return self.opportunity.lead.temperature if self.opportunity.lead else ""

    def drawn(self, mine: Collection[int], movable: Collection[int], fields: str, moves: str) -> SafeString:
        """Draw the card: what is the same is written once, since a board is looked at again and again.

        Of `mine` the next step may be planned; `fields` and `moves` are what the forms of all cards have in common, and
        the stages as options.
        """
        key = self.opportunity.pk
        drawn = part("sales/card.html", **self._texts(is_mine=key in mine, is_movable=key in movable))
        return SafeString(drawn.replace(FIELDS, fields).replace(MOVES, moves))

    def _texts(self, *, is_mine: bool, is_movable: bool) -> dict[str, str]:
        row, touch, url = self.opportunity, self.next_touch, self.opportunity.get_absolute_url()
        return {
            "pk": str(row.pk),
            "url": url,
            # The account has a line of its own.
            "name": conditional_escape(short_name(row.name, row)),
            "account": row.account.name if row.account else "",
            "temperature": self.temperature,
            "amount": "" if "amount" in hidden_on(row) else numbers.money(row.amount, row.currency),
            "owner": row.owner.name if row.owner else "",
            "days": numbers.days(self.days_in_stage),
            "stalled": "yes" if self.is_stalled else "",
            "close": short_day(row.expected_on) if row.expected_on else "",
            "past": "yes" if self.is_past else "",
            "step": self.next_step,
            # In words what the colour says, for those who do not see it.
            "said": str(NEXT_STEPS[self.next_step]),
            "touch": touch.title if touch else "",
            "planned": f"{touch.kind} {short_day(touch.due_at)}" if touch else "",
            "plan": f"{reverse('task_new')}?thread={row.thread_id}" if is_mine else "",
            "move": f"{url}move/" if is_movable else "",
            "label": _("Move %(name)s to") % {"name": row.name},
            "fields": FIELDS,
            "moves": MOVES,
        }


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
