"""Scoring everybody at once, now or as of many moments of the past; for one record see `jornada.rules.scoring`.

A behaviour rule is a stock that decays: what it gave at one moment, times two to the minus (time passed by half-life),
plus the touches that came since. A year of weeks therefore costs little more than one pass over the touches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.conditions import Mask, Population, matches
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.touch_index import LinkedTouches, micros
from jornada.rules.scoring import CELLS, LETTERS, AttributeRule, BehaviourRule, Model, Side, filters_of

DAY = 86_400_000_000
EVER = datetime(9000, 1, 1, tzinfo=UTC)

# Says of whom the condition of a rule held at a moment.
Held = Callable[[AttributeRule, datetime], Mask]


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of many subjects at a moment.

    Attributes
    ----------
    points, fit, engagement : ndarray of float64, shape (subjects,)
    cell : ndarray of int8, shape (subjects,)
        Place in `jornada.rules.scoring.CELLS`.
    """

    points: Floats
    fit: Floats
    engagement: Floats
    cell: NDArray[np.int8]

    def is_in(self, cells: tuple[str, ...]) -> Mask:
        """Say who stands in one of these cells of the grid."""
        found: Mask = np.isin(CELLS, cells)[self.cell]
        return found

    def take(self, which: NDArray[Any]) -> Scores:
        """Keep some subjects, by mask or place."""
        return Scores(self.points[which], self.fit[which], self.engagement[which], self.cell[which])

    @property
    def is_flat(self) -> bool:
        """Whether there are scores, and they tell nobody from anybody."""
        return len(self.points) > 0 and float(np.ptp(self.points)) < 0.05 and int(np.ptp(self.cell)) == 0


def score_all(model: Model, population: Population, now: datetime) -> Scores:
    """Score everybody, as `jornada.rules.scoring.score` does for one.

    Parameters
    ----------
    model : Model
    population : Population
    now : datetime
        Aware instant; its own calendar day is "today".

    Examples
    --------
    >>> from jornada.analytics.coded import Coded
    >>> from jornada.rules.conditions import Attribute
    >>> from jornada.rules.scoring import Group
    >>> model = Model((Group("g", "Who", "fit"),), (AttributeRule("t", "Tech", "g", 30, Attribute("s", "is", "Tech")),))
    >>> some = Population(np.array([1, 2]), {"s": Coded.encode(["Tech", None])})
    >>> score_all(model, some, datetime(2026, 3, 1, tzinfo=UTC)).points.tolist()
    [30.0, 0.0]
    """
    return Replay(model, population).at(now)


class Replay:
    """The scores of a population at moments that only move forward.

    Parameters
    ----------
    model : Model
    population : Population
    held : callable, optional
        Says of whom the condition of a rule held at a moment; by default what the population says of then.
    """

    def __init__(self, model: Model, population: Population, held: Held | None = None) -> None:
        self.model, self.population = model, population
        self._held = held or (lambda rule, now: matches(rule.condition, population, now))
        self._stocks = {
            rule.code: _stock(population.touches, rule, len(population))
            for rule in model.rules
            if isinstance(rule, BehaviourRule)
        }

    def at(self, now: datetime) -> Scores:
        """Score everybody as of a moment, not before the one of the last call."""
        sums = {group.code: np.zeros(len(self.population)) for group in self.model.groups}
        for rule in self.model.rules:
            if isinstance(rule, AttributeRule):
                sums[rule.group] += rule.points * self._held(rule, now)
            else:
                self._stocks[rule.code].add_to(sums[rule.group], micros(now))
        fit, engagement = self._side("fit", sums), self._side("engagement", sums)
        points = np.clip(fit + engagement, 0, self.model.cap)
        letter, number = _below(fit, self.model.fit_from), _below(engagement, self.model.engagement_from)
        return Scores(points, fit, engagement, (letter * len(LETTERS) + number).astype(np.int8))

    def _side(self, side: Side, sums: dict[str, Floats]) -> Floats:
        total = np.zeros(len(self.population))
        for group in self.model.groups:
            if group.side == side:
                found = sums[group.code]
                total += found if group.cap is None else np.clip(found, -group.cap, group.cap)
        return total


class _Stock:
    """What a behaviour rule gives some subjects as time passes."""

    def __init__(self, rule: BehaviourRule, who: Ints, at: Ints, subjects: int) -> None:
        order = np.argsort(at, kind="stable")
        self.points, self.who, self.times = float(rule.points), who[order], at[order]
        self.level = np.zeros(subjects)
        self.half_life = rule.half_life_days * DAY if rule.half_life_days else None
        self.seen, self.now = 0, 0

    def advance(self, now: int) -> Floats:
        """Let time pass, and take in the touches up to `now`."""
        if self.half_life and self.seen:
            self.level *= 0.5 ** ((now - self.now) / self.half_life)
        beyond = int(np.searchsorted(self.times, now, side="right"))
        new = slice(self.seen, beyond)
        if beyond > self.seen:
            worth = None if self.half_life is None else 0.5 ** ((now - self.times[new]) / self.half_life)
            self.level += self.points * np.bincount(self.who[new], worth, len(self.level))
        self.seen, self.now = beyond, now
        return self.level


