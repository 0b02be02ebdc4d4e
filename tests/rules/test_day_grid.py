"""Blocks of a day beside each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.day_grid import overlaps, side_by_side


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(0, 60)], [(0, 1)]),
        ([(0, 60), (60, 90)], [(0, 1), (0, 1)]),
        ([(0, 60), (0, 60), (0, 60)], [(0, 3), (1, 3), (2, 3)]),
        ([(0, 60), (30, 90), (60, 120)], [(0, 2), (1, 2), (0, 2)]),
        ([(0, 240), (10, 20), (30, 40), (300, 330)], [(0, 2), (1, 2), (1, 2), (0, 1)]),
    ],
)
def test_blocks_take_the_first_free_column(spans, expected):
    assert side_by_side(spans) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, 60), (30, 90), True),
        ((0, 60), (60, 90), False),
        ((0, 60), (10, 10), True),
        ((0, 60), (0, 0), True),
        ((0, 60), (60, 60), False),
        ((5, 5), (5, 5), True),
    ],
)
def test_time_is_shared_or_not(one, other, expected):
    assert overlaps(one, other) is overlaps(other, one) is expected


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 90)), max_size=12))
def test_no_two_blocks_of_a_column_overlap(given_spans):
    spans = sorted((start, start + long) for start, long in given_spans)
    placed = side_by_side(spans)
    for (span, (column, columns)), (other, (beside, _n)) in (
        (one, two)
        for place, one in enumerate(zip(spans, placed, strict=True))
        for two in list(zip(spans, placed, strict=True))[place + 1 :]
    ):
        assert column < columns
        assert not (column == beside and overlaps(span, other))
