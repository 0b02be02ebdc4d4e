"""What the open pipeline will bring: chance by stage and age, times value; months go well or badly for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.opportunities import LOST, OPEN, UNKNOWN, WON, Opportunities
from jornada.analytics.periods import DAY
from jornada.analytics.predict.errors import TooFewError
from jornada.analytics.predict.hazard import StageHazard, fit_hazard, months_won
from jornada.analytics.predict.stays import STILL, StageHistory, Stays, stays_of
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import number
from jornada.analytics.words.predict import say

BLOCK = round(30.4375 * DAY)
FEWEST_WON = 30
# Before anything is seen, months differ by about 30 %; worth three months of history.
PRIOR_SHOCK, PRIOR_MONTHS = 0.09, 3
CHUNK = 2_000_000
Values = Literal["recorded", "typical"]


@dataclass(frozen=True, eq=False)
class Forecast(Result):
    """Value that the deals open now will have brought by a day.

    Attributes
    ----------
    as_of, days : int, float
        From when (microseconds UTC), how far.
    deal : ndarray of int64, shape (open deals,)
        Positions among the opportunities.
    stage : Coded
        Where each stands.
    chance : ndarray of float64
        Of being won within `days`, 0 to 1.
    value : ndarray of float64
        Expected worth if won, in the money of the opportunities.
    expected : float
        Sum of chance x value.
    low, middle, high : float
        10 %, 50 % and 90 % points of the simulated sum: the 80 % interval.
    stage_weighted : float
        The usual figure: share won of the deals closed that had been at the stage, x value, whatever the
        age and however long it takes.
    last_rate : float
        Open value x the share of the value open one horizon ago that was won since; NaN where unknown.
    shock : float
        Standard deviation of the log of a month's luck, shared by all deals.
    values : {"recorded", "typical"}
        Whether the deals' own values were used; "typical": the mean of won deals, because most open deals
        have none, or lost deals were set to 0 and would give the outcome away.
    left_out : int
        Open deals without an opening time.
    """

    as_of: int
    days: float
    deal: Ints
    stage: Coded
    chance: Floats
    value: Floats
    expected: float
    low: float
    middle: float
    high: float
    stage_weighted: float
    last_rate: float
    shock: float
    values: Values
    left_out: int

    def columns(self) -> dict[str, Any]:
        """Give one row per open deal."""
        return {"deal": self.deal, "stage": self.stage.decode(), "chance": self.chance, "value": self.value,
                "expected": self.chance * self.value}  # fmt: skip

    def explain(self, language: Language = "en") -> str:
        """Say the forecast with its interval, beside the usual figure."""
        names = ("expected", "low", "high", "stage_weighted")
        figures = {name: number(getattr(self, name), language) for name in names}
        told = say("forecast", language, deals=number(len(self.deal), language), days=f"{self.days:.0f}", **figures)
        return told + (" " + say("forecast_typical", language) if self.values == "typical" else "")

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the forecast beside the stage-weighted figure and last quarter's rate."""
        names = [say(key, language) for key in ("by_age", "by_stage", "by_last")]
        nothing = float("nan")
        bars = Series("", names, [self.expected, self.stage_weighted, self.last_rate],
                      [self.low, nothing, nothing], [self.high, nothing, nothing])  # fmt: skip
        title = say("forecast_title", language, days=f"{self.days:.0f}")
        return (Chart("bar", title, "", say("money", language), (bars,), note=say("forecast_note", language)),)


@dataclass(frozen=True, eq=False)
class BuyingTimes(Result):
    """Chance that each open deal is won by given days from now.

    Attributes
    ----------
    deal : ndarray of int64, shape (deals,)
    days : tuple of float
    chance : ndarray of float64, shape (deals, days)
        0 to 1.
    """

    deal: Ints
    days: tuple[float, ...]
    chance: Floats

    def columns(self) -> dict[str, Any]:
        """Give one row per open deal, one column per horizon."""
        by_day = {f"won_within_{day:g}_days": self.chance[:, place] for place, day in enumerate(self.days)}
        return {"deal": self.deal, **by_day}

    def explain(self, language: Language = "en") -> str:
        """Say how many are expected by when."""
        told = ", ".join(f"{number(total, language, 1)} ({day:g} d)"
                         for day, total in zip(self.days, self.chance.sum(axis=0).tolist(), strict=True))  # fmt: skip
        return say("buying_times", language, deals=number(len(self.deal), language), column=told)


