"""Putting logs together: all touches of several, or fresh subjects over old ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import MISSING, Coded, shared_values
from jornada.analytics.errors import BadColumnError
from jornada.analytics.log import CODED_COLUMNS, COLUMNS, NUMBER_COLUMNS, EventLog


def concat(logs: Iterable[EventLog]) -> EventLog:
    """Put the touches of several logs into one.

    Parameters
    ----------
    logs : iterable of EventLog
        A subject may stand in several of them. A column that one log lacks is filled with unknown
        (True for `human`).

    Returns
    -------
    EventLog
        Its dictionary columns hold the values of all logs in alphabetical order.

    Raises
    ------
    BadColumnError
        If some logs name their subjects and others number them.

    Examples
    --------
    >>> one = EventLog.from_columns([1], [5], ["look"])
    >>> two = EventLog.from_columns([1], [3], ["ask"], channel=["web"])
    >>> both = concat([one, two])
    >>> both.activity.decode(), both.channel.decode()
    (['ask', 'look'], ['web', None])
    """
    parts = list(logs)
    if len(parts) < 2:
        return parts[0] if parts else EventLog.empty()
    columns = {name: _joined(name, parts) for name in COLUMNS if any(getattr(p, name) is not None for p in parts)}
    return EventLog.from_columns(_joined_subjects(parts), **columns)


def merge(base: EventLog, fresh: EventLog, gone: Sequence[int] | NDArray[np.int64] = ()) -> EventLog:
    """Replace the subjects of `base` that stand in `fresh`, and drop those in `gone`.

    Parameters
    ----------
    base, fresh : EventLog
        Both with numbered subjects.
    gone : sequence of int
        Ids of subjects without touches any more.

    Returns
    -------
    EventLog

    Examples
    --------
    >>> base = EventLog.from_columns([1, 2, 3], [1, 1, 1], ["a", "a", "a"])
    >>> merge(base, EventLog.from_columns([2], [9], ["b"]), gone=[3]).at.tolist()
    [1, 9]
    """
    leaving = np.concatenate((fresh.subject_ids, np.asarray(gone, dtype=np.int64)))
    return concat([base.select_subjects(~np.isin(base.subject_ids, leaving)), fresh])


def _joined_subjects(parts: list[EventLog]) -> Any:
    named = [part.subject_names is not None for part in parts]
    if any(named) != all(named):
        raise BadColumnError("subject: some logs name their subjects and some number them; use one way for all.")
    if not any(named):
        return np.concatenate([part.subject_ids[part.subject] for part in parts])
    columns = [Coded(part.subject_ids[part.subject].astype(np.int32), part.subject_names or ()) for part in parts]
    return _joined_codes(columns)


def _joined(name: str, parts: list[EventLog]) -> Any:
    if name in CODED_COLUMNS:
        return _joined_codes([_or_missing(part, name) for part in parts])
    return np.concatenate([_or_unknown(part, name) for part in parts])


def _joined_codes(columns: list[Coded]) -> Coded:
    values = shared_values(columns)
    return Coded(np.concatenate([column.recode(values).codes for column in columns]), values)


def _or_missing(part: EventLog, name: str) -> Coded:
    column: Coded | None = getattr(part, name)
    return Coded(np.full(len(part), MISSING, dtype=np.int32), ()) if column is None else column


def _or_unknown(part: EventLog, name: str) -> NDArray[Any]:
    column: NDArray[Any] | None = getattr(part, name)
    if column is not None:
        return column
    unknown = {"human": True, "value": np.nan}.get(name, MISSING)
    return np.full(len(part), unknown, dtype=NUMBER_COLUMNS[name])
