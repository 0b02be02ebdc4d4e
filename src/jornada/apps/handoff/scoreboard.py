"""The scoreboard: how far each clause was kept, how fast Sales answers, how many offers become SALs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from jornada.analytics.rates import wilson
from jornada.analytics.survival import kaplan_meier
from jornada.apps.handoff import queries
from jornada.apps.handoff.clauses import BY_CODE, CLAUSES, Clause
from jornada.apps.handoff.clock_views import clocks_of
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.promises import Terms, target_of, terms_by_version
from jornada.apps.handoff.queue import with_clocks

DIMENSIONS = {
    "team": (_("Team"), "to__team__name"),
    "person": (_("Person"), "to__name"),
    "source": (_("Source"), "lead__source__code"),
    "state": (_("State"), "lead__account__state"),
    "agreement": (_("Agreement"), "version__agreement__name"),
}
MICRO = 1_000_000
MOST_OPEN, MOST_ANSWERS, MOST_GROUPS = 2000, 200_000, 100

# Of what was agreed: below it a promise is missed. Where all was promised, one slip is no failure yet.
FAR_BELOW = 0.8


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
    def missed(self) -> int:
        return self.of - self.hits

    @property
    def is_beyond_chance(self) -> bool:
        """Whether even the high end of the interval lies below what was agreed."""
        return self.target is not None and self.high is not None and self.high < self.target

    @property
    def tone(self) -> str:
        """Judge by the interval: missed when even its high end lies a fifth below what was agreed."""
        if self.rate is None or self.target is None:
            return "neutral"
        if self.rate >= self.target:
            return "good"
        return "bad" if self.high is not None and self.high < FAR_BELOW * self.target else "warn"


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


def attained(offers: QuerySet[Offer], now: datetime) -> list[Share]:
    """Say of every promise how often it was kept, each offer judged by the version of its hand-over (one query)."""
    rows = list(offers.order_by().values("version").annotate(**_counts(now)))
    return _shares(rows, terms_by_version())


def attained_by(offers: QuerySet[Offer], dimension: str, now: datetime) -> list[tuple[str, int, list[Share]]]:
    """Say the same by team, person, source or region, the largest first: (name, offers, shares)."""
    field = DIMENSIONS[dimension][1]
    rows = offers.order_by().values(field, "version").annotate(offers=Count("pk"), **_counts(now))
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row[field]].append(row)
    terms, every = terms_by_version(), [row for group in groups.values() for row in group]
    wanted = {share.clause.code for share in _shares(every, terms) if share.clause}
    found = [
        (str(name or "–"), sum(row["offers"] for row in group), _shares(group, terms, wanted))
        for name, group in groups.items()
    ]
    return sorted(found, key=lambda group: (-group[1], group[0]))[:MOST_GROUPS]


def headline(offers: QuerySet[Offer]) -> Share:
    """Say how many of the offers that were answered became SALs."""
    found = offers.aggregate(of=Count("pk", filter=_answered()), hits=Count("pk", filter=Q(status="accepted")))
    return share_of(None, found["hits"], found["of"], None)


def months(offers: QuerySet[Offer]) -> list[tuple[date, Share]]:
    """Give the headline month by month."""
    rows = offers.order_by().annotate(month=TruncMonth("offered_at")).values("month")
    counted = rows.annotate(of=Count("pk", filter=_answered()), hits=Count("pk", filter=Q(status="accepted")))
    return [(row["month"].date(), share_of(None, row["hits"], row["of"], None)) for row in counted.order_by("month")]


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
    return {**found, "dossier_sum": Sum("completeness", filter=BY_CODE["dossier"].of(now))}


def _shares(rows: list[dict[str, Any]], terms: Terms, wanted: set[str] | None = None) -> list[Share]:
    """Add up the rows of several versions; a promise that none of them makes is left out."""
    found = []
    for clause in CLAUSES:
        counts = [(row["version"], row[f"{clause.code}_of"]) for row in rows]
        target = target_of(clause, counts, terms)
        if (target is not None) if wanted is None else (clause.code in wanted):
            bound = [row for row in rows if row["version"] in terms]
            found.append(
                _share(clause, [row for row in bound if clause.target(terms[row["version"]]) is not None], target)
            )
    return found


def _share(clause: Clause, rows: list[dict[str, Any]], target: float | None) -> Share:
    hits, of = (sum(row[f"{clause.code}_{what}"] for row in rows) for what in ("hits", "of"))
    if clause.code == "dossier":
        mean = sum(row["dossier_sum"] or 0 for row in rows) / of if of else None
        return Share(clause, hits, of, None, None, target, mean)
    return share_of(clause, hits, of, target)


def share_of(clause: Clause | None, hits: int, of: int, target: float | None) -> Share:
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
