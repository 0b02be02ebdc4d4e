"""Grades of fit: points by the most there are, required criteria, what speaks against a company."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.fit import GRADES, Criterion, check_thresholds, fit

TWO = [Criterion(3), Criterion(1)]


@pytest.mark.parametrize(
    ("held", "grade", "share"),
    [([True, True], "A", 1), ([True, False], "A", 0.75), ([False, True], "C", 0.25), ([False, False], "D", 0)],
)
def test_grades_worked_by_hand(held, grade, share):
    found = fit(TWO, held)
    assert (found.grade, found.share) == (grade, share)


def test_what_speaks_against_a_company_takes_points_away():
    assert fit([Criterion(2), Criterion(-1)], [True, True]).share == 0.5
    assert fit([Criterion(2), Criterion(-5)], [True, True]).share == 0


def test_a_required_criterion_that_lacks_makes_a_d_and_is_named():
    found = fit([Criterion(9), Criterion(1, is_required=True)], [True, False])
    assert (found.grade, found.lacks) == ("D", (1,))


def test_without_criteria_everybody_is_a_d():
    assert fit([], []).grade == "D"
    assert fit([Criterion(-1)], [False]).grade == "D"


@given(st.lists(st.tuples(st.integers(-5, 5).filter(bool), st.booleans(), st.booleans()), min_size=1, max_size=8))
def test_order_does_not_matter_and_more_never_harms(rows):
    criteria = [Criterion(weight, required) for weight, required, _held in rows]
    held = [is_held for *_rest, is_held in rows]
    found = fit(criteria, held)
    assert fit(criteria[::-1], held[::-1]).grade == found.grade
    better = [is_held or each.weight > 0 for each, is_held in zip(criteria, held, strict=True)]
    assert GRADES.index(fit(criteria, better).grade) <= GRADES.index(found.grade)


@pytest.mark.parametrize("wrong", [(0.5, 0.75, 0.25), (1.2, 0.5, 0.2), (0.7, 0.5, 0.0)])
def test_thresholds_that_cannot_be(wrong):
    assert not check_thresholds(wrong)


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="zip"):
        fit(TWO, [True])
