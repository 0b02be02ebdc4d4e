"""Whether groups differ in the share that has an outcome by when, other outcomes counted as what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.grouped import Floats, divided
from jornada.analytics.result import Language, Result
from jornada.analytics.words import number
from jornada.analytics.words.time import GRAY, OUTCOME


@dataclass(frozen=True, eq=False, slots=True)
class Gray(Result):
    """Whether cumulative incidences differ between groups.

    Attributes
    ----------
    outcome : str
        What is compared.
    statistic : float
        Chi-squared, 0 or more.
    freedom : int
        Degrees of freedom: groups that can be compared, less one.
    p : float
        Probability of a statistic as large when the groups do not differ; NaN when nothing can be compared.
    observed, expected : ndarray of float64, shape (groups,)
        Cases with the outcome, and how many there would be if all groups were like the whole.
    """

    outcome: str
    statistic: float
    freedom: int
    p: float
    observed: Floats
    expected: Floats

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per group."""
        observed, expected = self.observed.tolist(), self.expected.tolist()
        return {"group": list(range(len(observed))), "observed": observed, "expected": expected}

    def explain(self, language: Language = "en") -> str:
        """Say whether the shares differ."""
        words, outcome = GRAY[language], OUTCOME[language].get(self.outcome, self.outcome)
        if not self.freedom:
            return words["nothing"].format(outcome=outcome)
        return words["differ" if self.p < 0.05 else "alike"].format(
            outcome=outcome, groups=len(self.observed), p=number(self.p, language, 4),
            hits=number(self.observed.sum(), language),
        )  # fmt: skip


def gray_test(time: Any, outcome: Any, group: Any, *, of: int = 1, name: str = "won") -> Gray:
    """Test whether groups differ in the cumulative incidence of one outcome among several.

    The log-rank test of an outcome compares its pace among those still open, and so depends on how fast
    the others leave them; this one compares the shares that a page shows. At each time t the groups
    are compared by R_k(t) = Y_k(t) (1 - F_k(t-)) / S_k(t-), Y_k being those watched, F_k the share with
    the outcome, S_k the share with none; the score of group k is the sum of d_k - R_k d / R. Gray 1988,
    "A class of K-sample tests for comparing the cumulative incidence of a competing risk", Annals of
    Statistics 16:1141-1154, with rho = 0. The covariance follows from writing the score as a sum of
    integrals over the martingales of both kinds of outcome in each group.

    Parameters
    ----------
    time : array of int or float, shape (rows,)
        From the start to the outcome, or so far; any order.
    outcome : array of int, shape (rows,)
        0 none so far, 1 and up the outcomes.
    group : array of int, shape (rows,)
        From 0.
    of : int, default 1
        The outcome that is compared.
    name : str, default "won"
        What it is called.

    Returns
    -------
    Gray

    Raises
    ------
    WrongLengthError
        If the columns differ in length.
    MeasureError
        If a group or a time is negative.

    Examples
    --------
    >>> test = gray_test([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 2, 2, 1, 2, 0], [0, 0, 0, 0, 1, 1, 1, 1])
    >>> test.freedom, test.observed.tolist(), test.expected.round(2).tolist()
    (1, [3.0, 1.0], [1.26, 2.74])
    """
    times, codes, groups = np.asarray(time), np.asarray(outcome, dtype=np.int64), np.asarray(group, dtype=np.int64)
    if not times.shape == codes.shape == groups.shape:
        raise WrongLengthError(
            f"Times, outcomes and groups differ in length: {times.size}, {codes.size}, {groups.size}."
        )
    if groups.min(initial=0) < 0 or times.min(initial=0) < 0:
        raise MeasureError("Groups are numbered from 0, times are 0 or more; one is negative.")
    at = np.unique(times[codes > 0])
    hits, others, watched = _counts(times, codes, groups, at, of)
    observed = hits.sum(axis=1)
    expected, score, covariance = _score(hits, others, watched)
    rank = int(np.linalg.matrix_rank(covariance, tol=1e-9)) if len(observed) > 1 else 0
    if not rank:
        return Gray(name, 0.0, 0, float("nan"), observed, expected)
    from scipy.special import chdtrc

    statistic = float(score @ np.linalg.pinv(covariance, rcond=1e-9, hermitian=True) @ score)
    return Gray(name, statistic, rank, float(chdtrc(rank, statistic)), observed, expected)


def _counts(times: Any, codes: Any, groups: Any, at: Any, of: int) -> tuple[Floats, Floats, Floats]:
    kinds = int(groups.max(initial=-1)) + 1
    hits, others, watched = (np.zeros((kinds, len(at))) for _ in range(3))
    for each in range(kinds):
        own = groups == each
        for counts, chosen in ((hits, own & (codes == of)), (others, own & (codes > 0) & (codes != of))):
            counts[each] = np.bincount(np.searchsorted(at, times[chosen]), minlength=len(at))
        watched[each] = own.sum() - np.searchsorted(np.sort(times[own]), at)
    return hits, others, watched


def _score(hits: Floats, others: Floats, watched: Floats) -> tuple[Floats, Floats, Floats]:
    """Give expected hits, scores and their covariance; one row per group, one column per time."""
    left = np.nan_to_num(divided(hits + others, watched))
    free = _before(np.cumprod(1 - left, axis=1))
    weight = np.nan_to_num(divided(watched, free))
    without = 1 - _before(np.cumsum(free * np.nan_to_num(divided(hits, watched)), axis=1), first=0.0)
    risk = weight * without
    whole, all_hits = risk.sum(axis=0), hits.sum(axis=0)
    share, pace = np.nan_to_num(divided(risk, whole)), np.nan_to_num(divided(all_hits, whole))
    expected = (share * all_hits).sum(axis=1)
    score = hits.sum(axis=1) - expected
    return expected, score, _covariance(share, pace, weight, free, watched, others)


def _covariance(share: Floats, pace: Floats, weight: Floats, free: Floats, watched: Floats, others: Floats) -> Floats:
    groups = len(share)
    # Share without the outcome under the hypothesis that all groups are like the whole.
    after = np.cumprod(1 - np.minimum(pace, 1))
    before = _before(after[np.newaxis])[0]
    expected_hits = weight * before * pace
    result = np.zeros((groups, groups))
    for each in range(groups):
        lever = -share
        lever[each] += 1  # what a surplus in group `each` does to every score
        ahead = lever * weight[each] * pace
        ahead = ahead.sum(axis=1, keepdims=True) - np.cumsum(ahead, axis=1)
        people = np.maximum(watched[each], 1)
        own = lever + ahead * (free[each] - before) / people
        other = ahead * before / people
        result += (own * expected_hits[each]) @ own.T + (other * others[each]) @ other.T
    return result


def _before(column: Any, first: float = 1.0) -> Floats:
    return np.concatenate((np.full((len(column), 1), first), column), axis=1)[:, : column.shape[1]]
