"""The monthly review: what two teams talk about, worked out from the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jornada.apps.handoff import scoreboard
from jornada.apps.handoff.clock_views import span
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.promises import mqls_wanted
from jornada.apps.handoff.scoreboard import Share, Speed
from jornada.apps.handoff.trial.weak import Finding, weak_criteria
from jornada.ui.numbers import share as percent

MOST_REFUSALS = 12
MOST_WEAK = 3
WEAK_OVER = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """A clause this month, beside the month before."""

    share: Share
    before: Share | None


@dataclass(frozen=True, slots=True)
class Review:
    """A month of the agreement."""

    offers: int
    offers_before: int
    wanted: int | None
    headline: Share
    headline_before: Share
    marketing: list[Line]
    sales: list[Line]
    speed: Speed
    reasons: list[tuple[str, int]]
    refusals: list[Offer]
    topics: list[str]
    weak: list[Finding]

    @property
    def weak_lines(self) -> list[str]:
        return [weak_line(found) for found in self.weak]

    @property
    def median(self) -> str:
        return span(self.speed.median)

    @property
    def ninth(self) -> str:
        return span(self.speed.ninth)


def review_of(user: Any, month: date, now: datetime) -> Review:
    """Gather a month and the one before, as far as the person may see."""
    zone = timezone.get_current_timezone()
    first, last = scoreboard.month_of(month, zone)
    rows = scoreboard.offers_between(user, first, last)
    former = scoreboard.offers_between(user, *scoreboard.month_of(month - timedelta(days=1), zone))
    before = {share.clause: share for share in scoreboard.attained(former, now)}
    lines = [Line(share, before.get(share.clause)) for share in scoreboard.attained(rows, now)]
    reasons = scoreboard.refusals_by_reason(rows)
    refused = rows.filter(status=Offer.Status.REFUSED).select_related("lead", "reason", "answered_by", "reply")
    wanted = mqls_wanted(first, last)
    weak = weak_criteria(user, None, last - WEAK_OVER, last, now).weak[:MOST_WEAK]
    return Review(
        offers=rows.count(),
        offers_before=former.count(),
        wanted=wanted,
        headline=scoreboard.headline(rows),
        headline_before=scoreboard.headline(former),
        marketing=[line for line in lines if line.share.clause and line.share.clause.side == "marketing"],
        sales=[line for line in lines if line.share.clause and line.share.clause.side == "sales"],
        speed=scoreboard.speed(rows, now),
        reasons=reasons,
        refusals=list(refused.order_by("-answered_at")[:MOST_REFUSALS]),
        topics=_topics(lines, reasons, rows.count(), wanted),
        weak=weak,
    )


def _topics(lines: list[Line], reasons: list[tuple[str, int]], offers: int, wanted: int | None) -> list[str]:
    """Say what to talk about: promises missed, the surest first, and the reason heard most."""
    missed = [line.share for line in lines if line.share.tone in ("bad", "warn")]
    found = [_missed(share) for share in sorted(missed, key=lambda share: (share.tone, not share.is_beyond_chance))]
    if wanted and offers < wanted:
        said = _("Marketing handed over %(n)s of the %(wanted)s leads agreed on.")
        found.insert(0, said % {"n": offers, "wanted": wanted})
    refused = sum(number for _reason, number in reasons)
    if refused:
        name, number = reasons[0]
        said = ngettext(
            "The reason heard most: “%(reason)s”, in %(n)s of %(of)s refusal.",
            "The reason heard most: “%(reason)s”, in %(n)s of %(of)s refusals.",
            refused,
        )
        found.append(said % {"reason": name, "n": number, "of": refused})
    return found or [_("Every promise was kept: talk about what to promise next.")]


def weak_line(found: Finding) -> str:
    """Say a weak criterion, what to do, and what that would have done, in one paragraph."""
    values = {
        "what": found.trait.label,
        "rate": percent(found.rate, 0),
        "rest": percent(found.rest_rate, 0),
        "advice": found.trait.suggestion,
        "avoided": found.refusals_avoided,
        "lost": found.accepted_lost,
        "after": percent(found.after[0], 0),
        "before": percent(found.before[0], 0),
    }
    said = _(
        "%(what)s: %(rate)s refused, of the others %(rest)s. %(advice)s Without such leads: %(avoided)s refusals less, "
        "%(lost)s accepted leads lost, acceptance %(before)s → %(after)s."
    )
    return said % values


def _missed(share: Share) -> str:
    values = {
        "what": share.clause.label if share.clause else "",
        "rate": percent(share.rate, 0),
        "target": percent(share.target, 0),
        "hits": share.hits,
        "of": share.of,
    }
    if share.is_beyond_chance:
        return _("%(what)s: %(rate)s of %(target)s agreed (%(hits)s of %(of)s). Surely missed.") % values
    return _("%(what)s: %(rate)s of %(target)s agreed (%(hits)s of %(of)s). Could be chance.") % values
