"""Journeys of a log: the touches that led to each conversion, and those that led to none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.coded import Coded
from jornada.analytics.counts import ID_COLUMNS
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.log import CODED_COLUMNS, EventLog

BLANK = "(blank)"
Which = Literal["every", "first"]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class JourneyCut:
    """The measure behind `journeys`."""

    conversion: tuple[str, ...]
    dimension: str
    lookback: int | None
    which: Which
    leave_out: tuple[str, ...]
    lead: tuple[str, ...]
    opportunity: tuple[str, ...]
    # Touches that are the conversion, by id in ascending order, beside the activities that are.
    touch_ids: Ints | None = None

    def kernel(self, log: EventLog) -> Journeys:
        converts = _is_any(log, self.conversion)
        if self.touch_ids is not None:
            converts |= _are_among(log.touch_id, self.touch_ids)
        counts = ~(converts | _is_any(log, self.leave_out))
        if self.which == "first":
            converts = _first_per_group(converts, log.subject)
        if log.human is not None:
            counts &= log.human
        segment, ends, is_won, is_kept = _segments(log, converts, counts)
        kept = counts & is_kept[segment]
        if self.lookback is not None:
            kept &= ends[segment] - log.at <= self.lookback
        length = np.bincount(segment[kept], minlength=len(ends))
        asked = is_kept & (is_won | (length > 0))
        offsets = np.concatenate(([0], np.cumsum(length[asked]))).astype(np.int64)
        names, step = _names(log, self.dimension)
        lead, opportunity = (_places(log, kind, segment, kept, length)[asked] for kind in (self.lead, self.opportunity))
        return Journeys(
            names=names,
            step=step[kept],
            offsets=offsets,
            conversions=is_won[asked].astype(np.float64),
            nulls=(~is_won)[asked].astype(np.float64),
            value=_value(log, converts, is_won)[asked] if log.value is not None else None,
            age=(ends[segment] - log.at)[kept],
            lead=lead if self.lead else None,
            opportunity=opportunity if self.opportunity else None,
            touch_id=log.touch_id[kept],
            subject_id=log.subject_ids[_subjects(segment, log, len(ends))[asked]],
        )

    def merge(self, parts: Sequence[Journeys]) -> Journeys:
        names = tuple(sorted({name for part in parts for name in part.names}))
        lengths = np.concatenate([part.lengths for part in parts])
        steps = [Coded(part.step, part.names).recode(names).codes for part in parts]
        merged = replace(parts[0], names=names, step=np.concatenate(steps))
        per = ("conversions", "nulls", "value", "age", "lead", "opportunity", "touch_id", "subject_id")
        columns: dict[str, Any] = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in per
            if getattr(parts[0], name) is not None
        }
        return replace(merged, offsets=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64), **columns)

    def finish(self, part: Journeys) -> Journeys:
        """Forget names that no touch kept has, and milestones that no journey has."""
        used = np.unique(part.step)
        names = tuple(part.names[code] for code in used.tolist())
        lead, opportunity = (
            place if place is not None and (place >= 0).any() else None for place in (part.lead, part.opportunity)
        )
        step = np.searchsorted(used, part.step).astype(np.int32)
        return replace(part, names=names, step=step, lead=lead, opportunity=opportunity)


def _are_among(asked: Ints, ids: Ints) -> NDArray[np.bool_]:
    """Say which are among ascending ids; each piece of a log asks all of them, so none may go through them all."""
    if not len(ids):
        return np.zeros(len(asked), dtype=np.bool_)
    places = np.minimum(np.searchsorted(ids, asked), len(ids) - 1)
    found: NDArray[np.bool_] = ids[places] == asked
    return found


def journeys(
    log: EventLog,
    *,
    conversion: Collection[str] = ("deal.won",),
    dimension: str = "channel",
    lookback: timedelta | None = None,
    which: Which = "every",
    leave_out: Collection[str] = (),
    lead: Collection[str] = ("lead.qualified",),
    opportunity: Collection[str] = ("deal.opened",),
) -> Journeys:
    """Cut a log into the journeys that ended in a conversion, and one per subject that has none.

    A journey holds the touches before its conversion and after the one before it. Touches after the
    last conversion count for nothing; neither do touches made by machines, nor the conversion itself.
    A subject without a conversion (up to where the log goes) is a journey that came to nothing.

    Parameters
    ----------
    log : EventLog
    conversion : collection of str
        Activities that are the conversion: a deal won, or the evidence of a stage.
    dimension : str, default "channel"
        What earns the credit: a text column of the log or one of its ids. Unknown is "(blank)".
    lookback : timedelta, optional
        Only touches so long before the end of the journey; the end of one that came to nothing is its
        last touch. All touches when left out.
    which : {"every", "first"}
        Whether each conversion of a subject has its journey, or the first one alone.
    leave_out : collection of str
        Activities that are no touch.
    lead, opportunity : collection of str
        Activities that say a lead, an opportunity was made; the last touch up to the first of them in
        a journey is the one that made it.

    Returns
    -------
    Journeys
        By subject and time; unit of `age`: microseconds.

    Raises
    ------
    MeasureError
        If the log lacks the dimension, or a word is not known.

    Examples
    --------
    >>> log = EventLog.from_columns(
    ...     [1, 1, 1, 1, 2], [1, 2, 3, 4, 5], ["look", "call", "deal.won", "help", "look"],
    ...     channel=["web", "phone", None, "chat", "web"],
    ... )
    >>> made = journeys(log)
    >>> made.names, made.step.tolist(), made.conversions.tolist(), made.nulls.tolist()
    (('phone', 'web'), [1, 0, 1], [1.0, 0.0], [0.0, 1.0])
    """
    check_cut(log, dimension, lookback)
    if which not in {"every", "first"}:
        raise MeasureError(f"Conversions that count are 'every' or 'first'; got {which!r}.")
    if not conversion:
        raise MeasureError("Journeys need at least one activity that is the conversion.")
    span = None if lookback is None else microseconds(lookback)
    words = (tuple(conversion), dimension, span, which, tuple(leave_out), tuple(lead), tuple(opportunity))
    return run(JourneyCut(*words), log)


def check_cut(log: EventLog, dimension: str, lookback: timedelta | None) -> None:
    """Refuse a dimension that the log lacks, and a look-back that holds nothing."""
    if dimension not in (*CODED_COLUMNS, *ID_COLUMNS) or getattr(log, dimension) is None:
        there = [name for name, _ in log.columns() if name in (*CODED_COLUMNS, *ID_COLUMNS)]
        raise MeasureError(f"The log has no column {dimension!r} to give credit by; it has {', '.join(there)}.")
    if lookback is not None and lookback <= timedelta(0):
        raise MeasureError(f"Journeys need a look-back above 0; got {lookback}.")


def _is_any(log: EventLog, activities: Collection[str]) -> Flags:
    return log.activity.lookup(activities)[log.activity.codes]


def _first_per_group(flags: Flags, group: NDArray[np.int32]) -> Flags:
    rows = np.flatnonzero(flags)
    _, first = np.unique(group[rows], return_index=True)
    kept = np.zeros_like(flags)
    kept[rows[first]] = True
    return kept


def _segments(log: EventLog, converts: Flags, counts: Flags) -> tuple[Ints, Ints, Flags, Flags]:
    """Number the stretches between conversions; say when each ends, whether it converts and whether it counts.

    A subject with c conversions has c + 1 stretches, the last one open.
    """
    before = np.concatenate(([0], np.cumsum(converts, dtype=np.int64)))
    segment = log.subject.astype(np.int64) + before[:-1]
    total = log.subjects + int(before[-1])
    is_won = np.zeros(total, dtype=np.bool_)
    is_won[segment[converts]] = True
    ends = np.full(total, np.iinfo(np.int64).min)
    np.maximum.at(ends, segment[counts], log.at[counts])
    ends[segment[converts]] = log.at[converts]
    has_none = np.diff(before[log.offsets]) == 0
    is_kept = is_won.copy()
    is_kept[np.flatnonzero(has_none) + before[log.offsets[:-1]][has_none]] = True
    return segment, ends, is_won, is_kept


def _names(log: EventLog, dimension: str) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Give the dimension as names in alphabetical order and positions, the blank among them."""
    column = getattr(log, dimension)
    if not isinstance(column, Coded):
        found, place = np.unique(column, return_inverse=True)
        column = Coded(place.astype(np.int32), tuple(BLANK if each < 0 else str(each) for each in found.tolist()))
    names = tuple(sorted({*column.values, BLANK}))
    step = column.recode(names).codes
    return names, np.where(step < 0, names.index(BLANK), step).astype(np.int32)


def _places(log: EventLog, activities: Collection[str], segment: Ints, kept: Flags, length: Ints) -> Ints:
    """Find per stretch the place of the last kept touch up to its first touch of some activities; -1: none."""
    rows = np.flatnonzero(_is_any(log, activities))
    where, first = np.unique(segment[rows], return_index=True)
    up_to = np.cumsum(kept)[rows[first]]
    starts = np.concatenate(([0], np.cumsum(length)))[:-1]
    place = np.full(len(length), -1, dtype=np.int64)
    place[where] = np.where(length[where] > 0, up_to - starts[where] - 1, -1)
    return place


def _value(log: EventLog, converts: Flags, is_won: Flags) -> Floats:
    assert log.value is not None
    value = np.zeros(len(is_won))
    value[is_won] = np.nan_to_num(log.value[converts])
    return value


def _subjects(segment: Ints, log: EventLog, total: int) -> Ints:
    subject = np.zeros(total, dtype=np.int64)
    subject[segment] = log.subject
    return subject