def buying_times(
    deals: Opportunities,
    history: StageHistory | None = None,
    *,
    as_of: int,
    days: Sequence[float] = (30, 60, 90),
    step_days: float = 7.0,
) -> BuyingTimes:
    """Say who will buy by when: the chance of each open deal to be won within some days.

    From the hazard by stage and age there (`hazard.fit_hazard`), walked forward. Also serves accounts on a
    journey map: make `Opportunities` of their cycles and a history of their visits.

    Parameters
    ----------
    deals : Opportunities
    history : StageHistory, optional
        Without it, age since opening alone counts.
    as_of : int
        Microseconds UTC; nothing at or after it is known.
    days : sequence of float
        Horizons, above 0.
    step_days : float, default 7

    Returns
    -------
    BuyingTimes

    Raises
    ------
    TooFewError
        If fewer than 30 deals were won before `as_of`.
    """
    stays = stays_of(deals, history, as_of)
    hazard = _fit(stays, step_days)
    now = stays.to == STILL
    return BuyingTimes(stays.deal[now], tuple(days), _chances(stays, hazard, [day * DAY for day in days]))


def forecast(
    deals: Opportunities,
    history: StageHistory | None = None,
    *,
    as_of: int,
    days: float = 90,
    like: str | None = None,
    values: Values | None = None,
    step_days: float = 7.0,
    draws: int = 2000,
    seed: int = 0,
) -> Forecast:
    """Forecast the value that the open deals will bring, with an interval that deals share.

    Chance by stage and age, times value. The interval is simulated: each month has a luck of its own that
    all deals share (its spread measured on past months: wins against expected wins, beyond what chance
    gives), and the chances themselves are as uncertain as the wins they rest on are few. Without the shared
    part intervals are far too narrow. Deals not yet opened are not in it.

    Parameters
    ----------
    deals : Opportunities
    history : StageHistory, optional
    as_of : int
        Microseconds UTC; nothing at or after it is used.
    days : float, default 90
        Horizon, above 0.
    like : str, optional
        Group of the deals, such as product, whose won deals give a typical value.
    values : {"recorded", "typical"}, optional
        Found out when left out; see `Forecast`.
    step_days : float, default 7
    draws, seed : int
        Of the simulation.

    Returns
    -------
    Forecast

    Raises
    ------
    TooFewError
        If fewer than 30 deals were won before `as_of`.
    MeasureError
        If the horizon is not above 0, or there is no group `like`.
    """
    if not days > 0:
        raise MeasureError(f"A forecast looks ahead by more than 0 days; got {days}.")
    stays = stays_of(deals, history, as_of)
    hazard = _fit(stays, step_days)
    now = stays.to == STILL
    deal = stays.deal[now]
    worth, ratios, kind = _worth(deals, deal, as_of, like, values)
    marks = [min(mark * BLOCK, days * DAY) for mark in range(1, int(np.ceil(days * DAY / BLOCK)) + 1)]
    by_month = _chances(stays, hazard, marks)
    won, thought = months_won(stays, hazard, BLOCK)
    shock = month_shock(won, thought)
    # The chances rest on some wins, and on some months, each with a luck of its own.
    doubt = (1 / hazard.won + shock**2 * float(np.sum(thought**2) / np.sum(thought) ** 2)) ** 0.5
    totals = _simulate(by_month, worth, ratios, (shock, doubt), draws, np.random.default_rng(seed))
    low, middle, high = np.quantile(totals, (0.1, 0.5, 0.9)).tolist()
    chance = by_month[:, -1]
    left_out = int(((deals.outcome == OPEN) & (deals.opened == UNKNOWN)).sum())
    return Forecast(
        as_of=as_of, days=days, deal=deal, stage=Coded(stays.stage[now].astype(np.int32), stays.stages), chance=chance,
        value=worth, expected=float(chance @ worth), low=low, middle=middle, high=high,
        stage_weighted=_stage_weighted(stays, worth), last_rate=_last_rate(deals, as_of, round(days * DAY), worth),
        shock=shock, values=kind, left_out=left_out,
    )  # fmt: skip


def month_shock(won: Floats, expected: Floats) -> float:
    """Say how much months differ beyond chance: standard deviation of the log of their common luck.

    By moments: the mean of ((won - expected)^2 - expected) over the mean of expected^2, drawn towards
    0.09 with the weight of three months. Months in which less than one win was expected do not count.

    Examples
    --------
    >>> round(month_shock(np.full(40, 10.0), np.full(40, 10.0)), 2)
    0.0
    >>> month_shock(np.array([2.0, 18.0] * 5), np.array([10.0] * 10)) > 0.6
    True
    """
    told = expected >= 1
    seen, thought = won[told], expected[told]
    if not len(seen):
        return float(PRIOR_SHOCK**0.5)
    typical = float(np.mean(thought**2))
    # The chances were fitted to these very months: one month's worth of spread is lost.
    spare = len(seen) / max(len(seen) - 1, 1)
    above = float(np.sum(spare * (seen - thought) ** 2 - thought)) + PRIOR_MONTHS * PRIOR_SHOCK * typical
    return float(max(above / (float(np.sum(thought**2)) + PRIOR_MONTHS * typical), 0.0) ** 0.5)


def _fit(stays: Stays, step_days: float) -> StageHazard:
    hazard = fit_hazard(stays, step_days)
    if hazard.won < FEWEST_WON:
        raise TooFewError("deals won", hazard.won, FEWEST_WON)
    return hazard


