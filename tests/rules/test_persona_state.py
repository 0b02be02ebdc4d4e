from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.persona_state import months_after, persona_state

TODAY = date(2026, 3, 31)
DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))


@pytest.mark.parametrize(
    ("validated", "months", "state"),
    [
        ([], 12, "assumption"),
        ([date(2025, 4, 1)], 12, "validated"),
        ([date(2025, 3, 31)], 12, "due"),
        ([date(2020, 1, 1), date(2026, 3, 1)], 1, "validated"),
        ([date(2026, 2, 28)], 1, "due"),
        ([date(2026, 4, 1)], 12, "assumption"),
    ],
)
def test_states_worked_by_hand(validated, months, state):
    assert persona_state(validated, months, TODAY).state == state


@given(st.lists(DAYS, max_size=4), st.integers(1, 60), DAYS)
def test_a_validation_more_never_makes_it_less_sure(days, months, today):
    order = ["assumption", "due", "validated"]
    before, after = persona_state(days, months, today), persona_state([*days, today], months, today)
    assert order.index(after.state) >= order.index(before.state)
    assert after.state == "validated"


@given(DAYS, st.integers(0, 60))
def test_a_month_without_the_day_gives_its_last(day, months):
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and months_after(later, 0) == later)
