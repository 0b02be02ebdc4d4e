"""Lines of My day from leads: those that were offered to a person and wait for an answer."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from jornada.apps.handoff.clock_views import ClockView, clocks_of
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.queue import with_clocks
from jornada.apps.leads import queries
from jornada.apps.leads.models import Lead
from jornada.apps.leads.temperature.words import LABELS
from jornada.apps.market.lists import short_name
from jornada.apps.org import access
from jornada.apps.org.day import owner_asked
from jornada.ui.day import Day, Line, Section, how_many_beyond

SHOWN = 20
OF_CLOCKS = ("to__team", "version__agreement__team__calendar")


def waiting_leads(day: Day) -> Section:
    """Show the leads to accept or refuse, the most urgent first, at the end those whose clock does not run."""
    waiting = queries.waiting(day.user, day.people).select_related("account", "source", "owner")
    offers = list(_urgent(waiting))
    clocks = clocks_of(offers, day.now)
    leads = waiting.in_bulk([offer.lead_id for offer in offers])
    lines = [_line(leads[each.lead_id], day, each, clocks.get(each.pk)) for each in offers if each.lead_id in leads]
    lines += [_line(lead, day) for lead in _without_offer(waiting)[: SHOWN + 1 - len(lines)]]
    buttons = "leads/day_buttons.html" if access.may(day.user, "lead", "change") else ""
    more = reverse("handoff_queue") if day.is_own else f"{reverse('lead_list')}?waits=1&owner={owner_asked(day)}"
    beyond, lines = how_many_beyond(lines, SHOWN, waiting), lines[:SHOWN]
    return Section(_("Leads waiting for an answer"), lines, "target", "accent", buttons, more, beyond=beyond)


def _urgent(waiting: QuerySet[Lead]) -> QuerySet[Offer]:
    rows = _open_offers().filter(lead__in=waiting.order_by().values("pk"))
    waiting_first = F("status").desc()  # of the two that are open
    return with_clocks(rows, OF_CLOCKS).order_by(waiting_first, F("due_at").asc(nulls_last=True), "offered_at", "pk")[
        : SHOWN + 1
    ]


def _without_offer(waiting: QuerySet[Lead]) -> QuerySet[Lead]:
    """Return what only the log calls offered, the one that has waited longest first."""
    return waiting.exclude(Exists(_open_offers().filter(lead=OuterRef("pk")))).order_by("offered_at", "id")


def _open_offers() -> QuerySet[Offer]:
    return Offer.objects.filter(answered_at=None, status__in=Offer.OPEN)


def _line(row: Lead, day: Day, offer: Offer | None = None, clock: ClockView | None = None) -> Line:
    heat = str(LABELS[row.temperature]) if row.temperature else ""
    about = [heat, row.get_type_display(), str(row.source or ""), "" if day.is_own else str(row.owner or "")]
    mark, tone = _mark(offer, clock)
    due_at = offer.due_at if offer and offer.status == Offer.Status.WAITING else None
    return Line(
        short_name(row.name, row),
        row.get_absolute_url(),
        " · ".join(filter(None, about)),
        due_at,
        bool(due_at and due_at < day.now),
        place=str(row.account or ""),
        place_url=row.account.get_absolute_url() if row.account else "",
        record=row,
        mark=mark,
        mark_tone=tone,
        mark_title=str(_("Only the team's working hours count.")) if due_at and mark else "",
        about=(row.get_absolute_url(), *([offer.get_absolute_url()] if offer else [])),
    )


def _mark(offer: Offer | None, clock: ClockView | None) -> tuple[str, str]:
    """Say how much time is left to answer, or that the clock stands still for an answer of Marketing."""
    if offer and offer.status == Offer.Status.ASKED:
        return str(Offer.Status.ASKED.label), "info"
    if clock is None or clock.due_at is None:
        return "", "neutral"
    is_over = clock.level == len(clock.level_words) - 1
    side = pgettext("time", "late") if is_over else pgettext("time", "working time left")
    return f"{clock.left} {side}", clock.tone
