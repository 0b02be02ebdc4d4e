from datetime import UTC, datetime, timedelta

import pytest

from jornada.rules.second_thoughts import UNDO_FOR, is_fresh

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, True), (29, True), (30, True), (30.1, False), (600, False), (-1, True), (-31, False)]
)
def test_an_answer_is_fresh_for_half_an_hour(minutes, expected):
    assert is_fresh(NOON, NOON + timedelta(minutes=minutes)) is expected
    assert timedelta(minutes=30) == UNDO_FOR


def test_what_was_not_answered_is_not_fresh():
    assert not is_fresh(None, NOON)
