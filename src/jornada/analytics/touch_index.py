"""Touches ordered for counting: by activity, then by time, so that a question reads only what it asks about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.log import EventLog
from jornada.rules.condition_facts import TouchFact
from jornada.rules.conditions import Did

FILTERS = ("channel", "direction", "by", "outcome", "role")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True, eq=False)
class TouchIndex:
    """The touches of a population, by (activity, time). Make one with `index_touches`.

    Attributes
    ----------
    ids : ndarray of int64, shape (subjects,)
        The population, ascending, with touches or without.
    activities : tuple of str
    starts : ndarray of int64, shape (activities + 1,)
        Touches of activity i are rows ``starts[i]`` to ``starts[i + 1] - 1``.
    subject : ndarray of int32, shape (touches,)
        Place in the population.
    at : ndarray of int64, shape (touches,)
        Microseconds since 1970 in UTC, ascending within an activity.
    filters : dict of str to Coded
        The columns among channel, direction, by, outcome and role that the log carries.
    human : ndarray of bool, shape (touches,), or None
    """

    ids: NDArray[np.int64]
    activities: tuple[str, ...]
    starts: NDArray[np.int64]
    subject: NDArray[np.int32]
    at: NDArray[np.int64]
    filters: dict[str, Coded]
    human: NDArray[np.bool_] | None = None

    def count(self, did: Did, now: datetime) -> NDArray[np.int64]:
        """Count the touches that a `Did` asks about.

        Returns
        -------
        ndarray of int64, shape (subjects,)
            Touches after `now` do not count.
        """
        return np.bincount(self.counted(did, now), minlength=len(self.ids))

    def counted(self, did: Did, now: datetime) -> NDArray[np.int32]:
        """Give the place of the subject of each touch that counts, in no particular order."""
        first, beyond = window(did, now)
        tests = self._tests(did)
        if _is_of_all_time(did):
            keep = self._passing(slice(None), did.human_only, tests) & (self.at >= first) & (self.at < beyond)
            return self.subject[keep]
        chosen = [self._chosen(place, first, beyond, did.human_only, tests) for place in self._asked(did)]
        return chosen[0] if len(chosen) == 1 else np.concatenate([*chosen, np.empty(0, np.int32)])

    def moments(self, did: Did, now: datetime) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give the place of the subject and the instant of each touch that counts, in no particular order."""
        first, beyond = window(did, now)
        tests = self._tests(did)
        if _is_of_all_time(did):
            keep = self._passing(slice(None), did.human_only, tests) & (self.at >= first) & (self.at < beyond)
            return self.subject[keep].astype(np.int64), self.at[keep]
        whos, ats = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for activity in self._asked(did):
            rows = self._between(activity, first, beyond)
            keep = self._passing(rows, did.human_only, tests)
            whos.append(self.subject[rows][keep].astype(np.int64))
            ats.append(self.at[rows][keep])
        return np.concatenate(whos), np.concatenate(ats)

    def of_subject(self, place: int) -> list[TouchFact]:
        """Write out the touches of one subject, in no particular order."""
        rows = np.flatnonzero(self.subject == place)
        activity = np.searchsorted(self.starts, rows, side="right") - 1
        texts = {name: column.take(rows).decode() for name, column in self.filters.items()}
        human = np.ones(len(rows), dtype=np.bool_) if self.human is None else self.human[rows]
        return [
            TouchFact(
                _EPOCH + timedelta(microseconds=int(self.at[row])),
                self.activities[activity[number]],
                human=bool(human[number]),
                **{name: column[number] for name, column in texts.items()},
            )
            for number, row in enumerate(rows.tolist())
        ]

    def take(self, places: NDArray[Any]) -> TouchIndex:
        """Keep some subjects, in the given order."""
        new_place = np.full(len(self.ids), -1, dtype=np.int32)
        new_place[places] = np.arange(len(places), dtype=np.int32)
        subject = new_place[self.subject]
        kept = subject >= 0
        before = np.concatenate(([0], np.cumsum(kept, dtype=np.int64)))
        return TouchIndex(
            self.ids[places],
            self.activities,
            before[self.starts],
            subject[kept],
            self.at[kept],
            {name: column.take(kept) for name, column in self.filters.items()},
            None if self.human is None else self.human[kept],
        )

    def _asked(self, did: Did) -> list[int]:
        if not did.activities:
            return list(range(len(self.activities)))
        return [self.activities.index(code) for code in set(did.activities) if code in self.activities]

    def _tests(self, did: Did) -> list[tuple[NDArray[np.int32], NDArray[np.bool_]]]:
        """Pair each filtered column with the codes that pass; a column that the log lacks lets nothing pass."""
        asked = (did.channels, did.directions, did.by, did.outcomes, did.roles)
        missing = Coded(np.full(len(self.at), -1, dtype=np.int32), ())
        columns = [
            (self.filters.get(name, missing), values) for name, values in zip(FILTERS, asked, strict=True) if values
        ]
        return [(column.codes, column.lookup(values)) for column, values in columns]

    def _chosen(
        self,
        activity: int,
        first: int,
        beyond: int,
        human_only: bool,
        tests: list[tuple[NDArray[np.int32], NDArray[np.bool_]]],
    ) -> NDArray[np.int32]:
        rows = self._between(activity, first, beyond)
        return self.subject[rows][self._passing(rows, human_only, tests)]

    def _between(self, activity: int, first: int, beyond: int) -> slice:
        """Find the rows of an activity from one instant to before another."""
        start, end = int(self.starts[activity]), int(self.starts[activity + 1])
        low, high = start + np.searchsorted(self.at[start:end], [first, beyond])
        return slice(int(low), max(int(low), int(high)))

    def _passing(
        self, rows: slice, human_only: bool, tests: list[tuple[NDArray[np.int32], NDArray[np.bool_]]]
    ) -> NDArray[np.bool_]:
        """Say which of some rows pass the filters."""
        keep = np.ones(len(self.at[rows]), dtype=np.bool_)
        if human_only and self.human is not None:
            keep &= self.human[rows]
        for codes, passing in tests:
            keep &= passing[codes[rows]]
        return keep


