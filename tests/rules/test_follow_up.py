"""An attempt, a connection and a meaningful contact are not the same; the log says which there were."""

from datetime import UTC, datetime, timedelta

import pytest

from jornada.rules.agreement import SalesOwes
from jornada.rules.calendars import OFFICE_HOURS
from jornada.rules.follow_up import Contact, follow_up

NINE = datetime(2026, 11, 25, 12, tzinfo=UTC)
OWES = SalesOwes(
    timedelta(hours=24),
    first_attempt=timedelta(hours=8),
    first_attempt_hot=timedelta(minutes=30),
    attempts=3,
    channels=2,
    attempts_within=timedelta(days=10),
)


def touch(hours, channel="phone", outcome="attempt", is_ours=True):
    return Contact(NINE + timedelta(hours=hours), channel, outcome, is_ours)


def stand(contacts, hours, **more):
    return follow_up(contacts, NINE, OWES, OFFICE_HOURS, NINE + timedelta(hours=hours), **more)


@pytest.mark.parametrize(("is_hot", "is_late"), [(False, False), (True, True)])
def test_hot_leads_have_less_time(is_hot, is_late):
    assert stand([touch(1)], 2, is_hot=is_hot).is_first_late is is_late


def test_without_any_attempt_the_first_is_late_once_its_time_is_over():
    assert not stand([], 7).is_first_late
    assert stand([], 10).is_first_late


def test_enough_attempts_over_enough_channels_are_complete():
    one_channel = [touch(1), touch(2), touch(3)]
    assert not stand(one_channel, 4).is_complete
    assert stand([*one_channel, touch(3.5, "whatsapp")], 4).is_complete


def test_a_connection_completes_and_a_meaningful_contact_is_one():
    found = stand([touch(1), touch(2, outcome="meaningful")], 3)
    assert found.is_complete
    assert found.connected_at == found.meaningful_at == NINE + timedelta(hours=2)


def test_a_buyer_who_calls_is_a_connection_and_no_attempt_of_ours():
    found = stand([touch(1, outcome="connection", is_ours=False)], 2)
    assert (found.attempts, found.is_complete, found.first_attempt_at) == (0, True, None)


def test_too_few_attempts_in_the_time_agreed_fail():
    assert not stand([touch(1)], 239).is_failed
    assert stand([touch(1)], 241).is_failed


def test_touches_before_the_acceptance_or_after_now_do_not_count():
    assert stand([touch(-1), touch(5)], 2).attempts == 0


def test_order_of_touches_changes_nothing():
    contacts = [touch(1), touch(2, "email"), touch(3, outcome="connection")]
    assert stand(contacts, 4) == stand(contacts[::-1], 4)


def test_what_is_owed_next():
    assert stand([], 1).next_due == NINE + timedelta(hours=9)  # eight working hours, over lunch
    assert stand([touch(1)], 2).next_due == NINE + timedelta(days=10)
    assert stand([touch(1, outcome="connection")], 2).next_due is None
