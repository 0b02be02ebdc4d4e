"""What comes next from each stage, and by when, with stays that still last counted as open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from jornada.analytics.competing import Incidence, aalen_johansen
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.numerals import MICROS, Numerals
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.visits import CLOSED, EXIT, EXPIRY, OPEN, Visits
from jornada.analytics.words import flow as words

WAYS_OUT = ("expiry", "exit", "closed")


@dataclass(frozen=True, eq=False, slots=True)
class NextSteps(Result):
    """Probability of each next step from each stage.

    Attributes
    ----------
    stages : tuple of str
    targets : tuple of str
        The stages, then the ways out: `expiry` (back after idle time), `exit`, `closed`.
    curves : tuple of Incidence
        Per stage, the share that has taken each next step by the time since it came; with those who
        are still there they add up to 1 at every time.
    after : float
        Time since coming at which the shares below are read, microseconds; infinite: as far as each
        stage was watched.
    share : ndarray of float64, shape (stages, targets)
        Probability of the next step by then, 0 to 1; NaN where nobody was watched for so long.
    low, high : ndarray of float64, shape (stages, targets)
        95 % interval, log(-log).
    still_here : ndarray of float64, shape (stages,)
    visits, open : ndarray of int64, shape (stages,)
        Stays, and those of them that still last.
    finished_share : ndarray of float64, shape (stages, targets)
        The naive figure, of finished stays alone: too high for quick steps while slow ones still wait.
    """

    stages: tuple[str, ...]
    targets: tuple[str, ...]
    curves: tuple[Incidence, ...]
    after: float
    share: Floats
    low: Floats
    high: Floats
    still_here: Floats
    visits: Ints
    open: Ints
    finished_share: Floats

    def columns(self) -> dict[str, Any]:
        stage, target = (each.ravel() for each in np.indices(self.share.shape))
        flat = {name: getattr(self, name).ravel() for name in ("share", "low", "high", "finished_share")}
        names = {
            "stage": [self.stages[code] for code in stage.tolist()],
            "next": [self.targets[code] for code in target.tolist()],
        }
        return names | flat | {"visits": self.visits[stage], "open": self.open[stage]}

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        said = [
            wrote.pick(
                *words.FROM_GO_ON_TO,
                stage=self.stages[row],
                share=wrote.share(float(self.share[row, best])),
                target=self.targets[best],
                interval=wrote.interval(float(self.low[row, best]), float(self.high[row, best]), is_share=True),
                still=wrote.share(float(self.still_here[row])),
            )
            for row in range(len(self.stages))
            if self.visits[row] and not np.isnan(self.share[row]).all()
            for best in [int(np.nanargmax(self.share[row]))]
        ]
        if not said:
            return wrote.pick(*words.NOTHING_CAN_BE_SAID)  # fmt: skip
        return self._when(wrote) + " " + " ".join(said)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        wrote = Numerals(language)
        title = wrote.pick(*words.NEXT_STEP_FROM_EACH)
        rows = [Series(stage, self.targets, row) for stage, row in zip(self.stages, self.share.tolist(), strict=True)]
        return (Chart("heat", title, wrote.pick(*words.NEXT), "", rows, is_share=True),)

    def _when(self, wrote: Numerals) -> str:
        if np.isinf(self.after):
            return wrote.pick(*words.AS_FAR_AS_STAYS)
        time = wrote.time(self.after / MICROS)
        return wrote.pick(*words.WITHIN_OF_COMING, time=time)


Part = tuple[Ints, Ints, Ints]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The measure behind `next_steps`; a part holds stage, time and next step (0: none yet) per visit."""

    stages: tuple[str, ...]
    after: float

    def kernel(self, visits: Visits) -> Part:
        kinds = len(self.stages)
        following = np.minimum(np.arange(len(visits)) + 1, max(0, len(visits) - 1))
        step = visits.stage[following].astype(np.int64) + 1
        for by, code in ((OPEN, 0), (EXPIRY, kinds + 1), (EXIT, kinds + 2), (CLOSED, kinds + 3)):
            step[visits.left_by == by] = code
        end = np.where(visits.left_by == OPEN, visits.now, visits.left_at)
        return visits.stage.astype(np.int64), end - visits.entered_at, step

    def merge(self, parts: Sequence[Part]) -> Part:
        stage, time, step = (np.concatenate(column) for column in zip(*parts, strict=True))
        return stage, time, step

    def finish(self, part: Part) -> NextSteps:
        targets = (*self.stages, *WAYS_OUT)
        stage, time, step = part
        rows = [np.flatnonzero(stage == code) for code in range(len(self.stages))]
        curves = tuple(aalen_johansen(time[these], step[these], targets) for these in rows)
        read = [_read(curve, self.after, len(targets)) for curve in curves]
        share, low, high, still = (np.array(column) for column in zip(*read, strict=True))
        counts = np.array([np.bincount(step[these], minlength=len(targets) + 1) for these in rows])
        finished = counts[:, 1:].sum(axis=1)
        return NextSteps(
            stages=self.stages,
            targets=targets,
            curves=curves,
            after=self.after,
            share=share,
            low=low,
            high=high,
            still_here=still,
            visits=counts.sum(axis=1),
            open=counts[:, 0],
            finished_share=divided(counts[:, 1:], finished[:, None]),
        )


def next_steps(visits: Visits, *, after: timedelta | None = None) -> NextSteps:
    """Estimate which step comes next from each stage, each ruling out the others.

    From every stage the next stages and the ways out compete; the time since coming is the clock, and
    stays that still last are censored now (Aalen & Johansen 1978, see `competing.aalen_johansen`; as a
    multi-state model, Andersen & Keiding 2002, "Multi-state models for event history analysis",
    Statistical Methods in Medical Research 11:91-115). Shares of finished stays alone would leave out
    those who wait longest.

    Parameters
    ----------
    visits : Visits
    after : timedelta, optional
        Time since coming by which the step is taken; as far as each stage was watched when left out.

    Returns
    -------
    NextSteps

    Raises
    ------
    MeasureError
        If `after` is not above 0.

    Examples
    --------
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns([1, 1, 2], [0, 5, 0], ["page.viewed", "demo.held", "page.viewed"])
    >>> steps = next_steps(derive_visits(log, DEFAULT_MAP, now=20))
    >>> steps.share[0, 4].item(), steps.still_here[0].item(), steps.finished_share[0, 4].item()
    (0.5, 0.5, 1.0)
    """
    if after is not None and after <= timedelta(0):
        raise MeasureError(f"A next step is taken within some time above 0; got {after}.")
    return run(NextStep(visits.stages, np.inf if after is None else float(microseconds(after))), visits)


def _read(curve: Incidence, after: float, kinds: int) -> tuple[Floats, Floats, Floats, float]:
    """Read shares, ends of their intervals and the share still there off a curve at a time."""
    unknown = np.full(kinds, np.nan)
    has_ended = len(curve.at) > 0 and curve.still_open[-1] == 0
    if np.isnan(curve.last) or (np.isfinite(after) and after > curve.last and not has_ended):
        return unknown, unknown, unknown, float("nan")
    place = int(np.searchsorted(curve.at, after, side="right")) - 1
    if place < 0:
        return np.zeros(kinds), np.zeros(kinds), unknown, 1.0
    return curve.share[:, place], curve.low[:, place], curve.high[:, place], float(curve.still_open[place])
