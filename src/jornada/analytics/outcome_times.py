"""From the first touch to the outcome: one case per subject, for the measures of time."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from jornada.analytics.competing import Incidence, aalen_johansen
from jornada.analytics.grouped import Ints
from jornada.analytics.log import EventLog


def outcome_times(
    log: EventLog, conversion: Collection[str], lost: Collection[str] = (), *, now: int | None = None
) -> Incidence:
    """Say the share of subjects with each outcome by the time since their first touch, open ones censored now.

    Parameters
    ----------
    log : EventLog
    conversion, lost : collection of str
        Activities that are the success, and the failure; the first of either ends a case.
    now : int, optional
        As-of time, microseconds UTC; the last touch of the log when left out.

    Returns
    -------
    Incidence
        Of "won", and of "lost" where failures are named.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 2, 3], [0, 5, 0, 9], ["ask", "buy", "ask", "ask"])
    >>> outcome_times(log, ["buy"]).share.tolist()
    [[0.5]]
    """
    until = int(log.at.max(initial=0)) if now is None else now
    first = log.at[log.offsets[:-1]]
    won_at, lost_at = (_first(log, names, until) for names in (conversion, lost))
    end = np.minimum(won_at, lost_at)
    outcome = np.where(end == _NEVER, 0, np.where(won_at <= lost_at, 1, 2))
    seen = first <= until
    time = np.where(outcome > 0, end, until) - first
    return aalen_johansen(time[seen], outcome[seen], ("won", "lost") if lost else ("won",))


_NEVER = np.iinfo(np.int64).max


def _first(log: EventLog, names: Collection[str], until: int) -> Ints:
    """Find when each subject first does one of the activities, the largest number when never."""
    at = np.full(log.subjects, _NEVER, dtype=np.int64)
    rows = np.flatnonzero(log.activity.lookup(names)[log.activity.codes] & (log.at <= until))[::-1]
    # Backwards: the first touch of a subject is the one that stays.
    at[log.subject[rows]] = log.at[rows]
    return at
