"""Clocks of the agreement: due when, how far gone, what to do now; they stand still while somebody else must act."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from jornada.rules.agreement import Escalation
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.working_time import due, elapsed

Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Clock:
    """A promise that runs out in working time.

    Attributes
    ----------
    started_at : datetime
        Aware.
    allowed : timedelta
        Working time, more than 0.
    pauses : tuple of (datetime, datetime or None)
        Stretches in which it stands still; None: still standing. Where a clock was set meanwhile they may overlap, and
        end before they begin.
    stopped_at : datetime or None
        When the promise was kept, or became void.
    """

    started_at: datetime
    allowed: timedelta
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockState:
    """How a clock stands.

    Attributes
    ----------
    used : timedelta
        Working time that has passed, pauses left out.
    share : float
        `used` by what is allowed: 1 is the deadline.
    due_at : datetime or None
        When it runs out if nothing stops it; None while it stands still.
    is_running, is_breached : bool
        A clock is breached once more has passed than is allowed, also when it was stopped after that.
    """

    used: timedelta
    share: float
    due_at: datetime | None
    is_running: bool
    is_breached: bool


def read_clock(clock: Clock, now: datetime, calendar: WorkingCalendar) -> ClockState:
    """Say how a clock stands.

    Parameters
    ----------
    clock : Clock
    now : datetime
        Aware. Before the start, nothing has passed.
    calendar : WorkingCalendar
        Opening hours of whoever must act.

    Returns
    -------
    ClockState

    Raises
    ------
    NeverOpenError
        If the calendar does not grant the time left within a year.

    Examples
    --------
    >>> from datetime import UTC
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> nine = datetime(2026, 11, 25, 12, tzinfo=UTC)  # in São Paulo
    >>> state = read_clock(Clock(nine, timedelta(hours=4)), nine + timedelta(hours=1), OFFICE_HOURS)
    >>> state.share, state.due_at.isoformat()
    (0.25, '2026-11-25T17:00:00+00:00')
    """
    end = min(now, clock.stopped_at) if clock.stopped_at else now
    used = elapsed(clock.started_at, max(end, clock.started_at), calendar) - _paused(clock, end, calendar)
    is_standing = any(end is None for _start, end in clock.pauses)
    is_running = clock.stopped_at is None and not is_standing
    due_at = _instant_of(clock, 1, calendar) if is_running else None
    is_breached = used > clock.allowed or (due_at is not None and due_at < now)
    return ClockState(used, used / clock.allowed, due_at, is_running, is_breached)


def steps_due(state: ClockState, steps: Sequence[Escalation], done: Collection[float]) -> list[Escalation]:
    """Say which steps of an escalation are to be taken now, each once, in order.

    Parameters
    ----------
    state : ClockState
    steps : sequence of Escalation
    done : collection of float
        Shares whose step was taken before: what was done stays done when a calendar is edited.

    Returns
    -------
    list of Escalation
        When several have come due since the last look, a re-route alone: reminding whoever no longer
        has the lead would be noise.

    Examples
    --------
    >>> late = ClockState(timedelta(hours=5), 1.25, None, True, True)
    >>> steps = [Escalation(0.5, "remind"), Escalation(1.0, "reroute")]
    >>> [step.do for step in steps_due(late, steps, done=[])]
    ['reroute']
    """
    if not state.is_running:
        return []
    reached = sorted(
        (step for step in steps if state.share >= step.at and step.at not in done), key=lambda step: step.at
    )
    rerouting = [step for step in reached if step.do == "reroute"]
    return rerouting or reached


def next_look(
    clock: Clock, state: ClockState, steps: Sequence[Escalation], done: Collection[float], calendar: WorkingCalendar
) -> datetime | None:
    """Say when a clock must be looked at again: at its next step, or when it runs out; None when never by itself.

    Examples
    --------
    >>> from datetime import UTC
    >>> from jornada.rules.calendars import ALWAYS_OPEN
    >>> clock = Clock(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=10))
    >>> state = read_clock(clock, clock.started_at, ALWAYS_OPEN)
    >>> next_look(clock, state, [Escalation(0.5, "remind")], [], ALWAYS_OPEN).hour
    5
    """
    if not state.is_running:
        return None
    ahead = [step.at for step in steps if step.at not in done and step.at > state.share]
    shares = [*ahead, *([1.0] if state.share < 1 else [])]
    return _instant_of(clock, min(shares), calendar) if shares else None


def _instant_of(clock: Clock, share: float, calendar: WorkingCalendar) -> datetime:
    """Say when a running clock reaches a share, counted from the last time it began to run."""
    since = max([clock.started_at, *(end for _, end in clock.pauses if end is not None)])
    before = elapsed(clock.started_at, since, calendar) - _paused(clock, since, calendar)
    return due(since, max(clock.allowed * share - before, timedelta(0)), calendar)


def _paused(clock: Clock, until: datetime, calendar: WorkingCalendar) -> timedelta:
    stood, reached = timedelta(0), clock.started_at
    for start, end in sorted(clock.pauses, key=itemgetter(0)):
        first, last = max(start, reached), min(end or until, until)
        if first < last:
            stood, reached = stood + elapsed(first, last, calendar), last
    return stood
