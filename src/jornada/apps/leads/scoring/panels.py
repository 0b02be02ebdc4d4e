"""Scores on record pages, in lists and as filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jornada.apps.interactions.models import Touch
from jornada.apps.leads.models import AccountScore, Lead, ScoringVersion
from jornada.apps.leads.queries import visible_leads
from jornada.apps.leads.scoring import queries
from jornada.apps.leads.scoring.explaining import explain
from jornada.apps.leads.scoring.keeping import live_versions
from jornada.apps.leads.scoring.ranking import SCORES, may_rank
from jornada.apps.leads.scoring.shown import TONES
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.segments.members import member_ids
from jornada.apps.org.access import hidden_fields
from jornada.rules.scoring import CELLS, Line
from jornada.ui import numbers
from jornada.ui.cells import badge
from jornada.ui.columns import Column
from jornada.ui.filters import Filter

SHOWN_TOUCHES, SHOWN_PEOPLE = 8, 6
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class ShownLine:
    """A line of the score with the touches behind it, the latest first."""

    line: Line
    touches: list[tuple[Touch, float]]
    more: int
    hidden: int


def score_panel(request: HttpRequest, lead: Lead) -> dict[str, Any] | None:
    """Explain the score of a lead line by line, as of now, under each model that scores it; not where it is hidden."""
    if not may_rank(request.user):
        return None
    shown = [_explained(version, lead, request.user) for version in versions_of(lead)]
    return {"template": "leads/scoring/panel.html", "context": {"scores": shown}} if shown else None


def contact_panel(request: HttpRequest, contact: Contact) -> dict[str, Any] | None:
    return _people(request.user, visible_leads(request.user).filter(contact=contact), None)


def account_panel(request: HttpRequest, account: Account) -> dict[str, Any] | None:
    """Show what an account's people score together, and the best of them that the person sees."""
    total = AccountScore.objects.filter(account=account).first()
    if total is None:
        return None
    rows = visible_leads(request.user).filter(account=account).exclude(status="discarded")
    return _people(request.user, rows, total)


def lead_columns() -> list[Column]:
    return [
        Column(
            "score",
            pgettext_lazy("scoring", "Score"),
            order=35,
            cell=lambda row: row.score,
            sort="score",
            kind="number",
            draw=_with_grade,
            foot="average",
        ),
        Column("grade", _("Grade"), order=36, cell=lambda row: row.grade, sort="grade", is_extra=True),
    ]


def lead_filters() -> list[Filter]:
    return [
        Filter("grade", _("Grade"), choices=_grades, apply=queries.with_grade, order=25),
        Filter(
            "score_from",
            _("Score at least"),
            kind="number",
            apply=lambda rows, least: rows.filter(score__gte=least),
            order=26,
            is_extra=True,
        ),
        Filter("scored", pgettext_lazy("scoring", "Score"), kind="hidden", apply=queries.under, field="score"),
    ]


def account_column() -> Column:
    return Column(
        "score", pgettext_lazy("scoring", "Score"), order=26, values=_of_accounts, sort="score__points", kind="number"
    )


def account_filter() -> Filter:
    return Filter("score_from", _("Score at least"), kind="number", apply=_at_least, order=46, is_extra=True)


def _explained(version: ScoringVersion, lead: Lead, user: Any) -> dict[str, Any]:
    found = explain(version, lead)
    score, cap = found.score, version.rules.cap
    points = round(score.points / cap * 100, 1)  # as lists and the ranking keep it
    lines = [_line(line, seen[::-1]) for line, seen in found.seen_by(user)]
    history = queries.history_of(lead, version.model)
    since = timezone.now() - YEAR
    sides = {group.group.code: group.group.side for group in score.groups}
    capped = [each for each in score.groups if each.before != each.points]
    return {
        "model": version.model,
        "version": version,
        "score": score,
        "points": points,
        "tone": TONES[score.letter],
        "sides": [
            (side, points, [each for each in lines if sides.get(each.line.rule.group) == side])
            for side, points in (("fit", score.fit), ("engagement", score.engagement))
        ],
        "capped": capped,
        "spark": [row.points for row in history if row.at >= since] + [points],
        "history": list(reversed(history))[:SHOWN_TOUCHES],
        "silent": [line.rule.name for line in score.lines if not line.is_fired],
    }


def _line(line: Line, seen: list[tuple[Touch, float]]) -> ShownLine:
    hidden = len(line.touches) - len(seen)
    return ShownLine(line, seen[:SHOWN_TOUCHES], max(0, len(seen) - SHOWN_TOUCHES), hidden)


def versions_of(lead: Lead) -> list[ScoringVersion]:
    return [
        version
        for version in live_versions()
        if version.model.segment_id is None or lead.pk in member_ids(version.model.segment_id, "lead")
    ]


def _people(user: Any, leads: QuerySet[Lead], total: AccountScore | None) -> dict[str, Any] | None:
    """Show the best of the leads; the newest where the role hides what would order them."""
    hidden = hidden_fields(user, "lead") & SCORES
    if hidden == SCORES:
        return None
    scored = leads.exclude(score=None).select_related("contact")
    found = list(scored.order_by("-created_at" if hidden else "-score", "-pk")[:SHOWN_PEOPLE])
    rows = [(lead, TONES.get(lead.grade[:1], "neutral")) for lead in found]
    context = {"rows": rows, "total": None if "score" in hidden else total}
    return {"template": "leads/scoring/people.html", "context": context} if rows or context["total"] else None


def _with_grade(points: Any, row: Lead) -> Any:
    if points is None:
        return numbers.NOTHING
    return format_html("{} {}", badge((row.grade, TONES.get(row.grade[:1], "neutral"))), numbers.number(points, 0))


def _of_accounts(ids: Sequence[int]) -> dict[int, float]:
    return dict(AccountScore.objects.filter(account__in=ids).values_list("account", "points"))


def _at_least(rows: QuerySet, least: float) -> QuerySet:
    return rows.filter(score__points__gte=least)


def _grades(request: HttpRequest) -> list[tuple[str, Any]]:
    letters = [(letter, _("Fit %(letter)s") % {"letter": letter}) for letter in "ABCD"]
    figures = [(str(number), _("Engagement %(number)s") % {"number": number}) for number in range(1, 5)]
    return [*letters, *figures, *((cell, cell) for cell in CELLS)]