class _Linked:
    """Stocks of counterparts, each read at the place of its subject; the first link that a subject has counts."""

    def __init__(self, links: list[tuple[_Stock, NDArray[np.int64] | None]]) -> None:
        self.links: list[tuple[_Stock, Ints, Ints] | tuple[_Stock, None, None]] = []
        taken: Any = False
        for stock, place in links:
            if place is None:
                self.links.append((stock, None, None))
                continue
            rows: Ints = np.flatnonzero((place >= 0) & ~np.asarray(taken))
            taken = taken | (place >= 0)
            self.links.append((stock, rows, place[rows]))

    def add_to(self, total: Floats, now: int) -> None:
        for stock, rows, place in self.links:
            level = stock.advance(now)
            if rows is None:
                total += level
            elif stock.seen:
                total[rows] += level[place]


def keep(who: Ints, at: Ints, rule: BehaviourRule) -> Mask:
    """Say which touches count under the repeat rule, as `jornada.rules.scoring.kept` does for one subject.

    Parameters
    ----------
    who, at : ndarray of int64, shape (touches,)
        Sorted by subject, then instant.
    rule : BehaviourRule

    Examples
    --------
    >>> from jornada.rules.conditions import Did
    >>> weekly = BehaviourRule("c", "C", "g", 5, Did(), "at_most", times=1, window_days=7)
    >>> keep(np.array([1, 1, 1, 2]), np.array([0, 3, 8, 9]) * DAY, weekly).tolist()
    [True, False, True, True]
    """
    if rule.repeat == "every" or not len(who):
        return np.ones(len(who), dtype=np.bool_)
    most = 1 if rule.repeat == "first" else rule.times
    length = round(rule.window_days * DAY) if rule.repeat == "at_most" and rule.window_days else None
    opens = _opens(who)
    if length is not None:
        opens = _windows(who, at, length)
    start = np.flatnonzero(opens)
    found: Mask = np.arange(len(who)) - start[np.cumsum(opens) - 1] < most
    return found


def _opens(who: Ints) -> Mask:
    return np.concatenate(([True], who[1:] != who[:-1]))


def _windows(who: Ints, at: Ints, length: int) -> Mask:
    """Say which touches open a window: a subject's first, then each first one after a window is over."""
    opens = np.zeros(len(who), dtype=np.bool_)
    left = np.arange(len(who))
    while len(left):
        first = _opens(who[left])
        opens[left[first]] = True
        begun = at[left[first]][np.cumsum(first) - 1]
        left = left[at[left] >= begun + length]
    return opens


def _stock(touches: Any, rule: BehaviourRule, subjects: int) -> _Linked:
    if touches is None:
        nothing = np.empty(0, np.int64)
        return _Linked([(_Stock(rule, nothing, nothing, subjects), None)])
    if isinstance(touches, LinkedTouches):
        return _Linked([(_made(of, rule), np.asarray(place)) for of, place in touches.links])
    return _Linked([(_made(touches, rule), None)])


def _made(touches: Any, rule: BehaviourRule) -> _Stock:
    who, at = touches.moments(filters_of(rule), EVER)
    if rule.repeat != "every":
        order = np.lexsort((at, who))
        who, at = who[order], at[order]
        counts = keep(who, at, rule)
        who, at = who[counts], at[counts]
    return _Stock(rule, who, at, len(touches.ids))


def _below(points: Floats, least: tuple[float, float, float]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.sum([points < each - 1e-9 for each in least], axis=0)
    return found


def account_scores(account: Ints, person: Ints, share: Floats, accounts: int) -> tuple[Floats, Ints]:
    """Add the scores of people up for each account, as `jornada.rules.scoring.account_score` does for one.

    Parameters
    ----------
    account : ndarray of int64, shape (scores,)
        Place of the account, -1 for none.
    person : ndarray of int64, shape (scores,)
        Whose score it is; of several scores of one person the highest counts.
    share : ndarray of float64, shape (scores,)
        Score by the cap of the model.
    accounts : int

    Returns
    -------
    share : ndarray of float64, shape (accounts,)
    people : ndarray of int64, shape (accounts,)
        How many people have a score above 0.

    Examples
    --------
    >>> account_scores(np.array([0, 0, 0]), np.array([7, 7, 8]), np.array([0.2, 0.5, 0.5]), 1)
    (array([0.75]), array([2]))
    """
    rows = np.flatnonzero(account >= 0)
    rows = rows[np.lexsort((-share[rows], person[rows], account[rows]))]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = (account[rows][1:] != account[rows][:-1]) | (person[rows][1:] != person[rows][:-1])
    best = rows[first]
    capped = np.clip(share[best], 0, 1)
    with np.errstate(divide="ignore"):
        logs = np.bincount(account[best], np.log1p(-capped), accounts)
    return -np.expm1(logs), np.bincount(account[best][capped > 0], minlength=accounts)


def weeks(since: datetime, until: datetime, days: float = 7) -> list[datetime]:
    """List moments some days apart, ending with `until`.

    Examples
    --------
    >>> [at.day for at in weeks(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 15, tzinfo=UTC))]
    [1, 8, 15]
    """
    number = int((until - since) / timedelta(days=days))
    return [until - timedelta(days=days) * back for back in range(number, -1, -1)]
