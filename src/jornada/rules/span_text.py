"""Working time as people type it: `24 h`, `30 min`, `1 h 30`, `1:30`."""

from __future__ import annotations

import re
from datetime import timedelta

_HOURS = r"(?:(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:h|hs|hours?|horas?))?"
_MINUTES = r"(?:(\d{1,5})\s*(?:m|min|minutes?|minutos?)?)?"
_SPAN = re.compile(rf"{_HOURS}\s*(?:e|and)?\s*{_MINUTES}")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)")


class SpanTextError(ValueError):
    """A text that says no span of time; `text` is what came."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"Expected a time such as 24 h, 30 min or 1 h 30; got {text!r}.")


def read_span(text: str) -> timedelta | None:
    """Read a span of working time.

    Parameters
    ----------
    text : str
        Hours and minutes, `24 h`, `30 min`, `1 h 30`, `1:30`; blank: none.

    Returns
    -------
    timedelta or None

    Raises
    ------
    SpanTextError
        If the text is something else, a bare number among it: hours or minutes must be said.

    Examples
    --------
    >>> read_span("1 h 30"), read_span("30 min"), read_span("")
    (datetime.timedelta(seconds=5400), datetime.timedelta(seconds=1800), None)
    """
    typed = text.strip().lower()
    if not typed:
        return None
    clock = _CLOCK.fullmatch(typed)
    if clock:
        return timedelta(hours=int(clock[1]), minutes=int(clock[2]))
    found = _SPAN.fullmatch(typed)
    if found is None or not (found[1] or found[2]) or typed.isdigit():
        raise SpanTextError(text)
    return timedelta(hours=float((found[1] or "0").replace(",", ".")), minutes=int(found[2] or 0))


def write_span(span: timedelta | None) -> str:
    """Write a span of working time; none is blank.

    Examples
    --------
    >>> write_span(timedelta(minutes=90)), write_span(timedelta(hours=24))
    ('1 h 30 min', '24 h')
    """
    if span is None:
        return ""
    hours, minutes = divmod(round(span.total_seconds() / 60), 60)
    words = [f"{hours} h"] if hours else []
    return " ".join([*words, f"{minutes} min"] if minutes or not hours else words)
