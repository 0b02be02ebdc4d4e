"""How long subjects take from first to last touch, and how often they repeat themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.engine import run
from jornada.analytics.grouped import Ints, quantiles, sorted_unique
from jornada.analytics.log import EventLog
from jornada.analytics.numerals import MICROS
from jornada.analytics.result import Language, Result


@dataclass(frozen=True, slots=True)
class DurationSummary(Result):
    """Time from first to last touch over all subjects, microseconds; NaN without subjects.

    Quantiles are linear between the nearest values (see `grouped.quantiles`).
    """

    subjects: int
    median: float
    mean: float
    p90: float
    max: float

    def columns(self) -> dict[str, Any]:
        """Give one row; times in seconds."""
        times = {f"{name}_seconds": [getattr(self, name) / MICROS] for name in ("median", "mean", "p90", "max")}
        return {"subjects": [self.subjects], **times}

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.following import say_durations

        return say_durations(self, language)


@dataclass(frozen=True, slots=True)
class Durations:
    """The measure behind `durations`."""

    def kernel(self, log: EventLog) -> Ints:
        spans: Ints = log.at[log.offsets[1:] - 1] - log.at[log.offsets[:-1]]
        return spans

    def merge(self, parts: Sequence[Ints]) -> Ints:
        return np.concatenate(parts)

    def finish(self, part: Ints) -> DurationSummary:
        if not len(part):
            return DurationSummary(0, *(float("nan"),) * 4)
        spans = np.sort(part)
        median, p90 = quantiles(spans, np.array([0, len(spans)]), (0.5, 0.9))[:, 0]
        return DurationSummary(len(spans), float(median), float(spans.mean()), float(p90), float(spans[-1]))


def durations(log: EventLog) -> DurationSummary:
    """Sum up the time from the first to the last touch of each subject.

    Open cases count up to their last touch; how long a stay really takes is `dwell`'s question.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 2], [0, 10, 5], ["a"] * 3)
    >>> durations(log)
    DurationSummary(subjects=2, median=5.0, mean=5.0, p90=9.0, max=10.0)
    """
    return run(Durations(), log)


@dataclass(frozen=True, slots=True)
class ReworkSummary(Result):
    """How often subjects repeat an activity.

    Attributes
    ----------
    subjects : int
        All subjects.
    rework : int
        Subjects in which some activity occurs more than once.
    self_loops : int
        Touches that directly follow one of the same activity.
    self_loop_subjects : int
        Subjects with at least one of them.
    """

    subjects: int
    rework: int
    self_loops: int
    self_loop_subjects: int

    def columns(self) -> dict[str, Any]:
        """Give one row."""
        names = ("subjects", "rework", "self_loops", "self_loop_subjects")
        return {name: [getattr(self, name)] for name in names}

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.following import say_rework

        return say_rework(self, language)


@dataclass(frozen=True, slots=True)
class Rework:
    """The measure behind `rework`."""

    def kernel(self, log: EventLog) -> Ints:
        codes, subject = log.activity.codes, log.subject
        once = sorted_unique(subject * np.int64(len(log.activity.values)) + codes)
        kinds_of = np.bincount(once // max(1, len(log.activity.values)), minlength=log.subjects)
        loops = np.flatnonzero((codes[1:] == codes[:-1]) & (subject[1:] == subject[:-1]))
        looping = np.count_nonzero(np.bincount(subject[loops], minlength=1))
        return np.array([log.subjects, np.count_nonzero(kinds_of < log.lengths), len(loops), looping])

    def merge(self, parts: Sequence[Ints]) -> Ints:
        total: Ints = np.sum(parts, axis=0)
        return total

    def finish(self, part: Ints) -> ReworkSummary:
        return ReworkSummary(*part.tolist())


def rework(log: EventLog) -> ReworkSummary:
    """Count the subjects in which an activity recurs, and direct repetitions.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 1, 2, 2, 2], [1, 2, 3, 1, 2, 3], list("abaaab"))
    >>> rework(log)
    ReworkSummary(subjects=2, rework=2, self_loops=1, self_loop_subjects=1)
    """
    return run(Rework(), log)
