"""Links for a new password: mailed where there is a mail server, else administrators are told; no broken page."""

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from jornada.apps.org.invites.actions import HELPED_FOR
from jornada.apps.org.models import Notice, User
from jornada.project.mail import read_mail_url

RESET = "/auth/password/reset/"


@pytest.fixture
def english(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "ssl"),
    [
        ("smtp://me%40x.com:p%3Aw@mail.x.com:587/?tls=true", "mail.x.com", 587, True, False),
        ("smtps://me%40x.com:p%3Aw@mail.x.com", "mail.x.com", 465, False, True),
    ],
)
def test_an_address_is_read(url, host, port, tls, ssl):
    read = read_mail_url(url)
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"], read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"]) == (
        host,
        port,
        tls,
        ssl,
    )
    assert (read["EMAIL_HOST_USER"], read["EMAIL_HOST_PASSWORD"]) == ("me@x.com", "p:w")


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mail.x.com", "smtp or smtps"),
        ("smtp://:25", "no host"),
        ("smtp://u:secret@x:port", "cannot be read"),
        ("smtp://x/?tls=perhaps", "true or false"),
        ("smtp://x/?starttls=1", "unknown option"),
        ("smtp://x/box", "path"),
        ("smtps://x/?tls=true", "both"),
    ],
)
def test_a_wrong_address_is_refused_in_words(url, word):
    with pytest.raises(ImproperlyConfigured, match=word) as caught:
        read_mail_url(url)
    assert "secret" not in str(caught.value)


def test_no_address_is_no_mail():
    assert read_mail_url("") == {}


def test_without_mail_administrators_are_told_once_a_day_and_strangers_learn_nothing(english, admin, owner, settings):
    settings.HAS_MAIL = False
    assert RESET in english.get("/auth/login/").content.decode()
    assert "Ask your administrator for a new password." in english.get(RESET).content.decode()
    answers = [english.post(RESET, {"login": login}) for login in (owner.username, owner.username.upper(), "nobody")]
    assert {"Your administrators are told" in answer.content.decode() for answer in answers} == {True}
    assert list(Notice.objects.values_list("user", "url")) == [(admin.pk, f"/settings/users/{owner.pk}/")]
    assert mail.outbox == []


def test_without_mail_nobody_is_told_of_who_may_not_sign_in(english, admin, owner, settings):
    settings.HAS_MAIL = False
    User.objects.filter(pk=owner.pk).update(is_active=False)
    english.post(RESET, {"login": owner.username})
    assert not Notice.objects.exists()


def test_strangers_get_no_mail(english, owner, settings):
    settings.HAS_MAIL = True
    assert english.post(RESET, {"email": "stranger@example.com"}).status_code == 302
    assert mail.outbox == []


def test_with_mail_a_link_is_sent(english, owner, settings):
    settings.HAS_MAIL = True
    assert RESET in english.get("/auth/login/").content.decode()
    assert english.post(RESET, {"email": owner.email}).status_code == 302
    assert RESET in mail.outbox[0].body
    assert (mail.outbox[0].subject, "localhost" in mail.outbox[0].body) == ("Choose a new password for Jornada", False)


def test_a_mail_server_that_refuses_ends_in_words(english, owner, settings):
    settings.HAS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = english.post(RESET, {"email": owner.email})
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()


@pytest.mark.parametrize(("seconds", "said"), [(86400, "1 day"), (7200, "2 h")])
def test_the_mail_says_how_long_its_link_works(english, owner, settings, seconds, said):
    settings.HAS_MAIL, settings.PASSWORD_RESET_TIMEOUT = True, seconds
    User.objects.filter(pk=owner.pk).update(email="olga@x.com", language="en")
    english.post(RESET, {"email": "olga@x.com"})
    assert f"The link works for {said}, and once." in mail.outbox[0].body


def test_links_by_mail_work_as_long_as_those_of_administrators(settings):
    assert HELPED_FOR.total_seconds() == settings.PASSWORD_RESET_TIMEOUT
