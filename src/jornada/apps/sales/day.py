"""Lines of My day from opportunities: those without a next step, and those that have gone quiet."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.market.lists import short_name
from jornada.apps.sales.models import Opportunity, PipelineStage
from jornada.apps.sales.queries import visible_opportunities
from jornada.ui import numbers
from jornada.ui.day import Day, Line, Section

SHOWN = 12
QUIET_DAYS = 21
BUTTONS = "sales/day_buttons.html"


def without_next_step(day: Day) -> Section:
    """Show open opportunities on whose thread nothing is planned, the largest first."""
    rows = _open(day).filter(~Exists(_planned())).order_by("-amount", "pk")
    lines = [_line(row, row.stage.label) for row in rows[:SHOWN]]
    title = gettext_lazy("Opportunities without a next step")
    return Section(title, lines, "briefcase", "warn", BUTTONS, reverse("opportunity_board"))


def stalled(day: Day) -> Section:
    """Show open opportunities whose account was quiet for longer than their stage allows, though with a next step."""
    rows = _open(day).filter(_quiet(day), Exists(_planned())).select_related("account__touch_summary")
    lines = [_line(row, _silence(row, day)) for row in rows.order_by("account__touch_summary__last_at", "pk")[:SHOWN]]
    title = gettext_lazy("Stalled opportunities")
    return Section(
        title, lines, "hourglass", "warn", BUTTONS, help=gettext_lazy("No touch for longer than the stage allows.")
    )


def _quiet(day: Day) -> Q:
    """Say how long the account may be quiet: what the stage says, three weeks where it says nothing."""
    limits: dict[int, list[int]] = {}
    for pk, days in PipelineStage.objects.values_list("pk", "stalled_days"):
        limits.setdefault(QUIET_DAYS if days is None else days, []).append(pk)
    quiet = Q(pk__in=[])
    for days, stages in limits.items():
        quiet |= Q(stage__in=stages, account__touch_summary__last_at__lt=day.now - timedelta(days=days))
    return quiet


def _open(day: Day) -> QuerySet[Opportunity]:
    rows = visible_opportunities(day.user).filter(owner__in=day.people, outcome=Opportunity.Outcome.OPEN)
    return rows.select_related("account", "stage", "owner")


def _planned() -> QuerySet[PlannedTouch]:
    return PlannedTouch.objects.filter(thread=OuterRef("thread"), done_at=None, cancelled_at=None)


def _silence(row: Opportunity, day: Day) -> str:
    days = (day.now - row.account.touch_summary.last_at).days
    return _("no touch for %(days)s days") % {"days": numbers.number(days)}


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
