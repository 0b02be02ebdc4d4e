"""How the first conversation with a lead is opened."""

import datetime as dt

import pytest

from jornada.rules.opening import suggest_opening

NOW = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


def ago(**days):
    return [(code.replace("_", "."), NOW - dt.timedelta(days=number)) for code, number in days.items()]


@pytest.mark.parametrize(
    ("done", "opening", "is_old"),
    [
        (ago(demo_requested=10, page_viewed=1), "demo", False),
        (ago(demo_requested=60, page_viewed=40), "demo", False),
        (ago(demo_requested=60, page_viewed=20), "visit", False),
        (ago(form_submitted=530), "form", True),
        (ago(form_submitted=530, page_viewed=70), "visit", False),
        (ago(demo_requested=900, page_viewed=400), "visit", True),
        (ago(form_submitted=89), "form", False),
        (ago(form_submitted=90), "form", True),
        (ago(form_submitted=-1), "cold", False),
        ([], "cold", False),
    ],
)
def test_the_strongest_recent_act_decides_and_what_is_long_ago_is_told_as_such(done, opening, is_old):
    told = suggest_opening(done, NOW)
    assert (told.opening, told.is_old) == (opening, is_old)
