"""What an agreement must not say is found where it is edited."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jornada.rules.agreement import DEFAULT_AGREEMENT, Agreement, Escalation, MarketingOwes, SalesOwes, check_agreement
from jornada.rules.calendars import OFFICE_HOURS, WorkingCalendar

HOUR = timedelta(hours=1)


def test_the_default_agreement_can_be_kept():
    assert check_agreement(DEFAULT_AGREEMENT, OFFICE_HOURS) == []


@pytest.mark.parametrize(
    ("agreement", "where", "code"),
    [
        (Agreement(sales=SalesOwes(timedelta(0))), "sales.answer", "not_positive"),
        (Agreement(sales=SalesOwes(HOUR, -HOUR)), "sales.first_attempt", "not_positive"),
        (Agreement(sales=SalesOwes(HOUR, HOUR, 2 * HOUR)), "sales.first_attempt_hot", "slower_when_hot"),
        (
            Agreement(sales=SalesOwes(HOUR, attempts=2, channels=3, attempts_within=HOUR)),
            "sales.channels",
            "more_channels_than_attempts",
        ),
        (Agreement(sales=SalesOwes(HOUR, attempts=2)), "sales.attempts_within", "missing"),
        (Agreement(sales=SalesOwes(HOUR, attempts=-1)), "sales.attempts", "negative"),
        (Agreement(marketing=MarketingOwes(acceptance_rate=70)), "marketing.acceptance_rate", "not_a_share"),
        (Agreement(marketing=MarketingOwes(mqls_a_month=0)), "marketing.mqls_a_month", "not_positive"),
        (
            Agreement(marketing=MarketingOwes(reply_to_refusal=timedelta(0))),
            "marketing.reply_to_refusal",
            "not_positive",
        ),
        (Agreement(escalations=(Escalation(0, "remind"),)), "escalations[0].at", "not_positive"),
        (Agreement(escalations=(Escalation(1, "shout"),)), "escalations[0].do", "unknown_step"),
        (Agreement(escalations=(Escalation(1, "reroute"), Escalation(2, "remind"))), "escalations", "after_reroute"),
    ],
)
def test_a_fault_is_named_with_its_place(agreement, where, code):
    assert [(fault.where, fault.code) for fault in check_agreement(agreement, OFFICE_HOURS)] == [(where, code)]


def test_a_calendar_that_never_opens_is_a_fault():
    closed = WorkingCalendar("UTC", ((),) * 7)
    assert [fault.code for fault in check_agreement(DEFAULT_AGREEMENT, closed)] == ["never_open"]


def test_points_that_are_not_agreed_on_are_no_fault():
    bare = replace(DEFAULT_AGREEMENT, marketing=MarketingOwes(), escalations=())
    assert check_agreement(bare, OFFICE_HOURS) == []
