"""Custom fields: their definitions, and what forms, lists, the API, conditions and the history make of them."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from jornada.apps.market.actions import update_account
from jornada.apps.market.models import Account
from jornada.apps.org.custom import actions
from jornada.apps.org.custom.known import find
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.custom.values import in_words, read, read_object
from jornada.apps.org.edits import StaleError, WrongMomentError
from jornada.apps.org.models import Change
from jornada.rules.conditions import Attribute
from jornada.ui.conditions.engine import engine

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
TIERS = [{"en": "Gold", "pt": "Ouro"}, {"en": "Silver", "pt": "Prata"}]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def add(admin):
    def made(type, label="Tier", record="account", **more):
        more = {"choices": TIERS} if type in ("choice", "several") and not more else more
        return actions.create_field(admin, record=record, type=type, label_en=label, label_pt=f"{label} (pt)", **more)

    return made


GOOD = [
    ("text", " a  b ", "a b"), ("number", "1,234.5", "1234.5"), ("money", "10", "10.00"),
    ("link", "a.com", "https://a.com"), ("date", "2026-01-31", "2026-01-31"), ("choice", "gold", "gold"),
    ("choice", " GOLD ", "gold"), ("choice", "ouro", "gold"), ("several", ["Prata", "gold"], ["gold", "silver"]),
    ("several", ["silver", "gold"], ["gold", "silver"]), ("flag", "false", False), ("flag", True, True),
    ("text", "  ", None), ("number", "", None), ("several", [], None),
]  # fmt: skip
BAD = [
    ("text", "x" * 501), ("number", "many"), ("number", "1e30"), ("money", "nan"), ("date", "2026-02-31"),
    ("choice", "bronze"), ("several", ["gold", "bronze"]), ("link", "javascript:alert(1)"), ("link", "no address"),
    ("flag", "perhaps"), ("number", True), ("choice", {"a": 1}), ("several", 7), ("text", 7), ("date", 7),
    ("date", "now"), ("choice", True), ("several", [1]),
]  # fmt: skip


@pytest.mark.parametrize(("type", "given", "kept"), GOOD)
def test_a_value_is_kept_in_one_form(add, type, given, kept):
    assert read(add(type), given) == kept


@pytest.mark.parametrize("is_plain", [True, False])
@pytest.mark.parametrize(("type", "given"), BAD)
def test_a_bad_value_is_refused_in_words(add, type, given, is_plain):
    with pytest.raises(ValidationError, match=r"Tier: expected .*, got"):
        read(add(type), given, is_plain=is_plain)


def test_only_administrators_define_fields(client, owner, manager):
    with pytest.raises(PermissionDenied):
        actions.create_field(manager, record="account", type="text", label_en="X", label_pt="X")
    client.force_login(owner)
    assert client.get("/settings/fields/").status_code == client.get("/settings/fields/new/").status_code == 403


def test_a_field_is_made_renamed_moved_and_retired_on_its_pages(client, admin):
    client.force_login(admin)
    for label in ("Nível", "Região"):
        sent = {"label_pt": label, "label_en": "", "record": "account", "type": "choice"}
        choices = {
            "choice_code": ["", ""],
            "choice_pt": ["Ouro", ""],
            "choice_en": ["Gold", ""],
            "choice_retired": ["", ""],
        }
        assert client.post("/settings/fields/new/", {**sent, **choices}).status_code == 302
    first, second = CustomField.objects.all()
    assert (first.code, first.choices) == ("nivel", [{"code": "gold", "pt": "Ouro", "en": "Gold"}])
    client.post(f"/settings/fields/{second.pk}/up/")
    assert list(CustomField.objects.values_list("code", flat=True)) == ["regiao", "nivel"]
    renamed = {"choice_code": ["gold"], "choice_pt": ["Dourado"], "choice_en": ["Golden"], "choice_retired": [""]}
    client.post(f"/settings/fields/{first.pk}/", {"label_pt": "Classe", "label_en": "Class", **renamed})
    first.refresh_from_db()
    assert (first.code, first.label_en) == ("nivel", "Class")
    assert first.choices == [{"code": "gold", "pt": "Dourado", "en": "Golden"}]
    client.post(f"/settings/fields/{first.pk}/retire/")
    assert b"out of use" in client.get("/settings/fields/").content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_of_a_list_holds_the_whole_address_of_a_link(client, admin, account, add, kind):
    add("link")
    Account.objects.filter(pk=account.pk).update(custom={"tier": "http://acme.com/a?b=1"})
    client.force_login(admin)
    shown = client.get("/accounts/?columns=custom_tier").content.decode()
    assert 'href="http://acme.com/a?b=1">acme.com/a?b=1</a>' in shown
    file = b"".join(client.get(f"/accounts/?export={kind}&columns=custom_tier"))
    if kind == "xlsx":
        archive = zipfile.ZipFile(io.BytesIO(file))
        file = b"".join(map(archive.read, archive.namelist()))
    assert b"http://acme.com/a?b=1" in file


def test_a_field_of_choices_needs_a_choice(client, admin):
    client.force_login(admin)
    sent = {"label_pt": "Nível", "label_en": "", "record": "account", "type": "choice"}
    response = client.post("/settings/fields/new/", sent)
    assert response.status_code == 422
    assert b"needs at least one choice" in response.content


@pytest.mark.parametrize(
    ("type", "kept", "language", "said"),
    [
        ("number", "1234.5", "pt-br", "1.234,5"),
        ("number", "1234.50", "en", "1,234.5"),
        ("number", "0.125", "pt-br", "0,125"),
        ("flag", True, "pt-br", "Sim"),
        ("flag", False, "en", "No"),
    ],
)
def test_a_kept_value_is_written_as_the_page_writes(add, type, kept, language, said):
    with translation.override(language):
        assert in_words(find("account", add(type).code), kept) == said


def test_a_choice_that_is_taken_off_stays_where_it_is_held(add, admin):
    field = add("choice")
    actions.update_field(admin, field, choices=[{"code": "silver", "en": "Silver", "pt": "Prata"}])
    held = find("account", "tier")
    assert in_words(held, "gold") == "Gold"
    assert list(held.choice_labels(with_retired=False)) == ["silver"]


def test_the_form_keeps_what_was_entered_and_refuses_what_does_not_fit(client, owner, account, add):
    add("number", "Seats")
    client.force_login(owner)
    page = f"/accounts/{account.pk}/edit/"
    assert b"Seats" in client.get(page).content
    sent = {"name": "Acme", "kind": "b2b", "owner": owner.pk}
    wrong = client.post(page, {**sent, "custom_seats": "many"})
    assert wrong.status_code == 422
    assert "Seats: expected a number" in wrong.content.decode()
    assert client.post(page, {**sent, "custom_seats": "1,200"}).status_code == 302
    account.refresh_from_db()
    assert account.custom == {"seats": "1200"}
    assert ">1,200<" in client.get(f"/accounts/{account.pk}/").content.decode().replace("\n", "")


def test_each_custom_field_has_its_own_line_in_the_history(client, owner, account, add):
    add("choice")
    update_account(owner, account, custom={"tier": "gold"})
    update_account(owner, account, custom={"tier": None})
    lines = Change.objects.filter(model="market.account", field="custom.tier").order_by("id")
    assert list(lines.values_list("old", "new")) == [(None, '"gold"'), ('"gold"', None)]
    client.force_login(owner)
    page = client.get(f"/accounts/{account.pk}/").content.decode()
    assert "Tier" in page
    assert "Gold" in page


def test_two_people_who_change_it_are_shown_both_values(client, owner, account, add):
    add("text", "Note")
    seen = account.updated_at
    update_account(owner, account, custom={"note": "theirs"})
    with pytest.raises(StaleError):
        update_account(owner, account, seen, custom={"note": "mine"})
    client.force_login(owner)
    sent = {"name": "Acme", "kind": "b2b", "seen_at": seen.isoformat(), "custom_note": "mine"}
    page = client.post(f"/accounts/{account.pk}/edit/", sent).content.decode()
    assert "theirs" in page
    assert "mine" in page


@pytest.fixture
def three(owner):
    stamps = {"created_at": NOW, "updated_at": NOW, "owner": owner}
    return [Account.objects.create(name=name, **stamps) for name in ("A", "B", "C")]


def keep(rows, *values):
    for row, value in zip(rows, values, strict=True):
        row.custom = value
        row.save()


CASES = [
    ("number", ["5", "20", None], "custom_tier_from=10", ["B"], "-custom_tier", ["B", "A", "C"]),
    ("money", ["5.00", "20.00", None], "custom_tier_to=10", ["A"], "custom_tier", ["A", "B", "C"]),
    ("date", ["2026-01-31", "2025-01-31", None], "custom_tier_from=2026-01-01", ["A"], "custom_tier", ["B", "A", "C"]),
    ("choice", ["silver", "gold", None], "custom_tier=gold", ["B"], "custom_tier", ["B", "A", "C"]),
    ("several", [["gold", "silver"], ["silver"], None], "custom_tier=gold", ["A"], "name", ["A", "B", "C"]),
    ("flag", [True, False, None], "custom_tier=1", ["A"], "-custom_tier", ["A", "B", "C"]),
    ("text", ["y", "x", None], "custom_tier=x", ["B"], "custom_tier", ["B", "A", "C"]),
]


def names(page):
    return [row.instance.name for row in page.context["listing"].rows]


@pytest.mark.parametrize(("type", "values", "asked", "found", "sort", "order"), CASES)
def test_lists_filter_and_sort_by_it(client, owner, add, three, type, values, asked, found, sort, order):
    add(type)
    keep(three, *({"tier": value} if value is not None else None for value in values))
    client.force_login(owner)
    assert names(client.get(f"/accounts/?{asked}")) == found
    assert names(client.get(f"/accounts/?sort={sort}&columns=custom_tier")) == order


def test_a_custom_column_shows_when_chosen_and_in_the_file_always(client, admin, add, three):
    add("choice")
    keep(three, {"tier": "gold"}, None, None)
    client.force_login(admin)
    assert b"Gold</span>" not in client.get("/accounts/").content
    shown = [
        header.column.code for header in client.get("/accounts/?columns=custom_tier,owner").context["listing"].headers
    ]
    assert shown == ["name", "custom_tier", "owner"]
    file = b"".join(client.get("/accounts/?export=csv").streaming_content).decode()
    assert file.splitlines()[1].endswith("Gold")


CONDITIONS = [
    ("choice", "gold", Attribute("custom_tier", "is", "gold")),
    ("several", ["gold", "silver"], Attribute("custom_tier", "contains", "silver")),
    ("several", ["gold"], Attribute("custom_tier", "in", ("gold", "silver"))),
    ("number", "12.5", Attribute("custom_tier", "at_least", 12)),
    ("money", "12.50", Attribute("custom_tier", "between", (12, 13))),
    ("date", "2026-01-31", Attribute("custom_tier", "after", "2026-01-01")),
    ("flag", True, Attribute("custom_tier", "is", value=True)),
    ("link", "https://acme.com", Attribute("custom_tier", "contains", "acme")),
]


@pytest.mark.parametrize(("type", "value", "condition"), CONDITIONS)
def test_conditions_ask_about_it(owner, add, three, type, value, condition):
    engine().count(owner, "account", Attribute("name", "is_set"))
    add(type)
    keep(three, {"tier": value}, None, None)
    assert engine().ids("account", condition).tolist() == [three[0].pk]
    assert engine().explain("account", three[0].pk, condition).holds


def test_retiring_a_field_keeps_its_values(client, admin, add, three):
    field = add("choice")
    keep(three, {"tier": "gold"}, None, None)
    actions.retire_field(admin, field)
    client.force_login(admin)
    assert b"Tier" not in client.get(f"/accounts/{three[0].pk}/").content
    actions.bring_back_field(admin, field)
    assert b"Gold" in client.get(f"/accounts/{three[0].pk}/").content


def test_choices_that_came_are_told_as_they_were_written(add):
    with pytest.raises(ValidationError, match="got “gold, brass”"):
        read(add("several"), ["gold", "brass"], is_plain=True)


def test_the_api_names_the_field_that_is_wrong(add):
    add("number", "Seats")
    with pytest.raises(ValidationError) as caught:
        read_object("account", {"seats": "x", "colour": "red"})
    assert set(caught.value.message_dict) == {"custom.seats", "custom.colour"}


@pytest.mark.parametrize(
    ("type", "given", "wanted"),
    [("choice", "Bronze", "gold, silver"), ("number", "1,5", "1234.50"), ("flag", "perhaps", "true")],
)
def test_the_api_asks_for_what_the_api_takes(add, type, given, wanted):
    add(type, "Tier")
    with pytest.raises(ValidationError) as caught:
        read_object("account", {"tier": given})
    assert wanted in caught.value.message_dict["custom.tier"][0]


@pytest.mark.parametrize("label", ["Nível", "NIVEL", " nivel ", "Level"])
def test_two_fields_in_use_of_one_name_are_refused(admin, label):
    actions.create_field(admin, record="account", type="text", label_en="Level", label_pt="Nível")
    with pytest.raises(WrongMomentError, match="called “Level” already"):
        actions.create_field(admin, record="account", type="number", label_en=label, label_pt=label)
    actions.create_field(admin, record="contact", type="number", label_en=label, label_pt=label)


def test_a_field_is_not_renamed_to_the_name_of_another_nor_brought_back_beside_it(admin, add):
    first, other = add("text", "Level"), add("text", "Grade")
    with pytest.raises(WrongMomentError):
        actions.update_field(admin, other, label_en="level", label_pt="Grau")
    actions.update_field(admin, other, label_en="Grade", label_pt="Grau")
    actions.retire_field(admin, first)
    add("number", "Level")
    with pytest.raises(WrongMomentError):
        actions.bring_back_field(admin, first)


@pytest.mark.parametrize("label", ["City", "cidade", " CIDADE ", "Owner", "Responsável"])
def test_the_name_of_a_field_that_records_have_by_themselves_is_refused(client, admin, add, label):
    with pytest.raises(WrongMomentError, match="by themselves"):
        actions.create_field(admin, record="account", type="text", label_en="Town", label_pt=label)
    own = add("text", "Town")
    with pytest.raises(WrongMomentError, match="by themselves"):
        actions.update_field(admin, own, label_en=label, label_pt="Vila")
    client.force_login(admin)
    given = {"label_en": label, "label_pt": "Vila II", "record": "account", "type": "text"}
    answer = client.post("/settings/fields/new/", given)
    assert (answer.status_code, "by themselves" in answer.text) == (422, True)


def test_the_form_says_that_the_name_is_taken(client, admin, add):
    first = add("text", "Level")
    client.force_login(admin)
    given = {"label_en": "LEVEL", "label_pt": "", "record": "account", "type": "text"}
    answer = client.post("/settings/fields/new/", given)
    assert (answer.status_code, "called “Level” already" in answer.content.decode()) == (422, True)
    actions.retire_field(admin, first)
    add("number", "Level")
    answer = client.post(f"/settings/fields/{first.pk}/back/", follow=True)
    assert "called “Level” already" in answer.content.decode()


def test_the_page_without_any_field_teaches_with_an_example(client, admin, add):
    client.force_login(admin)
    assert "/settings/fields/new/?like=example" in client.get("/settings/fields/").text
    begun = client.get("/settings/fields/new/?like=example").text
    assert 'value="Fim do contrato atual"' in begun
    add("date")
    assert "?like=" not in client.get("/settings/fields/").text
