"""The clauses that can be kept or missed, as conditions on offers: who counts, and who counts as kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.apps.handoff.models import FollowUp, Offer, Question
from jornada.rules.agreement import Agreement

Side = Literal["marketing", "sales"]
ACCEPTED, REFUSED = Offer.Status.ACCEPTED, Offer.Status.REFUSED
DECIDED = Q(status__in=[ACCEPTED, REFUSED])


@dataclass(frozen=True, slots=True)
class Clause:
    """A promise: of which offers it speaks (`of`), of which it was kept (`kept`), how often it should be."""

    code: str
    side: Side
    label: str | Promise
    of: Callable[[datetime], Q]
    kept: Callable[[datetime], Q]
    target: Callable[[Agreement], float | None]


def _late_question() -> Exists:
    rows = Question.objects.filter(offer=OuterRef("pk"), due_at__isnull=False)
    return Exists(rows.exclude(answered_at__lte=F("due_at")))


def _due_question(now: datetime) -> Exists:
    rows = Question.objects.filter(offer=OuterRef("pk"), due_at__isnull=False)
    return Exists(rows.filter(Q(answered_at__isnull=False) | Q(due_at__lte=now)))


def _always(wanted: bool) -> float | None:
    return 1.0 if wanted else None


CLAUSES: tuple[Clause, ...] = (
    Clause(
        "acceptance",
        "marketing",
        _("Offers that Sales accepts"),
        lambda _now: DECIDED,
        lambda _now: Q(status=ACCEPTED),
        lambda terms: terms.marketing.acceptance_rate,
    ),
    Clause(
        "dossier",
        "marketing",
        _("Data agreed on that was there, on average"),
        lambda _now: Q(version__isnull=False),
        lambda _now: Q(completeness__gte=1),
        lambda terms: terms.marketing.dossier_completeness,
    ),
    Clause(
        "personas",
        "marketing",
        _("Leads of personas that were validated"),
        lambda _now: Q(version__isnull=False),
        lambda _now: Q(persona_state="validated"),
        lambda terms: terms.marketing.personas_validated,
    ),
    Clause(
        "refusal_reply",
        "marketing",
        _("Refusals answered in time"),
        lambda now: Q(reply__due_at__isnull=False) & (Q(reply__replied_at__isnull=False) | Q(reply__due_at__lte=now)),
        lambda _now: Q(reply__replied_at__lte=F("reply__due_at")),
        lambda terms: _always(terms.marketing.reply_to_refusal is not None),
    ),
    Clause(
        "question_reply",
        "marketing",
        _("Questions answered in time"),
        lambda now: Q(_due_question(now)),
        lambda _now: ~Q(_late_question()),
        lambda terms: _always(terms.marketing.reply_to_question is not None),
    ),
    Clause(
        "answer",
        "sales",
        _("Offers answered in time"),
        lambda now: Q(version__isnull=False) & (DECIDED | Q(status=Offer.Status.RETURNED) | Q(due_at__lte=now)),
        lambda _now: Q(answered_at__isnull=False, is_breached=False),
        lambda _terms: 1.0,
    ),
    Clause(
        "first_attempt",
        "sales",
        _("First attempts in time"),
        lambda now: (
            Q(follow_up__first_attempt_due__isnull=False)
            & (Q(follow_up__first_attempt_at__isnull=False) | Q(follow_up__first_attempt_due__lte=now))
        ),
        lambda _now: Q(follow_up__first_attempt_at__lte=F("follow_up__first_attempt_due")),
        lambda terms: _always(terms.sales.first_attempt is not None),
    ),
    Clause(
        "attempts",
        "sales",
        _("Accepted leads reached, or tried as often as agreed"),
        lambda _now: Q(follow_up__status__in=[FollowUp.Status.COMPLETE, FollowUp.Status.FAILED]),
        lambda _now: Q(follow_up__status=FollowUp.Status.COMPLETE),
        lambda terms: _always(bool(terms.sales.attempts)),
    ),
    Clause(
        "rating",
        "sales",
        _("Answers with a rating"),
        lambda _now: DECIDED & Q(version__isnull=False),
        lambda _now: Q(rating__isnull=False),
        lambda terms: _always(terms.sales.is_rating_owed),
    ),
)
BY_CODE: dict[str, Clause] = {clause.code: clause for clause in CLAUSES}


def condition(clause: Clause, which: str, now: datetime) -> Any:
    """Return what selects the offers behind a figure: all it speaks of, those kept, or those missed."""
    of, kept = clause.of(now), clause.kept(now)
    if which == "kept":
        return of & kept
    # A comparison with what is missing is neither true nor false in SQL: missed is all but the kept.
    return of & ~Q(pk__in=Offer.objects.filter(of & kept).values("pk")) if which == "missed" else of
