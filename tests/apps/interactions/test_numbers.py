"""How many interactions a record's page counts."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from jornada.apps.interactions.actions import record_touches
from jornada.apps.interactions.activities import activities
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.queries import numbers_at, touches_at
from jornada.apps.org.access import rule_of
from jornada.apps.org.kept import steady

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
MARCH, FEBRUARY = dt.date(2026, 3, 1), dt.date(2026, 2, 1)


@pytest.fixture
def touched(account):
    moments = [dt.datetime(2026, 3, 1, hour, tzinfo=dt.UTC) for hour in (2, 4)]
    moments += [dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC), NOW - dt.timedelta(days=45)]
    rows = [NewTouch("email.sent", at, account=account.pk) for at in moments]
    record_touches(rows, source="manual", now=NOW)
    return Place(account)


def test_months_are_those_of_the_reader_s_time_zone(owner, touched):
    with timezone.override(ZoneInfo("America/Sao_Paulo")):  # 3 hours behind: 2 o'clock is still February
        found = numbers_at(owner, touched, NOW)
    assert (found.by_month[MARCH, "email"], found.by_month[FEBRUARY, "email"]) == (1, 1)


def test_old_touches_count_in_all_but_in_no_shown_month(owner, touched):
    found = numbers_at(owner, touched, NOW)
    assert (found.total, found.recent, found.before, sum(found.by_month.values())) == (4, 2, 1, 3)


@pytest.mark.parametrize(
    ("who", "number"), [("owner", 4), ("colleague", 4), ("outsider", 0), ("admin", 4), ("viewer", 4)]
)
def test_an_account_s_touches_are_counted_for_those_who_see_it(who, number, touched, people):
    assert numbers_at(people[who], touched, NOW).total == number
    assert touches_at(people[who], touched).count() == number


def test_the_numbers_are_one_query(owner, touched, django_assert_num_queries):
    with steady():
        rule_of(owner), activities()  # kept in each process
        with django_assert_num_queries(1):
            numbers_at(owner, touched, NOW)
