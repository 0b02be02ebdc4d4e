"""Lines of My day from the hand-over: what Sales asked, and refusals that Marketing has not answered."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jornada.apps.handoff import queries
from jornada.apps.handoff.models import Question, RefusalReply
from jornada.apps.org.access import is_admin, shown
from jornada.ui.day import Day, Line, Section, how_many_beyond

SHOWN = 20


def questions(day: Day) -> Section | None:
    """Show what Sales asks about the leads that a person handed over, the most urgent first."""
    if not _answers(day):
        return None
    rows = queries.questions_to_answer(day.user)
    found = list(rows[: SHOWN + 1])
    lines, beyond = [_of_question(row, day) for row in found[:SHOWN]], how_many_beyond(found, SHOWN, rows)
    return Section(_("Questions of Sales"), lines, "help", "accent", more_url=reverse("handoff_queue"), beyond=beyond)


def refusals(day: Day) -> Section | None:
    """Show the refusals that a marketer has to answer, the most urgent first."""
    if not _answers(day) or not queries.is_marketing(day.user):
        return None
    rows = queries.refusals_to_answer(day.user)
    found = list(rows[: SHOWN + 1])
    lines, beyond = [_of_refusal(row, day) for row in found[:SHOWN]], how_many_beyond(found, SHOWN, rows)
    more = reverse("handoff_refusals")
    return Section(_("Refusals to answer"), lines, "thumb-down", "accent", more_url=more, beyond=beyond)


def _answers(day: Day) -> bool:
    """Say whether this is somebody's own day, but an administrator's, who sees what all others have to answer."""
    return day.is_own and not is_admin(day.user)


def _of_question(row: Question, day: Day) -> Line:
    lead = shown(day.user, row.offer.lead)
    is_late = bool(row.due_at and row.due_at < day.now)
    return Line(str(lead), row.offer.get_absolute_url(), f"“{row.text}”", row.due_at, is_late, record=row)


def _of_refusal(row: RefusalReply, day: Day) -> Line:
    lead, offer = shown(day.user, row.offer.lead), row.offer
    about = " · ".join(str(part) for part in (offer.reason, offer.answered_by) if part)
    is_late = bool(row.due_at and row.due_at < day.now)
    return Line(str(lead), reverse("offer_refusal", args=[row.pk]), about, row.due_at, is_late, record=row)
