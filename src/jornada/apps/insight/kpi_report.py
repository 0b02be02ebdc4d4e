"""The sales figures as a report: for `jornada kpi`, and for the API within a person's reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

from rich.console import Console
from rich.table import Table

from jornada.analytics.kpis import KpiTable
from jornada.apps.insight.copy.refreshing import refresh_now
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.deals import main_currency
from jornada.apps.insight.dimensions import BLANK, DEFAULT, LABELS, dimension_named
from jornada.apps.insight.kpi_figures import breakdown_answer, deal_answer
from jornada.apps.insight.period import Period
from jornada.apps.insight.scope import Scope
from jornada.apps.insight.segment import Segment

IN_TIME = ("month", "quarter", "year")


class UnknownDimensionError(ValueError):
    """A name that means no dimension."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is no dimension; expected one of {', '.join(LABELS)}.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Report:
    """The figures, in all and by dimension, and what of the data is incomplete."""

    total: KpiTable
    by: dict[str, KpiTable]
    currency: str
    period: Period
    without_account: int
    without_engage_date: int
    other_currency: int

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain values; shares are 0 to 1, what cannot be said is null."""
        table = self.total
        return {
            **{name: int(getattr(table, name)[0]) for name in ("opportunities", "open", "won", "lost")},
            "win_rate": _plain(table.win_rate.rate[0]),
            **{name: _plain(getattr(table, name)[0]) for name in ("won_value", "mean_deal", "median_deal")},
            "won_cycle_days": {"mean": _plain(table.won_cycle_mean[0]), "median": _plain(table.won_cycle_median[0])},
            "lost_cycle_days": {"mean": _plain(table.lost_cycle_mean[0]), "median": _plain(table.lost_cycle_median[0])},
            "by": {name: dict(_groups(found)) for name, found in self.by.items()},
        }


def dimensions_named(names: Sequence[str]) -> list[str]:
    """Return the dimensions that the names mean, each once; the default ones without names."""
    found = []
    for name in names or DEFAULT:
        dimension = dimension_named(name)
        if dimension is None:
            raise UnknownDimensionError(name)
        if dimension not in found:
            found.append(dimension)
    return found


def report(dimensions: Sequence[str], first: date | None = None, last: date | None = None) -> Report:
    """Bring the copy up to date and compute, of all opportunities, whoever owns them."""
    period = Period("custom", first, last) if first or last else Period()
    return report_of(refresh_now(), dimensions, period, Scope("all"), Segment())


def report_of(view: View, dimensions: Sequence[str], period: Period, scope: Scope, segment: Segment) -> Report:
    """Compute of what somebody may see, or return what was kept."""
    total, *_rest, incomplete = deal_answer(view, scope, segment, period)
    return Report(
        total=total,
        by={dimension: breakdown_answer(view, scope, segment, period, dimension) for dimension in dimensions},
        currency=main_currency(view),
        period=period,
        without_account=incomplete.without_account,
        without_engage_date=incomplete.without_engage_date,
        other_currency=incomplete.other_currency,
    )


def print_report(report: Report, console: Console | None = None) -> None:
    """Print the figures for people."""
    out = console or Console()
    facts = Table(show_header=False, box=None, padding=(0, 2), title="Sales figures", title_justify="left")
    for name, value in _facts(report):
        facts.add_row(name, value)
    out.print(facts)
    for note in _notes(report):
        out.print(note, style="yellow")
    for dimension, table in report.by.items():
        out.print()
        out.print(_table(dimension, table))


def _groups(table: KpiTable) -> list[tuple[str, dict[str, Any]]]:
    return [
        (
            BLANK if label is None else label,
            {
                "closed": int(table.closed[row]),
                "won": int(table.won[row]),
                "win_rate": _plain(table.win_rate.rate[row]),
                "won_value": _plain(table.won_value[row]),
                "mean_deal": _plain(table.mean_deal[row]),
                "mean_won_cycle_days": _plain(table.won_cycle_mean[row]),
            },
        )
        for row, label in enumerate(table.labels)
        if table.closed[row]
    ]


def _facts(report: Report) -> list[tuple[str, str]]:
    table = report.total
    rate, low, high = table.win_rate.rate[0], table.win_rate.low[0], table.win_rate.high[0]
    interval = "" if isnan(rate) else f"  (95 %: {low:.1%} to {high:.1%})"
    days = f"{_text(table.won_cycle_mean[0], '.1f')} / {_text(table.won_cycle_median[0], '.1f')}"
    lost_days = f"{_text(table.lost_cycle_mean[0], '.1f')} / {_text(table.lost_cycle_median[0], '.1f')}"
    return [
        ("Closed", _span(report.period)),
        ("Opportunities", f"{table.opportunities[0]:,} ({table.open[0]:,} open)"),
        ("Won / lost", f"{table.won[0]:,} / {table.lost[0]:,}"),
        ("Win rate", _text(rate, ".2%") + interval),
        ("Sales volume", f"{report.currency} {table.won_value[0]:,.2f}"),
        ("Mean / median deal", f"{_text(table.mean_deal[0], ',.2f')} / {_text(table.median_deal[0], ',.2f')}"),
        ("Days to win, mean / median", days),
        ("Days to lose, mean / median", lost_days),
    ]


def _notes(report: Report) -> list[str]:
    counts = {
        "have no account: they count in all, and as (blank) by sector": report.without_account,
        "have no engage date: they have no cycle time": report.without_engage_date,
        f"are not in {report.currency}: they count, but their amounts do not": report.other_currency,
    }
    return [f"{number:,} opportunities {words}." for words, number in counts.items() if number]


def _table(dimension: str, figures: KpiTable) -> Table:
    table = Table(title=f"By {dimension}", title_justify="left")
    table.add_column(dimension.capitalize())
    for head in ("Closed", "Won", "Win rate", "Won value", "Mean deal", "Mean days"):
        table.add_column(head, justify="right")
    groups = _groups(figures)
    if dimension not in IN_TIME:
        groups.sort(key=lambda pair: -(pair[1]["won_value"] or 0))
    for label, group in groups:
        table.add_row(
            label,
            f"{group['closed']:,}",
            f"{group['won']:,}",
            _text(group["win_rate"], ".1%"),
            _text(group["won_value"], ",.0f"),
            _text(group["mean_deal"], ",.2f"),
            _text(group["mean_won_cycle_days"], ".1f"),
        )
    return table


def _span(period: Period) -> str:
    if period.is_all:
        return "at any time"
    return f"{period.first or 'from the start'} to {period.last or 'today'}"


def _text(value: float | None, form: str) -> str:
    return "-" if value is None or isnan(value) else format(value, form)


def _plain(value: float) -> float | None:
    return None if isnan(value) else float(value)
