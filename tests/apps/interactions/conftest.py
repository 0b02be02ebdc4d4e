import datetime as dt

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import Thread
from jornada.apps.market.models import Contact

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


def day(number):
    return NOW + dt.timedelta(days=number)


@pytest.fixture
def people(owner, colleague, outsider, viewer, admin):
    return {"owner": owner, "colleague": colleague, "outsider": outsider, "viewer": viewer, "admin": admin}


@pytest.fixture
def contact(account, owner):
    return Contact.objects.create(
        name="Bia", account=account, buying_role="champion", owner=owner, created_at=NOW, updated_at=NOW
    )


@pytest.fixture
def thread(account, contact):
    return Thread.objects.create(account=account, contact=contact, opened_at=NOW)


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


def sign_in(client, user):
    client.force_login(user)
    return client


def touch_data(**values):
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {"activity": "call.connected", "at": now, "key": "k1", "note": "", "outcome": "", **values}
