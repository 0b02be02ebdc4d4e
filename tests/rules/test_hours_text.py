"""Opening hours as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.hours_text import HoursTextError, read_hours, write_hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9:00-12:00, 13:00-18:00", ((540, 720), (780, 1080))),
        ("9-12 13-18", ((540, 720), (780, 1080))),
        ("8h30 às 12h e 13h às 17h30", ((510, 720), (780, 1050))),
        ("0-24", ((0, 1440),)),
        ("  ", ()),
    ],
)
def test_hours_are_read_as_typed(text, hours):
    assert read_hours(text) == hours


@pytest.mark.parametrize("text", ["closed", "9", "12-9", "9-25", "9:75-12", "9-12, 11-18", "9-12 lunch", "9-12-13"])
def test_what_is_no_hours_is_refused_with_its_text(text):
    with pytest.raises(HoursTextError) as refused:
        read_hours(text)
    assert refused.value.text == text


@given(st.sets(st.integers(0, 1440), max_size=8).map(sorted))
def test_what_is_written_is_read_again(edges):
    day = tuple(zip(edges[::2], edges[1::2], strict=False))
    assert read_hours(write_hours(day)) == day
