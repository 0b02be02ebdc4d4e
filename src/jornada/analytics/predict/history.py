"""What the log says of each subject before a moment: counts, recency, trend, people, stage; nothing later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.errors import WrongLengthError
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY
from jornada.analytics.predict.frame import Column, Frame
from jornada.analytics.visits import Visits

MOST_VALUES = 12
RECENT, LONGER = 30, 90
COUNTED = ("activity", "channel", "direction", "outcome")


@dataclass(frozen=True, eq=False)
class Past:
    """What was known of the subjects at a moment.

    Attributes
    ----------
    frame : Frame
        One row per subject that had a touch before the moment.
    subject : ndarray of int64
        Position of each row's subject in the log.
    """

    frame: Frame
    subject: Ints


def past_of(
    log: EventLog, before: int, *, attributes: Mapping[str, Any] | None = None, visits: Visits | None = None
) -> Past:
    """Describe each subject by its touches strictly before a moment.

    Touches of machines do not count. Columns: `touches`, `touches_30d`, `touches_90d`; `recency_days`,
    `age_days`, `active_days`; `trend` (log of touches of the last 30 days + 1 over those of the 30 before
    + 1); `people` (different contacts); for activity, channel, direction and outcome the count of each of
    the 12 most frequent values in the last 90 days (`channel:mail`); `stage` and `stage_days` where visits
    are given; attributes as they are.

    Parameters
    ----------
    log : EventLog
    before : int
        Microseconds UTC; a touch at that very instant is not known yet.
    attributes : mapping of str to array of numbers or text, shape (subjects,), optional
        What was known of each subject from the start; an attribute that is filled later would give the
        outcome away, and no cut-off can help.
    visits : Visits, optional
        Of the same log. Visits derived later can place a subject earlier than was known then only where
        touches were back-dated.

    Returns
    -------
    Past

    Raises
    ------
    WrongLengthError
        If an attribute does not have one value per subject.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 2], [0, 2 * DAY, 9 * DAY], ["look", "call", "look"])
    >>> past = past_of(log, 5 * DAY)
    >>> past.subject.tolist(), past.frame.columns["touches"].tolist(), past.frame.columns["recency_days"].tolist()
    ([0], [2.0], [3.0])
    """
    seen = log.at < before
    if log.human is not None:
        seen &= log.human
    rows = np.flatnonzero(seen)
    who, age = log.subject[rows].astype(np.int64), (before - log.at[rows]) / DAY
    total = np.bincount(who, minlength=log.subjects)
    columns = _times(who, age, log.subjects)
    recent = age < LONGER
    for name in COUNTED:
        coded = getattr(log, name)
        if coded is not None:
            columns |= _counts(name, coded, rows[recent], who[recent], log.subjects)
    if log.contact is not None:
        columns["people"] = _people(who, log.contact[rows], log.subjects)
    if visits is not None:
        columns |= _standing(visits, log, before)
    for name, column in (attributes or {}).items():
        known = Frame.from_columns({name: column}).columns[name]
        if len(known) != log.subjects:
            raise WrongLengthError(f"{name}: {len(known)} values for {log.subjects} subjects; each needs one.")
        columns[name] = known
    there = total > 0
    return Past(Frame(dict(sorted(columns.items())), log.subjects).take(there), np.flatnonzero(there))


def _times(who: Ints, age: Floats, subjects: int) -> dict[str, Column]:
    def count(mask: NDArray[np.bool_]) -> Floats:
        return np.bincount(who[mask], minlength=subjects).astype(np.float64)

    last, first = np.full(subjects, np.inf), np.zeros(subjects)
    np.minimum.at(last, who, age)
    np.maximum.at(first, who, age)
    last[np.isinf(last)] = np.nan
    recent, month_before = count(age < RECENT), count((age >= RECENT) & (age < 2 * RECENT))
    return {
        "touches": count(np.ones(len(who), dtype=np.bool_)),
        "touches_30d": recent,
        "touches_90d": count(age < LONGER),
        "recency_days": last,
        "age_days": first,
        "active_days": first - last,
        "trend": np.log((recent + 1) / (month_before + 1)),
    }


def _counts(name: str, coded: Coded, rows: Ints, who: Ints, subjects: int) -> dict[str, Column]:
    """Count touches of each frequent value per subject; all values of the log get a column, or none by chance."""
    often = np.argsort(-np.bincount(coded.codes[coded.codes >= 0], minlength=len(coded.values)), kind="stable")
    places = np.full(len(coded.values) + 1, -1)
    places[often[:MOST_VALUES]] = np.arange(len(often[:MOST_VALUES]))
    place = places[coded.codes[rows]]
    told = place >= 0
    size = len(often[:MOST_VALUES])
    table = np.bincount(who[told] * size + place[told], minlength=subjects * size).reshape(subjects, size)
    kept = often[:MOST_VALUES].tolist()
    return {f"{name}:{coded.values[code]}": table[:, at].astype(np.float64) for at, code in enumerate(kept)}


def _people(who: Ints, contact: NDArray[np.int32], subjects: int) -> Floats:
    known = contact >= 0
    pairs = np.unique(who[known] * (np.int64(contact.max(initial=0)) + 1) + contact[known])
    owner = pairs // (np.int64(contact.max(initial=0)) + 1)
    return np.bincount(owner, minlength=subjects).astype(np.float64)


def _standing(visits: Visits, log: EventLog, before: int) -> dict[str, Column]:
    """Say where each subject stood, and for how long: its last visit entered before and not left before."""
    subject = np.searchsorted(log.subject_ids, visits.subject_id)
    inside = (visits.entered_at < before) & ((visits.left_at < 0) | (visits.left_at >= before))
    inside &= (subject < log.subjects) & np.isin(visits.subject_id, log.subject_ids)
    rows = np.flatnonzero(inside)
    stage, days = np.full(log.subjects, -1, dtype=np.int32), np.full(log.subjects, np.nan)
    stage[subject[rows]] = visits.stage[rows]
    days[subject[rows]] = (before - visits.entered_at[rows]) / DAY
    return {"stage": Coded(stage, visits.stages), "stage_days": days}
