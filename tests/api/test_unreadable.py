"""What is refused before anybody looks at it: told in the language asked for, with the place where it is."""

import pytest

from jornada.apps.org.tokens import create

pytestmark = pytest.mark.django_db
ACCOUNTS = "/api/v1/accounts/"


@pytest.fixture
def send(client, owner):
    """Send a body to the accounts: `send(b"{", "pt-BR")`; answers (status, problem, language of the answer)."""
    token = create(owner, "test")[1]

    def _send(body=b"", language="en", path=ACCOUNTS, method="post", kind="application/json", token=token):
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        answer = client.generic(method.upper(), path, body, content_type=kind, headers=headers)
        return answer.status_code, answer.json(), answer["Content-Language"]

    return _send


@pytest.mark.parametrize(
    ("body", "english", "portuguese"),
    [
        (b'{"name": "x",\n  "city": }', "line 2, column 11: }", "linha 2, coluna 11"),
        (b'{"name": "x"', "ends too early, at line 1, column 13", "termina antes da hora, na linha 1, coluna 13"),
        (b'{"name": "\xff"}', "byte 11", "byte 11"),
        (b"[" * 3000, "too many levels", "níveis demais"),
    ],
    ids=["broken", "cut", "not UTF-8", "deep"],
)
def test_json_that_cannot_be_read_is_told_with_its_place(send, body, english, portuguese):
    for language, said in (("en", english), ("pt-BR", portuguese)):
        status, problem, _language = send(body, language)
        assert (status, said in problem["detail"]) == (400, True), problem


def test_a_body_that_is_missing_is_said_to_be(send):
    assert send(b"", "pt-BR")[1]["errors"][0]["message"] == "Falta o corpo da requisição: envie JSON."


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"name": "a\\u0000"}', "name"),
        (b'{"name": "a\x00"}', "name"),
        (b'{"name": "a", "points": [{"value": "x\\u0000"}]}', "points.0.value"),
        (b'{"name": "a", "custom": {"seats": ["\\ud800"]}}', "custom.seats.0"),
        (b'{"na\\u0000me": 1}', "na\0me"),
    ],
)
def test_a_sign_that_no_database_keeps_is_told_with_its_field(send, body, field):
    status, problem, _language = send(body)
    assert (status, [fault["field"] for fault in problem["errors"]]) == (422, [field])


def test_both_halves_of_a_sign_are_one(send):
    assert send(b'{"name": "\\ud83c\\udf5e"}')[1]["name"] == "\N{BREAD}"


def test_a_parameter_with_u0000_is_told_by_its_name(send):
    assert send(path=f"{ACCOUNTS}?q=a%00&limit=5", method="get")[1]["errors"][0]["field"] == "q"


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (401, {"token": "wrong", "method": "get"}),
        (404, {"path": "/api/v1/nothing", "method": "get"}),
        (405, {"method": "delete"}),
        (413, {"body": b'"' + b"x" * 11 * 1024**2 + b'"'}),
        (415, {"body": b"x", "kind": "text/plain"}),
        (422, {"path": f"{ACCOUNTS}?q=%00", "method": "get"}),
        (400, {"body": b"{"}),
    ],
)
def test_what_is_refused_at_the_door_is_told_in_the_language_asked_for(send, status, asked):
    (came, english, en), (_came, portuguese, pt) = send(language="en", **asked), send(language="pt-BR", **asked)
    assert (came, en.lower(), pt.lower()) == (status, "en", "pt-br")
    assert english["title"] != portuguese["title"]


def test_a_form_names_its_fields_as_they_are_sent(client, owner):
    headers = {"Authorization": f"Bearer {create(owner, 'test')[1]}", "Accept-Language": "en"}
    answer = client.post("/api/v1/files/", {"account_id": "x"}, headers=headers)
    assert [fault["field"] for fault in answer.json()["errors"]] == ["file", "account_id"]
