"""Head offices and branches: nothing is above itself, however far up."""

import pytest

from jornada.apps.market import actions
from jornada.apps.market.duplicates.actions import make_branch
from jornada.apps.market.queries import why_no_head
from jornada.apps.org.edits import WrongMomentError

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(owner):
    top = actions.create_account(owner, name="Top", owner=owner)
    middle = actions.create_account(owner, name="Middle", parent=top, owner=owner)
    return top, middle, actions.create_account(owner, name="Low", parent=middle, owner=owner)


def test_a_company_far_below_does_not_become_the_head(owner, line):
    top, _middle, low = line
    with pytest.raises(WrongMomentError, match="Low"):
        actions.update_account(owner, top, parent=low)
    with pytest.raises(WrongMomentError, match="Low"):
        make_branch(owner, low, top)


def test_another_one_does(owner, line):
    other = actions.create_account(owner, name="Other")
    assert why_no_head(other, line[2]) == ""
    assert why_no_head(line[0], other) == ""


def test_a_ring_from_before_is_walked_once(owner, line):
    top, middle, low = line
    type(top).objects.filter(pk=top.pk).update(parent=low)
    other = actions.create_account(owner, name="Other")
    middle.refresh_from_db()
    assert why_no_head(other, middle) == ""
