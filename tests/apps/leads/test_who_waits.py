"""Which leads wait for an answer of Sales is derived from the log, whoever wrote it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jornada.analytics.log import EventLog
from jornada.apps.interactions.actions import record_touches, void_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.leads.derive import offered_in
from jornada.apps.leads.models import Lead
from jornada.flow.settle import settle

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def note(lead, code, at):
    record_touches([NewTouch(code, at, lead.account_id, thread=lead.thread_id)], source="api")
    settle([], [lead.thread_id])
    return Lead.objects.get(pk=lead.pk).offered_at


def test_a_lead_waits_from_its_offer_to_its_answer(lead):
    now = timezone.now() - 3 * HOUR
    assert note(lead, "call.connected", now) is None
    assert note(lead, "handoff.offered", now + HOUR) == now + HOUR
    assert note(lead, "email.opened", now + 2 * HOUR) == now + HOUR
    assert note(lead, "handoff.returned", now + 3 * HOUR) is None


def test_an_offer_that_was_voided_waits_no_more(lead, owner):
    assert note(lead, "handoff.offered", timezone.now()) is not None
    void_touch(owner, Touch.objects.get(), "wrong lead")
    settle([], [lead.thread_id])
    assert Lead.objects.get(pk=lead.pk).offered_at is None


def test_the_last_step_counts_in_whatever_order_the_touches_came():
    steps = ["handoff.offered", "handoff.refused", "handoff.offered", "page.viewed"]
    log = EventLog.from_columns([7, 7, 8, 8], [20, 10, 5, 9], [steps[0], steps[1], steps[2], steps[3]])
    assert {thread: at.microsecond for thread, at in offered_in(log).items()} == {7: 20, 8: 5}
    turned = EventLog.from_columns([8, 7, 8, 7], [9, 10, 5, 20], [steps[3], steps[1], steps[2], steps[0]])
    assert offered_in(turned) == offered_in(log)


def test_a_log_without_offers_has_nobody_waiting():
    assert offered_in(EventLog.empty()) == {}
    assert offered_in(EventLog.from_columns([1], [1], ["handoff.accepted"])) == {}
