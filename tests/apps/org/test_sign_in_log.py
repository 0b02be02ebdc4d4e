"""Who signed in, when, from where and with what; who tried to; who sees it, and for how long."""

import datetime as dt
import json

import pytest
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.utils import timezone
from fido2.utils import websafe_encode

from jornada.apps.org.invites import actions as invites
from jornada.apps.org.models import SignIn
from jornada.apps.org.signin import log

pytestmark = pytest.mark.django_db
PASSWORD = "um caminho longo"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"


@pytest.fixture(autouse=True)
def no_limits_left():
    cache.clear()


@pytest.fixture
def person(owner):
    owner.set_password(PASSWORD)
    owner.save()
    return owner


def sign_in(client, login, password=PASSWORD):
    return client.post("/auth/login/", {"login": login, "password": password}, HTTP_USER_AGENT=CHROME)


def noted():
    return list(SignIn.objects.order_by("id").values_list("user__username", "login", "outcome", "way"))


def test_who_comes_in_is_noted_with_address_and_browser(client, person):
    sign_in(client, person.email)
    assert noted() == [("olga", "", "in", "password")]
    row = SignIn.objects.get()
    assert (row.address, row.agent) == ("127.0.0.1", CHROME)


def test_a_wrong_password_is_noted_for_the_person_and_not_kept(client, person):
    sign_in(client, person.username, "Segredo do Zeca")
    assert noted() == [("olga", "", "wrong", "password")]
    assert "Segredo" not in str(SignIn.objects.values().get())


def test_a_login_that_is_nobodys_may_be_a_password_and_is_covered(client, person):
    sign_in(client, "Segredo-do-Zeca")
    sign_in(client, "zeca.lima@example.com")
    assert [row[1] for row in noted()] == ["Se…", "ze…@example.com"]


def test_an_inactive_person_is_noted_as_such(client, person):
    person.is_active = False
    person.save()
    sign_in(client, person.email)
    assert noted() == [("olga", "", "inactive", "password")]


def test_a_wrong_second_factor_is_noted_and_the_right_password_alone_is_no_entry(client, person):
    TOTP.activate(person, generate_totp_secret())
    sign_in(client, person.email)
    assert noted() == []
    client.post("/auth/2fa/authenticate/", {"code": "000000"})
    assert noted() == [("olga", "", "factor", "two")]


def test_who_comes_by_a_link_is_noted_so(client, admin, person):
    path = invites.path_of(invites.make_link(admin, person))
    client.post(path, {"password": "outro caminho longo", "name": "Olga"})
    assert noted() == [("olga", "", "in", "link")]


def test_a_password_asked_for_once_more_is_no_sign_in(client, person):
    sign_in(client, person.email)
    client.post("/auth/reauthenticate/", {"password": "wrong"})
    assert len(noted()) == 1


def a_try(person, **more):
    values = {"at": timezone.now(), "user": person, "outcome": "in", "way": "password", "address": "10.0.0.7"}
    return SignIn.objects.create(**{**values, **more})


def test_administrators_see_everybodys_and_nobody_else_does(client, admin, manager, person):
    a_try(person)
    a_try(None, login="ze…@example.com", outcome="wrong")
    client.force_login(admin)
    page = client.get("/settings/sign-ins/").content.decode()
    assert all(word in page for word in ("Olga", "ze…@example.com", "10.0.0.7"))
    for other in (manager, person):
        client.force_login(other)
        assert client.get("/settings/sign-ins/").status_code == 403


def test_everybody_sees_their_own_only(client, person, colleague):
    a_try(person, address="10.0.0.7")
    a_try(colleague, address="10.0.0.8")
    client.force_login(person)
    for address in ("/settings/security/", "/settings/security/sign-ins/", "/settings/security/sign-ins/?export=csv"):
        answer = client.get(address)
        page = answer.getvalue().decode() if answer.streaming else answer.content.decode()
        assert ("10.0.0.7" in page, "10.0.0.8" in page) == (True, False)


def test_failed_ones_are_filtered(client, admin, person):
    a_try(person, address="10.0.0.7")
    a_try(person, address="10.0.0.8", outcome="factor", way="two")
    client.force_login(admin)
    page = client.get("/settings/sign-ins/?outcome=failed").content.decode()
    assert ("10.0.0.8" in page, "10.0.0.7" in page) == (True, False)


