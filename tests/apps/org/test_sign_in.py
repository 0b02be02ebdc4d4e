"""Second factor, recovery codes, required factors, signed-in browsers, providers."""

import datetime as dt
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.models import SocialApp
from django.core.cache import cache
from django.utils import timezone

from jornada.apps.org.models import BrowserSession, RoleRule, User
from jornada.apps.org.signin import browsers, devices

pytestmark = pytest.mark.django_db
PASSWORD = "um caminho longo"


@pytest.fixture(autouse=True)
def no_limits_left():
    cache.clear()


@pytest.fixture
def person(owner):
    owner.set_password(PASSWORD)
    owner.save()
    return owner


def sign_in(client, person, **more):
    return client.post("/auth/login/", {"login": person.email, "password": PASSWORD, **more})


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_app(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def test_the_code_of_the_app_is_asked_for_after_the_password(client, person):
    secret = with_app(person)
    assert sign_in(client, person)["Location"] == "/auth/2fa/authenticate/"
    assert client.get("/accounts/")["Location"].startswith("/auth/login/")
    assert client.post("/auth/2fa/authenticate/", {"code": code_of(secret)})["Location"] == "/"
    assert client.get("/accounts/").status_code == 200


def test_a_wrong_code_lets_nobody_in(client, person):
    with_app(person)
    sign_in(client, person)
    page = client.post("/auth/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "That did not match" in page or "não conferiu" in page.lower()
    assert client.get("/accounts/").status_code == 302


def test_a_recovery_code_works_once(client, person):
    with_app(person)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    for expected in (302, 200):
        sign_in(client, person)
        assert client.post("/auth/2fa/authenticate/", {"code": codes[0]}).status_code == expected
        client.post("/auth/logout/")


def test_a_used_recovery_code_is_told_as_one(client, person):
    with_app(person)
    sign_in(client, person)
    page = client.post("/auth/2fa/authenticate/", {"code": "1234 5678"}).content.decode()
    assert "each is good once" in page or "cada um vale uma vez" in page


def test_the_secret_is_not_kept_in_the_clear(person):
    secret = with_app(person)
    assert secret not in str(Authenticator.objects.get(user=person).data)


def test_an_app_is_set_up_and_brings_recovery_codes(client, person):
    sign_in(client, person)
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    page = client.get("/auth/2fa/totp/activate/")
    assert b'href="otpauth://totp/' in page.content
    secret = page.context["form"].secret
    assert client.post("/auth/2fa/totp/activate/", {"code": code_of(secret)})["Location"] == "/auth/2fa/recovery-codes/"
    assert "codes left" in client.get("/settings/security/").content.decode()


def test_a_role_that_needs_a_second_factor_sets_one_up_first(client, person):
    RoleRule.objects.create(code="sales", rule={"needs_second_factor": True})
    client.force_login(person)
    assert client.get("/accounts/")["Location"] == "/settings/security/"
    assert client.get("/api/v1/accounts").status_code == 403
    assert client.get("/auth/2fa/totp/activate/").status_code == 302
    with_app(person)
    assert client.get("/accounts/").status_code == 200


def test_the_last_factor_of_a_role_that_needs_one_stays(client, person):
    RoleRule.objects.create(code="sales", rule={"needs_second_factor": True})
    with_app(person)
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 9e9, "reauthenticated": True}]
    session.save()
    client.post("/auth/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=person).exists()


def test_an_administrator_says_which_roles_need_one_and_nobody_else_does(client, admin, colleague):
    client.force_login(admin)
    client.post("/settings/sign-in/", {"roles": ["sales", "manager"]})
    assert {row.code for row in RoleRule.objects.all() if row.rule["needs_second_factor"]} == {"sales", "manager"}
    RoleRule.objects.all().delete()
    client.force_login(colleague)
    assert client.get("/settings/sign-in/").status_code == 403


def test_an_administrator_takes_lost_factors_away(client, admin, person):
    with_app(person)
    client.force_login(admin)
    client.post(f"/settings/users/{person.pk}/factors/remove/")
    assert not Authenticator.objects.filter(user=person).exists()


def test_who_waits_at_the_second_step_gets_in_once_the_factors_are_taken_away(client, person):
    with_app(person)
    sign_in(client, person)
    Authenticator.objects.filter(user=person).delete()
    page = client.get("/auth/login/", follow=True, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "No second factor is asked for any more" in page.content.decode()
    assert sign_in(client, person)["Location"] == "/"
    assert client.get("/accounts/").status_code == 200


def test_a_code_sent_once_the_factors_are_taken_away_does_not_lock_out(client, person):
    secret = with_app(person)
    sign_in(client, person)
    Authenticator.objects.filter(user=person).delete()
    answer = client.post("/auth/2fa/authenticate/", {"code": code_of(secret)}, follow=True)
    assert answer.redirect_chain == [("/auth/login/", 302)]
    assert sign_in(client, person)["Location"] == "/"


def test_one_signs_out_a_browser_from_afar(client, django_client_factory, person):
    other = django_client_factory()
    other.force_login(person)
    client.force_login(person)
    theirs = BrowserSession.objects.get(session_key=other.session.session_key)
    client.post(f"/settings/security/browsers/{theirs.pk}/end/")
    assert other.get("/accounts/").status_code == 302
    assert client.get("/accounts/").status_code == 200


def test_nobody_signs_out_the_browser_of_somebody_else(client, django_client_factory, person, outsider):
    other = django_client_factory()
    other.force_login(person)
    client.force_login(outsider)
    theirs = BrowserSession.objects.get(session_key=other.session.session_key)
    assert client.post(f"/settings/security/browsers/{theirs.pk}/end/").status_code == 404


def test_a_new_password_from_the_administrator_ends_all_browsers(client, django_client_factory, admin, person):
    theirs = django_client_factory()
    theirs.force_login(person)
    client.force_login(admin)
    client.post(f"/settings/users/{person.pk}/password/", {"password": "outro caminho longo"})
    assert theirs.get("/accounts/").status_code == 302
    assert not BrowserSession.objects.filter(user=person).exists()


def test_too_many_tries_are_told_in_the_reader_s_language(client, person):
    client.cookies["django_language"] = "pt-br"
    pages = [client.post("/auth/login/", {"login": person.email, "password": "wrong"}) for _ in range(7)]
    assert "Muitas tentativas" in pages[-1].content.decode()


def test_a_provider_is_a_button_on_the_sign_in_page(client, admin):
    client.force_login(admin)
    values = {"name": "Acme ID", "server_url": "https://id.acme.com", "client_id": "jornada", "secret": "s"}
    assert client.post("/settings/sign-in/providers/new/", values).status_code == 302
    client.logout()
    page = client.get("/auth/login/").content.decode()
    assert "/auth/oidc/acme-id/login/" in page


@pytest.mark.parametrize("address", ["http://id.acme.com", "http://localhost:8080"], ids=["plain", "on this machine"])
def test_a_provider_without_https_is_refused(client, admin, address):
    client.force_login(admin)
    values = {"name": "Acme ID", "server_url": address, "client_id": "jornada", "secret": "s"}
    assert client.post("/settings/sign-in/providers/new/", values).status_code == 422
    assert not SocialApp.objects.exists()


@pytest.mark.parametrize(
    ("agent", "names"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", ("Firefox", "Linux")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit Version/17.0 Safari/604.1", ("Safari", "iPhone")),
        ("", ("", "")),
    ],
)
def test_browsers_have_names(agent, names):
    assert devices.in_words(agent) == names


@pytest.mark.parametrize("hours", [(1, 0), (-24, 0), (1, -24), (24, 0)])
def test_who_is_signed_in_stays_so_when_the_clock_jumps(client, owner, monkeypatch, hours):
    now, clock = timezone.now(), time.time
    client.force_login(owner)
    for ahead in hours:
        jump = dt.timedelta(hours=ahead)
        monkeypatch.setattr(timezone, "now", lambda jump=jump: now + jump)
        monkeypatch.setattr(time, "time", lambda jump=jump: clock() + jump.total_seconds())
        assert client.get("/settings/security/").status_code == 200
        assert len(browsers.browsers_of(owner)) == 1
    assert client.post("/auth/logout/").status_code == 302
    assert browsers.browsers_of(owner) == []


@pytest.mark.django_db
def test_where_nobody_is_yet_the_sign_in_page_says_how_the_first_is_made(client):
    assert "jornada user" in client.get("/auth/login/").text
    User.objects.create(username="ada", name="Ada", role="admin")
    assert "jornada user" not in client.get("/auth/login/").text


def test_a_part_of_a_page_that_asks_for_the_sign_in_comes_back_to_the_whole_address(client):
    page = "/accounts/?city=Natal&state=RN&q=a%26b"
    sent = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    address = client.get("/accounts/", headers=sent)["HX-Redirect"]
    assert parse_qs(urlsplit(address).query) == {"next": [page]}


@pytest.mark.django_db
@pytest.mark.parametrize("is_part", [False, True])
def test_whoever_sends_a_form_signed_out_learns_that_it_was_not_saved(client, is_part):
    page = "/accounts/new/?name=A%26B"
    sent = {"Referer": f"http://testserver{page}"}
    sent |= {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"} if is_part else {}
    answer = client.post("/accounts/new/", {"name": "Acme"}, headers=sent)
    address = answer["HX-Redirect"] if is_part else answer.url
    assert parse_qs(urlsplit(address).query) == {"next": [page], "unsent": ["1"]}
    shown = client.get(address, headers={"Accept-Language": "pt-br"}).text
    assert "nada foi salvo" in shown
    assert "unsent" not in client.get("/accounts/new/").url
