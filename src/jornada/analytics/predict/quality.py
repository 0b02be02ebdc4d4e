"""How good predicted probabilities were: ranking, calibration, gain over the base rate, each with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.predict.logistic import fit_logistic, log_losses, logit, sigmoid
from jornada.analytics.rates import Z_95, Rates
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words.predict import say

BINS = 10
Verdict = Literal["works", "ranks", "none"]


@dataclass(frozen=True, eq=False)
class Quality(Result):
    """Predicted probabilities against what happened, on rows that nobody learnt from.

    Attributes
    ----------
    rows, events : int
    base_rate : Rates
        One entry: events / rows.
    expected_rate : float
        What somebody without a model would have said: the share in training, 0 to 1.
    auc, auc_low, auc_high : float
        Chance that an event was ranked above a non-event, 0 to 1; interval after DeLong.
    average_precision : float
        Area under precision by recall, 0 to 1; the base rate without skill.
    lift_10, lift_20 : float
        Events among the best-scored 10 % and 20 %, as a multiple of the base rate.
    brier : float
        Mean squared error of the probability, 0 to 1.
    reliability, resolution, uncertainty, within : float
        Brier = reliability - resolution + uncertainty + within (Murphy 1973; the last from forecasts
        differing inside a bin, Stephenson et al. 2008).
    ece : float
        Mean absolute distance of probability and share over 10 bins of equal count, 0 to 1.
    slope, slope_low, slope_high : float
        Of what happened on the predicted log-odds; 1: probabilities neither too bold nor too timid.
    gain, gain_low, gain_high : float
        Fall of the log loss against `expected_rate`, nats a row, paired.
    bin_mean, bin_rate : ndarray of float64, Rates
        The reliability curve: mean probability and share of each bin.
    """

    rows: int
    events: int
    base_rate: Rates
    expected_rate: float
    auc: float
    auc_low: float
    auc_high: float
    average_precision: float
    lift_10: float
    lift_20: float
    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float
    ece: float
    slope: float
    slope_low: float
    slope_high: float
    gain: float
    gain_low: float
    gain_high: float
    bin_mean: Floats
    bin_rate: Rates

    @property
    def verdict(self) -> Verdict:
        """Say whether it works, only ranks, or is no better than the base rate.

        "none": the interval of the AUC includes 0.5. "ranks": it does not, yet the probabilities beat
        the base rate by no more than chance. "works": both are beyond chance.
        """
        if not self.auc_low > 0.5:
            return "none"
        return "works" if self.gain_low > 0 else "ranks"

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give the reliability curve as a table, one row per bin."""
        rate = self.bin_rate
        shares = {"predicted": self.bin_mean, "observed": rate.rate, "low": rate.low, "high": rate.high}
        lists: dict[str, Sequence[Any]] = {name: column.tolist() for name, column in shares.items()}
        return {**lists, "events": rate.hits.tolist(), "rows": rate.of.tolist()}

    def explain(self, language: Language = "en") -> str:
        """Say how much can be trusted."""
        figures = {"auc": self.auc, "low": self.auc_low, "high": self.auc_high}
        told = {name: f"{figure:.2f}" for name, figure in figures.items()}
        told |= {"rate": f"{self.base_rate.rate[0]:.1%}", "pairs": f"{self.auc:.0%}", "lift": f"{self.lift_10:.1f}"}
        return say(f"verdict_{self.verdict}", language, rows=f"{self.rows:,}", events=f"{self.events:,}", **told)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the reliability curve."""
        rate = self.bin_rate
        mean = self.bin_mean.tolist()
        line = Series(say("ideal", language), mean, mean, is_faint=True)
        seen = Series(say("observed", language), mean, rate.rate.tolist(), rate.low.tolist(), rate.high.tolist())
        words = [say(key, language) for key in ("reliability_title", "predicted", "observed")]
        return (Chart("line", words[0], words[1], words[2], (line, seen), is_share=True),)


def judge(chance: Any, happened: Any, expected_rate: float | None = None) -> Quality:
    """Compare probabilities with outcomes.

    AUC: DeLong, DeLong & Clarke-Pearson 1988, interval on the log-odds scale. Brier score parted after
    Murphy 1973, "A new vector partition of the probability score". Calibration slope: Cox 1958.

    Parameters
    ----------
    chance : array of float, shape (rows,)
        Predicted probabilities, 0 to 1.
    happened : array of bool, shape (rows,)
    expected_rate : float, optional
        Share that somebody without a model would expect; that of these rows when left out.

    Returns
    -------
    Quality

    Raises
    ------
    WrongLengthError
        If the columns differ in length.
    MeasureError
        If a probability is out of range, or only one outcome occurs.

    Examples
    --------
    >>> found = judge([0.1, 0.4, 0.35, 0.8], [False, False, True, True])
    >>> found.auc, round(found.brier, 4), found.verdict
    (0.75, 0.1581, 'none')
    """
    told, true = np.asarray(chance, dtype=np.float64), np.asarray(happened, dtype=np.bool_)
    if told.shape != true.shape or told.ndim != 1:
        raise WrongLengthError(f"There are {told.size} probabilities and {true.size} outcomes; each row needs both.")
    if not true.any() or true.all() or not ((told >= 0) & (told <= 1)).all():
        raise MeasureError("To judge probabilities they must lie in 0 to 1, and both outcomes must occur.")
    expected = float(true.mean() if expected_rate is None else expected_rate)
    better = log_losses(np.full(len(told), expected), true) - log_losses(told, true)
    half = Z_95 * float(better.std(ddof=1)) / len(told) ** 0.5
    bins = equal_bins(told)
    return Quality(
        rows=len(told), events=int(true.sum()), base_rate=Rates.count(true.sum(), len(true)), expected_rate=expected,
        **_ranking(told, true), **_murphy(told, true, bins), **_slope(told, true),
        gain=float(better.mean()), gain_low=float(better.mean()) - half, gain_high=float(better.mean()) + half,
    )  # fmt: skip


def auc_of(score: Floats, happened: NDArray[np.bool_]) -> tuple[float, float]:
    """Give the AUC and its standard error after DeLong; NaN where only one outcome occurs.

    Parameters
    ----------
    score : ndarray of float64
        Higher: likelier.
    happened : ndarray of bool

    Returns
    -------
    auc, error : float
        Shares, 0 to 1.

    Examples
    --------
    >>> auc_of(np.array([1.0, 2.0, 2.0, 3.0]), np.array([False, False, True, True]))[0]
    0.875
    """
    from scipy.stats import rankdata

    yes, no = int(happened.sum()), int((~happened).sum())
    if not yes or not no:
        return float("nan"), float("nan")
    ranks = rankdata(score)
    above = (ranks[happened] - rankdata(score[happened])) / no
    below = 1 - (ranks[~happened] - rankdata(score[~happened])) / yes
    spread = above.var(ddof=1) / yes if yes > 1 else 0.25
    spread += below.var(ddof=1) / no if no > 1 else 0.25
    return float(above.mean()), float(spread**0.5)


def equal_bins(values: Floats, bins: int = BINS) -> Ints:
    """Cut into bins of equal count; equal values fall into one bin. Gives the bin of each value, from 0."""
    cuts = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1])) if len(values) else values
    place: Ints = np.searchsorted(cuts, values, side="left").astype(np.int64)
    return place


def _ranking(told: Floats, true: NDArray[np.bool_]) -> dict[str, Any]:
    auc, error = auc_of(told, true)
    inner = min(max(auc, 1e-6), 1 - 1e-6)
    # A ranking without a fault has no spread; it is as uncertain as its smaller side is small.
    error = max(error, 0.5 / min(int(true.sum()), int((~true).sum())) / len(true) ** 0.5)
    half = Z_95 * error / (inner * (1 - inner))
    low, high = sigmoid(logit(inner) + np.array([-half, half])).tolist()
    lifts = [_events_on_top(told, true, share) / float(true.mean()) for share in (0.1, 0.2)]
    return {"auc": auc, "auc_low": low, "auc_high": high, "average_precision": _average_precision(told, true),
            "lift_10": lifts[0], "lift_20": lifts[1]}  # fmt: skip


def _events_on_top(told: Floats, true: NDArray[np.bool_], share: float) -> float:
    """Share of events among the best-scored, ties at the edge counted in part."""
    room = max(share * len(told), 1.0)
    edge = np.partition(told, len(told) - int(np.ceil(room)))[len(told) - int(np.ceil(room))]
    above, at = told > edge, told == edge
    part = (room - above.sum()) / at.sum()
    return float((true[above].sum() + part * true[at].sum()) / room)


def _average_precision(told: Floats, true: NDArray[np.bool_]) -> float:
    order = np.argsort(-told, kind="stable")
    last = np.flatnonzero(np.append(np.diff(told[order]) != 0, True))
    hits = np.cumsum(true[order])[last]
    return float(np.sum(np.diff(hits, prepend=0) * hits / (last + 1)) / true.sum())


def _murphy(told: Floats, true: NDArray[np.bool_], bins: Ints) -> dict[str, Any]:
    count = np.bincount(bins).astype(np.float64)
    kept = count > 0
    hits = np.bincount(bins, true)[kept]
    mean, count = np.bincount(bins, told)[kept] / count[kept], count[kept]
    rate, base, weight = hits / count, float(true.mean()), count / len(told)
    reliability = float(np.sum(weight * (mean - rate) ** 2))
    resolution, unsure = float(np.sum(weight * (rate - base) ** 2)), base * (1 - base)
    brier = float(np.mean((told - true) ** 2))
    return {"brier": brier, "reliability": reliability, "resolution": resolution, "uncertainty": unsure,
            "within": brier - (reliability - resolution + unsure), "ece": float(np.sum(weight * np.abs(mean - rate))),
            "bin_mean": mean, "bin_rate": Rates.count(hits.astype(np.int64), count.astype(np.int64))}  # fmt: skip


def _slope(told: Floats, true: NDArray[np.bool_]) -> dict[str, Any]:
    odds = logit(told)
    if np.ptp(odds) < 1e-9:
        return dict.fromkeys(("slope", "slope_low", "slope_high"), float("nan"))
    fitted = fit_logistic(odds[:, None], true, ridge=1e-6)
    slope, half = float(fitted.weights[0]), Z_95 * float(fitted.covariance[1, 1]) ** 0.5
    return {"slope": slope, "slope_low": slope - half, "slope_high": slope + half}