class TouchParts:
    """The touches of a population in several indexes, none of which is put together anew when another changes.

    Parameters
    ----------
    parts : sequence of TouchIndex
        A subject may have touches in several of them.
    ids : ndarray of int64, shape (subjects,)
        The population, ascending.

    Examples
    --------
    >>> logs = [EventLog.from_columns([who], [1], ["look"]) for who in (7, 9)]
    >>> parts = [index_touches(log, log.subject_ids) for log in logs]
    >>> TouchParts(parts, np.array([7, 8, 9])).count(Did(("look",)), datetime(2026, 1, 1, tzinfo=UTC)).tolist()
    [1, 0, 1]
    """

    def __init__(self, parts: Sequence[TouchIndex], ids: NDArray[np.int64]) -> None:
        self.parts, self.ids = parts, ids
        self._places = [_places(ids, part.ids) for part in parts]

    def parts_with_places(self) -> list[tuple[TouchIndex, NDArray[np.int64]]]:
        """Give each index with the place in the population of each of its subjects, -1 for none."""
        return list(zip(self.parts, self._places, strict=True))

    def count(self, did: Did, now: datetime) -> NDArray[np.int64]:
        """Count the touches that a `Did` asks about, shape (subjects,)."""
        found = [place[part.counted(did, now)] for part, place in zip(self.parts, self._places, strict=True)]
        who = np.concatenate([*found, np.empty(0, np.int64)])
        return np.bincount(who[who >= 0], minlength=len(self.ids))

    def moments(self, did: Did, now: datetime) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give the place of the subject and the instant of each touch that counts, in no particular order."""
        whos, ats = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for part, place in zip(self.parts, self._places, strict=True):
            inner, at = part.moments(did, now)
            who = place[inner]
            whos.append(who[who >= 0])
            ats.append(at[who >= 0])
        return np.concatenate(whos), np.concatenate(ats)

    def of_subject(self, place: int) -> list[TouchFact]:
        """Write out the touches of one subject, in no particular order."""
        inner = [np.flatnonzero(places == place) for places in self._places]
        return [
            touch
            for part, found in zip(self.parts, inner, strict=True)
            for own in found.tolist()
            for touch in part.of_subject(own)
        ]


class LinkedTouches:
    """Touches of others: of the first of several populations in which a subject has its counterpart.

    Parameters
    ----------
    links : sequence of (TouchIndex, TouchParts or LinkedTouches; ndarray of int64)
        For each population the place of every subject in it, -1 where it has none.
    """

    def __init__(self, links: Sequence[tuple[Any, NDArray[np.int64]]]) -> None:
        self.links = links

    def count(self, did: Did, now: datetime) -> NDArray[np.int64]:
        """Count the touches that a `Did` asks about, shape (subjects,)."""
        result = np.zeros(len(self.links[0][1]), dtype=np.int64)
        for touches, place in reversed(self.links):
            counts = np.append(touches.count(did, now), 0)
            result = np.where(place >= 0, counts[place], result)
        return result

    def of_subject(self, place: int) -> list[TouchFact]:
        """Write out the touches of one subject, in no particular order."""
        for touches, places in self.links:
            if places[place] >= 0:
                found: list[TouchFact] = touches.of_subject(int(places[place]))
                return found
        return []


class TouchesLess:
    """The touches of a population without some of them, such as those that a reader is not told of.

    Parameters
    ----------
    touches : TouchIndex, TouchParts or LinkedTouches
    left_out : TouchIndex, TouchParts or LinkedTouches
        Of the same population; touches that are not among the others take nothing away.

    Examples
    --------
    >>> whole, some = (EventLog.from_columns([7] * n, range(n), ["look"] * n) for n in (3, 1))
    >>> less = TouchesLess(index_touches(whole, np.array([7])), index_touches(some, np.array([7])))
    >>> less.count(Did(("look",)), datetime(2026, 1, 1, tzinfo=UTC)).tolist(), len(less.of_subject(0))
    ([2], 2)
    """

    def __init__(self, touches: Any, left_out: Any) -> None:
        self.touches, self.left_out = touches, left_out

    def count(self, did: Did, now: datetime) -> NDArray[np.int64]:
        """Count the touches that a `Did` asks about, shape (subjects,)."""
        left: NDArray[np.int64] = self.touches.count(did, now) - self.left_out.count(did, now)
        return np.maximum(left, 0)

    def of_subject(self, place: int) -> list[TouchFact]:
        """Write out the touches of one subject, in no particular order."""
        found: list[TouchFact] = self.touches.of_subject(place)
        for one in self.left_out.of_subject(place):
            if one in found:
                found.remove(one)
        return found


def index_touches(log: EventLog, ids: NDArray[np.int64], whose: NDArray[np.int64] | None = None) -> TouchIndex:
    """Order the touches of a log for counting.

    Parameters
    ----------
    log : EventLog
    ids : ndarray of int64, shape (subjects,)
        The population, ascending.
    whose : ndarray of int64, shape (touches,), optional
        Id of the subject of each touch where it is not the log's own subject, for example
        ``log.contact``. Touches of nobody in `ids` are left out.

    Returns
    -------
    TouchIndex

    Examples
    --------
    >>> log = EventLog.from_columns([7, 9, 7], [1, 2, 3], ["look", "look", "buy"])
    >>> index = index_touches(log, np.array([7, 8, 9]))
    >>> index.count(Did(("look",)), datetime(2026, 1, 1, tzinfo=UTC)).tolist()
    [1, 0, 1]
    """
    place = _places(ids, log.subject_ids)[log.subject] if whose is None else _places(ids, np.asarray(whose, np.int64))
    known = place >= 0
    rows = np.flatnonzero(known) if not known.all() else np.arange(len(log))
    order = rows[_by_activity_and_time(log.activity.codes[rows], log.at[rows])]
    sizes = np.bincount(log.activity.codes[order], minlength=len(log.activity.values))
    columns = {name: getattr(log, name) for name in FILTERS}
    return TouchIndex(
        ids,
        log.activity.values,
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        place[order].astype(np.int32),
        log.at[order],
        {name: column.take(order) for name, column in columns.items() if column is not None},
        None if log.human is None else log.human[order],
    )


def window(did: Did, now: datetime) -> tuple[int, int]:
    """Say the first microsecond that counts, and the first beyond.

    Examples
    --------
    >>> window(Did(days=1), datetime(1970, 1, 3, tzinfo=UTC)) == (86400 * 10**6 + 1, 2 * 86400 * 10**6 + 1)
    True
    """
    first, beyond = -(2**62), micros(now) + 1
    if did.days is not None:
        first = micros(now - timedelta(days=did.days)) + 1
    if did.since is not None:
        first = max(first, micros(did.since))
    if did.until is not None:
        beyond = min(beyond, micros(did.until))
    return first, beyond


def _is_of_all_time(did: Did) -> bool:
    """Say whether one pass over all rows is cheaper than a search within each activity: no activity, no beginning."""
    return not did.activities and did.days is None and did.since is None


def micros(at: datetime) -> int:
    """Write an aware instant as microseconds since 1970 in UTC."""
    return (at - _EPOCH) // _MICRO


def _by_activity_and_time(activity: NDArray[np.int32], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Order rows; one packed key is sorted several times faster than two."""
    if not len(at):
        return np.empty(0, dtype=np.int64)
    low = int(at.min())
    bits = (int(at.max()) - low).bit_length()
    if bits + int(activity.max()).bit_length() > 63:
        return np.lexsort((at, activity))
    return np.argsort((activity.astype(np.int64) << bits) | (at - low))


def _places(ids: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(ids):
        return np.full(len(wanted), -1, dtype=np.int64)
    found = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[found] == wanted, found, -1)
