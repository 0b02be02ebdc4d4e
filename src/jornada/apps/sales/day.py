"""Lines of My day from opportunities: those without a next step, and those that have stalled."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.market.lists import short_name
from jornada.apps.org import access
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.queries import hides_amounts, visible_opportunities
from jornada.apps.sales.stalled import stalled as too_long
from jornada.ui import numbers
from jornada.ui.day import Day, Line, Section

SHOWN = 12
BUTTONS = "sales/day_buttons.html"


def without_next_step(day: Day) -> Section:
    """Show open opportunities on whose thread nothing is planned, the largest first, as far as amounts are shown."""
    order = "-created_at" if hides_amounts(day.user) else "-amount"
    rows = _open(day).filter(~Exists(_planned())).order_by(order, "pk")
    lines = [_line(row, row.stage.label) for row in rows[:SHOWN]]
    title = gettext_lazy("Opportunities without a next step")
    return Section(title, lines, "briefcase", "warn", _buttons(day), reverse("opportunity_board"))


def stalled(day: Day) -> Section:
    """Show open opportunities that stand in their stage for longer than it allows, though with a next step."""
    rows = too_long(_open(day).filter(Exists(_planned())), day.now).order_by("in_stage_since", "pk")
    lines = [_line(row, _waiting(row, day)) for row in rows[:SHOWN]]
    title, why = gettext_lazy("Stalled opportunities"), gettext_lazy("Longer in their stage than the stage allows.")
    return Section(title, lines, "hourglass", "warn", _buttons(day), help=why)


def _buttons(day: Day) -> str:
    return BUTTONS if access.may(day.user, "opportunity", "change") else ""


def _open(day: Day) -> QuerySet[Opportunity]:
    rows = visible_opportunities(day.user).filter(owner__in=day.people, outcome=Opportunity.Outcome.OPEN)
    return rows.select_related("account", "stage", "owner")


def _planned() -> QuerySet[PlannedTouch]:
    return PlannedTouch.objects.filter(thread=OuterRef("thread"), done_at=None, cancelled_at=None)


def _waiting(row: Any, day: Day) -> str:
    days = (day.now - row.in_stage_since).days
    return _("%(stage)s for %(days)s days") % {"stage": row.stage.label, "days": numbers.number(days)}


def _line(row: Opportunity, said: str) -> Line:
    amount = numbers.money(row.amount, row.currency) if row.amount is not None else ""
    return Line(
        short_name(row.name, row),
        row.get_absolute_url(),
        " · ".join(filter(None, (said, str(amount)))),
        place=str(row.account or ""),
        place_url=row.account.get_absolute_url() if row.account else "",
        record=row,
    )
