"""From a frame and outcomes to a judged prediction: leaks out, model chosen, calibrated, tested once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.grouped import Floats
from jornada.analytics.predict.calibrate import calibrate
from jornada.analytics.predict.encode import learn_encoder
from jornada.analytics.predict.errors import NothingToLearnError
from jornada.analytics.predict.frame import Column, Frame
from jornada.analytics.predict.leaks import Leak, alone, find_leaks
from jornada.analytics.predict.logistic import fit_logistic
from jornada.analytics.predict.models import fit_model
from jornada.analytics.predict.prediction import Prediction, grades
from jornada.analytics.predict.quality import auc_of, judge
from jornada.analytics.predict.reasons import contributions
from jornada.analytics.predict.split import CALIBRATE, TEST, TRAIN, Parts, check_counts
from jornada.analytics.predict.threads import one_thread

SUSPICIOUS = 0.75
WEIGHED_ROWS = 200


@dataclass(frozen=True, slots=True)
class Choices:
    """What the caller decided about the columns.

    Attributes
    ----------
    keep : collection of str
        Kept whatever the alarm says.
    later : mapping of str to float
        Share of a date column that lies after the moment of prediction.
    boosting : bool
        Whether trees are tried.
    is_trusted : bool
        Columns come from before the cut-off by construction.
    ignored : mapping of str to str
        Columns left out before, and why.
    """

    keep: Collection[str] = ()
    later: Mapping[str, float] = field(default_factory=dict)
    boosting: bool = True
    is_trusted: bool = False
    ignored: Mapping[str, str] = field(default_factory=dict)


def learn(
    frame: Frame, happened: NDArray[np.bool_], part: Parts, value: Floats, split: str, choices: Choices
) -> Prediction:
    """Learn on the early rows, calibrate on later ones, judge on the latest.

    Parameters
    ----------
    frame : Frame
        All rows.
    happened : ndarray of bool, shape (rows,)
        Outcome; anything where open.
    part : ndarray of int8
        As from `split.by_time`.
    value : ndarray of float64
        Worth of a success, per row.
    split : str
        "time" or "shuffled", for the words.
    choices : Choices

    Returns
    -------
    Prediction

    Raises
    ------
    TooFewError
        If there is too little to learn, calibrate or judge.
    NothingToLearnError
        If no column is left.
    """
    check_counts(part, happened)
    with one_thread():
        return _learn(frame, happened, part, value, split, choices)


def _learn(
    frame: Frame, happened: NDArray[np.bool_], part: Parts, value: Floats, split: str, choices: Choices
) -> Prediction:
    seen = (part == TRAIN) | (part == CALIBRATE)
    leaks = find_leaks(frame.take(seen), happened[seen], keep=choices.keep, later=choices.later,
                       is_trusted=choices.is_trusted)  # fmt: skip
    frame = frame.without({leak.column for leak in leaks if not leak.is_kept})
    ignored = {**_useless(frame.take(part == TRAIN), choices.keep), **choices.ignored}
    frame = frame.without(ignored)
    train, check, test = (frame.take(part == code) for code in (TRAIN, CALIBRATE, TEST))
    yes = {code: happened[part == code] for code in (TRAIN, CALIBRATE, TEST)}
    if not learn_encoder(train).codes:
        raise NothingToLearnError
    model, contest = fit_model(train, yes[TRAIN], check, yes[CALIBRATE], boosting=choices.boosting)
    calibration = calibrate(model.log_odds(check), yes[CALIBRATE])
    base = float(happened[seen].mean())
    quality = judge(calibration.apply(model.log_odds(test)), yes[TEST], base)
    plain = quality
    if model.kind == "boosting":
        floor = model.line.log_odds(model.encoder.design(check)), model.line.log_odds(model.encoder.design(test))
        plain = judge(calibrate(floor[0], yes[CALIBRATE]).apply(floor[1]), yes[TEST], base)
    chance, unit = calibration.apply(model.log_odds(frame)), base * float(value[seen].mean())
    some = test.take(np.linspace(0, len(test) - 1, min(WEIGHED_ROWS, len(test))).astype(np.int64))
    return Prediction(
        quality=quality, plain_quality=plain, model=model, calibration=calibration, contest=contest, leaks=leaks,
        suspect=_suspect(train, yes[TRAIN], check, yes[CALIBRATE], model.ridge, choices), ignored=ignored, frame=frame,
        part=part, happened=happened, chance=chance, value=value, grade=grades(chance, value, unit), unit_value=unit,
        split=split, weights=np.abs(contributions(model, some, samples=4).added).mean(axis=0),
    )  # fmt: skip


def _useless(train: Frame, keep: Collection[str]) -> dict[str, str]:
    """Name columns that cannot tell anything about new rows: constants and identifiers."""
    codes = learn_encoder(train).codes
    found = {name: "constant" for name in train.columns if name not in codes}
    found |= {name: "identifier" for name, column in train.columns.items() if _is_identifier(column)}
    return {name: why for name, why in found.items() if name not in keep or name not in codes}


def _is_identifier(column: Column) -> bool:
    """Say whether nearly every filled row has a value of its own: texts, or whole numbers that run on."""
    if isinstance(column, Coded):
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
        return int((counts > 0).sum()) > 20 and int(counts[counts < 5].sum()) > 0.6 * int(counts.sum())
    filled = column[~np.isnan(column)]
    if len(filled) < 50 or (filled != np.floor(filled)).any():
        return False
    distinct = len(np.unique(filled))
    return distinct == len(filled) and bool(np.ptp(filled) < 8 * len(filled) or filled.min() >= 1e6)


def _suspect(
    train: Frame, happened: NDArray[np.bool_], check: Frame, checked: NDArray[np.bool_], ridge: float, choices: Choices
) -> Leak | None:
    """Find a column that alone says more than all others together."""
    told = {name: alone(column, happened) for name, column in train.columns.items() if name not in choices.keep}
    best = max(told, key=lambda name: told[name], default="")
    if len(told) < 3 or told[best] < SUSPICIOUS or choices.is_trusted:
        return None
    encoder = learn_encoder(train, skip=(best,))
    if not encoder.codes:
        return None
    others = fit_logistic(encoder.design(train), happened, ridge)
    rest, _ = auc_of(others.log_odds(encoder.design(check)), checked)
    return Leak(best, "alone", told[best], is_kept=True) if told[best] > rest else None
