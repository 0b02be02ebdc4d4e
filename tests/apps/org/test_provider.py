"""Sign-in through a provider that answers from memory."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.cache import cache

from jornada.apps.org.models import SignIn
from jornada.edge.safe_session import GuardedAccountAdapter

pytestmark = pytest.mark.django_db
ISSUER = "https://id.acme.com"
CONFIGURATION = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/keys",
}
SECRET = "s" * 32
OURS, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _n in range(2))


def public(key, kid, **more):
    """Write a key as a provider publishes it."""
    kind = jwt.algorithms.ECAlgorithm if isinstance(key, ec.EllipticCurvePrivateKey) else jwt.algorithms.RSAAlgorithm
    return {**json.loads(kind.to_jwk(key.public_key())), "kid": kid, "use": "sig", **more}


class Answer:
    status_code, headers = 200, {"content-type": "application/json"}

    def __init__(self, body, url=ISSUER, history=()):
        self.body, self.url, self.history = body, url, history

    def json(self):
        return self.body

    def raise_for_status(self):
        pass


class Provider:
    """Stands in for the session of `requests`."""

    claims: dict
    token: dict
    nonce: str

    def __init__(self):
        self.token, self.asked = {}, []
        self.keys, self.supported = [public(OURS, "one")], None
        self.signs = (OURS, "RS256", "one")

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def get(self, url, **_more):
        self.asked.append(url)
        if url.endswith("/keys"):
            return Answer({"keys": self.keys})
        named = {"id_token_signing_alg_values_supported": self.supported} if self.supported else {}
        return Answer(self.claims if url.endswith("/userinfo") else {**CONFIGURATION, **named})

    def request(self, method, url, **_more):
        body = {"sub": "7", "iss": ISSUER, "aud": "jornada", "exp": time.time() + 60, "nonce": self.nonce, **self.token}
        key, algorithm, kid = self.signs
        token = jwt.encode(body, key, algorithm, headers={"kid": kid} if kid else None)
        return Answer({"access_token": "a", "id_token": token, "token_type": "Bearer"})


@pytest.fixture
def provider(monkeypatch):
    SocialApp.objects.create(
        provider="openid_connect",
        provider_id="acme",
        name="Acme ID",
        client_id="jornada",
        secret=SECRET,
        settings={"server_url": ISSUER},
    )
    cache.clear()
    made = Provider()
    monkeypatch.setattr(GuardedAccountAdapter, "get_requests_session", lambda self: made)
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


@pytest.mark.parametrize("name", ["owner", "nobody"])
def test_whose_address_nobody_verified_is_told_what_to_do_whether_known_or_not(client, provider, owner, name):
    address = owner.email if name == "owner" else "nobody@acme.com"
    provider.claims = {"sub": "7", "email": address, "email_verified": False}
    answer = come_back(client, provider)
    assert answer.status_code == 403
    assert "Acme ID não informa que o seu e-mail foi verificado" in answer.text
    assert list(SignIn.objects.values_list("outcome", "user")) == [("unverified", None)]


def test_somebody_unknown_is_told_to_ask_for_an_invitation(client, provider):
    provider.claims = {"sub": "7", "email": "new@acme.com", "email_verified": True}
    assert "signed" not in client.session
    come_back(client, provider)
    assert client.get("/accounts/").status_code == 302
    assert list(SignIn.objects.values_list("login", "outcome", "way")) == [("…@acme.com", "unknown", "provider")]


def test_somebody_who_left_does_not_come_in(client, provider, owner):
    provider.claims = {"sub": "7", "email": owner.email, "email_verified": True}
    owner.is_active = False
    owner.save()
    come_back(client, provider)
    assert client.get("/accounts/").status_code == 302


def test_somebody_who_left_and_was_known_to_the_provider_is_noted(client, provider, owner):
    provider.claims = {"sub": "7", "email": owner.email, "email_verified": True}
    come_back(client, provider)
    client.logout()
    owner.is_active = False
    owner.save()
    come_back(client, provider)
    outcomes = SignIn.objects.order_by("id").values_list("user", "outcome", "way")
    assert list(outcomes) == [(owner.pk, "in", "provider"), (owner.pk, "inactive", "provider")]


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
    assert list(SignIn.objects.values_list("user", "outcome", "way")) == [(None, "refused", "provider")]


def test_the_code_is_of_use_to_this_browser_alone(client, provider):
    there = client.get("/auth/oidc/acme/login/")["Location"]
    assert parse_qs(urlsplit(there).query)["code_challenge_method"] == ["S256"]


def test_one_comes_in_at_the_page_that_was_asked_for(client, provider, owner):
    provider.claims = {"sub": "7", "email": owner.email, "email_verified": True}
    page = client.get("/auth/login/?next=/accounts/").content.decode()
    assert "/auth/oidc/acme/login/?" in page
    assert come_back(client, provider, next="/accounts/")["Location"] == "/accounts/"


# ---- the signature ----------------------------------------------------------------------------------------------
ON_CURVE = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def signing(client, provider, owner, settings):
    """Give a function that signs in with a token of some signature, and says the answer."""
    provider.claims = {"sub": "7", "email": owner.email, "email_verified": True}
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    def sign_in(*signs, keys=None, supported=None):
        provider.signs, provider.supported = signs, supported
        provider.keys = provider.keys if keys is None else keys
        return come_back(client, provider)

    return sign_in


@pytest.mark.parametrize(
    ("signs", "more"),
    [
        ((OURS, "RS256", "one"), {}),
        ((OURS, "RS256", None), {}),
        ((OURS, "RS256", None), {"keys": [public(OTHER, "two"), public(OURS, "one")]}),
        ((OURS, "PS256", "one"), {"supported": ["PS256"]}),
        ((ON_CURVE, "ES256", "e"), {"supported": ["ES256"], "keys": [public(ON_CURVE, "e", alg="ES256")]}),
        ((SECRET, "HS256", None), {"supported": ["RS256", "HS256"]}),
    ],
    ids=["RSA", "unnamed key", "unnamed among two", "PSS", "curve", "secret where the provider says so"],
)
def test_a_token_that_the_provider_signed_lets_in(signing, signs, more):
    assert signing(*signs, **more)["Location"] == "/"


@pytest.mark.parametrize(
    ("signs", "more"),
    [
        ((OTHER, "RS256", "one"), {}),
        ((OTHER, "RS256", "another"), {}),
        ((OTHER, "RS256", None), {}),
        ((None, "none", None), {}),
        ((None, "none", None), {"supported": ["none", "RS256"]}),
        ((SECRET, "HS256", None), {}),
        (("k" * 32, "HS256", None), {"supported": ["HS256"]}),
        ((OURS, "RS512", "one"), {}),
        ((OURS, "RS256", "one"), {"keys": [public(OURS, "one", use="enc")]}),
        ((OURS, "RS256", "one"), {"keys": [public(OURS, "one", alg="RS512")]}),
        ((OURS, "RS256", "one"), {"keys": [{"kty": "RSA", "kid": "one", "n": "?", "e": 7}, {}]}),
        ((OURS, "RS256", "one"), {"keys": []}),
    ],
    ids=[
        "wrongly", "by a key nobody knows", "wrongly without a name", "none", "none that is offered", "secret unasked",
        "another secret", "a way not offered", "key for another purpose", "key for another way", "odd keys", "no keys",
    ],
)  # fmt: skip
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(client, signing, signs, more):
    answer = signing(*signs, **more)
    assert answer.status_code == 401
    assert "does not bear the signature of your provider" in answer.content.decode()
    assert client.get("/accounts/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert list(SignIn.objects.values_list("outcome", "way")) == [("refused", "provider")]


def test_without_a_secret_of_ours_a_signature_by_it_says_nothing(signing):
    SocialApp.objects.update(secret="")
    assert signing(SECRET, "HS256", None, supported=["HS256"]).status_code == 401


def test_keys_are_read_once_and_again_when_the_provider_has_changed_them(client, provider, signing):
    signing(OURS, "RS256", "one")
    client.logout()
    signing(OURS, "RS256", "one")
    client.logout()
    assert provider.asked.count(f"{ISSUER}/keys") == 1
    assert signing(OTHER, "RS256", "two", keys=[public(OTHER, "two")])["Location"] == "/"
    client.logout()
    assert provider.asked.count(f"{ISSUER}/keys") == 2
    assert signing(OURS, "RS256", "one").status_code == 401
    assert provider.asked.count(f"{ISSUER}/keys") == 3


@pytest.mark.parametrize("broken", ["silent", "no list", "plain http", "plain hop"])
def test_keys_that_cannot_be_read_are_said_on_the_page(client, provider, signing, monkeypatch, broken):
    kept = Provider.get

    def get(self, url, **more):
        if url.endswith("/keys"):
            if broken == "silent":
                raise requests.ConnectionError("no route")
            if broken == "plain hop":
                return Answer({"keys": self.keys}, history=[Answer(None, "http://id.acme.com/keys")])
            return Answer([])
        return kept(self, url, **more)

    monkeypatch.setattr(Provider, "get", get)
    if broken == "plain http":
        monkeypatch.setitem(CONFIGURATION, "jwks_uri", "http://id.acme.com/keys")
    answer = signing(OURS, "RS256", "one")
    assert answer.status_code == 503
    assert "The keys by which your provider signs could not be read" in answer.content.decode()
    assert client.get("/accounts/").status_code == 302
