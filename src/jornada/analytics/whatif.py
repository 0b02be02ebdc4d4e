"""What would change: a rule replayed on history, a road simulated with other rates; both with their uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.grouped import Floats
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import number
from jornada.analytics.words.experiments import FIGURES, WHATIF

DRAWS = 2000
REPLAYED: tuple[str, ...] = ("chosen", "hits", "hit_rate", "found", "value")


@dataclass(frozen=True, eq=False, slots=True)
class WhatIf(Result):
    """Figures before and after a change, and the difference.

    Attributes
    ----------
    figures : tuple of str
    before, after, difference : ndarray of float64, shape (3, figures)
        Estimate, low and high end of the 95 % interval; NaN where not known.
    kind : {"replay", "simulation"}
    cases : int
        Subjects replayed, or draws made.
    """

    figures: tuple[str, ...]
    before: Floats
    after: Floats
    difference: Floats
    kind: str
    cases: int

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per figure."""
        table: dict[str, Sequence[Any]] = {"figure": self.figures}
        for name in ("before", "after", "difference"):
            for suffix, row in zip(("", "_low", "_high"), getattr(self, name).tolist(), strict=True):
                table[name + suffix] = row
        return table

    def explain(self, language: Language = "en") -> str:
        """Say what changes, what may not, and what the answer takes for granted."""
        words, said = WHATIF[language], []
        if not self.cases:
            return words["nothing"]
        for row, figure in enumerate(self.figures):
            change, low, high = self.difference[:, row].tolist()
            if np.isnan(change):
                continue
            key = "same" if low == high == 0 else "unclear" if low <= 0 <= high else "more" if change > 0 else "less"
            scale, decimals = (100, 1) if figure in {"hit_rate", "found", "rate"} else (1, 1)
            figures = (self.before[0, row], self.after[0, row], low, high)
            texts = [number(scale * float(part), language, decimals) for part in figures]
            named = FIGURES[language].get(figure, figure)
            said.append(words[key].format(figure=named, before=texts[0], after=texts[1], low=texts[2], high=texts[3]))
        return " ".join([*said, words[self.kind]])

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the relative change of each figure."""
        words, known = WHATIF[language], np.flatnonzero(np.nan_to_num(self.before[0]) > 0)
        names = [FIGURES[language].get(self.figures[row], self.figures[row]) for row in known.tolist()]
        change = (self.difference[:, known] / self.before[0, known]).tolist()
        bars = Series(words["change"], names, *change)
        return (
            Chart("bar", words["title"], "", words["change"], (bars,), is_share=True, note=words[f"{self.kind}_note"]),
        )


def replay(before: Any, after: Any, success: Any, *, subject: Any = None, value: Any = None, seed: int = 0) -> WhatIf:
    """Put two rules to the same history: whom each would have chosen, and how those turned out.

    Rules are given as what they would have chosen, such as ``score >= 50`` and ``score >= 60``. The outcome is
    taken for independent of the choice: a replay tells how well a rule finds those who succeed, not what
    choosing them does; for that, hold some out at random. Intervals by the bootstrap, drawing subjects.

    Parameters
    ----------
    before, after, success : array of bool, shape (cases,)
    subject : array of int or text, optional
        Whose case it is; one each when left out.
    value : array of float, optional
        Money of each success; blank counts as 0.
    seed : int, default 0

    Returns
    -------
    WhatIf
        Figures: `chosen`, `hits` (successes among them), `hit_rate` (hits / chosen), `found` (hits / all
        successes), `value` (money of the hits).

    Raises
    ------
    WrongLengthError
        If the columns differ in length.

    Examples
    --------
    >>> score = np.array([80, 65, 55, 40, 90, 52])
    >>> found = replay(score >= 50, score >= 60, [True, True, False, False, True, False])
    >>> found.before[0, :3].tolist(), found.after[0, :3].tolist()
    ([5.0, 3.0, 0.6], [3.0, 3.0, 1.0])
    """
    first, second, hit = (np.asarray(column, dtype=np.bool_) for column in (before, after, success))
    money = hit * (np.zeros(len(hit)) if value is None else np.nan_to_num(np.asarray(value, dtype=np.float64)))
    whose = np.arange(len(hit)) if subject is None else np.unique(np.asarray(subject), return_inverse=True)[1]
    if not first.shape == second.shape == hit.shape == whose.shape == money.shape:
        raise WrongLengthError("Both rules, successes, subjects and values need one entry per case.")
    people = int(whose.max(initial=-1)) + 1
    columns = (first, first & hit, first * money, second, second & hit, second * money, hit)
    sums = np.stack([np.bincount(whose, weights=column, minlength=people) for column in columns], axis=1)
    drawn = _resampled(sums, seed)
    whole = sums.sum(axis=0)[np.newaxis]
    sides = [(_figures(each[:, at : at + 3], each[:, 6])) for at in (0, 3) for each in (whole, drawn)]
    first_ends, second_ends = _with_interval(sides[0][0], sides[1]), _with_interval(sides[2][0], sides[3])
    change = _with_interval(sides[2][0] - sides[0][0], sides[3] - sides[1])
    kept = slice(4 if value is None else 5)
    return WhatIf(REPLAYED[kept], first_ends[:, kept], second_ends[:, kept], change[:, kept], "replay", people)


def simulate_road(
    steps: Mapping[str, tuple[int, int]],
    arrivals: Sequence[int],
    change: Mapping[str, tuple[float, float]],
    *,
    value: Sequence[float] = (),
    draws: int = 4000,
    seed: int = 0,
) -> WhatIf:
    """Simulate how many reach the end of a road per period when steps convert better or worse.

    Each draw takes the conversion of each step from its Beta distribution given what was counted, the
    arrivals of a period from theirs (Gamma-Poisson), the mean value by the bootstrap, and the factor of a
    changed step evenly between the ends given: so a change that is itself a guess shows as one. What the
    same draw gives with and without the change is compared.

    Parameters
    ----------
    steps : mapping of str to (hits, of)
        What was counted, in order.
    arrivals : sequence of int
        Cases that entered in each past period.
    change : mapping of str to (low, high)
        Factor on the odds of a step's conversion, such as (1.1, 1.3).
    value : sequence of float, optional
        Money of past successes.
    draws : int, default 4000
    seed : int, default 0

    Returns
    -------
    WhatIf
        Figures: `rate` from the first step to the last, `successes` per period, and `value` per period.

    Raises
    ------
    MeasureError
        If there are no steps or arrivals, a changed step is unknown, or a factor is not above 0.

    Examples
    --------
    >>> found = simulate_road({"met": (60, 200), "won": (15, 60)}, [40, 44, 38], {"met": (1.5, 1.5)})
    >>> bool(found.difference[1, 0] > 0), found.figures
    (True, ('rate', 'successes'))
    """
    if not steps or not len(arrivals):
        raise MeasureError("A simulation needs one step and one past period at least.")
    for name, (low, high) in change.items():
        if name not in steps or not 0 < low <= high:
            raise MeasureError(
                f"A change is a factor above 0, low to high, on one of {', '.join(steps)}; got {name}: {low}, {high}."
            )
    draw = np.random.default_rng(seed)
    rates = np.ones((2, draws))
    for name, (hits, of) in steps.items():
        share = draw.beta(hits + 0.5, of - hits + 0.5, draws)
        factor = draw.uniform(*change.get(name, (1.0, 1.0)), draws)
        rates *= np.stack((share, factor * share / (1 - share + factor * share)))
    came = draw.gamma(sum(arrivals) + 0.5, 1 / len(arrivals), draws)
    made = draw.poisson(came * rates).astype(np.float64)
    columns = [rates, made]
    if len(value):
        money = np.asarray(value, dtype=np.float64)
        columns.append(made * money[draw.integers(0, len(money), (len(money), draws))].mean(axis=0))
    table = np.stack(columns, axis=-1)
    # Means over draws: what to expect; the ends of the interval say how wide of it one may be.
    before, after, gain = (
        _with_interval(each.mean(axis=0), each) for each in (table[0], table[1], table[1] - table[0])
    )
    return WhatIf(("rate", "successes", "value")[: table.shape[-1]], before, after, gain, "simulation", draws)


def _figures(sums: Floats, successes: Floats) -> Floats:
    chosen, hits, money = sums.T
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.stack((chosen, hits, hits / chosen, hits / successes, money), axis=1)


def _resampled(sums: Any, seed: int) -> Floats:
    """Draw subjects with return; equal ones are drawn together, so that many cost little."""
    if not len(sums):
        return np.zeros((1, sums.shape[1]))
    kinds, often = np.unique(sums, axis=0, return_counts=True)
    draw = np.random.default_rng(seed)
    if len(kinds) * DRAWS <= 20_000_000:
        drawn: Floats = draw.multinomial(len(sums), often / len(sums), DRAWS) @ kinds
        return drawn
    # So many different subjects: the sums are normal.
    spread = np.cov(sums, rowvar=False) * len(sums)
    return draw.multivariate_normal(sums.sum(axis=0), spread, DRAWS, method="svd")


def _with_interval(estimate: Floats, drawn: Floats) -> Floats:
    usable = np.isfinite(drawn).all(axis=0) & np.isfinite(estimate)
    low, high = np.full((2, len(estimate)), np.nan)
    low[usable], high[usable] = np.quantile(drawn[:, usable], (0.025, 0.975), axis=0)
    return np.stack((np.where(np.isfinite(estimate), estimate, np.nan), low, high))
