"""What does not fit a request is told field by field: what was expected, what came, in the language asked for."""

import pytest
from django.utils import translation

from jornada.api.faults import SENTENCES, faults_of_schema
from jornada.apps.org.tokens import create

pytestmark = pytest.mark.django_db


@pytest.fixture
def faults(client, owner):
    """Call the API and return what is wrong: message and what came, by field."""
    token = create(owner, "test")[1]

    def faults(method, path, body=None, language="en"):
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        answer = getattr(client, method)(f"/api/v1{path}", body, content_type="application/json", headers=headers)
        assert answer.status_code == 422
        return {one["field"]: (one["message"], one["got"]) for one in answer.json()["errors"]}

    return faults


def test_a_wrong_query_says_what_came(faults):
    assert faults("get", "/accounts?limit=abc") == {"limit": ("Expected a whole number.", "abc")}


def test_fields_that_are_missing_unknown_and_of_another_kind(faults):
    found = faults("post", "/accounts/", {"nome": "x", "employees": "many"})
    assert found["name"] == ("This field is missing.", "")
    assert found["nome"][0].startswith("There is no such field here")
    assert found["employees"] == ("Expected a whole number.", "many")


def test_in_portuguese_all_of_it_is(faults):
    assert faults("post", "/accounts/", {}, "pt-br") == {"name": ("Falta este campo.", "")}


def test_every_sentence_is_written_with_what_pydantic_tells():
    told = dict.fromkeys(("max_digits", "decimal_places", "whole_digits", "max_length", "min_length"), 3)
    told |= {"pattern": "^a$", "expected": "'a', 'b' or 'c'", "ge": 1, "gt": 1, "le": 1, "lt": 1}
    with translation.override("en"):
        for kind in SENTENCES:
            (fault,) = faults_of_schema([{"type": kind, "loc": ("body", "payload", "x"), "ctx": told, "input": 7}])
            assert fault["field"] == "x"
            assert "%(" not in fault["message"]
        (fault,) = faults_of_schema([{"type": "enum", "loc": ("query", "x"), "ctx": told, "input": "d"}])
    assert fault == {"field": "x", "message": "Expected one of these: 'a', 'b', 'c'.", "got": "d"}


@pytest.mark.parametrize(("language", "said"), [("en", "Odd."), ("pt-br", "Este valor não serve aqui.")])
def test_our_own_words_are_told_as_they_are_and_those_of_pydantic_in_english_only(language, said):
    own = {"type": "value_error", "msg": "Value error, too late", "ctx": {"error": ValueError("too late")}}
    with translation.override(language):
        found = faults_of_schema([own, {"type": "odd", "msg": "Odd."}])
    assert [one["message"] for one in found] == ["too late", said]
