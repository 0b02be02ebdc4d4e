"""Where the road has holes: stages entered but not touched in time, cases without a next step, stages without owner."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints, sort_by_group
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY
from jornada.analytics.rates import Rates
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.stays import Stays, stay_of_touches
from jornada.analytics.survival import kaplan_meier
from jornada.analytics.visits import OPEN, Visits
from jornada.analytics.words import days, number, percent
from jornada.analytics.words.bottlenecks import GAPS

MOST = 0.95


@dataclass(frozen=True, eq=False, slots=True)
class Gaps(Result):
    """Gaps per stage, in map order.

    Attributes
    ----------
    stages : tuple of str
    within : int
        Time allowed until the first touch after entry, microseconds.
    untouched : Rates
        Stays without a human touch of their own within that time, of those that had one or lasted so long.
    horizon : ndarray of float64, shape (stages,)
        Age by which 95 % of stays have ended (Kaplan-Meier), microseconds; NaN where not reached.
    late, young : ndarray of int64
        Cases standing there without a next step: older than the horizon, and younger, or where the horizon
        is not known. Only the late ones may be called lost.
    touches : ndarray of int64
        Human touches during stays at the stage, entries left out.
    has_content : ndarray of bool
        Some content is made for the stage; True everywhere when nothing is known about content.
    unowned : Rates
        Cases standing there without an owner, of all standing there; of none when nothing is known about owners.
    late_subjects : ndarray of int64
        Real ids of the late ones, ascending.
    """

    stages: tuple[str, ...]
    within: int
    untouched: Rates
    horizon: Floats
    late: Ints
    young: Ints
    touches: Ints
    has_content: NDArray[np.bool_]
    unowned: Rates
    late_subjects: Ints

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per stage."""
        return {
            "stage": self.stages,
            "untouched": self.untouched.hits.tolist(),
            "of": self.untouched.of.tolist(),
            "share": self.untouched.rate.tolist(),
            "low": self.untouched.low.tolist(),
            "high": self.untouched.high.tolist(),
            "horizon_days": (self.horizon / DAY).tolist(),
            "late": self.late.tolist(),
            "young": self.young.tolist(),
            "touches": self.touches.tolist(),
            "has_content": self.has_content.tolist(),
            "unowned": self.unowned.hits.tolist(),
            "standing": self.unowned.of.tolist(),
        }

    def explain(self, language: Language = "en") -> str:
        """Name the largest gaps."""
        words, stays = GAPS[language], self.untouched.of
        standing = self.late + self.young
        if not stays.sum() + standing.sum():
            return words["nothing"]
        unknown = np.isnan(self.horizon) & (standing > 0)
        said = [self._worst(language), words["lost"].format(
            lost=number(int(self.late.sum()), language), young=number(int(self.young.sum()), language)
        )]  # fmt: skip
        lists = (
            ("unknown", unknown),
            ("never", (stays > 0) & (self.touches == 0)),
            ("content", ~self.has_content),
            ("owner", (self.unowned.of > 0) & (np.nan_to_num(self.unowned.low) > 0.5)),
        )
        said += [words[key].format(stages=self._names(rows)) for key, rows in lists if rows.any()]
        return " ".join(said)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw late and young cases, and the share without a touch in time."""
        words, table = GAPS[language], self.columns()
        standing = (
            Series(words["late"], self.stages, table["late"]),
            Series(words["waiting"], self.stages, table["young"]),
        )
        share = Series(words["share"], self.stages, table["share"], table["low"], table["high"])
        return (
            Chart("bar", words["title"], "", words["cases"], standing),
            Chart("bar", words["share_title"], "", words["share"], (share,), is_share=True),
        )

    def _worst(self, language: Language) -> str:
        words, low = GAPS[language], np.where(self.untouched.of >= 30, self.untouched.low, np.nan)
        if not np.nan_to_num(low).any():
            return words["none"]
        row = int(np.nanargmax(low))
        rates = self.untouched
        shares = {"share": rates.rate[row], "low": rates.low[row], "high": rates.high[row]}
        return words["untouched"].format(
            stage=self.stages[row], of=number(int(rates.of[row]), language), limit=days(self.within, language),
            **{name: percent(float(share), language) for name, share in shares.items()},
        )  # fmt: skip

    def _names(self, rows: NDArray[np.bool_]) -> str:
        return ", ".join(self.stages[row] for row in np.flatnonzero(rows).tolist())


Part = tuple[Ints, Ints, Ints, Ints, Ints, Ints]


@dataclass(frozen=True, slots=True)
class Gap:
    """The measure behind `gaps`. A part holds per stay: stage, packed time, first touch, touches, state, subject."""

    stages: tuple[str, ...]
    within: int
    with_content: frozenset[str] | None = None
    knows_owners: bool = True

    def kernel(self, data: Stays) -> Part:
        visits = data.visits
        end = np.where(visits.left_by == OPEN, visits.now, visits.left_at)
        packed = ((end - visits.entered_at) << 1) | (visits.left_by != OPEN)
        first, touches = np.full(len(visits), -1, np.int64), np.zeros(len(visits), np.int64)
        if data.log is not None:
            first, touches = _first_touch(visits, data.log)
        # 1: has a next step; 2: has an owner.
        state = np.zeros(len(visits), dtype=np.int64)
        for bit, column in ((1, data.segment), (2, data.stratum)):
            if column is not None:
                state |= np.where(column.codes[visits.subject] >= 0, bit, 0)
        return visits.stage.astype(np.int64), packed, first, touches, state, visits.subject_id

    def merge(self, parts: Sequence[Part]) -> Part:
        first, second, third, fourth, fifth, sixth = (np.concatenate(column) for column in zip(*parts, strict=True))
        return first, second, third, fourth, fifth, sixth

    def finish(self, part: Part) -> Gaps:
        stage, packed, first, touches, state, subject = part
        width, time, is_open = len(self.stages), packed >> 1, packed & 1 == 0
        horizon = self._horizons(stage, packed)
        in_time = (first >= 0) & (first <= self.within)
        # A stay that ended sooner, untouched, had its time cut short: it tells nothing about the promise.
        judged = in_time | (time >= self.within)
        untouched = Rates.count(*(np.bincount(stage[rows], minlength=width) for rows in (judged & ~in_time, judged)))
        loose = is_open & (state & 1 == 0)
        late = loose & (time > np.nan_to_num(horizon, nan=np.inf)[stage])
        standing = is_open & self.knows_owners
        unowned = Rates.count(
            *(np.bincount(stage[rows], minlength=width) for rows in (standing & (state & 2 == 0), standing))
        )
        made = [self.with_content is None or name in self.with_content for name in self.stages]
        return Gaps(
            self.stages, self.within, untouched, horizon,
            np.bincount(stage[late], minlength=width), np.bincount(stage[loose & ~late], minlength=width),
            np.bincount(stage, weights=touches, minlength=width).astype(np.int64), np.array(made, dtype=np.bool_),
            unowned, np.unique(subject[late]),
        )  # fmt: skip

    def _horizons(self, stage: Ints, packed: Ints) -> Floats:
        cuts = np.cumsum(np.bincount(stage, minlength=len(self.stages)))[:-1]
        stays = np.split(sort_by_group(stage, packed), cuts) if self.stages else []
        curves = [kaplan_meier(stay >> 1, stay & 1) for stay in stays]
        return np.array([curve.quantiles((MOST,))[0, 0] for curve in curves])


def gaps(
    visits: Visits,
    log: EventLog,
    *,
    within_days: float = 7,
    next_step: Any = None,
    owner: Any = None,
    with_content: Collection[str] | None = None,
) -> Gaps:
    """Find stages that are entered but not touched in time, cases with no next step, stages without content or owner.

    A stay is untouched when no human touch other than the one that placed the subject there came within
    the time allowed; stays that ended untouched before it, or are younger, are not judged. A case
    without a next step is late once it stands longer than 95 % of stays at its stage need to end, by
    Kaplan-Meier; before that it is young, and where 95 % have not been seen to leave, nobody is late.

    Parameters
    ----------
    visits : Visits
    log : EventLog
        The touches they were derived from.
    within_days : float, default 7
        Time allowed until the first touch after entry.
    next_step, owner : array of text or Coded, shape (subjects,), optional
        What is planned next for each subject, and whose it is; blank for none, in the order of
        ``visits.subject_ids``. Left out: nobody has a next step, nothing is said about owners.
    with_content : collection of str, optional
        Stages for which there is content; left out: nothing is said about content.

    Returns
    -------
    Gaps

    Raises
    ------
    MeasureError
        If the time allowed is not above 0, or the log has other subjects than the visits.
    WrongLengthError
        If a column does not have one row per subject.

    Examples
    --------
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns([1, 2, 2], [0, 0, 3 * DAY], ["page.viewed", "page.viewed", "note.made"])
    >>> found = gaps(derive_visits(log, DEFAULT_MAP, now=30 * DAY), log, owner=["ana", None])
    >>> found.untouched.hits[0].item(), found.untouched.of[0].item(), found.unowned.hits[0].item()
    (1, 2, 1)
    """
    if not within_days > 0:
        raise MeasureError(f"The time allowed until the first touch lies above 0 days; got {within_days}.")
    data = Stays.of(visits, next_step, owner, None, log)
    content = None if with_content is None else frozenset(with_content)
    return run(Gap(visits.stages, round(within_days * DAY), content, owner is not None), data)


def _first_touch(visits: Visits, log: EventLog) -> tuple[Ints, Ints]:
    """Say how long each stay waited for its first human touch after the one that began it, -1: never; and how many."""
    stay = stay_of_touches(visits, log)
    counts = stay >= 0
    if log.human is not None:
        counts &= log.human
    counts &= log.touch_id != visits.evidence[np.maximum(stay, 0)] if len(visits) else False
    stay, at = stay[counts], log.at[counts]
    first = np.full(len(visits), -1, dtype=np.int64)
    begins = np.flatnonzero(np.diff(stay, prepend=-1))
    first[stay[begins]] = at[begins] - visits.entered_at[stay[begins]]
    return first, np.bincount(stay, minlength=len(visits))
