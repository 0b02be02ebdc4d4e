"""Manners of the API: keys of writes, limits, request ids, and every refusal in one form."""

import json
import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from jornada.api import idempotency, limits
from jornada.api.models import KeptAnswer
from jornada.apps.market.models import Account
from jornada.apps.org.models import User
from jornada.apps.org.tokens import create

pytestmark = pytest.mark.django_db
TYPE = "application/problem+json"


@pytest.fixture
def send(client, owner):
    """Send as the owner with headers: `send("post", "/accounts/", {...}, key="1")`; answers the response."""
    token = create(owner, "test")[1]

    def _send(method, path, body=None, key="", **headers):
        sent = {"authorization": f"Bearer {token}", **headers, **({"idempotency-key": key} if key else {})}
        return getattr(client, method)(f"/api/v1{path}", data=body, content_type="application/json", headers=sent)

    return _send


def test_a_write_sent_twice_is_done_once_and_answered_twice(send):
    first, second = (send("post", "/accounts/", {"name": "Aurora"}, key="a-1") for _each in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (second["Idempotent-Replayed"], second["ETag"]) == ("true", first["ETag"])
    assert Account.objects.count() == 1


def test_the_key_of_another_request_is_refused(send):
    send("post", "/accounts/", {"name": "Aurora"}, key="a-1")
    answer = send("post", "/accounts/", {"name": "Benta"}, key="a-1")
    assert (answer.status_code, answer["Content-Type"], Account.objects.count()) == (422, TYPE, 1)


def test_a_key_whose_write_is_under_way_is_a_conflict(send):
    send("post", "/accounts/", {"name": "Aurora"}, key="a-1")
    KeptAnswer.objects.update(status=None)
    answer = send("post", "/accounts/", {"name": "Aurora"}, key="a-1")
    assert (answer.status_code, answer["Retry-After"]) == (409, "1")


def test_what_was_refused_may_be_mended_under_the_same_key(send):
    assert send("post", "/accounts/", {"nome": "Aurora"}, key="a-1").status_code == 422
    assert send("post", "/accounts/", {"name": "Aurora"}, key="a-1").status_code == 201


def test_keys_are_each_caller_s_own(send, call, client, colleague):
    send("post", "/accounts/", {"name": "Aurora"}, key="a-1")
    headers = {"authorization": f"Bearer {create(colleague, 'test')[1]}", "idempotency-key": "a-1"}
    answer = client.post("/api/v1/accounts/", {"name": "Benta"}, content_type="application/json", headers=headers)
    assert answer.status_code == 201


def test_a_revoked_token_gets_no_kept_answer(send, owner):
    send("post", "/accounts/", {"name": "Aurora"}, key="a-1")
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert send("post", "/accounts/", {"name": "Aurora"}, key="a-1").status_code == 401


def test_a_step_with_a_key_tells_what_follows_from_it(send, owner, account):
    User.objects.filter(pk=owner.pk).update(role="manager")
    lead = send("post", "/leads/", {"name": "Forno", "account_id": account.pk, "owner_id": owner.pk}).json()
    first, second = (
        send("post", f"/leads/{lead['id']}/offer", {"to_user_id": owner.pk}, key="offer") for _each in range(2)
    )
    assert (first.status_code, second.status_code, first.json()) == (200, 200, second.json())


def test_answers_are_kept_for_a_day(send):
    send("post", "/accounts/", {"name": "Aurora"}, key="a-1")
    KeptAnswer.objects.update(at=KeptAnswer.objects.get().at - idempotency.KEPT)
    idempotency.forget_old()
    assert not KeptAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_writes(owner):
    token, statuses = create(owner, "test")[1], []
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "a-1"}

    def write():
        try:
            asked = {"content_type": "application/json", "headers": headers}
            statuses.append(Client().post("/api/v1/accounts/", {"name": "Aurora"}, **asked).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(statuses) <= {201, 409}
    assert (201 in statuses, Account.objects.count()) == (True, 1)


def test_a_caller_over_the_limit_is_told_when_to_come_back(send, settings):
    cache.clear()
    settings.API_RATE = (3, 3600)
    answers = [send("get", "/me") for _each in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert answers[3]["Content-Type"] == TYPE
    assert 0 < int(answers[3]["Retry-After"]) <= 3600


def test_the_limit_is_one_over_all_processes(settings):
    cache.clear()
    settings.API_RATE = (40, 3600)
    one, two = limits.PerCaller(), limits.PerCaller()
    used = [each._use_one("somebody", 1, 40, 3600) >= 0 for _turn in range(40) for each in (one, two)]
    assert sum(used) == 40


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("get", "/nowhere/", None, 404),
        ("put", "/accounts/", {}, 405),
        ("get", "/accounts/?limit=0", None, 422),
        ("post", "/accounts/", "{", 400),
        ("post", "/accounts/", {"name": "a\0b"}, 422),
        ("get", "/accounts/?q=%00", None, 422),
        ("get", "/accounts/99999999999999999999999", None, 404),
        ("get", "/accounts/?owner_id=99999999999999999999999", None, 422),
    ],
)
def test_every_refusal_is_a_problem_with_a_request_id(send, method, path, body, status):
    answer = send(method, path, body)
    assert (answer.status_code, answer["Content-Type"]) == (status, TYPE)
    assert answer.json()["status"] == status
    assert answer["X-Request-Id"]


