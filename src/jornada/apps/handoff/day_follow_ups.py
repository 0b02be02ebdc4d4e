"""Lines of My day from accepted leads: those whose first attempt, or the next ones, are owed under the agreement."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jornada.apps.handoff.models import FollowUp
from jornada.apps.handoff.owed import RELATED, of_person, owed_by, who_left, who_owes
from jornada.apps.handoff.queries import visible_offers
from jornada.apps.market.lists import short_name
from jornada.apps.org import access
from jornada.apps.org.access import shown
from jornada.ui.day import Day, Line, Section, how_many_beyond

SHOWN = 12


def follow_ups_owed(day: Day) -> Section:
    """Show accepted leads that nobody tried to reach yet, and those with attempts due today, in that order."""
    untried_or_due = Q(first_attempt_at=None) | Q(next_due__lt=day.end)
    rows = owed_by(day.people).filter(untried_or_due, next_due__isnull=False)
    rows = rows.filter(offer__in=visible_offers(day.user).values("pk"))
    found = list(rows.select_related(*RELATED).order_by("next_due", "pk")[: SHOWN + 1])
    lines, beyond = [_line(row, day) for row in found[:SHOWN]], how_many_beyond(found, SHOWN, rows)
    buttons = "leads/day_touch_buttons.html" if access.may(day.user, "lead", "change") else ""
    more = reverse("handoff_queue") if day.is_own else ""
    return Section(_("Accepted, to be followed up"), lines, "phone", "accent", buttons, more, beyond=beyond)


def open_of(user: Any) -> QuerySet[FollowUp]:
    """Return what somebody may still owe who owns no lead: without any, the section has no lines."""
    return of_person(user)


def _line(row: FollowUp, day: Day) -> Line:
    lead = shown(day.user, row.offer.lead)
    is_late = bool(row.next_due and row.next_due < day.now)
    who = "" if day.is_own else str(who_owes(row) or "")
    return Line(
        short_name(lead.name, lead),
        lead.get_absolute_url(),
        " · ".join(filter(None, (_tried(row), who, _left(row)))),
        row.next_due,
        is_late,
        place=str(lead.account or ""),
        place_url=lead.account.get_absolute_url() if lead.account else "",
        record=lead,
        about=(lead.get_absolute_url(), row.offer.get_absolute_url()),
    )


def _tried(row: FollowUp) -> str:
    """Say what the deadline is for."""
    if not row.first_attempt_at:
        return _("deadline of the first attempt")
    many = ngettext("%(n)s attempt so far", "%(n)s attempts so far", row.attempts)
    return many % {"n": row.attempts}


def _left(row: FollowUp) -> str:
    """Say why somebody owes a lead that another person accepted."""
    left = who_left(row)
    return _("accepted by %(name)s, who left") % {"name": left} if left else ""
