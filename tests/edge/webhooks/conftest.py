import pytest
from django.utils import timezone

from jornada.apps.market.models import Account
from jornada.apps.org.models import User
from jornada.edge import safe_http
from jornada.edge.webhooks import actions


@pytest.fixture
def admin(db):
    return User.objects.create(username="ada", name="Ada", role="admin")


@pytest.fixture
def seller(db):
    return User.objects.create(username="sol", name="Sol", role="sales")


@pytest.fixture
def account(admin):
    now = timezone.now()
    return Account.objects.create(name="Padaria Aurora", owner=admin, created_at=now, updated_at=now)


@pytest.fixture
def hook(admin, monkeypatch):
    """Make an endpoint: `hook("lead.created")`; names are not looked up."""
    monkeypatch.setattr(safe_http, "allowed_address", lambda host, port: "203.0.113.7")
    return lambda *types, **values: actions.create_endpoint(
        admin, url="https://example.com/hooks", types=list(types), **values
    )


@pytest.fixture
def receiver():
    """Stand in for the other side: it keeps what came and answers what `code` says."""

    class Receiver:
        code, came = 200, []

        def __call__(self, url, body, headers):
            self.came = [*self.came, (url, body, headers)]
            if self.code is None:
                raise OSError("Connection refused")
            return safe_http.Answer(self.code, b"thanks", 12)

    return Receiver()
