"""The search box as an operation: what is found, by whom, and with which token."""

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import Thread
from jornada.apps.interactions.notes.models import Note
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Contact
from jornada.apps.org import spelling
from tests.api.test_scopes import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock(owner, account):
    stamps = {"created_at": timezone.now(), "updated_at": timezone.now()}
    Contact.objects.create(name="Aurora Lima", account=account, owner=owner, **stamps)
    thread = Thread.objects.create(account=account, opened_at=timezone.now())
    Lead.objects.create(name="Fornos para Aurora", account=account, owner=owner, thread=thread, **stamps)
    Note.objects.create(text="Aurora wants two ovens", account=account, created_at=timezone.now())
    return account


def kinds(body):
    return [item["kind"] for item in body["items"]]


def test_it_finds_every_kind_with_its_id_and_page(call, owner, stock):
    status, body = call(owner, "get", "/search?q=aurora")
    assert status == 200
    assert kinds(body) == ["accounts", "contacts", "leads", "notes"]
    first = body["items"][0]
    assert (first["id"], first["title"]) == (stock.pk, "Padaria Aurora")
    assert first["url"].endswith(f"/accounts/{stock.pk}/")


def test_a_colleague_finds_it_and_an_outsider_does_not(call, colleague, outsider, stock):
    assert "accounts" in kinds(call(colleague, "get", "/search?q=aurora")[1])
    assert kinds(call(outsider, "get", "/search?q=aurora")[1]) == []


def test_slips_are_forgiven_and_said(call, owner, stock):
    spelling.learn()
    body = call(owner, "get", "/search?q=padria")[1]
    assert (body["text"], body["spelled"], kinds(body)[:1]) == ("padria", "padaria", ["accounts"])


def test_only_the_kinds_that_were_asked_for(call, owner, stock):
    assert kinds(call(owner, "get", "/search?q=aurora&kinds=leads,%20notes")[1]) == ["leads", "notes"]
    assert len(call(owner, "get", "/search?q=aurora&limit=1")[1]["items"]) == 4


def test_a_token_finds_what_its_scopes_read(client, owner, stock):
    answer = ask(client, owner, ["leads:read"], "GET", "/api/v1/search?q=aurora")
    assert kinds(answer.json()) == ["leads"]
    refused = ask(client, owner, ["leads:read"], "GET", "/api/v1/search?q=aurora&kinds=accounts")
    assert refused.status_code == 403
    assert "accounts:read" in refused.json()["detail"]


@pytest.mark.parametrize("query", ["", "?q=", "?q=a", "?q=aurora&kinds=moons", "?q=aurora&limit=0", "?q=" + "a" * 201])
def test_what_cannot_be_looked_for_is_said(call, owner, query):
    assert call(owner, "get", f"/search{query}")[0] == 422


def test_nobody_finds_nothing(call, stock):
    assert call(None, "get", "/search?q=aurora")[0] == 401


def test_the_browser_s_session_searches_too(client, owner, stock):
    client.force_login(owner)
    assert kinds(client.get("/api/v1/search?q=aurora").json())[:1] == ["accounts"]