def test_pages_follow_by_cursor_with_a_fixed_number_of_queries(client, admin, person, django_assert_max_num_queries):
    now = timezone.now()
    rows = [SignIn(at=now, user=person, outcome="in", way="password", address=f"10.0.1.{n}") for n in range(120)]
    SignIn.objects.bulk_create(rows)
    client.force_login(admin)
    seen, address = [], "/settings/sign-ins/"
    while address:
        with django_assert_max_num_queries(16):
            listing = client.get(address).context["listing"]
        seen += [row.instance.pk for row in listing.rows]
        address = listing.next_url
    assert len(seen) == len(set(seen)) == SignIn.objects.count()


def test_what_is_old_is_removed(person, settings):
    settings.SIGN_IN_DAYS = 30
    a_try(person, at=timezone.now() - dt.timedelta(days=31))
    kept = a_try(person, at=timezone.now() - dt.timedelta(days=29))
    log.forget_old()
    assert list(SignIn.objects.all()) == [kept]


# ---- what costs nothing to try ------------------------------------------------------------------------------------
def send_passkey(client, credential, where="/auth/2fa/webauthn/login/", **more):
    return client.post(where, {"credential": json.dumps(credential)}, **more)


def forged(person=None):
    """Make a passkey that looks like one and fits nobody."""
    handle = websafe_encode(user_id_to_str(person).encode()) if person else ""
    made = {name: websafe_encode(b"x" * 40) for name in ("authenticatorData", "signature")}
    told = websafe_encode(
        json.dumps({"type": "webauthn.get", "challenge": "x", "origin": "http://testserver"}).encode()
    )
    return {
        "id": "eHh4",
        "rawId": "eHh4",
        "type": "public-key",
        "response": {**made, "clientDataJSON": told, "userHandle": handle},
    }


def test_a_passkey_that_does_not_fit_is_noted_without_the_person_it_names(client, person):
    assert send_passkey(client, forged(person)).status_code == 302
    assert noted() == [(None, "", "refused", "passkey")]


@pytest.mark.parametrize("credential", ["x", [7], {"response": 7}, {**forged(), "response": []}])
def test_what_is_no_passkey_at_all_is_refused_as_one(client, credential):
    assert send_passkey(client, credential).status_code == 302
    assert noted() == [(None, "", "refused", "passkey")]


def test_a_refused_passkey_is_spoken_of_as_a_passkey_and_not_as_a_code(client, person):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    send_passkey(client, forged(person))
    page = client.get("/auth/login/").content.decode()
    assert "This passkey gives no access here" in page
    assert "next code" not in page


def test_a_wrong_passkey_after_the_password_is_a_wrong_second_factor(client, person):
    TOTP.activate(person, generate_totp_secret())
    sign_in(client, person.email)
    send_passkey(client, forged(person), "/auth/2fa/authenticate/")
    assert noted() == [("olga", "", "factor", "two")]


def test_tries_held_back_for_a_name_leave_one_line_a_minute(client, person, monkeypatch):
    for _n in range(8):
        sign_in(client, person.email, "wrong")
    assert noted() == [("olga", "", "wrong", "password")] * 5 + [("olga", "", "held", "password")]
    monkeypatch.setattr(log, "MINUTE", dt.timedelta(0))
    sign_in(client, person.email)
    assert noted()[6:] == [("olga", "", "held", "password")]


def test_codes_held_back_are_noted_for_the_person(client, person):
    TOTP.activate(person, generate_totp_secret())
    sign_in(client, person.email)
    for _n in range(7):
        client.post("/auth/2fa/authenticate/", {"code": "000000"})
    assert noted() == [("olga", "", "factor", "two")] * 5 + [("olga", "", "held", "two")]


def test_passkeys_held_back_for_an_address_are_noted_once(client):
    answers = {send_passkey(client, "x").status_code for _n in range(13)}
    assert answers == {302, 429}
    assert noted() == [(None, "", "refused", "passkey"), (None, "", "held", "passkey")]


def test_addresses_of_one_network_are_one_and_many_networks_have_an_end(client, monkeypatch):
    monkeypatch.setattr(log, "MOST_A_MINUTE", 2)
    for address in ("2001:db8:1::1", "2001:db8:1::2", "10.0.0.1", "10.0.0.2"):
        send_passkey(client, "x", REMOTE_ADDR=address)
    assert list(SignIn.objects.order_by("id").values_list("address", flat=True)) == ["2001:db8:1::1", "10.0.0.1"]


def test_what_was_held_back_stands_on_the_pages_of_both(client, admin, person):
    a_try(person, outcome="held")
    a_try(None, outcome="refused", way="passkey")
    client.force_login(person)
    assert "Held back after too many tries" in client.get("/settings/security/").content.decode()
    client.force_login(admin)
    page = client.get("/settings/sign-ins/?outcome=refused").content.decode()
    assert "answer not accepted" in page.partition("<tbody")[2]
    assert "held back" not in page.partition("<tbody")[2]
