from datetime import UTC, datetime, timedelta

import pytest

from jornada.rules.second_thoughts import UNDO_FOR, Since, hangs_on_acceptance, is_fresh

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, True), (29, True), (30, True), (30.1, False), (600, False), (-1, True), (-31, False)]
)
def test_an_answer_is_fresh_for_half_an_hour(minutes, expected):
    assert is_fresh(NOON, NOON + timedelta(minutes=minutes)) is expected
    assert timedelta(minutes=30) == UNDO_FOR


def test_what_was_not_answered_is_not_fresh():
    assert not is_fresh(None, NOON)


@pytest.mark.parametrize(
    ("touch", "expected"),
    [
        (Since("call.attempted", "out", "sales"), True),
        (Since("meeting.held", "out", "sales"), True),
        (Since("lead.qualified", "out", "sales"), True),
        (Since("lead.qualified", "out", "sales", is_automatic=True), False),
        (Since("deal.opened", "out", "sales"), True),
        (Since("subject.parked", "out", "sales"), True),
        (Since("handoff.offered", "out", "marketing"), True),
        (Since("email.sent", "out", "marketing"), False),
        (Since("page.viewed", "in", "buyer"), False),
        (Since("call.received", "in", "buyer"), False),
        (Since("timeframe.stated", "in", "buyer"), False),
        (Since("intent.answered", "in", "buyer"), False),
        (Since("todo.done", "out", "sales"), False),
    ],
)
def test_what_hangs_on_an_acceptance(touch, expected):
    assert hangs_on_acceptance(touch) is expected
