"""Prediction from the log: who will convert within some days, learnt from several moments of the past."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Ints
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY
from jornada.analytics.predict.errors import TooFewError
from jornada.analytics.predict.frame import Column, Frame
from jornada.analytics.predict.history import Past, past_of
from jornada.analytics.predict.learn import Choices, learn
from jornada.analytics.predict.prediction import Prediction
from jornada.analytics.predict.split import CALIBRATE, GAP, OPEN, TEST, TRAIN, Parts
from jornada.analytics.visits import Visits

NEVER = int(np.iinfo(np.int64).max)


def predict_log(
    log: EventLog,
    outcome: Collection[str],
    *,
    cutoffs: Sequence[int] | Ints,
    as_of: int,
    horizon_days: float = 90,
    ends: Collection[str] = (),
    attributes: Mapping[str, Any] | None = None,
    visits: Visits | None = None,
    boosting: bool = True,
) -> tuple[Prediction, Ints]:
    """Say who will convert within the horizon, from what the log showed at several cut-offs.

    At each cut-off a subject is described by its touches strictly before (`history.past_of`); the target is
    a touch of `outcome` within the horizon after. Subjects that had converted, or ended, before are left
    out; so are cut-offs whose horizon is not over at `as_of`. The latest mature cut-off judges; the latest
    whose horizon is over by then calibrates; the earlier ones teach; those between are not used. Subjects
    open at `as_of` are scored.

    Parameters
    ----------
    log : EventLog
    outcome : collection of str
        Activities that are the conversion, such as "deal.won".
    cutoffs : sequence of int
        Moments of the past, such as month ends; microseconds UTC. At least three are needed: two horizons
        apart the first and the last.
    as_of : int
        Now, microseconds UTC; nothing at or after it is used.
    horizon_days : float, default 90
        Above 0.
    ends : collection of str
        Activities after which a subject is out, such as "deal.lost".
    attributes, visits
        As for `history.past_of`.
    boosting : bool, default True

    Returns
    -------
    prediction : Prediction
    subject : ndarray of int64
        Position in the log of each row's subject; the rows of `part` 3 are those open now.

    Raises
    ------
    TooFewError
        If fewer than three cut-offs can be used, or there is too little history at them.
    MeasureError
        If the horizon is not above 0, or no touch is of `outcome`.
    """
    if not horizon_days > 0:
        raise MeasureError(f"A horizon lasts more than 0 days; got {horizon_days}.")
    if not log.activity.codes_of(outcome):
        raise MeasureError(f"No touch of the log is {', '.join(outcome)}; name an activity that occurs.")
    horizon = round(horizon_days * DAY)
    moments = _moments(cutoffs, as_of, horizon)
    converted, ended = _first(log, outcome), _first(log, (*outcome, *ends))
    pasts = [_open(past_of(log, at, attributes=attributes, visits=visits), ended, at) for at in (*moments, as_of)]
    subject = np.concatenate([past.subject for past in pasts])
    at = np.repeat((*moments, as_of), [len(past.subject) for past in pasts])
    frame = _stacked([past.frame for past in pasts])
    happened = (converted[subject] < at + horizon) & (at < as_of)
    part = _parts(at, moments, as_of, horizon)
    kept = part != GAP
    choices = Choices(boosting=boosting, is_trusted=True, ignored={})
    found = learn(frame.take(kept), happened[kept], part[kept], np.ones(int(kept.sum())), "time", choices)
    return found, subject[kept]


def _moments(cutoffs: Sequence[int] | Ints, as_of: int, horizon: int) -> list[int]:
    mature = sorted({int(at) for at in cutoffs if at + horizon <= as_of})
    before = [at for at in mature if mature and at + horizon <= mature[-1]]
    if len(before) < 2:
        usable = len(before) + bool(mature)
        raise TooFewError("cut-offs with their horizon over (all but the last one horizon before it)", usable, 3)
    return mature


def _parts(at: Ints, moments: list[int], as_of: int, horizon: int) -> Parts:
    test = moments[-1]
    calibrate = [moment for moment in moments if moment + horizon <= test][-1]
    block = np.where(at == test, TEST, np.where(at == calibrate, CALIBRATE, np.where(at < calibrate, TRAIN, GAP)))
    return np.where(at == as_of, OPEN, block).astype(np.int8)


def _first(log: EventLog, activities: Collection[str]) -> Ints:
    """Say when each subject first had one of the activities."""
    found = np.full(log.subjects, NEVER)
    rows = log.activity.lookup(activities)[log.activity.codes]
    np.minimum.at(found, log.subject[rows], log.at[rows])
    return found


def _open(past: Past, ended: Ints, at: int) -> Past:
    is_open = ended[past.subject] >= at
    return Past(past.frame.take(is_open), past.subject[is_open])


def _stacked(frames: list[Frame]) -> Frame:
    columns: dict[str, Column] = {}
    for name, first in frames[0].columns.items():
        parts = [frame.columns[name] for frame in frames]
        if isinstance(first, Coded):
            codes = np.concatenate([part.codes for part in parts if isinstance(part, Coded)])
            columns[name] = Coded(codes, first.values)
        else:
            columns[name] = np.concatenate([part for part in parts if not isinstance(part, Coded)])
    return Frame(columns, sum(len(frame) for frame in frames))
