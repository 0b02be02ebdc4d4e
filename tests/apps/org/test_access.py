"""Reach: own, team or all, by role."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from jornada.apps.market.models import Account
from jornada.apps.org.access import may, scope
from jornada.apps.org.models import Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    make = User.objects.create
    return {
        "owner": make(username="owner", role="sales", team=north),
        "colleague": make(username="colleague", role="sales", team=north),
        "outsider": make(username="outsider", role="sales", team=south),
        "loner": make(username="loner", role="sales"),
        "viewer": make(username="viewer", role="viewer"),
        "marketing": make(username="marketing", role="marketing"),
        "admin": make(username="admin", role="admin"),
        "gone": make(username="gone", role="admin", is_active=False),
    }


@pytest.fixture
def account(people):
    now = timezone.now()
    return Account.objects.create(name="Acme", owner=people["owner"], created_at=now, updated_at=now)


@pytest.mark.parametrize(
    ("who", "view", "change", "export"),
    [
        ("owner", True, True, False),
        ("colleague", True, False, False),
        ("outsider", False, False, False),
        ("loner", False, False, False),
        ("viewer", True, False, False),
        ("marketing", True, True, True),
        ("admin", True, True, True),
        ("gone", False, False, False),
    ],
)
def test_reach_by_role(people, account, who, view, change, export):
    user = people[who]
    for action, expected in {"view": view, "change": change, "export": export}.items():
        assert may(user, "account", action, account) is expected, action
        assert scope(Account.objects.all(), user, "account", action).exists() is expected, action


def test_nobody_sees_anything_before_signing_in(account):
    assert not may(AnonymousUser(), "account", "view", account)
    assert not scope(Account.objects.all(), AnonymousUser(), "account").exists()


def test_a_record_without_owner_is_open_to_every_team(people, account):
    Account.objects.update(owner=None)
    account.refresh_from_db()
    assert may(people["outsider"], "account", "view", account)
    assert scope(Account.objects.all(), people["loner"], "account").exists()
