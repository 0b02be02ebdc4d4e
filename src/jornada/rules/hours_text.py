"""Opening hours as people type them: `9:00-12:00, 13:00-18:00`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from jornada.rules.calendars import MINUTES_A_DAY, Day

_INTERVAL = re.compile(r"(\d{1,2})(?:[:h](\d{2})?)?\s*(?:-|–|to|às|as|a|até)\s*(\d{1,2})(?:[:h](\d{2})?)?")
_BETWEEN = re.compile(r"[\s,;/]*(?:(?:e|and)\b)?[\s,;/]*")


class HoursTextError(ValueError):
    """A text that says no opening hours; `text` is what could not be read."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"Expected hours such as 9:00-12:00, 13:00-18:00, in order and apart; got {text!r}.")


def read_hours(text: str) -> Day:
    """Read the opening hours of a day.

    Parameters
    ----------
    text : str
        Intervals of 24-hour times, `9-12 13-18` or `9:00-12:00, 13h30 às 18h`; blank: closed.

    Returns
    -------
    tuple of (int, int)
        Minutes after midnight.

    Raises
    ------
    HoursTextError
        If the text is something else, an interval ends before it starts, or two overlap.

    Examples
    --------
    >>> read_hours("9-12, 13h30 às 18h")
    ((540, 720), (810, 1080))
    >>> read_hours("")
    ()
    """
    found: list[tuple[int, int]] = []
    rest = text.strip().lower()
    while rest:
        match = _INTERVAL.match(rest)
        if match is None:
            raise HoursTextError(text)
        found.append(_interval(match, text))
        rest = _BETWEEN.sub("", rest[match.end() :], count=1)
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise HoursTextError(text)
    return tuple(found)


def write_hours(day: Iterable[tuple[int, int]]) -> str:
    """Write the opening hours of a day.

    Examples
    --------
    >>> write_hours(((540, 720), (810, 1080)))
    '9:00-12:00, 13:30-18:00'
    """
    return ", ".join(f"{start // 60}:{start % 60:02}-{end // 60}:{end % 60:02}" for start, end in day)


def _interval(match: re.Match[str], text: str) -> tuple[int, int]:
    hour, minute, end_hour, end_minute = (int(part or 0) for part in match.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or not 0 <= start < end <= MINUTES_A_DAY:
        raise HoursTextError(text)
    return start, end
