"""The scoreboard: how far each clause was kept, how fast Sales answers, how many offers become SALs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from jornada.analytics.rates import wilson
from jornada.analytics.survival import kaplan_meier
from jornada.apps.handoff import queries
from jornada.apps.handoff.clauses import BY_CODE, CLAUSES, Clause
from jornada.apps.handoff.clock_views import clocks_of
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.queue import with_clocks
from jornada.apps.handoff.terms import terms_of
from jornada.rules.agreement import Agreement

DIMENSIONS = {
    "team": (_("Team"), "to__team__name"),
    "person": (_("Person"), "to__name"),
    "source": (_("Source"), "lead__source__code"),
}
MICRO = 1_000_000
MOST_OPEN, MOST_ANSWERS = 2000, 200_000


@dataclass(frozen=True, slots=True)
class Share:
    """A share with what it is made of, its interval and what was agreed."""

    clause: Clause | None
    hits: int
    of: int
    low: float | None
    high: float | None
    target: float | None = None
    mean: float | None = None

    @property
    def rate(self) -> float | None:
        if self.mean is not None:
            return self.mean
        return self.hits / self.of if self.of else None

    @property
    def tone(self) -> str:
        """Judge by the interval: missed only when even its high end lies below what was agreed."""
        if self.rate is None or self.target is None:
            return "neutral"
        if self.rate >= self.target:
            return "good"
        return "bad" if self.high is not None and self.high < self.target else "warn"


@dataclass(frozen=True, slots=True)
class Speed:
    """How long answers take in working time; what waits still counts as not answered so far."""

    median: float | None
    ninth: float | None
    cases: int
    waiting: int
    bars: tuple[tuple[float, int], ...]


def offers_between(user: Any, first: datetime, last: datetime) -> QuerySet[Offer]:
    """Return the offers made in a stretch of time that the person may see; withdrawn ones never count."""
    rows = queries.visible_offers(user).filter(offered_at__gte=first, offered_at__lt=last)
    return rows.exclude(status=Offer.Status.WITHDRAWN)


def attained(offers: QuerySet[Offer], now: datetime, terms: Agreement | None) -> list[Share]:
    """Say of every clause how often it was kept (one query)."""
    found = offers.order_by().aggregate(**_counts(now))
    return [_share(clause, found, terms) for clause in CLAUSES if terms is None or clause.target(terms) is not None]


def attained_by(
    offers: QuerySet[Offer], dimension: str, now: datetime, terms: Agreement | None
) -> list[tuple[str, int, list[Share]]]:
    """Say the same by team, person or source, the largest first: (name, offers, shares)."""
    field = DIMENSIONS[dimension][1]
    rows = offers.order_by().values(field).annotate(offers=Count("pk"), **_counts(now)).order_by("-offers")[:100]
    wanted = [clause for clause in CLAUSES if terms is None or clause.target(terms) is not None]
    return [(row[field] or "–", row["offers"], [_share(clause, row, terms) for clause in wanted]) for row in rows]


def headline(offers: QuerySet[Offer]) -> Share:
    """Say how many of the offers that were answered became SALs."""
    found = offers.aggregate(of=Count("pk", filter=_answered()), hits=Count("pk", filter=Q(status="accepted")))
    return _made(None, found["hits"], found["of"], None)


def months(offers: QuerySet[Offer]) -> list[tuple[date, Share]]:
    """Give the headline month by month."""
    rows = offers.order_by().annotate(month=TruncMonth("offered_at")).values("month")
    counted = rows.annotate(of=Count("pk", filter=_answered()), hits=Count("pk", filter=Q(status="accepted")))
    return [(row["month"].date(), _made(None, row["hits"], row["of"], None)) for row in counted.order_by("month")]


def speed(offers: QuerySet[Offer], now: datetime) -> Speed:
    """Estimate how long answers take, with those that still wait as censored."""
    answered = offers.filter(answer_used__isnull=False).values_list("answer_used", flat=True)[:MOST_ANSWERS]
    done = np.array([used.total_seconds() for used in answered], dtype=np.float64)
    waiting = list(with_clocks(offers.filter(status__in=Offer.OPEN, version__isnull=False))[:MOST_OPEN])
    open_for = np.array([clock.used for clock in clocks_of(waiting, now).values()], dtype=np.float64)
    median, ninth = _quantiles(done, open_for)
    return Speed(median, ninth, len(done), len(open_for), _bars(done))


def at_risk(user: Any, now: datetime, most: int = 10) -> list[Offer]:
    """Return the open offers whose time runs out first."""
    rows = queries.visible_offers(user).filter(status=Offer.Status.WAITING, due_at__isnull=False)
    return list(with_clocks(rows.order_by("due_at", "pk"))[:most])


def terms_in_force() -> Agreement | None:
    """Return the terms against which figures are judged: those of the first agreement in force."""
    versions = queries.versions_in_force()
    return terms_of(versions[0]) if versions else None


def refusals_by_reason(offers: QuerySet[Offer]) -> list[tuple[str, int]]:
    rows = offers.filter(status="refused").order_by().values_list("reason", flat=False).annotate(n=Count("pk"))
    labels = {reason.pk: str(reason) for reason in queries.all_reasons()}
    return [(labels.get(pk, "–"), number) for pk, number in rows.order_by("-n")]


def _counts(now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for clause in BY_CODE.values():
        of, kept = clause.of(now), clause.kept(now)
        found[f"{clause.code}_of"] = Count("pk", filter=of)
        found[f"{clause.code}_hits"] = Count("pk", filter=of & kept)
    # What is agreed on is the mean share of the data, not how many dossiers had all of it.
    return {**found, "dossier_mean": Avg("completeness", filter=BY_CODE["dossier"].of(now))}


def _share(clause: Clause, row: dict[str, Any], terms: Agreement | None) -> Share:
    target = clause.target(terms) if terms else None
    if clause.code == "dossier":
        return Share(clause, row["dossier_hits"], row["dossier_of"], None, None, target, row["dossier_mean"])
    return _made(clause, row[f"{clause.code}_hits"], row[f"{clause.code}_of"], target)


def _made(clause: Clause | None, hits: int, of: int, target: float | None) -> Share:
    if not of:
        return Share(clause, 0, 0, None, None, target)
    low, high = wilson(np.array([hits]), np.array([of]))
    return Share(clause, hits, of, low.item(), high.item(), target)


def _answered() -> Q:
    return Q(status__in=["accepted", "refused", "returned"])


def _quantiles(done: Any, open_for: Any) -> tuple[float | None, float | None]:
    """Return median and ninth decile in seconds of working time; None where not reached."""
    if not len(done):
        return None, None
    time = np.concatenate((done, open_for))
    has_left = np.concatenate((np.ones(len(done), bool), np.zeros(len(open_for), bool)))
    order = np.argsort(time, kind="stable")
    curve = kaplan_meier((time[order] * MICRO).astype(np.int64), has_left[order])
    found = [row[0] / MICRO for row in curve.quantiles((0.5, 0.9)).tolist()]
    return tuple(None if np.isnan(value) else value for value in found)  # type: ignore[return-value]


def _bars(done: Any, edges: Sequence[float] = (0, 1, 2, 4, 8, 16, 24, 1e9)) -> tuple[tuple[float, int], ...]:
    """Count answers by hours taken: (from so many hours, number)."""
    counts, _edges = np.histogram(done / 3600, bins=np.array(edges))
    return tuple(zip(edges[:-1], counts.tolist(), strict=True))


def month_of(day: date, zone: Any) -> tuple[datetime, datetime]:
    """Return the first instant of a day's month, and of the month after."""
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return tuple(datetime(each.year, each.month, 1, tzinfo=zone) for each in (first, after))  # type: ignore[return-value]
