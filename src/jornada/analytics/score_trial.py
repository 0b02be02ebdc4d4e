"""A scoring model tried on the past: whom it would have held for qualified, when, and how they fared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.conditions import Mask, Population
from jornada.analytics.grouped import Ints
from jornada.analytics.rates import Z_95, wilson
from jornada.analytics.scoring import DAY, Held, Replay, Scores
from jornada.analytics.touch_index import micros
from jornada.rules.scoring import Model

NEVER = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, eq=False)
class Leads:
    """What is known of leads besides what is scored; each of shape (leads,).

    Attributes
    ----------
    created_at : ndarray of int64
        Microseconds since 1970.
    converted_at : ndarray of int64
        When sales qualified it, or it was won; `NEVER` where it was not.
    answer : ndarray of int8
        1 accepted, 0 refused, -1 never answered by Sales.
    answered_at : ndarray of int64
        When Sales answered; `NEVER` where it did not.
    """

    created_at: Ints
    converted_at: Ints
    answer: NDArray[np.int8]
    answered_at: Ints


@dataclass(frozen=True, slots=True)
class Share:
    """A share with what it is made of, and its 95 % interval after Wilson; None where there is nothing to share."""

    hits: int
    of: int
    rate: float | None
    low: float | None
    high: float | None

    @classmethod
    def count(cls, hits: int, of: int) -> Share:
        if not of:
            return cls(0, 0, None, None, None)
        low, high = wilson([hits], [of])
        return cls(int(hits), int(of), hits / of, float(low[0]), float(high[0]))


@dataclass(frozen=True, slots=True)
class Lift:
    """How many times more often the chosen convert than all, with its 95 % interval."""

    times: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False)
class Judged:
    """Which leads were judged and how, each of shape (leads,).

    `chosen` and `converted` are those of the mature; `answered` those that Sales answered, before they were chosen or
    after, `chosen_before` those chosen before that.
    """

    mature: Mask
    chosen: Mask
    converted: Mask
    answered: Mask
    accepted: Mask
    chosen_before: Mask


@dataclass(frozen=True, eq=False)
class Trial:
    """How a model would have done.

    Attributes
    ----------
    volume : list of int
        Leads that came into the wanted cells for the first time, by moment; who stood there at the first moment, or
        had converted before, is not counted.
    precision : Share
        Of the chosen, those that converted.
    recall : Share
        Of those that converted, the chosen: those that stood in a wanted cell before they did.
    base : Share
        Of all mature leads, those that converted.
    lift : Lift
    acceptance : Share
        Of those that Sales answered after they were chosen, those accepted.
    unanswered : int
        The chosen, mature or not, that were never answered.
    young : int
        Leads left out since their time is not over.
    scores : Scores
        As of the last moment.
    judged : Judged
        The same lead by lead, to put two models beside each other.
    """

    volume: list[int]
    precision: Share
    recall: Share
    base: Share
    lift: Lift
    acceptance: Share
    unanswered: int
    young: int
    scores: Scores
    judged: Judged


def try_model(
    model: Model,
    population: Population,
    leads: Leads,
    moments: Sequence[datetime],
    *,
    horizon_days: float = 90,
    held: Held | None = None,
    belonged: Callable[[datetime], Mask] | None = None,
    tell: Callable[[int], Any] | None = None,
) -> Trial:
    """Score everybody as of each moment of the past, and compare whom the model chose with how they fared.

    A lead is judged when it was created between the first moment and one horizon before the last: then
    everybody had the same time to convert. It counts as chosen when it stood in a wanted cell at some moment
    within the horizon after its creation and before it converted, and as converted when it did so within the
    horizon. A lead that came into the segment of the model later counts from then on as if it were created there;
    one that never did, or had converted before, does not count.

    Parameters
    ----------
    model : Model
    population : Population
    leads : Leads
    moments : sequence of datetime
        Ascending; scores are taken at these, so a stay in a wanted cell between two of them is not seen.
    horizon_days : float, default 90
    held : callable, optional
        Says of whom the condition of a rule held at a moment.
    belonged : callable, optional
        Says who was in the segment of the model at a moment; everybody when left out.
    tell : callable, optional
        Called with the number of moments done.

    Examples
    --------
    >>> from datetime import UTC, timedelta
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.touch_index import index_touches
    >>> from jornada.rules.conditions import Did
    >>> from jornada.rules.scoring import BehaviourRule, Group
    >>> ids, days = np.arange(4), [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(0, 200, 10)]
    >>> start = micros(days[0])
    >>> log = EventLog.from_columns([0, 1], [start + 5 * DAY] * 2, ["demo", "demo"])
    >>> model = Model(
    ...     (Group("g", "G", "engagement"),), (BehaviourRule("d", "D", "g", 30, Did(("demo",))),), wanted=("D1",)
    ... )
    >>> made, converted = np.full(4, start), np.array([start + 30 * DAY, NEVER, start + 40 * DAY, NEVER])
    >>> leads = Leads(made, converted, np.full(4, -1), np.full(4, NEVER))
    >>> found = try_model(model, Population(ids, {}, index_touches(log, ids)), leads, days)
    >>> found.precision.rate, found.recall.rate, found.base.rate, found.lift.times, found.volume[:3]
    (0.5, 0.5, 0.5, 1.0, [0, 2, 0])
    """
    replay, entries = Replay(model, population, held), _Entries(leads, belonged)
    horizon, first = round(horizon_days * DAY), np.full(len(population), NEVER)
    chosen_at, volume = np.full(len(population), NEVER), []
    for number, now in enumerate(moments):
        at = micros(now)
        scores = replay.at(now)
        wanted = scores.is_in(model.wanted) & entries.inside(now) & (at < leads.converted_at)
        is_new = wanted & (first == NEVER)
        first[is_new] = at
        volume.append(0 if number == 0 else int(is_new.sum()))
        in_time = wanted & (at <= entries.entered + horizon)
        chosen_at[in_time] = np.minimum(chosen_at[in_time], at)
        if tell:
            tell(number + 1)
    since = replace(leads, created_at=entries.entered)
    return _judged(volume, scores, since, chosen_at, first, (micros(moments[0]), micros(moments[-1])), horizon)


class _Entries:
    """When each lead came into the segment of a model: with its creation, or at a later moment before it converted."""

    def __init__(self, leads: Leads, belonged: Callable[[datetime], Mask] | None) -> None:
        self.leads, self._belonged = leads, belonged
        self.entered = leads.created_at if belonged is None else np.full(len(leads.created_at), NEVER)
        self._is_seen = np.zeros(len(leads.created_at), dtype=np.bool_)

    def inside(self, now: datetime) -> Mask:
        """Say who is there and in the segment at the next moment."""
        at = micros(now)
        there: Mask = self.leads.created_at <= at
        if self._belonged is None:
            return there
        inside = there & self._belonged(now)
        is_late = inside & self._is_seen & (self.entered == NEVER) & (at < self.leads.converted_at)
        self.entered = np.where(inside & ~self._is_seen, self.leads.created_at, self.entered)
        self.entered[is_late] = at
        self._is_seen |= there
        return inside


def _judged(
    volume: list[int],
    scores: Scores,
    leads: Leads,
    chosen_at: Ints,
    first: Ints,
    span: tuple[int, int],
    horizon: int,
) -> Trial:
    begun = leads.created_at >= span[0]
    is_mature = begun & (leads.created_at <= span[1] - horizon)
    young = int((begun & ~is_mature & (leads.created_at <= span[1])).sum())
    won = is_mature & (leads.converted_at <= leads.created_at + horizon)
    chosen = is_mature & (chosen_at < NEVER)
    hits, selected, converted, number = (int(each.sum()) for each in (won & chosen, chosen, won, is_mature))
    seen = (first < NEVER) & (first > span[0])
    told = begun & (leads.answer >= 0)
    before = seen & (first < leads.answered_at)
    answered = before & (leads.answer >= 0)
    judged = Judged(is_mature, chosen, won, told, told & (leads.answer == 1), told & before)
    return Trial(
        volume,
        Share.count(hits, selected),
        Share.count(hits, converted),
        Share.count(converted, number),
        lift_of(hits, selected, converted, number),
        Share.count(int((answered & (leads.answer == 1)).sum()), int(answered.sum())),
        int((seen & (leads.answer < 0)).sum()),
        young,
        scores,
        judged,
    )


def lift_of(hits: int, chosen: int, converted: int, number: int) -> Lift:
    """Say how many times more often the chosen convert than all, with an interval on the log scale.

    The variance of the log is that of a ratio of multinomial shares (delta method): with a, s, t the shares of
    hits, chosen and converted, (1/a - 1/s - 1/t + 2a/(st) - 1) / n. Agresti 2013, Categorical Data Analysis, sec. 16.1.

    Examples
    --------
    >>> found = lift_of(30, 100, 60, 400)
    >>> round(found.low, 3), round(found.times, 3), round(found.high, 3)
    (1.584, 2.0, 2.525)
    """
    if not (hits and chosen and converted):
        return Lift(0.0 if chosen and converted else None, None, None)
    a, s, t = hits / number, chosen / number, converted / number
    times = a / (s * t)
    spread = Z_95 * np.sqrt(max(0.0, (1 / a - 1 / s - 1 / t + 2 * times - 1) / number))
    return Lift(times, float(times * np.exp(-spread)), float(times * np.exp(spread)))
