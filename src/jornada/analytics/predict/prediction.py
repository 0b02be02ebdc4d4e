"""The answer: a judged model, probabilities, classes and reasons for those whose outcome is open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.predict.calibrate import Calibration
from jornada.analytics.predict.frame import Frame
from jornada.analytics.predict.leaks import Leak
from jornada.analytics.predict.models import Contest, Model
from jornada.analytics.predict.quality import Quality
from jornada.analytics.predict.reasons import Change, Reason, contributions, options, top_reasons, with_value
from jornada.analytics.predict.split import TEST
from jornada.analytics.predict.threads import one_thread
from jornada.analytics.rates import Rates
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words.predict import say

PARTS = ("train", "calibrate", "test", "open", "gap")
GRADES = ("A", "B", "C", "D")
# Expected value as a multiple of an average lead's: twice, as much, half.
GRADE_FROM = (2.0, 1.0, 0.5)


@dataclass(frozen=True, eq=False)
class Prediction(Result):
    """A model, how well it did on the latest rows, and what it says of each row.

    Attributes
    ----------
    quality : Quality
        On the test rows, which neither model nor calibration has seen.
    plain_quality : Quality
        The same for the floor, logistic regression, where trees were chosen; else the same object.
    model, calibration, contest
        What was fitted, and how trees fared against the floor.
    leaks : tuple of Leak
        Columns that know too much; left out unless kept on demand.
    suspect : Leak or None
        A column that says more alone than all others together; kept, to be looked at.
    ignored : dict of str to str
        Further columns that were not used, and why (a code of `words`).
    frame : Frame
        All rows, those with an open outcome included, with the columns used.
    part : ndarray of int8, shape (rows,)
        0 train, 1 calibrate, 2 test, 3 open, 4 gap (between train and test); texts in `PARTS`.
    happened : ndarray of bool, shape (rows,)
        Outcome; False where open.
    chance : ndarray of float64, shape (rows,)
        Calibrated probability, 0 to 1.
    value : ndarray of float64, shape (rows,)
        What a success is worth; 1 where no value was given.
    grade : ndarray of int8, shape (rows,)
        0 to 3, A to D by expected value; texts in `GRADES`.
    unit_value : float
        Expected value of an average lead: base rate of the training rows x their mean value.
    split : {"time", "shuffled"}
        How the test rows were chosen.
    weights : ndarray of float64, shape (columns,)
        Mean absolute contribution of each column used, log-odds.
    """

    quality: Quality
    plain_quality: Quality
    model: Model
    calibration: Calibration
    contest: Contest
    leaks: tuple[Leak, ...]
    suspect: Leak | None
    ignored: dict[str, str]
    frame: Frame
    part: NDArray[np.int8]
    happened: NDArray[np.bool_]
    chance: Floats
    value: Floats
    grade: NDArray[np.int8]
    unit_value: float
    split: str
    weights: Floats

    def __len__(self) -> int:
        return len(self.chance)

    @property
    def by_grade(self) -> Rates:
        """Share of the test rows of each class, A to D, that converted."""
        test = self.part == TEST
        hits = np.bincount(self.grade[test], self.happened[test], minlength=4).astype(np.int64)
        return Rates.count(hits, np.bincount(self.grade[test], minlength=4))

    def score(self, frame: Frame) -> Floats:
        """Say the calibrated probability of further rows, shape (rows,)."""
        with one_thread():
            return self.calibration.apply(self.model.log_odds(frame))

    def reasons(self, rows: Sequence[int] | Ints, most: int = 5, samples: int = 64) -> list[tuple[Reason, ...]]:
        """List the strongest reasons of some rows, strongest first."""
        picked = self.frame.take(np.asarray(rows, dtype=np.int64))
        with one_thread():
            found = contributions(self.model, picked, samples=samples)
        return [top_reasons(found, picked, row, most) for row in range(len(picked))]

    def changes(self, row: int, actionable: Collection[str]) -> tuple[Change, ...]:
        """Say which single change of an actionable column would lift a row into a better class, best first.

        It is what the model associates with such rows; it does not say that acting on it would help.
        """
        one = self.frame.take(np.array([row]))
        tries = []
        for name, value, text in options(self.frame, actionable):
            chance = float(self.score(with_value(one, name, value))[0])
            grade = int(grades(np.array([chance]), self.value[[row]], self.unit_value)[0])
            if grade < self.grade[row]:
                tries.append(Change(name, text, chance, GRADES[grade]))
        return tuple(sorted(tries, key=lambda change: -change.chance))

    def weighed(self) -> list[tuple[str, float]]:
        """List the columns used with the mean absolute log-odds that they add, heaviest first."""
        order = np.argsort(-self.weights, kind="stable").tolist()
        return [(self.model.encoder.names[place], float(self.weights[place])) for place in order]

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per subject: probability, class, expected value, and what it was used for."""
        parts = [PARTS[code] for code in self.part.tolist()]
        worth = (self.chance * self.value).tolist()
        classes = [GRADES[code] for code in self.grade.tolist()]
        return {"chance": self.chance.tolist(), "grade": classes, "expected_value": worth, "part": parts}

    def explain(self, language: Language = "en") -> str:
        """Say how good the prediction is, on what it rests and what was left out."""
        told = [self.quality.explain(language), say(f"split_{self.split}", language)]
        told += [leak.explain(language) for leak in self.leaks]
        if self.suspect:
            told.append(say("suspect", language, column=self.suspect.column, auc=f"{self.suspect.auc:.2f}"))
        return " ".join(told)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the reliability curve, success by class, and the weight of the columns."""
        rate = self.by_grade
        classes = Series(say("observed", language), GRADES, rate.rate.tolist(), rate.low.tolist(), rate.high.tolist())
        keys = ("grades_title", "grade", "observed", "weights_title", "column", "weight")
        words = [say(key, language) for key in keys]
        names, weights = zip(*self.weighed()[:15], strict=True)
        heavy = Series(words[5], names, weights)
        return (
            *self.quality.charts(language),
            Chart("bar", words[0], words[1], words[2], (classes,), is_share=True),
            Chart("bar", words[3], words[4], words[5], (heavy,)),
        )


def grades(chance: Floats, value: Floats, unit_value: float) -> NDArray[np.int8]:
    """Put rows into classes by expected value: A from twice that of an average lead, B from as much, C from half.

    Parameters
    ----------
    chance : ndarray of float64
        Probabilities, 0 to 1.
    value : ndarray of float64
        What a success is worth, 0 or more.
    unit_value : float
        Expected value of an average lead, in the unit of `value`.

    Returns
    -------
    ndarray of int8
        0 to 3: A to D.

    Examples
    --------
    >>> grades(np.array([0.3, 0.1, 0.1, 0.01]), np.array([1.0, 1.0, 4.0, 1.0]), 0.1).tolist()
    [0, 1, 0, 3]
    """
    times = np.nan_to_num(divided(chance * value, unit_value))
    below: NDArray[np.int8] = np.sum(times[:, None] < np.array(GRADE_FROM) * (1 - 1e-12), axis=1).astype(np.int8)
    return below
