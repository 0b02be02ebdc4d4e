"""Conditions as they held at instants of the past, one instant for each case.

Touches are known with their time, so what somebody had done by then is exact. Fields, stages, scores and lists
are known as they stand now; a condition on them is answered with what is known now, and it is for the page to
say so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.conditions import Mask, Population, leaf_answers
from jornada.analytics.errors import WrongLengthError
from jornada.analytics.touch_index import LinkedTouches, micros
from jornada.analytics.zone_offsets import days_before, local_days
from jornada.rules.condition_facts import number
from jornada.rules.conditions import All, Attribute, Condition, Did, Leaf, Not, children
from jornada.rules.conditions import Any as AnyOf

END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
Ints = NDArray[np.int64]


def matches_then(condition: Condition, population: Population, places: Any, at: Any, now: Any) -> Mask:
    """Say of which cases a condition held at the instant of each.

    Parameters
    ----------
    condition : Condition
    population : Population
    places : array of int, shape (cases,)
        Place in the population of whom each case is about; -1: nobody known, of whom nothing holds.
    at : array of int, shape (cases,)
        Microseconds since 1970 in UTC.
    now : datetime
        Aware; its zone says which day it is at each instant, and when it was the same time some days before.

    Returns
    -------
    ndarray of bool, shape (cases,)

    Raises
    ------
    WrongLengthError
        If places and instants differ in length.

    Examples
    --------
    >>> from datetime import UTC, datetime, tzinfo
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.touch_index import index_touches
    >>> from jornada.analytics.zone_offsets import DAY
    >>> log = EventLog.from_columns([7, 7], [10 * DAY, 20 * DAY], ["click", "click"])
    >>> people = Population(np.array([7]), touches=index_touches(log, np.array([7])))
    >>> twice = Did(("click",), at_least=2, days=15)
    >>> at, now = [15 * DAY, 21 * DAY, 30 * DAY], datetime(2026, 1, 1, tzinfo=UTC)
    >>> matches_then(twice, people, [0, 0, 0], at, now).tolist()
    [False, True, False]
    """
    who, when = np.asarray(places, dtype=np.int64), np.asarray(at, dtype=np.int64)
    if who.shape != when.shape:
        raise WrongLengthError(f"Each case needs a place and an instant; got {who.size} and {when.size}.")
    return _held(condition, population, who, when, now)


def counts_then(did: Did, population: Population, places: Ints, at: Ints, zone: tzinfo = UTC) -> Ints:
    """Count, for each case, the touches that a `Did` asks about, as of the instant of the case in a zone."""
    if population.touches is None or not len(places):
        return np.zeros(len(places), dtype=np.int64)
    first = np.full(len(at), -(2**62), dtype=np.int64) if did.days is None else days_before(at, did.days, zone) + 1
    return _counts(did, population.touches, places, first, at)


def leaf_then(leaf: Leaf, population: Population, places: Ints, at: Ints, now: Any) -> Mask:
    """Say of which cases one leaf held at the instant of each."""
    if isinstance(leaf, Did):
        often = counts_then(leaf, population, places, at, now.tzinfo)
        held = often >= leaf.at_least
        return (held if leaf.at_most is None else held & (often <= leaf.at_most)) & (places >= 0)
    if isinstance(leaf, Attribute) and leaf.test == "within_days":
        return _within_days(leaf, population, places, at, now.tzinfo)
    return np.append(leaf_answers(leaf, population, now)[0], False)[places]


def _held(condition: Condition, population: Population, places: Ints, at: Ints, now: Any) -> Mask:
    if not isinstance(condition, All | AnyOf | Not):
        return leaf_then(condition, population, places, at, now)
    parts = [_held(part, population, places, at, now) for _place, part in children(condition)]
    if isinstance(condition, Not):
        return ~parts[0] & (places >= 0)
    joined = np.full(len(places), isinstance(condition, All), dtype=np.bool_)
    for part in parts:
        joined = joined & part if isinstance(condition, All) else joined | part
    return joined & (places >= 0)


def _counts(did: Did, touches: Any, places: Ints, first: Ints, at: Ints) -> Ints:
    if not isinstance(touches, LinkedTouches):
        who, when = touches.moments(replace(did, days=None, since=None, until=None), END_OF_TIME)
        return _counted(did, who, when, places, first, at)
    # A subject's touches are those of the first population in which it has its counterpart.
    result = np.zeros(len(places), dtype=np.int64)
    for inner, link in reversed(touches.links):
        other = np.append(link, -1)[places]
        result = np.where(other >= 0, _counts(did, inner, other, first, at), result)
    return result


def _counted(did: Did, who: NDArray[Any], when: Ints, places: Ints, first: Ints, at: Ints) -> Ints:
    """Count within the window of each case by two searches in one sorted column of (subject, instant)."""
    asked = np.unique(places[places >= 0])
    row = np.searchsorted(asked, who)
    mine = (row < len(asked)) & (asked[np.minimum(row, max(len(asked) - 1, 0))] == who) if len(asked) else row < 0
    row, when = row[mine].astype(np.int64), when[mine]
    beyond = at + 1
    if did.since is not None:
        first = np.maximum(first, micros(did.since))
    if did.until is not None:
        beyond = np.minimum(beyond, micros(did.until))
    order = np.lexsort((when, row))
    row, when = row[order], when[order]
    starts = np.searchsorted(row, np.arange(len(asked) + 1))
    case = np.minimum(np.searchsorted(asked, places), max(len(asked) - 1, 0))
    low = _places_in(when, starts, case, first)
    found = np.maximum(_places_in(when, starts, case, beyond) - low, 0)
    return np.where(places >= 0, found, 0)


def _places_in(when: Ints, starts: Ints, case: Ints, wanted: Ints) -> Ints:
    """Search each wanted instant within the stretch of its own subject, all at once, by halving."""
    if len(starts) < 2:
        return np.zeros(len(wanted), dtype=np.int64)
    low, high = starts[case].copy(), starts[case + 1].copy()
    while True:
        is_open = low < high
        if not is_open.any():
            return low
        middle = (low + high) // 2
        is_before = is_open & (np.append(when, 0)[middle] < wanted)
        low = np.where(is_before, middle + 1, low)
        high = np.where(is_open & ~is_before, middle, high)


def _within_days(test: Attribute, population: Population, places: Ints, at: Ints, zone: tzinfo) -> Mask:
    column, days = population.columns.get(test.field), number(test.value)
    if column is None or isinstance(column, Coded) or column.dtype.kind != "M" or days is None:
        return np.zeros(len(places), dtype=np.bool_)
    day = np.append(column.astype("datetime64[D]"), np.datetime64("NaT", "D"))[places]
    today = local_days(at, zone).astype("datetime64[D]")
    passed = (today - day) / np.timedelta64(1, "D")
    held: Mask = (passed >= 0) & (passed < days) & (places >= 0)
    return held
