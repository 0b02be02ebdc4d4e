"""Numbers, days, words and addresses that nobody means: they are refused or mean nothing, and never break a page."""

import pytest
from django.db.models import Q

from jornada.apps.insight.deal_query import NOTHING, _of_calendar
from jornada.apps.market.models import Account, Industry, Persona
from jornada.apps.org.change_words import in_words
from jornada.rules.disposition import read_schedule
from jornada.ui import numbers
from jornada.ui.addresses import instant_of, is_id

pytestmark = pytest.mark.django_db
FAR, LONG, SUPER = str(2**64), "1" * 5000, "²"
ADDRESSES = (
    "/tasks/?owner={}",
    "/duplicates/?owner={}",
    "/contacts/new/?account={}",
    "/leads/new/?account={}&contact={}",
    "/opportunities/new/?lead={}",
    "/opportunities/new/?pipeline={}",
    "/opportunities/new/?account={}&contact={}",
    "/opportunities/?account={}",
    "/leads/?contact={}",
    "/contacts/?persona={}",
    "/settings/history/?person={}",
    "/opportunities/board/?owner={}",
    "/accounts/?ids={}",
    "/accounts/?where=%7B%22schema%22%3A1%2C%22field%22%3A%22employees%22%2C%22test%22%3A%22at_least%22%2C%22value%22%3A%22%5Cud800%22%7D",
    "/settings/history/?until=9999-12-31",
    "/settings/history/?since=0001-01-01&until=0001-01-01",
)