def test_what_is_no_json_is_not_read(client, owner):
    headers = {"authorization": f"Bearer {create(owner, 'test')[1]}"}
    answer = client.post("/api/v1/accounts/", "name=A", content_type="text/csv", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (415, TYPE)


def test_a_body_of_many_megabytes_is_refused(send, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert send("post", "/accounts/", {"name": "A" * 2000}).status_code == 413


def test_the_caller_s_own_request_id_comes_back(send):
    assert send("get", "/me", **{"x-request-id": "mine-7"})["X-Request-Id"] == "mine-7"
    assert send("get", "/me", **{"x-request-id": "<script>"})["X-Request-Id"] != "<script>"


def test_an_address_without_its_last_slash_is_known(send):
    assert send("post", "/accounts", {"name": "Aurora"}).status_code == 201
    assert json.loads(send("get", "/accounts").content)["items"][0]["name"] == "Aurora"


def test_a_bug_is_a_problem_too(send, client, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("boom")

    monkeypatch.setattr("jornada.api.paging.take_page", broken)
    client.raise_request_exception = False
    answer = send("get", "/accounts/")
    assert (answer.status_code, answer["Content-Type"]) == (500, TYPE)
    assert "boom" not in answer.content.decode()


@pytest.mark.parametrize("half", ["\\ud800", "a\\udfff", "\\ud83d\\u0041", "\\ude00\\ud83d"])
def test_half_of_a_sign_is_refused_wherever_it_stands(client, owner, half):
    client.force_login(owner)
    body = f'{{"name": "A lead", "source": "{half}"}}'
    answer = client.post("/api/v1/leads/", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_a_sign_written_in_two_halves_is_kept(client, owner):
    client.force_login(owner)
    body = '{"name": "Launch \\ud83d\\ude80 of \\\\ud800", "kind": "b2b"}'
    answer = client.post("/api/v1/accounts/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["name"]) == (201, "Launch 🚀 of \\ud800")


@pytest.mark.parametrize(
    ("path", "strange", "said"),
    [
        ("/accounts/?condition=%7B%7D", "condition", "where"),
        ("/accounts/?q=a&Limit=3", "Limit", "limit"),
        ("/me?verbose=1", "verbose", "nenhum"),
    ],
)
def test_a_parameter_that_an_address_does_not_know_is_refused_with_those_it_knows(send, path, strange, said):
    told = send("get", path, **{"accept-language": "pt-br"})
    assert (told.status_code, told["Content-Type"]) == (422, TYPE)
    [fault] = told.json()["errors"]
    assert fault["field"] == strange
    assert said in fault["message"]


def test_a_stranger_learns_no_parameters_and_a_write_with_one_writes_nothing(client, send):
    assert client.get("/api/v1/accounts/?condition=1").status_code == 401
    assert send("post", "/accounts/?forced=1", {"name": "Aurora"}, key="f-1").status_code == 422
    assert not Account.objects.exists()
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer jor_revoked"}])
def test_a_program_whose_write_has_no_valid_token_is_told_so(headers):
    browserlike = Client(enforce_csrf_checks=True)
    answer = browserlike.post("/api/v1/accounts/", {}, content_type="application/json", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (401, TYPE)


def test_a_signed_in_browser_writes_only_with_the_token_of_its_page(owner):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    answer = browser.post("/api/v1/accounts/", {"name": "Aurora"}, content_type="application/json")
    assert (answer.status_code, Account.objects.count()) == (403, 0)
