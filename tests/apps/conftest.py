"""People and records that tests of the apps share: an owner, a colleague, an outsider, an administrator."""

import datetime as dt

import pytest
from django.test import Client

from jornada.apps.interactions.models import Thread
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.models import Team, User
from jornada.apps.sales.models import Opportunity, PipelineStage

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
STAMPS = {"created_at": NOW, "updated_at": NOW}


def person(username, role="sales", team=None, **more):
    return User.objects.create_user(
        username=username,
        email=f"{username}@example.com",
        password=None,
        name=username.title(),
        role=role,
        team=team,
        language="en",
        **more,
    )


@pytest.fixture
def team(db):
    return Team.objects.create(name="South")


@pytest.fixture
def owner(team):
    return person("olga", team=team)


@pytest.fixture
def colleague(team):
    return person("carlos", team=team)


@pytest.fixture
def outsider(db):
    return person("ivo", team=Team.objects.create(name="North"))


@pytest.fixture
def manager(team):
    return person("marta", role="manager", team=team)


@pytest.fixture
def marketer(db):
    return person("mila", role="marketing")


@pytest.fixture
def admin(db):
    return person("ada", role="admin")


@pytest.fixture
def viewer(db):
    return person("vera", role="viewer")


@pytest.fixture
def account(owner):
    return Account.objects.create(name="Acme", owner=owner, **STAMPS)


@pytest.fixture
def contact(owner, account):
    return Contact.objects.create(name="Bia Reis", account=account, owner=owner, email="bia@acme.com", **STAMPS)


@pytest.fixture
def lead(owner, account, contact):
    thread = Thread.objects.create(account=account, contact=contact, opened_at=NOW)
    return Lead.objects.create(
        name="Acme wants a demo", account=account, contact=contact, owner=owner, thread=thread, **STAMPS
    )


@pytest.fixture
def stage(db):
    return PipelineStage.objects.get(code="qualification")


@pytest.fixture
def opportunity(owner, account, stage):
    thread = Thread.objects.create(account=account, opened_at=NOW)
    return Opportunity.objects.create(
        name="Acme, 100 seats", account=account, owner=owner, thread=thread, stage=stage, **STAMPS
    )


@pytest.fixture
def django_client_factory():
    """Make further browsers."""
    return Client
