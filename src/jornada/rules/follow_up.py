"""Following up a lead that was accepted: attempts, connections and meaningful contacts, read from the log.

An attempt is any touch of Sales towards the buyer; a connection is one in which somebody answered; a
meaningful contact one in which something was said that moves the deal. Each counts as the ones below it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from jornada.rules.agreement import SalesOwes
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.catalogue import Outcome
from jornada.rules.working_time import due_or_never

# Without an agreement no answer is owed by any time.
_NO_PROMISE = SalesOwes(answer=timedelta.max)


@dataclass(frozen=True, slots=True)
class Contact:
    """One touch after the acceptance.

    Attributes
    ----------
    at : datetime
        Aware.
    channel : str
    outcome : {"none", "attempt", "connection", "meaningful"}
    is_ours : bool
        Whether we reached out; a buyer who calls by themselves is a connection, and no attempt of ours.
    """

    at: datetime
    channel: str
    outcome: Outcome
    is_ours: bool


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How the following up of a lead stands.

    Attributes
    ----------
    first_attempt_at, first_attempt_due : datetime or None
    is_first_late : bool
        The first attempt came after its time, or its time is over and there is none.
    attempts, channels : int
        Attempts so far, and over how many channels.
    attempts_due : datetime or None
    connected_at, meaningful_at : datetime or None
    is_complete : bool
        The buyer was reached, or as much was tried as was agreed: Sales may hand the lead back.
    is_failed : bool
        The time for attempts is over and neither holds: the lead returns to Marketing.
    """

    first_attempt_at: datetime | None
    first_attempt_due: datetime | None
    is_first_late: bool
    attempts: int
    channels: int
    attempts_due: datetime | None
    connected_at: datetime | None
    meaningful_at: datetime | None
    is_complete: bool
    is_failed: bool

    @property
    def next_due(self) -> datetime | None:
        """When the next thing must have happened; None when nothing is owed any more."""
        if self.is_complete or self.is_failed:
            return None
        return self.first_attempt_due if self.first_attempt_at is None else self.attempts_due


def follow_up(
    contacts: Iterable[Contact],
    accepted_at: datetime,
    owes: SalesOwes | None,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    is_hot: bool = False,
) -> FollowUp:
    """Say how the following up of an accepted lead stands.

    Parameters
    ----------
    contacts : iterable of Contact
        In any order; those before the acceptance or after `now` do not count.
    accepted_at : datetime
        Aware.
    owes : SalesOwes or None
        The clause under which the lead was handed over; None: nothing was promised, so nothing is late.
    calendar : WorkingCalendar
        Hours of the person who accepted.
    now : datetime
        Aware.
    is_hot : bool, default False
        Whether the shorter time for hot leads holds.

    Returns
    -------
    FollowUp

    Examples
    --------
    >>> from datetime import UTC
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> nine = datetime(2026, 11, 25, 12, tzinfo=UTC)
    >>> call = Contact(nine + timedelta(minutes=20), "phone", "attempt", is_ours=True)
    >>> day, half_hour = timedelta(days=1), timedelta(minutes=30)
    >>> owes = SalesOwes(day, half_hour, attempts=2, channels=2, attempts_within=3 * day)
    >>> found = follow_up([call], nine, owes, OFFICE_HOURS, nine + timedelta(hours=1))
    >>> found.is_first_late, found.attempts, found.is_complete
    (False, 1, False)
    """
    known = sorted((each for each in contacts if accepted_at <= each.at <= now), key=lambda each: each.at)
    tries = [each for each in known if each.is_ours and each.outcome != "none"]
    owes = owes or _NO_PROMISE
    allowed = (owes.first_attempt_hot if is_hot else None) or owes.first_attempt
    first_due = due_or_never(accepted_at, allowed, calendar)
    first = tries[0].at if tries else None
    attempts_due = accepted_at + owes.attempts_within if owes.attempts_within else None
    connected = next((each.at for each in known if each.outcome in ("connection", "meaningful")), None)
    channels = len({each.channel for each in tries})
    is_enough = owes.attempts > 0 and len(tries) >= owes.attempts and channels >= owes.channels
    is_complete = connected is not None or is_enough
    return FollowUp(
        first_attempt_at=first,
        first_attempt_due=first_due,
        is_first_late=first_due is not None and (first or now) > first_due,
        attempts=len(tries),
        channels=channels,
        attempts_due=attempts_due,
        connected_at=connected,
        meaningful_at=next((each.at for each in known if each.outcome == "meaningful"), None),
        is_complete=is_complete,
        is_failed=not is_complete and owes.attempts > 0 and attempts_due is not None and now > attempts_due,
    )
