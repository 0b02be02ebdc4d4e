import datetime as dt

import pytest

from jornada.apps.interactions.actions import record_touches
from jornada.apps.interactions.models import Thread
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
STAMPS = {"created_at": NOW, "updated_at": NOW}


def day(number):
    return NOW + dt.timedelta(days=number)


def record(*touches, now=NOW, **places):
    """Record (day, activity) pairs."""
    rows = [NewTouch(activity, day(number), **places) for number, activity in touches]
    return record_touches(rows, source="test", now=now)


@pytest.fixture
def account(db):
    return Account.objects.create(name="Acme", **STAMPS)


@pytest.fixture
def lead(account):
    thread = Thread.objects.create(account=account, opened_at=day(-100))
    return Lead.objects.create(name="Acme", account=account, thread=thread, created_at=day(-100), updated_at=NOW)
