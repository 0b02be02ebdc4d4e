"""What buyers without a contract will still bring, discounted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from jornada.analytics.bgnbd import BgNbd, fit_bgnbd
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.log import EventLog
from jornada.analytics.purchases import PURCHASES, Purchases, purchases_of
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.spend import drawn_average, fit_gamma_gamma, independence
from jornada.analytics.survival import FEW_EVENTS
from jornada.analytics.words import number, percent
from jornada.analytics.words.cohorts import LIFETIME

Method = Literal["none", "average", "own average", "gamma-gamma"]
FEW_BUYERS = 100
STRONG = 0.3
STEP, YEAR = 4.0, 365.25 / 7


@dataclass(frozen=True, eq=False, slots=True)
class Lifetime(Result):
    """Expected value of each buyer over the horizon.

    Attributes
    ----------
    subject_ids : ndarray of int64, shape (buyers,)
    method : {"none", "average", "own average", "gamma-gamma"}
        How the money per purchase was found; with the first two no model of purchases was fitted.
    bought : Purchases
        What it rests on.
    alive, purchases : ndarray of float64
        Probability to be still buying; purchases expected over the horizon; NaN without a model.
    per_purchase : ndarray of float64
        Money expected per purchase.
    value : ndarray of float64
        Discounted money expected over the horizon, times the margin; NaN without a model.
    rho, p : float
        Whether frequency and money go together among those who bought twice or more.
    model : BgNbd or None
    horizon : float
        Weeks.
    """

    subject_ids: Ints
    method: Method
    bought: Purchases
    alive: Floats
    purchases: Floats
    per_purchase: Floats
    value: Floats
    rho: float
    p: float
    model: BgNbd | None
    horizon: float

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per buyer."""
        return {
            "subject": self.subject_ids.tolist(),
            "bought": self.bought.count.tolist(),
            "brought": self.bought.value.tolist(),
            "alive": self.alive.tolist(),
            "purchases": self.purchases.tolist(),
            "per_purchase": self.per_purchase.tolist(),
            "value": self.value.tolist(),
        }

    def explain(self, language: Language = "en") -> str:
        """Say what a buyer is expected to bring, and by what method."""
        words, buyers = LIFETIME[language], number(len(self.subject_ids), language)
        if self.method == "none":
            return words["few"].format(buyers=buyers, repeats=number(int(self.bought.repeats.sum()), language))
        if self.model is None:
            figures = (self.per_purchase.mean(), self.per_purchase.min(), self.per_purchase.max())
            mean, least, most = (number(float(figure), language) for figure in figures)
            return words["average"].format(buyers=buyers, mean=mean, least=least, most=most)
        text = words["model"].format(
            mean=number(float(self.value.mean()), language), horizon=number(self.horizon, language),
            median=number(float(np.median(self.value)), language), buyers=buyers,
            total=number(float(self.value.sum()), language), alive=percent(float(self.alive.mean()), language),
        )  # fmt: skip
        if self.method == "gamma-gamma":
            return text
        return text + words["dependent"].format(rho=number(self.rho, language, 2), p=number(self.p, language, 4))

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw how the expected value piles up over buyers, the most valuable first."""
        if self.model is None:
            return ()
        words, best = LIFETIME[language], np.sort(self.value)[::-1]
        place = np.unique(np.linspace(0, len(best) - 1, 101).astype(np.int64))
        share = np.cumsum(best)[place] / max(float(best.sum()), 1e-300)
        line = Series(words["share"], (place + 1).tolist(), share.tolist())
        return (Chart("line", words["title"], words["buyers"], words["share"], (line,), is_share=True),)


def lifetime_value(
    log: EventLog,
    now: int,
    *,
    activities: Sequence[str] = PURCHASES,
    horizon_weeks: float = 52,
    discount_yearly: float = 0.1,
    margin: float = 1.0,
) -> Lifetime:
    """Expect what each buyer without a contract will bring over a horizon, discounted.

    From 100 buyers on: expected purchases by the BG/NBD model, times money per purchase by the
    Gamma-Gamma model, summed in steps of four weeks divided by (1 + discount)^years: Fader, Hardie & Lee
    2005, "RFM and CLV", Journal of Marketing Research 42:415-430. The Gamma-Gamma model takes money and
    frequency for independent; where Spearman's rho between them is 0.3 or more in size and below 0.05
    by chance, each buyer's own average drawn towards the whole takes its place. Under 100 buyers only
    that average is given: averages of a skewed value, and models of a few, would mislead. What cohorts
    have brought so far by age is `cohort.cohorts`, ``value_per_member``.

    Parameters
    ----------
    log : EventLog
        With a `value` column.
    now : int
        As-of time, microseconds UTC.
    activities : sequence of str
        What is a purchase.
    horizon_weeks : float, default 52
    discount_yearly : float, default 0.1
    margin : float, default 1
        Share of money that is earned.

    Returns
    -------
    Lifetime

    Raises
    ------
    MeasureError
        If the log has no value column, the horizon is not above 0, or the discount is -1 or less.

    Examples
    --------
    >>> from jornada.analytics.periods import DAY
    >>> log = EventLog.from_columns([1, 1, 2], [0, 9 * DAY, 0], ["order.placed"] * 3, value=[10, 30, 20])
    >>> lifetime_value(log, now=90 * DAY).explain()
    'There are 2 buyers and 1 repeat purchases; lifetime value cannot be told.'
    """
    if log.value is None:
        raise MeasureError("Lifetime value needs the money of each purchase; the log has no value column.")
    if not horizon_weeks > 0 or not discount_yearly > -1:
        raise MeasureError(
            f"The horizon lies above 0, the discount above -1; got {horizon_weeks} and {discount_yearly}."
        )
    bought = purchases_of(log, now, activities)
    again = (bought.repeats > 0) & (np.nan_to_num(bought.repeat_value) > 0)
    rho, p = independence(bought.repeats[again], bought.repeat_value[again])
    blank = np.full(len(bought), np.nan)
    if bought.repeats.sum() < FEW_EVENTS:
        return Lifetime(bought.subject_ids, "none", bought, blank, blank, blank, blank, rho, p, None, horizon_weeks)
    drawn = drawn_average(bought.count, bought.value, bought.squares)
    if len(bought) < FEW_BUYERS:
        return Lifetime(bought.subject_ids, "average", bought, blank, blank, drawn, blank, rho, p, None, horizon_weeks)
    return _modelled(bought, again, drawn, (rho, p), horizon_weeks, discount_yearly, margin)


def _modelled(
    bought: Purchases,
    again: Any,
    drawn: Floats,
    test: tuple[float, float],
    horizon: float,
    discount: float,
    margin: float,
) -> Lifetime:
    rho, p = test
    x, seen, age = bought.repeats, bought.recency(), bought.age()
    model = fit_bgnbd(x, seen, age)
    method: Method = "own average" if (abs(rho) >= STRONG and p < 0.05) or again.sum() < FEW_EVENTS else "gamma-gamma"
    per_purchase = drawn
    if method == "gamma-gamma":
        spend = fit_gamma_gamma(x[again], bought.repeat_value[again])
        per_purchase = spend.expected(np.where(again, x, 0), np.where(again, bought.repeat_value, 0))
    ends = np.append(np.arange(STEP, horizon, STEP), horizon)
    expected = np.stack([model.expected(float(end), x, seen, age) for end in ends])
    steps = np.diff(expected, axis=0, prepend=0.0)
    discounted = ((1 + discount) ** (-ends / YEAR)) @ steps
    return Lifetime(
        bought.subject_ids, method, bought, model.alive(x, seen, age), expected[-1], per_purchase,
        margin * per_purchase * discounted, rho, p, model, horizon,
    )  # fmt: skip
