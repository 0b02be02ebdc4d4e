"""Past forecasts, made again as of their day and scored against what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.opportunities import WON, Opportunities
from jornada.analytics.periods import DAY
from jornada.analytics.predict.errors import TooFewError
from jornada.analytics.predict.pipeline import Forecast, forecast
from jornada.analytics.predict.stays import StageHistory
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import number, percent
from jornada.analytics.words.predict import say

SHARES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False)
class Backtest(Result):
    """Forecasts of past days against what the deals open then brought within the horizon.

    Attributes
    ----------
    as_of : ndarray of int64, shape (forecasts,)
        Days on which they would have been made, microseconds UTC.
    expected, low, middle, high, last_rate, stage_weighted : ndarray of float64
        As in `Forecast`.
    actual : ndarray of float64
        Value won of the deals open then, within the horizon.
    pinball : float
        Mean pinball loss at 10, 50 and 90 %, in money; smaller is better (Gneiting & Raftery 2007).
    pinball_last, pinball_stage : float
        The same of last quarter's rate and of the stage-weighted figure, each a single number for all three.
    coverage : float
        Share of the actual values within the 80 % interval, 0 to 1.
    bias : float
        Sum of expected over sum of actual, minus 1.
    """

    as_of: Ints
    expected: Floats
    low: Floats
    middle: Floats
    high: Floats
    last_rate: Floats
    stage_weighted: Floats
    actual: Floats
    pinball: float
    pinball_last: float
    pinball_stage: float
    coverage: float
    bias: float

    def columns(self) -> dict[str, Any]:
        """Give one row per past forecast."""
        names = ("as_of", "expected", "low", "middle", "high", "last_rate", "stage_weighted", "actual")
        return {name: getattr(self, name) for name in names}

    def explain(self, language: Language = "en") -> str:
        """Say how good past forecasts were, beside last quarter's rate."""
        money = {name: number(getattr(self, name), language) for name in ("pinball", "pinball_last")}
        shares = {"coverage": percent(self.coverage, language, 0), "bias": percent(self.bias, language)}
        better = say("backtest_better" if self.pinball < self.pinball_last else "backtest_worse", language, **money)
        return say("backtest", language, rows=len(self.as_of), **shares) + " " + better

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw forecast and actual value by day of forecast."""
        days = np.datetime_as_string(self.as_of.view("datetime64[us]"), unit="D").tolist()
        told = Series(say("by_age", language), days, self.expected.tolist(), self.low.tolist(), self.high.tolist())
        came = Series(say("actual", language), days, self.actual.tolist())
        return (Chart("line", say("backtest_title", language), "", say("money", language), (told, came)),)


def backtest(
    deals: Opportunities,
    history: StageHistory | None = None,
    *,
    days_made: Sequence[int] | Ints,
    known_until: int,
    days: float = 90,
    **options: Any,
) -> Backtest:
    """Make the forecasts of past days again, each from what was known then, and score them.

    Days whose horizon is not over at `known_until`, or before 30 deals were won, are passed over.

    Parameters
    ----------
    deals : Opportunities
        As known today; each forecast forgets what came after its day. Their values are today's.
    history : StageHistory, optional
    days_made : sequence of int
        Days to forecast from, such as past month ends (`periods.period_starts`); microseconds UTC.
    known_until : int
        Up to when outcomes are known, microseconds UTC.
    days : float, default 90
        Horizon of each.
    **options
        As for `forecast`.

    Returns
    -------
    Backtest

    Raises
    ------
    MeasureError
        If no day is left to judge.
    """
    made: list[Forecast] = []
    for day in sorted(int(day) for day in days_made if day + days * DAY <= known_until):
        try:
            made.append(forecast(deals, history, as_of=day, days=days, **options))
        except TooFewError:
            continue
    if not made:
        raise MeasureError("No past forecast can be judged: name days with 30 deals won before, and the horizon over.")
    actual = np.array([_brought(deals, one) for one in made])
    told = {name: np.array([getattr(one, name) for one in made], dtype=np.float64)
            for name in ("expected", "low", "middle", "high", "last_rate", "stage_weighted")}  # fmt: skip
    points = np.column_stack((told["low"], told["middle"], told["high"]))
    return Backtest(
        as_of=np.array([one.as_of for one in made]), **told, actual=actual, pinball=pinball(points, actual),
        pinball_last=pinball(np.repeat(told["last_rate"][:, None], 3, axis=1), actual),
        pinball_stage=pinball(np.repeat(told["stage_weighted"][:, None], 3, axis=1), actual),
        coverage=float(np.mean((actual >= told["low"]) & (actual <= told["high"]))),
        bias=float(told["expected"].sum() / actual.sum() - 1) if actual.sum() else float("nan"),
    )  # fmt: skip


def pinball(points: Floats, actual: Floats) -> float:
    """Mean loss of the 10, 50 and 90 % points: what is missed, weighed by the side it is missed on.

    Parameters
    ----------
    points : ndarray of float64, shape (forecasts, 3)
    actual : ndarray of float64, shape (forecasts,)

    Returns
    -------
    float
        In the unit of the values; forecasts without a figure do not count.

    Examples
    --------
    >>> round(pinball(np.array([[0.0, 10.0, 20.0]]), np.array([12.0])), 3)
    1.0
    """
    miss = actual[:, None] - points
    return float(np.nanmean(np.where(miss >= 0, np.array(SHARES) * miss, (np.array(SHARES) - 1) * miss)))


def _brought(deals: Opportunities, one: Forecast) -> float:
    end = one.as_of + round(one.days * DAY)
    won = (deals.outcome[one.deal] == WON) & (deals.closed[one.deal] < end)
    return float(np.nansum(deals.value[one.deal][won]))
