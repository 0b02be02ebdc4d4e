"""Step matrix: which share of subjects is at each activity or stage by the number of the step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.log import EventLog
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.visits import Visits
from jornada.analytics.walks import Walks, walks
from jornada.analytics.words import flow as words


@dataclass(frozen=True, eq=False, slots=True)
class StepMatrix(Result):
    """Subjects at each name by the number of the step.

    Attributes
    ----------
    names : tuple of str
    steps : ndarray of int64, shape (steps,)
        Numbers of the steps, from 1; with `around`, from below 0, which is that step itself.
    count : ndarray of int64, shape (names, steps)
        Subjects whose walk has the name at that step.
    outside : ndarray of int64, shape (steps,)
        Subjects whose walk has no such step: ended already, or not begun yet.
    subjects : int
        All that have a walk (with `around`: that name on it). Each column and `outside` add up to it.
    around : str
        The name whose first occurrence is step 0; empty when steps are counted from the start.
    """

    names: tuple[str, ...]
    steps: Ints
    count: Ints
    outside: Ints
    subjects: int
    around: str

    @property
    def share(self) -> Floats:
        """Share of the subjects, shape (names, steps), 0 to 1; NaN without subjects."""
        return divided(self.count, self.subjects)

    def columns(self) -> dict[str, Any]:
        name, step = (each.ravel() for each in np.indices(self.count.shape))
        named = [self.names[code] for code in name.tolist()]
        flat = (self.count.ravel(), self.share.ravel())
        return {"name": named, "step": self.steps[step], "subjects": flat[0], "share": flat[1]}

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        if not self.subjects:
            return wrote.pick(*words.THERE_IS_NO_WALK)
        at = int(np.argmax(self.steps >= (1 if self.around else 2)))
        top = int(np.argmax(self.count[:, at]))
        gone = wrote.share(float(self.outside[-1] / self.subjects))
        return wrote.pick(
            *words.OF_SUBJECTS_ARE_AT,
            subjects=wrote.number(self.subjects),
            share=wrote.share(float(self.share[top, at])),
            name=self.names[top],
            step=int(self.steps[at]),
            gone=gone,
            last=int(self.steps[-1]),
        )

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        wrote = Numerals(language)
        title = wrote.pick(*words.WHERE_SUBJECTS_ARE_STEP)
        x = [str(step) for step in self.steps.tolist()]
        rows = [Series(name, x, row) for name, row in zip(self.names, self.share.tolist(), strict=True) if any(row)]
        return (Chart("heat", title, wrote.pick(*words.STEP), "", rows, is_share=True),)


@dataclass(frozen=True, slots=True)
class StepCount:
    """The measure behind `step_matrix`; a part holds the counts per name and step, subjects last."""

    names: tuple[str, ...]
    steps: int
    around: str

    def kernel(self, data: Walks) -> Ints:
        place, subjects = data.place, int(np.count_nonzero(data.lengths))
        if self.around:
            rows = np.flatnonzero(data.step == data.code(self.around))
            found, first = np.unique(data.subject[rows], return_index=True)
            begins = np.full(data.subjects, np.iinfo(np.int64).max // 2)
            begins[found] = data.place[rows[first]]
            place, subjects = place - begins[data.subject] + self.steps, len(found)
        kept = (place >= 0) & (place < self._width)
        cells = data.step[kept] * np.int64(self._width) + place[kept]
        counts = np.bincount(cells, minlength=len(self.names) * self._width)
        return np.append(counts, subjects)

    def merge(self, parts: Sequence[Ints]) -> Ints:
        total: Ints = np.sum(parts, axis=0)
        return total

    def finish(self, part: Ints) -> StepMatrix:
        count = part[:-1].reshape(len(self.names), self._width)
        steps = np.arange(self._width) - self.steps if self.around else np.arange(1, self._width + 1)
        return StepMatrix(self.names, steps, count, part[-1] - count.sum(axis=0), int(part[-1]), self.around)

    @property
    def _width(self) -> int:
        return 2 * self.steps + 1 if self.around else self.steps


def step_matrix(
    data: EventLog | Visits | Walks, *, steps: int = 10, around: str | None = None, collapse_repeats: bool = False
) -> StepMatrix:
    """Count the subjects at each activity or stage by the number of the step.

    Parameters
    ----------
    data : EventLog, Visits or Walks
    steps : int, default 10
        How many to look at; with `around`, so many on either side.
    around : str, optional
        Count steps from the first occurrence of this name, which is step 0; walks without it are left out.
    collapse_repeats : bool, default False
        Whether a step repeated directly counts once.

    Returns
    -------
    StepMatrix

    Raises
    ------
    MeasureError
        If fewer than 1 step is asked for, or no walk can have `around`.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 2, 2, 3], [0, 1, 0, 1, 0], ["a", "b", "a", "a", "b"])
    >>> matrix = step_matrix(log, steps=2)
    >>> matrix.names, matrix.count.tolist(), matrix.outside.tolist()
    (('a', 'b'), [[2, 1], [1, 1]], [0, 1])
    """
    if steps < 1:
        raise MeasureError(f"A step matrix shows 1 step or more; got {steps}.")
    made = walks(data, collapse_repeats=collapse_repeats)
    if around is not None:
        made.code(around)
    return run(StepCount(made.names, steps, around or ""), made)
