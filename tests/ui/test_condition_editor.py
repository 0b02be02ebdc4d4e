"""The editor of conditions: rows to a condition and back, buttons, and what its two answers say."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from hypothesis import given

from jornada.apps.market.models import Industry
from jornada.rules.condition_fields import Choice, Field
from jornada.rules.conditions import All, Any, Attribute, Did, InList, Not, Score, StageIs
from jornada.ui.conditions.draft import changed, complete_rows, from_condition, from_form, to_condition
from tests.rules.conditions_at_random import CONDITIONS

ZONE = ZoneInfo("America/Sao_Paulo")
FIELDS = {
    "city": Field("city", "text", "city", "cidade"),
    "size": Field("size", "number", "size", "tamanho"),
    "kind": Field("kind", "choice", "kind", "tipo", (Choice("a", "A", "A"),)),
    "since": Field("since", "date", "since", "desde"),
    "key": Field("key", "flag", "key", "chave"),
}


def sent(draft):
    """Write a draft the way a browser sends its form."""
    pairs = QueryDict(mutable=True)
    for row in draft.walk():
        pairs[f"{row.name}.kind"] = row.kind
        for name, values in row.values.items():
            pairs.setlist(f"{row.name}.{name}", values)
    return pairs


@pytest.mark.parametrize(
    "condition",
    [
        All((Attribute("city", "is", "Recife"), Attribute("size", "between", (1.0, 5.5)))),
        Any((Attribute("kind", "in", ("a", "b")), Attribute("key", "is", True), Attribute("city", "is_empty"))),
        All((Attribute("since", "within_days", 30.0), Attribute("since", "before", "2026-01-31"))),
        Not(Any((StageIs(("s1", "s2")), InList(4)))),
        All((Did(("a", "b"), 2, days=30.0, channels=("web",)), Did((), 0, 0), Did(("a",), 0, 3), Did(("a",), 2, 2))),
        All((Did((), 1, since=datetime(2026, 1, 1, tzinfo=ZONE), until=datetime(2026, 2, 1, tzinfo=ZONE)),)),
        All((Score("fit", 5.0, ("A",)), Any((Did((), 1, by=("buyer",), human_only=False),)))),
        All(()),
    ],
)
def test_a_condition_comes_back_from_its_form(condition):
    draft = from_form(sent(from_condition(condition, "c", ZONE)), "c")
    assert to_condition(draft, FIELDS, ZONE) == condition


@given(CONDITIONS)
def test_no_condition_breaks_the_editor(condition):
    draft = from_form(sent(from_condition(condition, "c", UTC)), "c")
    complete_rows(draft, FIELDS, UTC)


def test_buttons_add_and_remove_lines_and_groups():
    draft = changed(changed(from_form(QueryDict(), "c"), "add-group c"), "add-did c.0")
    assert [row.name for row in draft.walk()] == ["c", "c.0", "c.0.0", "c.0.1"]
    assert [row.kind for row in changed(draft, "remove c.0.0").walk()] == ["all", "any", "did"]


@pytest.mark.parametrize("act", ["", "explode c", "add-field nowhere", "remove", "add-field"])
def test_a_button_nobody_made_changes_nothing(act):
    draft = changed(from_form(QueryDict(), "c"), "add-field c")
    assert changed(draft, act) == draft


def test_lines_that_are_not_complete_yet_are_left_out_and_counted():
    draft = from_form(sent(from_condition(Attribute("city", "is", "Recife"), "c", ZONE)), "c")
    kept, left_out = complete_rows(changed(draft, "add-field c"), FIELDS, ZONE)
    assert (len(kept.parts), left_out) == (1, 1)


def test_the_last_day_of_a_span_counts_as_a_whole():
    data = QueryDict("c.kind=all&c.0.kind=did&c.0.since=2026-01-01&c.0.until=2026-01-31")
    did = to_condition(from_form(data, "c"), FIELDS, ZONE).parts[0]
    assert did.until - did.since == timedelta(days=31)


@pytest.fixture
def signed_in(client, django_user_model, db):
    user = django_user_model.objects.create(username="ada", name="Ada", role="admin", language="en")
    client.force_login(user)
    return client


FORM = {"record": "account", "editor": "c", "c.kind": "all"}
LINE = {"c.0.kind": "field", "c.0.field": "city", "c.0.test": "is", "c.0.value": "Recife"}


def test_the_count_says_how_many_and_reads_the_condition(signed_in):
    page = signed_in.post("/conditions/count/", {**FORM, **LINE}).content.decode()
    assert "City is Recife" in page
    assert "<strong>0</strong>" in page
    assert "/accounts/?where=" in page


def test_a_contradiction_is_said_while_editing(signed_in):
    other = {name.replace("c.0", "c.1"): value for name, value in LINE.items()} | {"c.1.value": "Natal"}
    assert (
        "two lines exclude each other"
        in signed_in.post("/conditions/count/", {**FORM, **LINE, **other}).content.decode()
    )


def test_the_rows_come_back_with_a_new_line(signed_in):
    page = signed_in.post("/conditions/rows/", {**FORM, **LINE, "c.act": "add-did c"}).content.decode()
    assert 'name="c.1.did"' in page
    assert 'value="Recife"' in page


def test_a_new_line_asks_for_a_field_in_which_there_is_something_to_choose(signed_in):
    def asked():
        page = signed_in.post("/conditions/rows/", {**FORM, "c.act": "add-field c"}).content.decode()
        return re.findall(r'<option value="(\w+)" selected', page.split('name="c.0.field"')[1])[0]

    assert asked() == "size_band"
    Industry.objects.create(name="Food")
    assert asked() == "industry"


@pytest.mark.parametrize("wrong", [{"record": "user"}, {"editor": "a b"}, {"record": ""}])
def test_an_unknown_kind_of_record_is_not_found(signed_in, wrong):
    assert signed_in.post("/conditions/count/", {**FORM, **wrong}).status_code == 404


def test_values_of_a_form_are_never_markup(signed_in):
    nasty = {**FORM, **LINE, "c.0.value": "<script>alert(1)</script>"}
    for address in ("/conditions/rows/", "/conditions/count/"):
        assert "<script>" not in signed_in.post(address, nasty).content.decode()


def test_whoever_is_not_signed_in_counts_nothing(client, db):
    assert client.post("/conditions/count/", FORM).status_code == 302


@pytest.mark.parametrize("where", ["", "x", "[]", '{"schema":1,"field":"gone","test":"is","value":1}', "[" * 5000])
def test_a_condition_in_an_address_that_cannot_be_read_breaks_no_list(signed_in, where):
    assert signed_in.get("/accounts/", {"where": where}).status_code == 200


def test_the_style_guide_shows_the_editor(signed_in, django_user_model):
    django_user_model.objects.update(is_staff=True)
    assert "data-condition" in signed_in.get("/styleguide/").content.decode()
