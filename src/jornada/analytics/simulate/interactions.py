"""Buyers with a known effect of touches on conversion, to see whether the analysis finds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shape = Literal["none", "linear", "saturating", "fatigue"]
Mix = Literal["equal", "quick_and_slow"]

WEEK = 7 * DAY
START, WON, LOST, TOUCH = "lead.created", "deal.won", "deal.lost", "call.connected"
ACTIVITIES = tuple(sorted((START, WON, LOST, TOUCH)))
CHANNELS = ("email", "phone")
# Log-odds a week of winning and of losing, with no touch yet: about 3 % and 3 %.
WIN, LOSE = -3.5, -3.5
# Half are slow winners, half quick losers; (win, lose) a week.
QUICK_AND_SLOW = ((-3.2, -6.0), (-4.2, -1.6))


@dataclass(frozen=True, slots=True)
class Effect:
    """What touches do: log-odds of winning within the week, after so many touches before it.

    Attributes
    ----------
    shape : {"none", "linear", "saturating", "fatigue"}
        Linear: size x n. Saturating: size x k (1 - exp(-n / k)). Fatigue: size x (n - n^2 / (2 k)), which
        rises up to k touches and falls after them; from 2 k touches on it falls by `size` a touch.
    size : float
        Log-odds of the first touch, about.
    k : float
        Number of touches where it levels off or turns.
    """

    shape: Shape = "none"
    size: float = 0.0
    k: float = 1.0

    def __call__(self, touches: NDArray[np.generic]) -> Floats:
        """Give the log-odds that so many touches add, same shape."""
        n = np.asarray(touches, dtype=np.float64)
        if self.shape == "linear":
            return self.size * n
        if self.shape == "saturating":
            return -self.size * self.k * np.expm1(-n / self.k)
        if self.shape == "fatigue":
            bent = np.minimum(n, 2 * self.k)
            return self.size * (bent - bent**2 / (2 * self.k)) - self.size * np.maximum(n - 2 * self.k, 0)
        return np.zeros_like(n)


@dataclass(frozen=True, eq=False, slots=True)
class KnownEffect:
    """A log, and what it was made from.

    Attributes
    ----------
    log : EventLog
        Activities lead.created, call.connected, deal.won, deal.lost; channels email and phone.
    segment : Coded
        Of each subject of the log.
    effects : tuple of Effect
        One per segment.
    now : int
        Up to when it goes, microseconds UTC.
    """

    log: EventLog
    segment: Coded
    effects: tuple[Effect, ...]
    now: int


def known_effect(
    seed: int,
    subjects: int,
    *,
    effects: Sequence[Effect] = (Effect(),),
    weeks: int = 52,
    rate: float = 0.6,
    mix: Mix = "equal",
    entry_weeks: int = 0,
    phone_share: float = 0.5,
) -> KnownEffect:
    """Simulate buyers who are touched while open, and win or lose by weekly odds.

    Touches come at `rate` a week as long as the buyer is open, whoever it is. Each week the buyer wins
    with odds that hang on the touches before the week, else may lose. With `mix` "quick_and_slow" half
    of them lose fast and half win slowly: they differ in how many touches they collect, and in how
    many win, without one leading to the other.

    Parameters
    ----------
    seed : int
    subjects : int
        1 or more.
    effects : sequence of Effect
        One per segment; subjects are spread over the segments in turn.
    weeks : int, default 52
        For how long the log goes.
    rate : float, default 0.6
        Touches a week.
    mix : {"equal", "quick_and_slow"}
    entry_weeks : int, default 0
        Subjects come in over so many weeks, so that they were watched for different times.
    phone_share : float, default 0.5
        Of the touches, the rest are e-mails. The channel makes no difference.

    Returns
    -------
    KnownEffect

    Examples
    --------
    >>> made = known_effect(1, 100, weeks=10)
    >>> made.log.subjects, made.log.activity.values
    (100, ('call.connected', 'deal.lost', 'deal.won', 'lead.created'))
    """
    rng = np.random.default_rng(seed)
    segment = np.arange(subjects) % len(effects)
    entry = rng.integers(0, entry_weeks + 1, subjects)
    chances = _chances(rng, subjects, mix)
    touches, end, has_won = _walk(rng, segment, entry, effects, chances, weeks, rate)
    log = _log(rng, touches, (end, has_won), entry, phone_share)
    names = tuple(f"segment {number + 1}" for number in range(len(effects)))
    return KnownEffect(log, Coded(segment.astype(np.int32), names), tuple(effects), weeks * WEEK)


def _chances(rng: np.random.Generator, subjects: int, mix: Mix) -> Floats:
    """Give each subject its log-odds of winning and of losing in a week, shape (subjects, 2)."""
    if mix == "equal":
        return np.tile(np.array([WIN, LOSE]), (subjects, 1))
    return np.array(QUICK_AND_SLOW)[(rng.random(subjects) < 0.5).astype(np.int64)]


def _walk(
    rng: np.random.Generator,
    segment: Ints,
    entry: Ints,
    effects: Sequence[Effect],
    chances: Floats,
    weeks: int,
    rate: float,
) -> tuple[list[tuple[Ints, Ints]], Ints, NDArray[np.bool_]]:
    """Take all open subjects through the weeks; give (subject, week) of touches, the end (-1: open), won."""
    subjects = len(segment)
    count = np.zeros(subjects, np.int64)
    end, has_won = np.full(subjects, -1), np.zeros(subjects, np.bool_)
    touches = []
    for week in range(weeks):
        who = np.flatnonzero((end < 0) & (entry <= week))
        win, lose = chances[who].T
        added = np.zeros(len(who))
        for number, effect in enumerate(effects):
            own = segment[who] == number
            added[own] = effect(count[who[own]])
        draw = rng.random((2, len(who)))
        wins = draw[0] < 1 / (1 + np.exp(-win - added))
        loses = ~wins & (draw[1] < 1 / (1 + np.exp(-lose)))
        had = rng.poisson(rate, len(who))
        touches.append((np.repeat(who, had), np.full(int(had.sum()), week)))
        count[who] += had
        end[who[wins | loses]] = week
        has_won[who[wins]] = True
    return touches, end, has_won


def _log(
    rng: np.random.Generator,
    touches: list[tuple[Ints, Ints]],
    ends: tuple[Ints, NDArray[np.bool_]],
    entry: Ints,
    phone_share: float,
) -> EventLog:
    end, has_won = ends
    who = np.concatenate([subject for subject, _ in touches])
    week = np.concatenate([week for _, week in touches])
    # Touches lie within the week, the end on its last second: touches of the week of the end come before it.
    at = week * WEEK + rng.integers(1, WEEK - DAY // 24, len(who))
    over = np.flatnonzero(end >= 0)
    everyone = np.arange(len(entry))
    subject = np.concatenate((everyone, who, over))
    when = np.concatenate((entry * WEEK, at, (end[over] + 1) * WEEK - 1))
    codes = np.concatenate(
        (
            np.full(len(entry), ACTIVITIES.index(START)),
            np.full(len(who), ACTIVITIES.index(TOUCH)),
            np.where(has_won[over], ACTIVITIES.index(WON), ACTIVITIES.index(LOST)),
        )
    ).astype(np.int32)
    channel = np.full(len(subject), -1, np.int32)
    channel[len(entry) : len(entry) + len(who)] = rng.random(len(who)) < phone_share
    return EventLog.from_columns(subject, when, Coded(codes, ACTIVITIES), channel=Coded(channel, CHANNELS))
