"""What a token may do is asked in one place, for every operation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jornada.api.auth import LABELS, scope_names, scope_of
from jornada.api.urls import api
from jornada.apps.org import tokens
from jornada.apps.org.models import ApiToken, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db):
    return User.objects.create(username="ada", name="Ada", role="admin", language="en")


def ask(client, user, scopes, method, path, **more):
    _token, text = tokens.create(user, "program", scopes, more.pop("expires_at", None))
    return client.generic(
        method, path, "{}", content_type="application/json", headers={"Authorization": f"Bearer {text}"}
    )


@pytest.mark.parametrize(
    ("scopes", "method", "path", "status"),
    [
        (["accounts:read"], "GET", "/api/v1/accounts/", 200),
        (["accounts:write"], "GET", "/api/v1/accounts/", 200),
        (["contacts:read"], "GET", "/api/v1/accounts/", 403),
        (["accounts:read"], "POST", "/api/v1/accounts/", 403),
        (["accounts:read"], "GET", "/api/v1/me", 200),
        (["opportunities:read"], "GET", "/api/v1/proposals/", 200),
        (["opportunities:read"], "DELETE", "/api/v1/opportunities/1", 403),
        (["*"], "GET", "/api/v1/touches/", 200),
        ([], "GET", "/api/v1/touches/", 403),
    ],
)
def test_a_token_does_what_its_scopes_say(client, admin, scopes, method, path, status):
    assert ask(client, admin, scopes, method, path).status_code == status


def test_the_refusal_names_the_missing_scope(client, admin):
    answer = ask(client, admin, ["accounts:read"], "POST", "/api/v1/leads/")
    assert answer["Content-Type"] == "application/problem+json"
    assert "leads:write" in answer.json()["detail"]


def test_every_operation_needs_a_scope_that_can_be_given():
    given = {f"{kind}:{deed}" for kind, _label in scope_names() for deed in ("read", "write")}
    free = {"/api/v1/me", "/api/v1/search"}  # a search looks through what the token reads
    schema = api.get_openapi_schema()
    needed = {(path, scope_of(method.upper(), path)) for path, item in schema["paths"].items() for method in item}
    assert [path for path, scope in needed if scope not in given and path.rstrip("/") not in free] == []


def test_scopes_never_reach_beyond_the_person(client, owner, outsider, account):
    assert ask(client, outsider, ["*"], "GET", f"/api/v1/accounts/{account.pk}").status_code == 404
    assert ask(client, owner, ["*"], "GET", f"/api/v1/accounts/{account.pk}").status_code == 200


def test_a_token_that_is_over_is_nobodys(client, admin):
    over = timezone.now() - timedelta(seconds=1)
    assert ask(client, admin, ["*"], "GET", "/api/v1/me", expires_at=over).status_code == 401


def test_a_token_that_does_not_work_is_told_apart_from_none(client, admin):
    none = client.get("/api/v1/me")
    over = ask(client, admin, ["*"], "GET", "/api/v1/me", expires_at=timezone.now() - timedelta(seconds=1))
    assert (none["WWW-Authenticate"], over["WWW-Authenticate"]) == ("Bearer", 'Bearer error="invalid_token"')
    assert none.json()["detail"] != over.json()["detail"]


def test_the_page_makes_a_token_with_scopes_and_an_end(client, admin):
    client.force_login(admin)
    client.post("/settings/tokens/", {"name": "form", "days": "30", "scopes": ["leads:write", "accounts:read"]})
    token = ApiToken.objects.get()
    assert token.scopes == ["accounts:read", "leads:write"]
    assert timedelta(days=29) < token.expires_at - timezone.now() < timedelta(days=31)


def test_a_token_that_may_nothing_is_not_made(client, admin):
    client.force_login(admin)
    assert client.post("/settings/tokens/", {"name": "form", "days": "30"}).status_code == 422
    assert not ApiToken.objects.exists()


def test_every_scope_has_a_label_of_its_own():
    assert [kind for kind, _label in scope_names() if kind not in LABELS] == []
