"""Touches are found by what was noted with them: words, accents, reach, privacy, and what was voided."""

import pytest
from django.utils import translation

from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.found import find_touches
from jornada.apps.interactions.privacy import mark_private

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def call(owner, account):
    return record_touch(owner, "call.connected", account=account, note="Quer orçamento do forno a gás até sexta")


def found(user, text, limit=5):
    return [hit.pk for hit in find_touches(user, text, limit)]


@pytest.mark.parametrize("text", ["orçamento", "ORCAMENTO forno", "forn", "gas sexta"])
def test_a_touch_is_found_by_words_of_its_note_without_accents_and_by_their_beginning(owner, call, text):
    (hit,) = find_touches(owner, text, 5)
    assert (hit.pk, hit.url) == (call.pk, f"{call.account.get_absolute_url()}#touch-{call.pk}")
    assert (hit.title, hit.detail) == (call.note, f"{call.activity.label} · Acme")


@pytest.mark.parametrize("text", ["geladeira", "orçamento geladeira", "''", "%", "\x00", '"forno', "NEAR(", "*"])
def test_other_words_and_signs_find_nothing_and_break_nothing(owner, call, text):
    assert found(owner, text) == ([call.pk] if text == '"forno' else [])


def test_nobody_finds_what_is_out_of_reach(colleague, outsider, call):
    assert (found(colleague, "forno"), found(outsider, "forno")) == ([call.pk], [])


def test_a_private_touch_is_found_by_its_participants_only(owner, colleague, call):
    mark_private(owner, call)
    assert (found(owner, "forno"), found(colleague, "forno")) == ([call.pk], [])


def test_a_voided_touch_and_the_reason_of_its_voiding_are_not_offered(owner, call):
    void_touch(owner, call, "Wrong forno")
    assert found(owner, "forno") == []


def test_the_latest_come_first_and_no_more_than_asked_for(owner, account, call):
    later = [record_touch(owner, "email.sent", account=account, note=f"Forno {n}").pk for n in range(3)]
    assert found(owner, "forno", 3) == later[::-1]


def test_a_note_comes_changes_and_goes_in_an_index_that_holds_nothing_else(owner, account):
    blank, other = (record_touch(owner, "email.sent", account=account) for _ in range(2))
    for note in ("Forno a gás", "Forno elétrico, a gás não", "", "Geladeira"):
        blank.note = note
        blank.save()
        words = {word: found(owner, word) for word in ("forno", "eletrico", "gas", "geladeira")}
        said = {"forno": "Forno", "eletrico": "elétrico", "gas": "gás", "geladeira": "Geladeira"}
        assert words == {word: [blank.pk] if said[word] in note else [] for word in words}
    blank.delete()
    other.delete()
    kept = record_touch(owner, "email.sent", account=account, note="Geladeira nova")
    assert found(owner, "geladeira") == [kept.pk]


def test_nobody_finds_anything(call):
    assert found(None, "forno") == []
