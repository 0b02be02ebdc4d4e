"""What the log adds to the lists of leads and opportunities."""

import pytest

from jornada.flow.lists import last, numbers
from tests.flow.conftest import day, record

pytestmark = pytest.mark.django_db


def test_our_own_decisions_are_no_last_interaction(lead):
    record((-3, "lead.returned"), thread=lead.thread_id)
    assert (numbers("lead")([lead.pk]), last("lead")([lead.pk])) == ({}, {})
    record((-9, "call.connected"), (-8, "lead.returned"), thread=lead.thread_id)
    assert (numbers("lead")([lead.pk]), last("lead")([lead.pk])) == ({lead.pk: 1}, {lead.pk: day(-9)})
