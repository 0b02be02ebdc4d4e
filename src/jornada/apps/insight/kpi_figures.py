"""The figures of the KPI page: sales figures, lead conversion, hand-over, and their course over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.handover import HandoverSummary, mql_to_sal
from jornada.analytics.kpis import KpiTable, kpis
from jornada.analytics.opportunities import Opportunities
from jornada.analytics.periods import Period as Unit
from jornada.analytics.rates import Rates
from jornada.analytics.visits import Visits
from jornada.apps.insight.clock import zone_of
from jornada.apps.insight.copy.layout import ACCOUNTS, ITEMS, LEADS, OPPORTUNITIES
from jornada.apps.insight.copy.tables import LEAD_TYPES, NO_TIME, OPEN, WON
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.deals import Flags, deals_of, in_other_currency, in_period, record_mask
from jornada.apps.insight.period import Period
from jornada.apps.insight.results import kept
from jornada.apps.insight.scope import Scope
from jornada.apps.insight.segment import Segment

ANSWER_DAYS = 30
# Whatever says something of leads reads these, at one instant.
LEAD_TABLES = (ACCOUNTS, LEADS, OPPORTUNITIES)
# Whatever says something of opportunities reads these.
DEAL_TABLES = (ACCOUNTS, OPPORTUNITIES, ITEMS)
LADDER = LEAD_TYPES[1:]
# A course by month becomes unreadable beyond this many; then it goes by quarter.
MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Opportunities that lack something, and so are missing from some figures."""

    without_account: int
    without_engage_date: int
    won_without_amount: int
    other_currency: int


@dataclass(frozen=True, slots=True)
class KpiFigures:
    """All figures of the KPI page for one filter and scope; `before` is of the period before, if any."""

    total: KpiTable
    before: KpiTable | None
    course: KpiTable
    course_unit: Unit
    open_value: float
    incomplete: Incomplete
    conversion: Rates
    conversion_before: Rates | None
    handover: HandoverSummary
    handover_before: HandoverSummary | None


def kpi_figures(view: View, deal_scope: Scope, lead_scope: Scope, segment: Segment, period: Period) -> KpiFigures:
    """Compute the page's figures, or return those that were kept."""
    sold = deal_answer(view, deal_scope, segment, period)
    return KpiFigures(*sold, *lead_answer(view, lead_scope, segment, period))


def breakdown(view: View, scope: Scope, segment: Segment, period: Period, dimension: str) -> KpiTable:
    """Compute the sales figures per value of a dimension, or return those that were kept."""
    return breakdown_answer(view, scope, segment, period, dimension)


@kept(*DEAL_TABLES)
def breakdown_answer(view: View, scope: Scope, segment: Segment, period: Period, dimension: str) -> KpiTable:
    mask = record_mask(view, view.opportunities, segment, scope) & in_period(view, period)
    return kpis(deals_of(view, mask, segment, dimension), dimension)


def converted(view: View) -> Flags:
    """Say which leads led to an opportunity that was won."""
    deals = view.opportunities
    won = deals["lead"][(deals["outcome"] == WON) & (deals["lead"] >= 0)]
    return np.isin(view.leads["id"], won)


def opened_in(view: View, period: Period) -> Flags:
    """Say which leads were opened in a period."""
    low, high = period.micros(zone_of(view))
    return (view.leads["created_at"] >= low) & (view.leads["created_at"] < high)


def ladder_visits(view: View, mask: Flags, now: int) -> Visits:
    """Return when leads became what, as visits of the ladder; subjects are the leads."""
    at = np.column_stack([view.leads[f"{rung}_at"][mask] for rung in LADDER])
    subject, stage = np.nonzero(at != NO_TIME)
    count = len(subject)
    nothing = np.full(count, -1, dtype=np.int64)
    ones = np.ones(count, dtype=np.int32)
    ids = view.leads["id"][mask]
    return Visits(
        subject=subject.astype(np.int32),
        cycle=ones,
        number=ones,
        stage=stage.astype(np.int16),
        entered_at=at[subject, stage],
        left_at=nothing,
        left_by=np.zeros(count, dtype=np.int8),
        evidence=nothing,
        behaviour=np.zeros(count, dtype=np.int16),
        subject_ids=ids,
        outcome=np.zeros(len(ids), dtype=np.int8),
        stages=LADDER,
        now=now,
    )


@kept(*DEAL_TABLES)
def deal_answer(view: View, scope: Scope, segment: Segment, period: Period) -> tuple[Any, ...]:
    """Compute what `KpiFigures` says of opportunities, in the order of its fields."""
    ours = record_mask(view, view.opportunities, segment, scope)
    mask = ours & in_period(view, period)
    deals = deals_of(view, mask, segment)
    earlier = period.before()
    unit = _unit(deals)
    return (
        kpis(deals),
        kpis(deals_of(view, ours & in_period(view, earlier), segment)) if earlier else None,
        kpis(deals, period=unit),
        unit,
        float(np.nansum(deals.value[deals.outcome == OPEN])),
        _incomplete(view, mask),
    )


@kept(*LEAD_TABLES, ages=True)
def lead_answer(view: View, now: int, scope: Scope, segment: Segment, period: Period) -> tuple[Any, ...]:
    """Compute what `KpiFigures` says of leads, in the order of its fields."""
    leads = record_mask(view, view.leads, segment, scope)
    ladder = ladder_visits(view, leads, now)
    earlier = period.before()
    return (
        _conversion(view, leads, period),
        _conversion(view, leads, earlier) if earlier else None,
        _handover(view, ladder, period),
        _handover(view, ladder, earlier) if earlier else None,
    )


def _unit(deals: Opportunities) -> Unit:
    closed = deals.closed[deals.closed > 0]
    span = (closed.max() - closed.min()) / (86_400_000_000 * 30.4) if len(closed) else 0
    return "month" if span <= MONTHS_SHOWN else "quarter"


def _conversion(view: View, leads: Flags, period: Period) -> Rates:
    mask = leads & opened_in(view, period)
    return Rates.count(np.count_nonzero(converted(view) & mask), np.count_nonzero(mask))


def _handover(view: View, ladder: Visits, period: Period) -> HandoverSummary:
    low, high = period.micros(zone_of(view))
    return mql_to_sal(ladder, within=timedelta(days=ANSWER_DAYS), since=low, until=high)


def _incomplete(view: View, mask: NDArray[np.bool_]) -> Incomplete:
    rows = view.opportunities
    return Incomplete(
        without_account=int(np.count_nonzero(mask & (rows["account"] < 0))),
        without_engage_date=int(np.count_nonzero(mask & (rows["engaged_on"] == NO_TIME))),
        won_without_amount=int(np.count_nonzero(mask & (rows["outcome"] == WON) & np.isnan(rows["amount"]))),
        other_currency=int(np.count_nonzero(mask & in_other_currency(view))),
    )
