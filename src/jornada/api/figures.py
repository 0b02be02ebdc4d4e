"""Figures: sales and road, of what the caller may see, with the definitions of the pages and of `jornada kpi`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from math import isnan
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from jornada.analytics.periods import DAY
from jornada.analytics.rates import Rates
from jornada.apps.insight import copy, kpi_report
from jornada.apps.insight.clock import today, zone_of
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.deals import FIELDS
from jornada.apps.insight.dimensions import LABELS, require_seen, seen_dimensions
from jornada.apps.insight.journey import JourneyFigures, journey_figures
from jornada.apps.insight.period import PRESETS, Period, read_period
from jornada.apps.insight.scope import scope_of
from jornada.apps.insight.segment import OF_ACCOUNTS, Segment, read_segment
from jornada.apps.org import access

router = Router(tags=["figures"])


class Narrowed(Schema):
    """Which records the figures are of."""

    first: date | None = Field(None, alias="from", description="first day, included")
    last: date | None = Field(None, alias="to", description="last day, included")
    period: str = Field("", description=f"instead of from and to: {', '.join(PRESETS)}")
    industry: str = Field("", description="id, or `none` for the blank; so with each field below")
    size: str = ""
    state: str = ""
    owner: str = ""
    team: str = ""


class KpiQuery(Narrowed):
    """From and to narrow won and lost opportunities by their closing day; open ones are of now."""

    product: str = ""
    by: list[str] = Field([], description=f"dimensions, repeated: {', '.join(LABELS)}")


class JourneyQuery(Narrowed):
    """From and to narrow walks and stays by when they began."""

    within: int | None = Field(None, ge=1, le=3650, description="window of the rates, in days")


class Spread(Schema):
    mean: float | None
    median: float | None


class Group(Schema):
    closed: int
    won: int
    win_rate: float | None
    won_value: float | None
    mean_deal: float | None
    mean_won_cycle_days: float | None


class Kpis(Schema):
    opportunities: int
    open: int
    won: int
    lost: int
    win_rate: float | None = Field(description="won of won and lost, 0 to 1; null when none is closed")
    won_value: float | None
    mean_deal: float | None
    median_deal: float | None
    won_cycle_days: Spread
    lost_cycle_days: Spread
    by: dict[str, dict[str, Group]]


class Share(Schema):
    rate: float | None = Field(description="0 to 1; null when there is nothing to divide by")
    low: float | None = Field(description="low end of the 95 % interval")
    high: float | None
    hits: int
    of: int


class StageFigures(Schema):
    code: str
    now: int = Field(description="accounts that stand here")
    entered: int
    step: Share = Field(description="of those who entered, who went on to a later stage")
    cumulative: Share = Field(description="of all who began, who came here or beyond")
    stays: int
    still_open: int
    median_days: float | None = Field(description="open stays counted as such; null where it cannot be said yet")
    p90_days: float | None


class Move(Schema):
    source: str
    target: str
    kind: str = Field(description="next, skip or back")
    count: int


class JourneyFiguresOut(Schema):
    as_of: datetime
    accounts: int
    stages: list[StageFigures]
    moves: list[Move]


@router.get("/kpis", response=Kpis)
def kpis(request: HttpRequest, asked: Query[KpiQuery]) -> Any:
    """The sales figures of the opportunities within your reach: what `jornada kpi --json` prints of all."""
    access.require_seen(request.auth, "opportunity", "amount")
    view = copy.current()
    try:
        dimensions = kpi_report.dimensions_named(asked.by)
    except kpi_report.UnknownDimensionError as error:
        raise ValidationError({"by": [_not_among("by", error.name, list(LABELS))]}) from error
    seen = seen_dimensions(request.auth)
    for dimension in dimensions if asked.by else ():
        require_seen(request.auth, dimension)
    segment = _segment(request.auth, asked, view, FIELDS)
    scope = scope_of(request.auth, "opportunity")
    dimensions = [dimension for dimension in dimensions if dimension in seen]
    return kpi_report.report_of(view, dimensions, _period(asked, view), scope, segment).as_json()


@router.get("/journey/figures", response=JourneyFiguresOut)
def figures(request: HttpRequest, asked: Query[JourneyQuery]) -> Any:
    """The figures of the journey page, of the accounts within your reach."""
    view = copy.current()
    segment, period = _segment(request.auth, asked, view, OF_ACCOUNTS), _period(asked, view)
    found = journey_figures(view, scope_of(request.auth, "account"), segment, period, asked.within)
    codes = found.conversion.stages
    return {
        "as_of": datetime.fromtimestamp(found.as_of / 1e6, UTC),
        "accounts": found.accounts,
        "stages": [_stage(found, place) for place in range(len(codes))],
        "moves": [
            {"source": codes[move.source], "target": codes[move.target], "kind": move.kind, "count": move.count}
            for move in found.moves
        ],
    }


def _stage(found: JourneyFigures, place: int) -> dict[str, Any]:
    conversion, dwell = found.conversion, found.dwell
    return {
        "code": conversion.stages[place],
        "now": found.now[place],
        "entered": int(conversion.entered[place]),
        "step": _share(conversion.step, place),
        "cumulative": _share(conversion.cumulative, place),
        "stays": int(dwell.visits[place]),
        "still_open": int(dwell.still_open[place]),
        "median_days": _known(dwell.median[0, place] / DAY),
        "p90_days": _known(dwell.p90[0, place] / DAY),
    }


def _share(rates: Rates, place: int) -> dict[str, Any]:
    ends = {name: _known(getattr(rates, name)[place]) for name in ("rate", "low", "high")}
    return {**ends, "hits": int(rates.hits[place]), "of": int(rates.of[place])}


def _known(value: float) -> float | None:
    return None if isnan(value) else float(value)


def _segment(user: Any, asked: Narrowed, view: View, fields: tuple[str, ...]) -> Segment:
    """Read the fields; one that the role hides and a value that nobody has are refused, not left out as on a page."""
    wanted = {field: getattr(asked, field, "") for field in fields}
    for field in fields:
        if wanted[field]:
            require_seen(user, field)
    segment = read_segment(wanted, view, fields)
    known = dict(segment.values)
    wrong = {field: [_not_among(field, value)] for field, value in wanted.items() if value and field not in known}
    if wrong:
        raise ValidationError(wrong)
    return segment


def _period(asked: Narrowed, view: View) -> Period:
    if asked.first and asked.last and asked.first > asked.last:
        raise ValidationError({"to": [_("The last day lies before the first.")]})
    if asked.period and asked.period not in PRESETS:
        raise ValidationError({"period": [_not_among("period", asked.period, list(PRESETS))]})
    if asked.first or asked.last:
        return Period("custom", asked.first, asked.last)
    return read_period({"period": asked.period}, today(zone_of(view)))


def _not_among(field: str, value: str, known: list[str] | None = None) -> str:
    if known is None:
        return _("No record has %(value)r as its %(field)s.") % {"value": value, "field": field}
    return _("%(value)r is not known; expected one of %(known)s.") % {"value": value, "known": ", ".join(known)}
