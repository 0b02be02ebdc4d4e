"""Conditions answered for every subject at once; for one subject see `jornada.rules.condition_facts`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.errors import BadColumnError
from jornada.analytics.touch_index import LinkedTouches, TouchesLess, TouchIndex, TouchParts
from jornada.rules.condition_facts import Facts, Known, Verdict, day_number, evaluate, holds_of, number, several
from jornada.rules.conditions import (
    All,
    Attribute,
    Condition,
    Did,
    InList,
    Leaf,
    Not,
    Score,
    StageIs,
    children,
    leaves,
)
from jornada.rules.conditions import Any as AnyOf

Mask = NDArray[np.bool_]
Column = Coded | NDArray[Any]
NO_FLAG = -1


@dataclass(frozen=True, eq=False)
class Population:
    """What is known about many subjects, as columns.

    Attributes
    ----------
    ids : ndarray of int64, shape (subjects,)
        Ascending.
    columns : mapping of str to Coded or ndarray, each of shape (subjects,)
        Fields: text and choices as `Coded`; numbers as float64 (NaN: unknown); days as datetime64[D]
        (NaT: unknown); yes and no as int8 (-1: unknown).
    touches : TouchIndex, TouchParts, LinkedTouches, TouchesLess or None
        Places in it are places in `ids`.
    stage : Coded or None
        Where each subject stands.
    scores : mapping of str to (ndarray of float64, Coded)
        Points (NaN: no score) and grade, by model.
    lists : mapping of int to ndarray of bool
        Members, by list.

    Examples
    --------
    >>> some = Population(np.array([1, 2]), {"city": Coded.encode(["Recife", None])})
    >>> len(some)
    2
    """

    ids: NDArray[np.int64]
    columns: Mapping[str, Column] = field(default_factory=dict)
    touches: TouchIndex | TouchParts | LinkedTouches | TouchesLess | None = None
    stage: Coded | None = None
    scores: Mapping[str, tuple[NDArray[np.float64], Coded]] = field(default_factory=dict)
    lists: Mapping[int, Mask] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, places: NDArray[Any]) -> Population:
        """Keep some subjects, by place; their touches must stand in one index."""
        if self.touches is not None and not isinstance(self.touches, TouchIndex):
            raise BadColumnError("touches: only a TouchIndex can be taken apart; build one over all touches first.")
        return Population(
            self.ids[places],
            {name: _taken(column, places) for name, column in self.columns.items()},
            None if self.touches is None else self.touches.take(places),
            None if self.stage is None else self.stage.take(places),
            {name: (points[places], grade.take(places)) for name, (points, grade) in self.scores.items()},
            {pk: mask[places] for pk, mask in self.lists.items()},
        )

    def facts(self, place: int) -> Facts:
        """Write out what is known about one subject, as the rule for one takes it."""
        scores = {
            name: (float(points[place]), grade.take([place]).decode()[0])
            for name, (points, grade) in self.scores.items()
            if not np.isnan(points[place])
        }
        return Facts(
            {name: _value(column, place) for name, column in self.columns.items()},
            [] if self.touches is None else self.touches.of_subject(place),
            None if self.stage is None else self.stage.take([place]).decode()[0],
            scores,
            frozenset(pk for pk, mask in self.lists.items() if mask[place]),
        )


def matches(condition: Condition, population: Population, now: datetime) -> Mask:
    """Say of which subjects a condition holds.

    Parameters
    ----------
    condition : Condition
    population : Population
        A field, model or list that it does not carry is unknown of everybody.
    now : datetime
        Aware instant; its own calendar day is "today".

    Returns
    -------
    ndarray of bool, shape (subjects,)
        The same as `jornada.rules.condition_facts.evaluate` says of each.

    Examples
    --------
    >>> from datetime import UTC
    >>> cities = Population(np.array([1, 2, 3]), {"city": Coded.encode(["Recife", "São Paulo", None])})
    >>> matches(Attribute("city", "is", "sao paulo"), cities, datetime(2026, 3, 1, tzinfo=UTC)).tolist()
    [False, True, False]
    """
    if isinstance(condition, All | AnyOf | Not):
        parts = [matches(part, population, now) for _place, part in children(condition)]
        if isinstance(condition, Not):
            return ~parts[0]
        return _joined(parts, len(population), is_all=isinstance(condition, All))
    return leaf_answers(condition, population, now)[0]


def each_leaf(condition: Condition, population: Population, now: datetime) -> Iterator[tuple[str, Mask, Mask]]:
    """Go through the leaves: place, of whom each holds, and of whom it is unknown."""
    for place, leaf in leaves(condition):
        yield place, *leaf_answers(leaf, population, now)


def explain(condition: Condition, population: Population, place: int, now: datetime) -> Verdict:
    """Say whether a condition holds of one subject of a population, and which leaf decided.

    Examples
    --------
    >>> from datetime import UTC
    >>> cities = Population(np.array([1, 2]), {"city": Coded.encode(["Recife", None])})
    >>> verdict = explain(Attribute("city", "is_set"), cities, 1, datetime(2026, 3, 1, tzinfo=UTC))
    >>> verdict.holds, verdict.answers[0].answer
    (False, 'false')
    """
    return evaluate(condition, population.facts(place), now)


def leaf_answers(leaf: Leaf, population: Population, now: datetime) -> tuple[Mask, Mask]:
    """Answer one leaf: of whom it holds, and of whom it is unknown."""
    nobody = np.zeros(len(population), dtype=np.bool_)
    match leaf:
        case Attribute():
            return _attribute(leaf, population, now.date())
        case Did():
            often = nobody.astype(np.int64) if population.touches is None else population.touches.count(leaf, now)
            held = often >= leaf.at_least
            return (held if leaf.at_most is None else held & (often <= leaf.at_most)), nobody
        case StageIs(codes):
            if population.stage is None:
                return nobody, ~nobody
            return population.stage.lookup(codes)[population.stage.codes], population.stage.codes < 0
        case Score():
            return _score(leaf, population)
        case InList(pk):
            return population.lists.get(pk, nobody), nobody


def _joined(parts: list[Mask], subjects: int, *, is_all: bool) -> Mask:
    result = np.full(subjects, is_all, dtype=np.bool_)
    for part in parts:
        if is_all:
            result &= part
        else:
            result |= part
    return result


def _attribute(test: Attribute, population: Population, today: date) -> tuple[Mask, Mask]:
    column = population.columns.get(test.field)
    if column is None:
        column = np.full(len(population), np.nan)
    blank = _blank(column)
    if test.test in ("is_set", "is_empty"):
        return (blank if test.test == "is_empty" else ~blank), np.zeros_like(blank)
    if isinstance(column, Coded):
        return _texts(test, column, today)[column.codes], blank
    if column.dtype.kind == "i":
        asked = int(test.value) if test.test == "is" and isinstance(test.value, bool) else NO_FLAG
        return (column == asked) & ~blank, blank
    return _amounts(test, column, today) & ~blank, blank


def _blank(column: Column) -> Mask:
    if isinstance(column, Coded):
        return column.codes < 0
    match column.dtype.kind:
        case "f":
            blank = np.isnan(column)
        case "M":
            blank = np.isnat(column)
        case "i":
            blank = column == NO_FLAG
        case _:
            raise BadColumnError(f"A column is text, float64, datetime64[D] or int8; this one is {column.dtype}.")
    return np.asarray(blank, dtype=np.bool_)


def _texts(test: Attribute, column: Coded, today: date) -> Mask:
    """Answer for each distinct value; the last entry answers for unknown."""
    held = [holds_of(test, value, today) == "true" for value in column.values]
    return np.array([*held, False], dtype=np.bool_)


def _amounts(test: Attribute, column: NDArray[Any], today: date) -> Mask:
    """Compare numbers, or days as numbers; what does not fit the column holds of nobody."""
    is_day = column.dtype.kind == "M"
    found = column.astype("datetime64[D]").astype(np.int64) if is_day else column
    now = float(_day(today.isoformat()) or 0)
    if is_day and test.test == "within_days":
        days = number(test.value)
        return np.zeros(len(found), np.bool_) if days is None else (found > now - days) & (found <= now)
    asked = [_day(value) if is_day else number(value) for value in several(test.value)]
    known = [value for value in asked if value is not None]
    if len(known) < len(asked) or (test.test == "between" and len(known) != 2):
        return np.zeros(len(found), np.bool_)
    return _COMPARE.get(test.test, _nothing)(found, known)


def _day(value: object) -> float | None:
    ordinal = day_number(value)
    return None if ordinal is None else float(ordinal - _EPOCH_DAY)


def _nothing(found: NDArray[Any], asked: list[float]) -> Mask:
    return np.zeros(len(found), dtype=np.bool_)


_EPOCH_DAY = date(1970, 1, 1).toordinal()
_COMPARE: dict[str, Callable[[NDArray[Any], list[float]], Mask]] = {
    "is": np.isin,
    "in": np.isin,
    "is_not": lambda found, asked: ~np.isin(found, asked),
    "at_least": lambda found, asked: found >= asked[0],
    "at_most": lambda found, asked: found <= asked[0],
    "after": lambda found, asked: found > asked[0],
    "before": lambda found, asked: found < asked[0],
    "between": lambda found, asked: (found >= asked[0]) & (found <= asked[1]),
}


def _score(leaf: Score, population: Population) -> tuple[Mask, Mask]:
    if leaf.model not in population.scores:
        nobody = np.zeros(len(population), dtype=np.bool_)
        return nobody, ~nobody
    points, grade = population.scores[leaf.model]
    held = ~np.isnan(points)
    if leaf.at_least is not None:
        held &= points >= leaf.at_least
    if leaf.grades:
        held &= grade.lookup(leaf.grades)[grade.codes]
    return held, np.isnan(points)


def _taken(column: Column, places: NDArray[Any]) -> Column:
    return column.take(places) if isinstance(column, Coded) else column[places]


def _value(column: Column, place: int) -> Known | None:
    if isinstance(column, Coded):
        return column.take([place]).decode()[0]
    value = column[place]
    if column.dtype.kind == "M":
        day: date | None = value.astype("datetime64[D]").item()
        return day
    if column.dtype.kind == "i":
        return None if value == NO_FLAG else bool(value)
    return None if np.isnan(value) else float(value)
