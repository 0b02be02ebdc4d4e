"""Spans of working time as people type them."""

from datetime import timedelta

import pytest

from jornada.rules.span_text import SpanTextError, read_span, write_span


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("24 h", 1440), ("30min", 30), ("1h30", 90), ("1:30", 90), ("1 h 30 min", 90), ("2 horas", 120), ("1,5 h", 90)],
)
def test_hours_and_minutes_are_read(text, minutes):
    assert read_span(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["soon", "24", "h", "-3 h", "3 days"])
def test_anything_else_is_refused_with_what_came(text):
    with pytest.raises(SpanTextError, match="Expected a time"):
        read_span(text)


@pytest.mark.parametrize("minutes", [0, 1, 59, 60, 90, 1440])
def test_what_is_written_is_read_back(minutes):
    span = timedelta(minutes=minutes)
    assert read_span(write_span(span)) == span
