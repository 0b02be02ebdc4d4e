"""Instants that nobody means: a slip in the year, which no calendar shows and no time zone has room for."""

from __future__ import annotations

from datetime import datetime

FIRST_YEAR, LAST_YEAR = 1970, 2199


def is_far(at: datetime) -> bool:
    """Say whether an instant lies in a year that cannot be meant.

    Examples
    --------
    >>> is_far(datetime(2026, 11, 26)), is_far(datetime(1, 1, 1)), is_far(datetime(9999, 12, 31))
    (False, True, True)
    """
    return not FIRST_YEAR <= at.year <= LAST_YEAR
