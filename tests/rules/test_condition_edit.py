"""Conditions with a part changed or taken out: the place that `leaves` gives is the place that is changed."""

import pytest
from hypothesis import given

from jornada.rules.condition_edit import replaced
from jornada.rules.conditions import All, Any, InList, Not, leaves
from tests.rules.conditions_at_random import CONDITIONS

CLAUSE = All((InList(1), Any((InList(2), Not(InList(3))))))


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("all[0]", All((Any((InList(2), Not(InList(3)))),))),
        ("all[1].any[1].not", All((InList(1), Any((InList(2),))))),
        ("all[1]", All((InList(1),))),
        ("any[7]", CLAUSE),
        ("", None),
    ],
)
def test_a_part_is_taken_out_with_the_groups_it_leaves_empty(place, left):
    assert replaced(CLAUSE, place, None) == left


@given(CONDITIONS)
def test_every_leaf_of_any_condition_is_found_by_its_place(made):
    for place, _leaf in leaves(made):
        changed = replaced(made, place, InList(987))
        assert dict(leaves(changed))[place] == InList(987)
        assert len(list(leaves(changed))) == len(list(leaves(made)))


def test_a_group_without_parts_stays():
    assert replaced(All((InList(1), All())), "all[0]", None) == All((All(),))
