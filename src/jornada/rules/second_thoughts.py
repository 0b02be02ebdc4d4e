"""How long an answer can be taken back by whoever gave it."""

from __future__ import annotations

from datetime import datetime, timedelta

UNDO_FOR = timedelta(minutes=30)


def is_fresh(answered_at: datetime | None, now: datetime, span: timedelta = UNDO_FOR) -> bool:
    """Say whether an answer was given so short a while ago that it can still be taken back.

    Parameters
    ----------
    answered_at : datetime or None
        Aware; None: there is no answer. An answer that another clock dates a little ahead is fresh, too.
    now : datetime
        Aware.
    span : timedelta, optional

    Examples
    --------
    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> is_fresh(noon, noon + UNDO_FOR), is_fresh(noon, noon + timedelta(minutes=31)), is_fresh(None, noon)
    (True, False, False)
    """
    return answered_at is not None and abs(now - answered_at) <= span
