import pytest
from django.utils import timezone

from jornada.apps.market.models import Account
from jornada.apps.org.models import Team, User


@pytest.fixture
def north(db):
    return Team.objects.create(name="North")


@pytest.fixture
def owner(north):
    return User.objects.create(username="owner", name="Olga", role="sales", team=north)


@pytest.fixture
def colleague(north):
    return User.objects.create(username="colleague", name="Caio", role="sales", team=north)


@pytest.fixture
def outsider(db):
    return User.objects.create(username="outsider", name="Otto", role="sales", team=Team.objects.create(name="South"))


@pytest.fixture
def viewer(db):
    return User.objects.create(username="viewer", name="Vera", role="viewer")


@pytest.fixture
def account(owner):
    now = timezone.now()
    return Account.objects.create(name="Padaria Aurora", owner=owner, created_at=now, updated_at=now)


@pytest.fixture
def call(client):
    """Call the API as somebody: `call(user, "get", "/accounts/")`; answers (status, body)."""
    from jornada.apps.org.tokens import create

    def _call(user, method, path, body=None):
        headers = {"authorization": f"Bearer {create(user, 'test')[1]}"} if user else {}
        answer = getattr(client, method)(f"/api/v1{path}", data=body, content_type="application/json", headers=headers)
        return answer.status_code, answer.json() if answer.content else None

    return _call
