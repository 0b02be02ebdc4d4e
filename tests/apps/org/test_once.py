"""A form that is sent twice makes one record; the browser's back button does not get in the way."""

import threading

import pytest
from django.core.cache import cache
from django.db import OperationalError, connections
from django.test import Client

from jornada.apps.market.models import Account
from jornada.apps.org.models import ApiToken

FORM = {"name": "Padaria Aurora", "kind": "b2b", "form_token": "abc"}


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.mark.django_db
def test_a_form_brings_its_token(client, owner):
    client.force_login(owner)
    first, second = (client.get("/accounts/new/").content.decode() for _ in range(2))
    tokens = [page.split('name="form_token" value="')[1].split('"')[0] for page in (first, second)]
    assert len(set(tokens)) == 2


@pytest.mark.django_db
def test_a_form_sent_twice_makes_one_record(client, owner):
    client.force_login(owner)
    first, second = (client.post("/accounts/new/", FORM) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Account.objects.count() == 1


@pytest.mark.django_db
def test_a_form_sent_again_with_other_content_is_done(client, owner):
    client.force_login(owner)
    client.post("/accounts/new/", FORM)
    client.post("/accounts/new/", {**FORM, "name": "Oficina do Vale"})
    assert Account.objects.count() == 2


@pytest.mark.django_db
def test_a_form_that_was_refused_may_be_sent_again(client, owner):
    client.force_login(owner)
    assert client.post("/accounts/new/", {**FORM, "name": ""}).status_code == 422
    assert client.post("/accounts/new/", {**FORM, "name": ""}).status_code == 422


@pytest.mark.django_db
def test_the_token_of_somebody_else_says_nothing(client, owner, colleague):
    client.force_login(owner)
    client.post("/accounts/new/", FORM)
    client.force_login(colleague)
    client.post("/accounts/new/", {**FORM, "is_sure": "1"})
    assert Account.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_sendings_at_once_one_is_done(owner):
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(owner)
    answers = []

    def send(browser):
        answers.append(browser.post("/accounts/new/", FORM)["Location"])
        connections.close_all()

    threads = [threading.Thread(target=send, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 2
    assert len(set(answers)) == 1
    assert Account.objects.count() == 1


@pytest.mark.django_db
def test_a_busy_database_does_not_turn_a_refusal_into_a_breakdown(client, owner, monkeypatch):
    client.force_login(owner)

    def busy(key):
        raise OperationalError("database is locked")

    monkeypatch.setattr("jornada.ui.once.cache.delete", busy)
    assert client.post("/accounts/new/", {**FORM, "name": ""}).status_code == 422


@pytest.mark.django_db
def test_who_sends_the_same_again_later_is_told_that_it_was_done(client, owner, monkeypatch):
    client.force_login(owner)
    client.post("/accounts/new/", FORM)
    monkeypatch.setattr("jornada.ui.once.DOUBLE_CLICK", -1)
    again = client.post("/accounts/new/", FORM, follow=True).content.decode()
    assert "It was not done a second time." in again


@pytest.mark.django_db
def test_a_page_that_shows_a_new_token_and_is_loaded_again_makes_no_second(client, owner):
    client.force_login(owner)
    form = {"name": "Website", "is_full": "on", "form_token": "abc"}
    first, again = (client.post("/settings/tokens/", form) for _ in range(2))
    assert "jor_" in first.content.decode()
    assert (again.status_code, again["Location"]) == (302, "/settings/tokens/")
    assert ApiToken.objects.count() == 1