def _chances(stays: Stays, hazard: StageHazard, marks: Sequence[float]) -> Floats:
    """Chance of each open deal to be won by each mark, shape (deals, marks); straight between whole periods."""
    now = stays.to == STILL
    places = np.asarray(marks, dtype=np.float64) / hazard.step
    age, ahead = (stays.as_of - stays.entered[now]) // hazard.step, int(np.ceil(places.max()))
    table = hazard.won_by(stays.stage[now], age, ahead)
    below = np.floor(places).astype(np.int64)
    above = np.minimum(below + 1, len(table) - 1)
    found: Floats = (table[below] + (places - below)[:, None] * (table[above] - table[below])).T
    return found


def _worth(
    deals: Opportunities, deal: Ints, as_of: int, like: str | None, values: Values | None
) -> tuple[Floats, Floats, Values]:
    """Give the worth of each open deal if won, how won deals scatter around theirs, and which values were used."""
    closed = (deals.outcome != OPEN) & (deals.closed != UNKNOWN) & (deals.closed < as_of)
    won = closed & (deals.outcome == WON) & ~np.isnan(deals.value)
    kind = values or _kind(deals, deal, closed)
    group = np.zeros(len(deals), dtype=np.int64)
    if like is not None:
        if like not in deals.groups:
            raise MeasureError(f"The deals have no group {like!r}; they have {', '.join(deals.groups) or 'none'}.")
        group = deals.groups[like].codes.astype(np.int64) + 1
    mean = float(deals.value[won].mean()) if won.any() else 0.0
    size = int(group.max(initial=0)) + 1
    count, total = np.bincount(group[won], minlength=size), np.bincount(group[won], deals.value[won], minlength=size)
    # Products differ a hundredfold in price; to draw a few sales towards the mean of all would mislead.
    typical = np.where(count >= 5, divided(total, count), mean)
    ratios = divided(deals.value[won], typical[group[won]])
    own = deals.value[deal]
    worth = typical[group[deal]] if kind == "typical" else np.where(np.isnan(own), typical[group[deal]], own)
    return worth, (ratios if kind == "typical" and len(ratios) else np.ones(1)), kind


def _kind(deals: Opportunities, deal: Ints, closed: Any) -> Values:
    lost = deals.value[closed & (deals.outcome == LOST)]
    is_telling = len(lost) > 0 and float((np.nan_to_num(lost) == 0).mean()) > 0.5
    is_blank = len(deal) > 0 and float(np.isnan(deals.value[deal]).mean()) > 0.5
    return "typical" if is_telling or is_blank else "recorded"


def _simulate(
    by_month: Floats, worth: Floats, ratios: Floats, spreads: tuple[float, float], draws: int, draw: np.random.Generator
) -> Floats:
    """Draw totals: in each, every month and the whole history were luckier or unluckier than thought, for all deals."""
    deals, months = by_month.shape
    shock, doubt = spreads
    luck = np.exp(shock * draw.standard_normal((draws, months)) - shock**2 / 2)
    luck *= np.exp(doubt * draw.standard_normal((draws, 1)) - doubt**2 / 2)
    before = np.column_stack((np.zeros(deals), by_month[:, :-1]))
    hazard = -np.log1p(-np.clip(divided(by_month - before, 1 - before), 0, 1 - 1e-12))
    totals = np.zeros(draws)
    at_once = max(1, CHUNK // draws)
    for first in range(0, deals, at_once):
        part = slice(first, first + at_once)
        wins = draw.random((draws, len(worth[part]))) < -np.expm1(-luck @ np.nan_to_num(hazard[part]).T)
        which, whose = np.nonzero(wins)
        money = worth[part][whose] * ratios[draw.integers(len(ratios), size=len(whose))]
        totals += np.bincount(which, money, minlength=draws)
    return totals


def _stage_weighted(stays: Stays, worth: Floats) -> float:
    size = len(stays.stages)
    last = np.flatnonzero(np.diff(stays.deal, append=-1) != 0)
    ended = np.repeat(stays.to[last], np.diff(last, prepend=-1))
    closed = ended >= size
    pairs = np.unique(np.column_stack((stays.deal, stays.stage, ended))[closed], axis=0)
    rate = divided(np.bincount(pairs[pairs[:, 2] == size, 1], minlength=size), np.bincount(pairs[:, 1], minlength=size))
    return float(np.sum(np.nan_to_num(rate)[stays.stage[stays.to == STILL]] * worth))


def _last_rate(deals: Opportunities, as_of: int, span: int, worth: Floats) -> float:
    """Open value x the share of deals open one horizon ago that was won since."""
    before = as_of - span
    is_there = (deals.opened != UNKNOWN) & (deals.opened < before)
    was_open = is_there & ((deals.outcome == OPEN) | ((deals.closed != UNKNOWN) & (deals.closed >= before)))
    won = was_open & (deals.outcome == WON) & (deals.closed < as_of)
    return float(divided(won.sum(), was_open.sum()) * worth.sum())
