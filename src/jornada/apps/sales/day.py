"""Lines of My day from opportunities: those without a next step, and those that have stalled."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.market.lists import short_name
from jornada.apps.org import access
from jornada.apps.org.day import owner_asked
from jornada.apps.org.owners import FEW, owned_by, owned_by_some
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.queries import hides_amounts, visible_opportunities
from jornada.apps.sales.stalled import planned_steps, with_step, without_step
from jornada.apps.sales.stalled import stalled as too_long
from jornada.ui import numbers
from jornada.ui.day import Day, Line, Section, how_many_beyond

SHOWN = 12
BUTTONS = "sales/day_buttons.html"
BESIDE = ("account", "stage", "owner")
Outcome = Opportunity.Outcome


def without_next_step(day: Day) -> Section:
    """Show open opportunities on whose thread nothing is planned, the largest first, as far as amounts are shown."""
    without = _without_next_step(day)
    keys = _largest(without, hides_amounts(day.user))
    beyond = how_many_beyond(keys, SHOWN, without)
    rows = visible_opportunities(day.user).select_related(*BESIDE).in_bulk(keys)
    lines = [_line(rows[key], rows[key].stage.label) for key in keys[:SHOWN] if key in rows]
    title, more = _("Opportunities without a next step"), _list(day, next_step="none")
    return Section(title, lines, "briefcase", "warn", _buttons(day), more, beyond=beyond)


def _largest(rows: QuerySet[Opportunity], by_age: bool) -> list[int]:
    """Return the keys of those to show, of equal ones the newest first, those without an amount at the end.

    That is the index of amounts from its end, which stops at the last line; PostgreSQL keeps the empty ones there.
    """
    keys = rows.values_list("pk", flat=True)
    if by_age:
        return list(keys.order_by("-created_at", "-pk")[: SHOWN + 1])
    found = list(keys.filter(amount__isnull=False).order_by("-amount", "-pk")[: SHOWN + 1])
    empty = keys.filter(amount=None).order_by("-pk")[: SHOWN + 1 - len(found)]
    return found + list(empty)


def open_by(user: Any) -> QuerySet[Opportunity]:
    """Return somebody's open opportunities: without any, neither of the sections has lines."""
    return Opportunity.objects.filter(owned_by([user.pk]), outcome=Outcome.OPEN)


def stalled(day: Day) -> Section:
    """Show open opportunities that stand in their stage for longer than it allows, though with a next step."""
    rows = too_long(_with_next_step(day).select_related(*BESIDE), day.now).order_by("in_stage_since", "pk")
    found = list(rows[: SHOWN + 1])
    beyond = how_many_beyond(found, SHOWN, rows)
    lines = [_line(row, _waiting(row, day)) for row in found[:SHOWN]]
    title, why = _("Stalled in spite of a next step"), _("Longer in their stage than the stage allows.")
    more = _list(day, next_step="planned", stalled="1")
    return Section(title, lines, "hourglass", "warn", _buttons(day), more, why, beyond=beyond)


def _list(day: Day, **narrowed: str) -> str:
    """Return the address of the list of just these opportunities."""
    return f"{reverse('opportunity_list')}?{urlencode({'outcome': 'open', 'owner': owner_asked(day), **narrowed})}"


def _buttons(day: Day) -> str:
    return BUTTONS if access.may(day.user, "opportunity", "change") else ""


def _without_next_step(day: Day) -> QuerySet[Opportunity]:
    return without_step(_open_of(day))


def _with_next_step(day: Day) -> QuerySet[Opportunity]:
    """Of few people each is asked about; of many all that is planned is read once."""
    if len(day.people) <= FEW:
        return with_step(_open_of(day))
    return _open_of(day).filter(thread__in=planned_steps().exclude(thread=None).values("thread"))


def _open_of(day: Day) -> QuerySet[Opportunity]:
    """Of many people the open ones are named by what they are not.

    So SQLite follows the order of the amounts, or the touches that are planned, and not all that is open.
    """
    rows = owned_by_some(visible_opportunities(day.user), day.people)
    if len(day.people) <= FEW:
        return rows.filter(outcome=Outcome.OPEN)
    return rows.exclude(outcome__in=[Outcome.WON, Outcome.LOST])


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
        about=(row.get_absolute_url(),),
    )
