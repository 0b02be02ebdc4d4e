"""When a message that did not arrive is sent again, and when to give up on where it goes."""

from __future__ import annotations

from datetime import datetime, timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
PATIENCE = timedelta(days=3)


def next_try(tries: int, failed_at: datetime, spread: float = 0.5) -> datetime | None:
    """Say when a message is sent again.

    Parameters
    ----------
    tries : int
        How often it was sent already, at least 1.
    failed_at : datetime
        When the last try failed.
    spread : float
        From 0 to 1: moves the instant by up to a tenth of the wait either way, so that what failed together does not
        come back together.

    Returns
    -------
    datetime or None
        None when all tries are used up, about three days after the first.

    Examples
    --------
    >>> from datetime import UTC
    >>> at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> (next_try(1, at) - at).total_seconds()
    5.0
    >>> next_try(10, at) is None
    True
    """
    if not 1 <= tries <= len(WAITS):
        return None
    return failed_at + WAITS[tries - 1] * (0.9 + 0.2 * spread)


def is_hopeless(failing_since: datetime | None, now: datetime) -> bool:
    """Say whether a place has failed for so long, without one success, that it is given up."""
    return failing_since is not None and now - failing_since >= PATIENCE