@pytest.mark.parametrize("number", [FAR, LONG, SUPER, "٣", "-1"], ids=["far", "long", "superscript", "arabic", "minus"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_an_odd_number_breaks_no_page(client, admin, address, number):
    client.force_login(admin)
    assert client.get(address.format(number, number)).status_code in (200, 404)


@pytest.mark.parametrize(
    "address",
    [f"/settings/intent-tests/{FAR}/questions/new/", f"/handoff/refusals/{FAR}/", f"/accounts/{LONG[:400]}/"],
)
def test_the_page_of_a_number_that_no_database_holds_is_not_there(client, admin, address):
    client.force_login(admin)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("asked", [LONG, FAR, SUPER])
def test_a_stage_of_no_possible_number_moves_nothing(client, admin, opportunity, asked):
    client.force_login(admin)
    before = opportunity.stage_id
    order = client.post(f"/settings/pipelines/{opportunity.stage.pipeline_id}/order/", {"stage": asked, "step": "1"})
    moved = client.post(f"/opportunities/{opportunity.pk}/move/", {"stage": asked})
    opportunity.refresh_from_db()
    assert (order.status_code < 500, moved.status_code, opportunity.stage_id) == (True, 404, before)


def test_a_bare_word_to_go_back_to_is_no_page(client, admin, opportunity):
    client.force_login(admin)
    sent = {"stage": opportunity.stage_id, "next": "None"}
    assert client.post(f"/opportunities/{opportunity.pk}/move/", sent)["Location"] == opportunity.get_absolute_url()


@pytest.mark.parametrize("seen", ["2026-01-01T10:00:00+99:99", "2026-99-01T10:00:00", "\0", "yesterday"])
def test_a_damaged_instant_of_a_form_is_none(client, admin, account, seen):
    client.force_login(admin)
    answer = client.post(f"/accounts/{account.pk}/edit/", {"name": "Acme", "kind": "b2b", "seen_at": seen})
    assert answer.status_code in (302, 400, 422)
    assert instant_of(seen) is None


@pytest.mark.parametrize("name", ["a" * 60_000, "Acme (#" + LONG + ")", "%" * 2000])
def test_a_name_longer_than_any_finds_nothing(client, admin, lead, name):
    client.force_login(admin)
    assert client.post(f"/leads/{lead.pk}/edit/", {"name": "Demo", "account": name}).status_code == 422


def test_a_form_that_is_refused_leaves_no_industry_behind(client, admin, account):
    client.force_login(admin)
    sent = {"name": "", "kind": "b2b", "industry": "Never heard of"}
    assert client.post("/accounts/new/", sent).status_code == 422
    assert client.post(f"/accounts/{account.pk}/edit/", {**sent, "employees": "many"}).status_code == 422
    assert not Industry.objects.filter(name="Never heard of").exists()
    assert client.post("/accounts/new/", {**sent, "name": "New one"}).status_code == 302
    assert Account.objects.get(name="New one").industry.name == "Never heard of"


def test_a_form_that_asks_once_more_leaves_no_industry_behind(client, admin, account):
    client.force_login(admin)
    sent = {"name": account.name, "kind": "b2b", "industry": "Never heard of"}
    assert client.post("/accounts/new/", sent).status_code == 422
    assert client.post(f"/accounts/{account.pk}/edit/", {**sent, "seen_at": "2001-01-01T00:00Z"}).status_code == 422
    assert not Industry.objects.exists()


def test_a_list_and_the_largest_numbers_are_written():
    assert in_words(Persona._meta.get_field("goals"), ["a", "b"])
    assert numbers.number(1e308).startswith("1")
    assert numbers.number(-1e308, 2)


@pytest.mark.parametrize(("text", "is_one"), [("12", True), ("", False), ("-1", False), (FAR, False), ("²", False)])
def test_what_can_be_the_number_of_a_record(text, is_one):
    assert is_id(text) is is_one


def test_the_last_day_of_all_keeps_everything(client, admin, account):
    client.force_login(admin)
    until = {"9999-12-31": True, account.created_at.date().isoformat(): True, "1999-12-31": False}
    shown = {day: account.name in client.get(f"/accounts/?until={day}").content.decode() for day in until}
    assert shown == until


@pytest.mark.parametrize(
    "text", ["{", "true", '{"schema":1,"did":"call"}', '{"schema":1,"field":"employees","value":NaN}']
)
def test_a_condition_of_an_address_that_cannot_be_read_is_told_in_the_language(client, admin, text):
    admin.language = "pt-br"
    admin.save()
    client.force_login(admin)
    page = client.get("/accounts/", {"where": text}).content.decode()
    assert ("não pode ser lida" in page or "não está completa" in page, "expected" in page) == (True, False)


@pytest.mark.parametrize("number", [LONG, SUPER, "٣" * 4])
def test_odd_days_and_years_are_refused(client, admin, number):
    client.force_login(admin)
    with pytest.raises(ValueError, match=number[:4]):
        read_schedule(number if number != "٣" * 4 else "٣" * 12)
    for address in (f"/accounts/?f=created_at.last.{number}", f"/kpis/rows/open/?by=month&value={number}"):
        assert client.get(address).status_code < 500
    assert _of_calendar(number[:4]) in (NOTHING, Q(closed_on__year=1111))


PICKED = {
    "/leads/new/": ("account", "contact"),
    "/contacts/new/": ("account",),
    "/accounts/new/": ("parent",),
    "/opportunities/new/": ("account", "contact"),
}


@pytest.mark.parametrize("address", PICKED)
def test_a_picker_with_a_nul_says_so_at_its_field(world, address):
    client, ids = world
    for name in PICKED[address]:
        answer = client.post(address.format(**ids), {"name": "Demo", "kind": "b2b", name: "a\0b"})
        assert (answer.status_code, name in answer.context["form"].errors) == (422, True)


def test_a_person_of_a_purchase_named_with_a_nul_is_told_of(world):
    client, ids = world
    sent = {"contact": "a\0b", "role": "user"}
    assert client.post(f"/opportunities/{ids['opportunity']}/people/", sent).status_code < 500


def test_refusals_narrowed_by_a_nul_are_shown(world):
    client, _ids = world
    assert client.get("/refusals/", {"source": "\0", "reason": "a\0", "change": "\0"}).status_code == 200
