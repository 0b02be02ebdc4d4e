import datetime as dt

import pytest

from jornada.apps.interactions.models import Thread
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.models import Team, User

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


def day(number):
    return NOW + dt.timedelta(days=number)


@pytest.fixture
def people(db):
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    return {
        name: User.objects.create(username=name, name=name.title(), role=role, team=team)
        for name, role, team in (
            ("owner", "sales", north),
            ("colleague", "sales", north),
            ("outsider", "sales", south),
            ("viewer", "viewer", None),
            ("admin", "admin", None),
        )
    }


@pytest.fixture
def account(people):
    return Account.objects.create(name="Acme", owner=people["owner"], created_at=NOW, updated_at=NOW)


@pytest.fixture
def contact(account, people):
    return Contact.objects.create(
        name="Bia", account=account, buying_role="champion", owner=people["owner"], created_at=NOW, updated_at=NOW
    )


@pytest.fixture
def thread(account, contact):
    return Thread.objects.create(account=account, contact=contact, opened_at=NOW)
