"""What a treatment adds over a hold-out, with intervals, and whether the split went as planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.rates import Z_95, wilson
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import number, percent
from jornada.analytics.words.experiments import UPLIFT

SPLIT_ALARM = 0.001
DRAWS = 2000
FEW = 5


@dataclass(frozen=True, eq=False, slots=True)
class Uplift(Result):
    """Treated against held out.

    Attributes
    ----------
    hits, of : ndarray of int64, shape (2,)
        Successes and cases: held out, treated.
    subjects : ndarray of int64, shape (2,)
        Subjects behind the cases.
    difference, ratio : tuple of float
        Rate of the treated less, or over, that of the held out: estimate, low and high end of the 95 %
        interval; NaN where not known.
    p : float
        Two-sided, of no difference; NaN when not known.
    split_p : float
        Probability of a split as uneven as this if subjects were divided as planned.
    method : str
        "newcombe", or "bootstrap" where subjects have several cases.
    """

    hits: Ints
    of: Ints
    subjects: Ints
    difference: tuple[float, float, float]
    ratio: tuple[float, float, float]
    p: float
    split_p: float
    method: str

    @property
    def rate(self) -> Floats:
        """Held out, treated; 0 to 1."""
        return divided(self.hits, self.of)

    @property
    def is_split_wrong(self) -> bool:
        """The sizes of the groups are not those planned: something loses subjects of one group."""
        return self.split_p < SPLIT_ALARM

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per group."""
        low, high = wilson(self.hits, self.of)
        figures = {
            "hits": self.hits,
            "of": self.of,
            "subjects": self.subjects,
            "rate": self.rate,
            "low": low,
            "high": high,
        }
        return {"group": ["held out", "treated"], **{name: column.tolist() for name, column in figures.items()}}

    def explain(self, language: Language = "en") -> str:
        """Say what the treatment adds, or that it cannot be told."""
        words, (gain, low, high) = UPLIFT[language], self.difference
        if np.isnan(gain):
            return words["nothing"]
        if self.is_split_wrong:
            return words["split"].format(subjects=" / ".join(number(int(n), language) for n in self.subjects))
        side = "unclear" if low <= 0 <= high else "more" if gain > 0 else "less"
        points = {
            name: number(100 * part, language, 1) for name, part in (("gain", abs(gain)), ("low", low), ("high", high))
        }
        rates = {
            name: percent(float(rate), language) for name, rate in zip(("held", "treated"), self.rate, strict=True)
        }
        text = words[side].format(**points, **rates)
        return text + (words["few"] if min(self.hits) < FEW else "")

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw both rates with their intervals."""
        words, table = UPLIFT[language], self.columns()
        bars = Series(
            words["rate"], [words["held_name"], words["treated_name"]], table["rate"], table["low"], table["high"]
        )
        return (Chart("bar", words["title"], "", words["rate"], (bars,), is_share=True),)


def holdout_uplift(
    is_treated: Any, success: Any, *, subject: Any = None, planned_share: float = 0.5, seed: int = 0
) -> Uplift:
    """Compare the treated with those held out at random.

    With one case per subject: the difference with the square-and-add interval of Newcombe 1998, "Interval
    estimation for the difference between independent proportions", Statistics in Medicine 17:873-890,
    method 10; the ratio on the log scale (Katz et al. 1978). With several: both by the bootstrap, drawing
    subjects, for cases of one subject are alike. The split is checked by chi-squared against the share
    planned; below 0.001 the comparison is not explained, whatever it says (Fabijan et al. 2019, "Diagnosing
    sample ratio mismatch", KDD).

    Parameters
    ----------
    is_treated, success : array of bool, shape (cases,)
    subject : array of int or text, optional
        Whose case it is; one each when left out.
    planned_share : float, default 0.5
        Of subjects treated.
    seed : int, default 0
        Of the bootstrap.

    Returns
    -------
    Uplift

    Raises
    ------
    WrongLengthError
        If the columns differ in length.
    MeasureError
        If the planned share is not between 0 and 1, or a subject is in both groups.

    Examples
    --------
    >>> found = holdout_uplift([True] * 100 + [False] * 100, [True] * 30 + [False] * 70 + [True] * 18 + [False] * 82)
    >>> [round(figure, 3) for figure in found.difference], found.method
    ([0.12, 0.001, 0.235], 'newcombe')
    """
    group, hit = np.asarray(is_treated, dtype=np.bool_).astype(np.int64), np.asarray(success, dtype=np.bool_)
    whose = np.arange(len(group)) if subject is None else np.unique(np.asarray(subject), return_inverse=True)[1]
    if not group.shape == hit.shape == whose.shape:
        raise WrongLengthError(
            f"Groups, successes and subjects differ in length: {group.size}, {hit.size}, {whose.size}."
        )
    if not 0 < planned_share < 1:
        raise MeasureError(f"The planned share of the treated lies between 0 and 1; got {planned_share}.")
    people = int(whose.max(initial=-1)) + 1
    cases, treated = np.bincount(whose, minlength=people), np.bincount(whose, group, people)
    if np.any((treated > 0) & (treated < cases)):
        raise MeasureError("A subject is both treated and held out; a split by subject keeps all its cases together.")
    side = (treated > 0).astype(np.int64)
    hits = np.bincount(group, hit, 2).astype(np.int64)
    of, subjects = np.bincount(group, minlength=2), np.bincount(side, minlength=2)
    method = "newcombe" if len(group) == people else "bootstrap"
    nothing = (float("nan"),) * 3
    if not of.all():
        return Uplift(hits, of, subjects, nothing, nothing, float("nan"), _split_p(subjects, planned_share), method)
    if method == "newcombe":
        difference, ratio, p = newcombe(hits, of), _katz(hits, of), _pooled_p(hits, of)
    else:
        difference, ratio, p = _bootstrap(np.bincount(whose, hit, people), cases, side, seed)
    return Uplift(hits, of, subjects, difference, ratio, p, _split_p(subjects, planned_share), method)


def newcombe(hits: Ints, of: Ints, z: float = Z_95) -> tuple[float, float, float]:
    """Give the difference of two shares, second less first, and its interval from the two of Wilson.

    Examples
    --------
    >>> low, high = newcombe(np.array([48, 56]), np.array([80, 70]))[1:]
    >>> round(low, 4), round(high, 4)  # Newcombe 1998, table II, 56/70 less 48/80
    (0.0524, 0.3339)
    """
    rate, (low, high) = divided(hits, of), wilson(hits, of, z)
    gain = float(rate[1] - rate[0])
    down = sqrt((rate[1] - low[1]) ** 2 + (high[0] - rate[0]) ** 2)
    up = sqrt((high[1] - rate[1]) ** 2 + (rate[0] - low[0]) ** 2)
    return gain, gain - down, gain + up


def _katz(hits: Ints, of: Ints) -> tuple[float, float, float]:
    if not hits.all():
        return (float("nan"),) * 3
    rate = divided(hits, of)
    ratio, error = float(rate[1] / rate[0]), sqrt(float(np.sum(1 / hits - 1 / of)))
    return ratio, ratio * float(np.exp(-Z_95 * error)), ratio * float(np.exp(Z_95 * error))


def _pooled_p(hits: Ints, of: Ints) -> float:
    rate, whole = divided(hits, of), hits.sum() / of.sum()
    error = sqrt(float(whole * (1 - whole) * np.sum(1 / of)))
    return erfc(abs(float(rate[1] - rate[0])) / error / sqrt(2)) if error > 0 else float("nan")


def _bootstrap(
    hits: Any, cases: Ints, side: Ints, seed: int
) -> tuple[tuple[float, float, float], tuple[float, float, float], float]:
    """Draw subjects again and again; equal subjects are drawn together, so that many cost little."""
    draw = np.random.default_rng(seed)
    drawn, rate = [], []
    for each in (0, 1):
        own = np.stack((hits[side == each], cases[side == each]))
        kinds, often = np.unique(own, axis=1, return_counts=True)
        sums = draw.multinomial(own.shape[1], often / often.sum(), DRAWS) @ kinds.T
        drawn.append(sums[:, 0] / sums[:, 1])
        rate.append(own[0].sum() / own[1].sum())
    gain = drawn[1] - drawn[0]
    low, high = np.quantile(gain, (0.025, 0.975))
    error = float(gain.std())
    p = erfc(abs(rate[1] - rate[0]) / error / sqrt(2)) if error > 0 else float("nan")
    if rate[0] == 0 or not drawn[0].all():
        return (float(rate[1] - rate[0]), float(low), float(high)), (float("nan"),) * 3, p
    ends = np.quantile(drawn[1] / drawn[0], (0.025, 0.975))
    return (
        (float(rate[1] - rate[0]), float(low), float(high)),
        (float(rate[1] / rate[0]), float(ends[0]), float(ends[1])),
        p,
    )


def _split_p(subjects: Ints, share: float) -> float:
    total = int(subjects.sum())
    if not total:
        return float("nan")
    return erfc(abs(float(subjects[1]) - total * share) / sqrt(total * share * (1 - share)) / sqrt(2))
