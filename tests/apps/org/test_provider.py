"""Sign-in through a provider that answers from memory."""

import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp

pytestmark = pytest.mark.django_db
ISSUER = "https://id.acme.com"
CONFIGURATION = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/keys",
}


class Answer:
    status_code, headers = 200, {"content-type": "application/json"}

    def __init__(self, body):
        self.body = body

    def json(self):
        return self.body

    def raise_for_status(self):
        pass


class Provider:
    """Stands in for the session of `requests`."""

    claims: dict
    token: dict
    nonce: str

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def get(self, url, **_more):
        return Answer(self.claims if url.endswith("/userinfo") else CONFIGURATION)

    def request(self, method, url, **_more):
        body = {"sub": "7", "iss": ISSUER, "aud": "jornada", "exp": time.time() + 60, "nonce": self.nonce, **self.token}
        return Answer({"access_token": "a", "id_token": jwt.encode(body, "k" * 32, "HS256"), "token_type": "Bearer"})


@pytest.fixture
def provider(monkeypatch):
    SocialApp.objects.create(
        provider="openid_connect",
        provider_id="acme",
        name="Acme ID",
        client_id="jornada",
        secret="s",
        settings={"server_url": ISSUER},
    )
    made = Provider()
    made.token = {}
    monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", lambda self: made)
    return made


def come_back(client, provider, **more):
    there = client.get("/auth/oidc/acme/login/", more)
    asked = parse_qs(urlsplit(there["Location"]).query)
    provider.nonce = asked["nonce"][0]
    return client.get(f"/auth/oidc/acme/login/callback/?code=c&state={asked['state'][0]}")


def test_somebody_known_comes_in_and_keeps_the_password(client, provider, owner):
    owner.set_password("um caminho longo")
    owner.save()
    provider.claims = {"sub": "7", "email": owner.email, "email_verified": True}
    assert come_back(client, provider)["Location"] == "/"
    assert client.get("/accounts/").status_code == 200
    owner.refresh_from_db()
    assert owner.check_password("um caminho longo")


def test_an_address_nobody_verified_lets_nobody_in(client, provider, owner):
    provider.claims = {"sub": "7", "email": owner.email, "email_verified": False}
    come_back(client, provider)
    assert client.get("/accounts/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_somebody_unknown_is_told_to_ask_for_an_invitation(client, provider):
    provider.claims = {"sub": "7", "email": "new@acme.com", "email_verified": True}
    assert "signed" not in client.session
    come_back(client, provider)
    assert client.get("/accounts/").status_code == 302


def test_somebody_who_left_does_not_come_in(client, provider, owner):
    provider.claims = {"sub": "7", "email": owner.email, "email_verified": True}
    owner.is_active = False
    owner.save()
    come_back(client, provider)
    assert client.get("/accounts/").status_code == 302


def test_a_provider_that_does_not_answer_is_said_on_a_page(client, provider, monkeypatch):
    def silent(self, url, **_more):
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(Provider, "get", silent)
    assert client.get("/auth/oidc/acme/login/").status_code == 503


def test_an_unknown_provider_is_not_found(client):
    assert client.get("/auth/oidc/none/login/").status_code == 404


@pytest.mark.parametrize(
    "token",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": ["jornada", "another"], "azp": "another"},
        {"sub": "8"},
        {"iss": "https://id.evil.com"},
        {"exp": 1},
    ],
    ids="-".join,
)
def test_a_token_that_is_not_of_this_sign_in_lets_nobody_in(client, provider, owner, token):
    provider.claims = {"sub": "7", "email": owner.email, "email_verified": True}
    provider.token = token
    assert come_back(client, provider).status_code == 401
    assert client.get("/accounts/").status_code == 302


def test_the_code_is_of_use_to_this_browser_alone(client, provider):
    there = client.get("/auth/oidc/acme/login/")["Location"]
    assert parse_qs(urlsplit(there).query)["code_challenge_method"] == ["S256"]


def test_one_comes_in_at_the_page_that_was_asked_for(client, provider, owner):
    provider.claims = {"sub": "7", "email": owner.email, "email_verified": True}
    page = client.get("/auth/login/?next=/accounts/").content.decode()
    assert "/auth/oidc/acme/login/?" in page
    assert come_back(client, provider, next="/accounts/")["Location"] == "/accounts/"
