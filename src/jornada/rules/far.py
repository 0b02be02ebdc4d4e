"""Instants that nobody means: a slip in the year, which no calendar shows and no time zone has room for."""

from __future__ import annotations

from datetime import date

FIRST_YEAR, LAST_YEAR = 1970, 2199


def is_far(at: date) -> bool:
    """Say whether a day or an instant lies in a year that cannot be meant.

    Examples
    --------
    >>> is_far(date(2026, 11, 26)), is_far(date(1, 1, 1)), is_far(date(9999, 12, 31))
    (False, True, True)
    """
    return not FIRST_YEAR <= at.year <= LAST_YEAR
