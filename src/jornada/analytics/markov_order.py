"""How many touches a chain should remember: what foretells journeys that it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.markov import ORDERS
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Language, Result
from jornada.analytics.words import attribution as words


@dataclass(frozen=True, eq=False, slots=True)
class MarkovOrder(Result):
    """Orders compared on subjects that were held out.

    Attributes
    ----------
    order : int
        The lowest order that is not worse than the best by more than a standard error.
    orders : tuple of int
    likelihood : ndarray of float64, shape (orders,)
        Mean log-likelihood of a held-out journey, in nats; higher is better.
    behind, error : ndarray of float64, shape (orders,)
        How far behind the best, per journey, and the standard error of that, by subject.
    subjects : int
    """

    order: int
    orders: tuple[int, ...]
    likelihood: Floats
    behind: Floats
    error: Floats
    subjects: int

    def columns(self) -> dict[str, Any]:
        return {"order": self.orders, "likelihood": self.likelihood, "behind": self.behind, "error": self.error}

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        return wrote.pick(*words.ORDER, order=self.order, subjects=wrote.number(self.subjects))


def markov_order(journeys: Journeys, *, folds: int = 5, seed: int = 0, prior: float = 1.0) -> MarkovOrder:
    """Choose the order of the Markov chain by out-of-sample likelihood, subjects held out whole.

    Each step's chance after its last k names is (count + `prior` x chance after the last k - 1) / (all +
    `prior`), down to even chances, so that what was never seen is not impossible. Subjects are drawn
    into folds by `seed`; each fold is foretold from the others. Order choice: Anderl, Becker, von
    Wangenheim, Schumann 2016, section 4.3; one standard error: Breiman et al. 1984.

    Parameters
    ----------
    journeys : Journeys
        Journeys without a known subject are each a subject of their own; counted paths are not split.
    folds : int, default 5
    seed : int
    prior : float, default 1
        Weight of the shorter memory, in touches; above 0.

    Returns
    -------
    MarkovOrder

    Raises
    ------
    MeasureError
        If there are fewer subjects than folds, fewer than 2 folds, or the prior is not above 0.

    Examples
    --------
    >>> draw = np.random.default_rng(1)
    >>> paths = [">".join(draw.choice(["a", "b"], draw.geometric(0.4))) for _ in range(300)]
    >>> markov_order(Journeys.from_paths(paths, [1, 0] * 150, [0, 1] * 150)).order
    1
    """
    touched = journeys.select(journeys.lengths > 0)
    ids = np.arange(len(touched)) if touched.subject_id is None else touched.subject_id
    who, subject = np.unique(ids, return_inverse=True)
    if folds < 2 or len(who) < folds or prior <= 0:
        raise MeasureError(f"Choosing needs 2 folds or more, and as many subjects; got {folds} and {len(who)}.")
    fold = np.random.default_rng(seed).permutation(len(who)) % folds
    base = len(touched.names) + 3
    cells = [(_coded(key), _coded(key // base)) for key in _keys(touched, base)]
    times, worth = _steps(touched)
    per_subject = np.zeros((len(ORDERS), len(who)))
    for held in range(folds):
        is_held = (fold[subject] == held)[_owner(touched)]
        logs = _foretold(cells, np.where(is_held, 0.0, times), is_held, base - 1, prior)
        for row, log in enumerate(logs):
            per_subject[row] += np.bincount(subject[_owner(touched)[is_held]], log * times[is_held], len(who))
    counted = np.bincount(subject, worth, len(who)).astype(np.float64)
    return _chosen(per_subject, counted)


def _chosen(per_subject: Floats, counted: Floats) -> MarkovOrder:
    journeys = counted.sum()
    likelihood = per_subject.sum(axis=1) / journeys
    best = int(likelihood.argmax())
    apart = per_subject[best] - per_subject
    behind = apart.sum(axis=1) / journeys
    spread = apart - behind[:, None] * counted
    error = np.sqrt((spread**2).sum(axis=1)) / journeys
    order = ORDERS[int(np.flatnonzero(behind <= error + 1e-12)[0])]
    return MarkovOrder(order, ORDERS, likelihood, behind, error, len(counted))


def _owner(journeys: Journeys) -> Ints:
    """The journey of each step, its end included: one more than touches, twice (won, lost)."""
    ends = np.arange(len(journeys))
    return np.concatenate((journeys.journey, ends, ends))


def _steps(journeys: Journeys) -> tuple[Floats, Floats]:
    times = journeys.conversions + journeys.nulls
    return np.concatenate((times[journeys.journey], journeys.conversions, journeys.nulls)), times


def _keys(journeys: Journeys, base: int) -> list[Ints]:
    """Write for each memory from 0 to 3 what was remembered and what came, as one number per step.

    Names are coded from 1; 0 is "nothing yet", and the two ends come last.
    """
    if base**4 >= 1 << 62:
        raise MeasureError(f"{len(journeys.names)} names are too many to compare chains of order 3.")
    digit = journeys.step.astype(np.int64) + 1
    place = np.arange(len(digit)) - journeys.offsets[journeys.journey]
    last = journeys.offsets[1:] - 1
    came = np.concatenate((digit, np.full(len(journeys), base - 2), np.full(len(journeys), base - 1)))
    keys, memory = [came], np.zeros(len(came), dtype=np.int64)
    for back in range(1, max(ORDERS) + 1):
        earlier = np.zeros(len(digit), dtype=np.int64)
        earlier[back:] = np.where(place[back:] >= back, digit[:-back], 0)
        lengths = journeys.lengths >= back
        at_end = np.where(lengths, digit[np.maximum(last - back + 1, 0)], 0)
        memory = memory + np.concatenate((earlier, at_end, at_end)) * base ** (back - 1)
        keys.append(memory * base + came)
    return keys


Cells = list[tuple[Ints, Ints]]


def _coded(keys: Ints) -> Ints:
    """Number the different keys, from 0."""
    place: Ints = np.unique(keys, return_inverse=True)[1]
    return place


def _foretold(cells: Cells, times: Floats, asked: Any, kinds: int, prior: float) -> list[Floats]:
    """Give the log chance of the asked steps under each order, from the steps with times.

    `cells` holds for each memory the number of what was remembered and came, and of what was remembered.
    """
    chance = np.full(int(asked.sum()), 1 / kinds)
    logs = []
    for step, memory in cells:
        count, total = (np.bincount(place, times)[place[asked]] for place in (step, memory))
        chance = (count + prior * chance) / (total + prior)
        logs.append(np.log(chance))
    return logs[1:]
