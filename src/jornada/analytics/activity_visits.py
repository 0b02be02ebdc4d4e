"""A log without a journey map as visits: each activity a stage, left when another activity follows."""

from __future__ import annotations

import numpy as np

from jornada.analytics.grouped import Ints, divided, group_means
from jornada.analytics.log import EventLog
from jornada.analytics.visits import EVIDENCE, OPEN, Visits

END_SHARE = 0.5


def activity_visits(log: EventLog, *, now: int | None = None) -> Visits:
    """Take each activity for a stage, so that the measures of the road work on any log.

    A stay begins with the first of some equal activities in a row and ends when another follows; the last stay of a
    subject is still open. Activities after which half of the stays or more see nothing else (a ticket closed) are
    ends, not stages: nobody waits there.

    Parameters
    ----------
    log : EventLog
    now : int, optional
        As-of time, microseconds UTC; the last touch of the log when left out. Touches after it are not seen.

    Returns
    -------
    Visits
        Stages in the order in which subjects meet them on average.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 1, 2, 2], [0, 5, 9, 2, 3], ["ask", "ask", "done", "ask", "done"])
    >>> visits = activity_visits(log)
    >>> visits.stages, (visits.left_at - visits.entered_at).tolist()
    (('ask',), [9, 1])
    """
    until = int(log.at.max(initial=0)) if now is None else now
    seen = log.select(log.at <= until) if now is not None else log
    codes, subject = seen.activity.codes, seen.subject
    begins = np.ones(len(seen), dtype=np.bool_)
    begins[1:] = (codes[1:] != codes[:-1]) | (subject[1:] != subject[:-1])
    rows = np.flatnonzero(begins)
    stage, who, entered = codes[rows].astype(np.int64), subject[rows], seen.at[rows]
    is_last = np.append(who[1:] != who[:-1], True)[: len(rows)]
    left = np.where(is_last, -1, np.append(entered[1:], -1)[: len(rows)])
    order, kept = _stages(seen, stage, is_last)
    asked = kept[stage]
    number = np.arange(len(rows)) - np.searchsorted(who, who) + 1
    return Visits(
        subject=who[asked],
        cycle=np.ones(int(asked.sum()), dtype=np.int32),
        number=number[asked].astype(np.int32),
        stage=order[stage[asked]].astype(np.int16),
        entered_at=entered[asked],
        left_at=left[asked],
        left_by=np.where(is_last, OPEN, EVIDENCE)[asked].astype(np.int8),
        evidence=seen.touch_id[rows][asked],
        behaviour=np.zeros(int(asked.sum()), dtype=np.int16),
        subject_ids=seen.subject_ids,
        outcome=np.zeros(seen.subjects, dtype=np.int8),
        stages=tuple(seen.activity.values[code] for code in np.flatnonzero(kept)[np.argsort(order[kept])].tolist()),
        now=until,
    )


def _stages(log: EventLog, stage: Ints, is_last: np.ndarray) -> tuple[Ints, np.ndarray]:
    """Give each activity its place among the stages, and tell which are stages."""
    kinds = len(log.activity.values)
    count = np.bincount(stage, minlength=kinds)
    kept = (count > 0) & (divided(np.bincount(stage[is_last], minlength=kinds), count) < END_SHARE)
    before = np.arange(len(log)) - np.repeat(log.offsets[:-1], log.lengths)
    place = group_means(before.astype(np.float64), log.activity.codes.astype(np.int64), kinds)
    order = np.full(kinds, -1, dtype=np.int64)
    chosen = np.flatnonzero(kept)
    order[chosen[np.argsort(place[chosen], kind="stable")]] = np.arange(len(chosen))
    return order, kept
