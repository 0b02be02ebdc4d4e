"""Accepted leads on My day: what is owed to them until somebody tries, and again on the day more is due."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jornada.apps.handoff.day_follow_ups import follow_ups_owed
from jornada.apps.handoff.derive import follow_ups_of_leads
from jornada.apps.interactions.actions import record_touch
from jornada.ui.day import Day
from tests.apps.handoff.conftest import HALF, LATE, NINE

pytestmark = pytest.mark.django_db


def lines(user, now, people=None):
    return follow_ups_owed(Day(user, people or (user.pk,), now)).lines


def test_a_lead_that_was_accepted_stays_on_the_day_until_somebody_tries(accept, owner):
    lead = accept()
    (line,) = lines(owner, NINE)
    assert (line.record.pk, line.is_late) == (lead.pk, False)
    assert line.detail == "prazo da primeira tentativa"
    record_touch(owner, "call.attempted", thread=lead.thread, account=lead.account, at=NINE)
    follow_ups_of_leads([lead.pk], NINE)
    assert not lines(owner, NINE)


def test_what_was_not_tried_in_time_is_late(accept, owner):
    accept()
    assert lines(owner, LATE)[0].is_late


def test_it_is_dealt_with_in_place(accept, client, owner):
    lead = accept()
    client.force_login(owner)
    page = client.get("/").content.decode()
    assert "Accepted, to be followed up" in page
    assert f"/touches/new/?thread={lead.thread_id}&next=/" in page


def test_a_manager_sees_those_of_the_team_and_whose_they_are(accept, owner, manager, colleague, outsider):
    accept()
    assert owner.name in lines(manager, HALF, (manager.pk, owner.pk))[0].detail
    assert not lines(colleague, NINE)
    assert not lines(outsider, NINE)
    assert not lines(outsider, NINE, (owner.pk,))


def test_more_leads_ask_no_more_queries(accept, owner):
    accept()
    lines(owner, NINE)  # what a process keeps is read
    with CaptureQueriesContext(connection) as one:
        lines(owner, NINE)
    accept("Bia")
    with CaptureQueriesContext(connection) as two:
        assert len(lines(owner, NINE)) == 2
    assert len(one) == len(two)
