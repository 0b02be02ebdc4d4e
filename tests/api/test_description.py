"""The description of the API is complete, and its examples fit its schemas."""

import json
from collections import Counter
from functools import cache

import jsonschema_rs
import pytest
from django.utils import translation
from ninja import Schema
from pydantic_core import to_json

import jornada.project.urls  # noqa: F401  joins all routers
from jornada.api.bodies import BODIES
from jornada.api.urls import api
from jornada.apps.market.models import Account
from jornada.apps.org.models import User
from jornada.edge.webhooks.types import TYPES

SCHEMA = api.get_openapi_schema()
OPERATIONS = [
    (method.upper(), path, operation) for path, item in SCHEMA["paths"].items() for method, operation in item.items()
]


@cache
def _validator(schema: str):
    """The check of a schema, made once: each call may refuse with the same few."""
    return jsonschema_rs.validator_for({**json.loads(schema), "components": SCHEMA["components"]})


@pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[f"{method} {path}" for method, path, _operation in OPERATIONS]
)
def test_each_operation_has_words_and_examples_that_fit(method, path, operation):
    assert operation["summary"]
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in (one for body in bodies for kind, one in body.get("content", {}).items() if "json" in kind):
        _validator(json.dumps(content["schema"])).validate(content["example"])


@pytest.mark.parametrize("kind", list(TYPES))
def test_each_message_that_is_sent_is_described_with_an_example_that_fits(kind):
    told = SCHEMA["webhooks"][kind]["post"]
    content = told["requestBody"]["content"]["application/json"]
    jsonschema_rs.validate(content["schema"], content["example"])
    assert (bool(told["summary"]), content["example"]["type"]) == (True, kind)


def test_every_operation_tells_how_it_may_refuse():
    for method, path, operation in OPERATIONS:
        codes = {str(code) for code in operation["responses"]}
        assert {"401", "403", "429"} <= codes, (method, path)
        assert method == "GET" or any(one["name"] == "Idempotency-Key" for one in operation["parameters"])


def test_no_two_shapes_have_one_name():
    """Of two with one name the description would hold one, and tell the other wrong."""
    # The parts of records are made once for lists and once for reading, alike.
    own = [one for one in _below(Schema) if one.__module__.startswith("jornada.") and not one.__name__.endswith("Part")]
    names = Counter(one.__name__ for one in own)
    assert [name for name, number in names.items() if number > 1] == []


def test_the_description_is_written_once_and_who_has_it_gets_none_again(client, owner, monkeypatch):
    client.force_login(owner)
    first = client.get("/api/v1/openapi.json")
    monkeypatch.setattr(api, "get_openapi_schema", None)
    again = client.get("/api/v1/openapi.json", headers={"Accept-Language": "pt-BR"})
    assert (again.json(), again["ETag"]) == (first.json(), first["ETag"])
    known = client.get("/api/v1/openapi.json", headers={"If-None-Match": first["ETag"]})
    assert (known.status_code, known.content, known["ETag"]) == (304, b"", first["ETag"])
    other = client.get("/api/v1/openapi.json", headers={"If-None-Match": '"another"'})
    assert (other.status_code, first["ETag"].startswith('"'), client.post("/api/v1/openapi.json").status_code) == (
        200,
        True,
        405,
    )


def test_nothing_of_the_description_depends_on_the_language_asked_in():
    with translation.override("pt-br"):
        assert json.loads(to_json(api.get_openapi_schema(), fallback=str)) == json.loads(to_json(SCHEMA, fallback=str))


def _below(shape):
    return {each for one in shape.__subclasses__() for each in (one, *_below(one))}


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for method, path in BODIES if method == "post" and path.endswith(("/", "bulk"))])
def test_the_example_of_a_new_record_is_taken_as_it_stands(call, account, path):
    admin = User.objects.create(username="ada", name="Ada", role="admin")
    Account.objects.filter(pk=account.pk).update(name="Somebody else")
    body = json.loads(json.dumps(BODIES["post", path]).replace('": 7', f'": {account.pk}'))
    status, answer = call(admin, "post", path, body)
    assert status in (200, 201), answer
    assert not answer.get("refused")


def test_every_body_given_by_hand_stands_in_the_description():
    told = {(method.lower(), path.removeprefix("/api/v1")) for method, path, _operation in OPERATIONS}
    assert set(BODIES) <= told
