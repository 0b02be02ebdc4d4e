"""One field edited in place, through its address: owner, colleague, outsider; two people at once; the way back."""

import pytest

from jornada.apps.market.models import Account
from jornada.apps.org.custom.actions import create_field
from jornada.apps.org.lists.inline import editable_fields
from jornada.apps.org.lists.kinds import kind_of
from jornada.apps.org.models import Change, RoleRule

pytestmark = pytest.mark.django_db


def url_of(record, field, kind="account"):
    return f"/lists/{kind}/{record.pk}/edit/{field}/"


def seen(client, url):
    return client.get(url).content.decode().partition('name="seen" value="')[2].partition('"')[0]


def write(client, url, field, value, **more):
    return client.post(url, {"seen": more.pop("seen", None) or seen(client, url), field: value, **more})


def test_a_cell_is_written_noted_and_drawn(client, owner, account):
    client.force_login(owner)
    answer = write(client, url_of(account, "revenue"), "revenue", "1,234.50")
    account.refresh_from_db()
    assert (answer.status_code, account.revenue) == (200, 1234.5)
    assert "R$" in answer.json()["html"]
    change = Change.objects.get(field="revenue")
    assert (change.user, change.new) == (owner, "1234.50")


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404), ("viewer", 403), ("admin", 200)])
def test_who_may_edit_in_place(request, client, account, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url_of(account, "city")).status_code == status
    assert client.post(url_of(account, "city"), {"city": "Natal", "seen": "x"}).status_code in (status, 409)
    account.refresh_from_db()
    assert account.city != "Natal"


def test_two_people_on_one_field_both_values_are_shown_and_one_is_chosen(client, owner, admin, account):
    client.force_login(owner)
    url = url_of(account, "city")
    mine = seen(client, url)
    client.force_login(admin)
    write(client, url, "city", "Natal")
    client.force_login(owner)
    answer = write(client, url, "city", "Recife", seen=mine)
    page = answer.content.decode()
    assert (answer.status_code, Account.objects.get().city) == (409, "Natal")
    assert "changed this meanwhile" in page
    assert "<q>Natal</q>" in page
    assert 'value="Recife"' in page
    again = page.partition('name="seen" value="')[2].partition('"')[0]
    assert write(client, url, "city", "Recife", seen=again).status_code == 200
    assert Account.objects.get().city == "Recife"


def test_two_people_on_two_fields_do_not_disturb_each_other(client, owner, admin, account):
    client.force_login(owner)
    mine = seen(client, url_of(account, "city"))
    client.force_login(admin)
    write(client, url_of(account, "country"), "country", "Brasil")
    client.force_login(owner)
    assert write(client, url_of(account, "city"), "city", "Recife", seen=mine).status_code == 200
    account.refresh_from_db()
    assert (account.city, account.country) == ("Recife", "Brasil")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", "", "required"),
        ("tax_id", "123", "CNPJ"),
        ("phone", "12", "phone"),
        ("employees", "-3", "whole number"),
    ],
)
def test_a_value_that_does_not_fit_is_told_in_place(client, owner, account, field, value, told):
    client.force_login(owner)
    answer = write(client, url_of(account, field), field, value)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_what_was_wrong_before_elsewhere_does_not_stand_in_the_way(client, owner, account):
    Account.objects.filter(pk=account.pk).update(tax_id="123")
    client.force_login(owner)
    assert write(client, url_of(account, "city"), "city", "Recife").status_code == 200
    account.refresh_from_db()
    assert account.tax_id == "123"


def test_a_fault_that_the_edit_makes_in_another_field_is_told(client, owner, opportunity):
    client.force_login(owner)
    write(client, url_of(opportunity, "engaged_on", "opportunity"), "engaged_on", "2026-01-10")
    answer = write(client, url_of(opportunity, "expected_on", "opportunity"), "expected_on", "2026-01-01")
    assert answer.status_code == 422
    assert "cannot close before" in answer.content.decode()


def test_undo_puts_the_old_value_back_unless_somebody_changed_it_since(client, owner, admin, account):
    client.force_login(owner)
    url = url_of(account, "city")
    old = account.city
    undo = write(client, url, "city", "Recife").json()["undo"]
    client.post(undo["url"], undo["values"])
    account.refresh_from_db()
    assert account.city == old
    undo = write(client, url, "city", "Recife").json()["undo"]
    Account.objects.filter(pk=account.pk).update(city="Natal")
    answer = client.post(undo["url"], undo["values"])
    assert "Nothing was undone" in answer.headers["HX-Trigger"]
    account.refresh_from_db()
    assert account.city == "Natal"


def test_nobody_undoes_the_edit_of_another(client, owner, admin, account):
    client.force_login(owner)
    undo = write(client, url_of(account, "city"), "city", "Recife").json()["undo"]
    client.force_login(admin)
    client.post(undo["url"], undo["values"])
    account.refresh_from_db()
    assert account.city == "Recife"
    assert client.post(undo["url"], {"batch": "x", "first": "1"}).status_code == 400


def test_custom_fields_stages_and_owners_are_edited_in_place(client, admin, owner, account, opportunity):
    field = create_field(admin, record="account", label_en="Trucks", label_pt="Caminhões", type="number")
    client.force_login(admin)
    answer = write(client, url_of(account, field.name), field.name, "7")
    account.refresh_from_db()
    assert (answer.status_code, account.custom) == (200, {field.code: "7"})
    client.post(answer.json()["undo"]["url"], answer.json()["undo"]["values"])
    account.refresh_from_db()
    assert account.custom is None
    assert write(client, url_of(account, "owner"), "owner", admin.pk).status_code == 200
    stage = opportunity.stage.pipeline.stages.exclude(pk=opportunity.stage_id).first()
    assert write(client, url_of(opportunity, "stage", "opportunity"), "stage", stage.pk).status_code == 200
    assert opportunity.moves.count() == 1


@pytest.mark.parametrize("kind", ["account", "contact", "lead", "opportunity"])
def test_every_field_of_the_form_is_edited_on_the_record_page_by_those_who_may(request, client, owner, viewer, kind):
    record = request.getfixturevalue(kind)
    labels = {name: "work" for name in ("email_label", "phone_label") if hasattr(record, name)}
    if labels:  # one that is not known has no line
        type(record).objects.filter(pk=record.pk).update(**labels)
    client.force_login(owner)
    page = client.get(record.get_absolute_url()).content.decode()
    fields = editable_fields(kind_of(kind)) - {"kind", "currency", "stage"}
    assert [name for name in fields if f'data-edit-url="{url_of(record, name, kind)}"' not in page] == []
    client.force_login(viewer)
    assert "data-edit-url" not in client.get(record.get_absolute_url()).content.decode()


def test_unknown_fields_and_kinds_are_not_there(client, admin, account):
    client.force_login(admin)
    for url in (url_of(account, "password"), url_of(account, "seen_at"), url_of(account, "name", "moon")):
        assert client.get(url).status_code == 404


def test_the_list_says_which_cells_may_be_edited(client, owner, account, admin, viewer):
    client.force_login(owner)
    assert 'data-edit="size_band"' in client.get("/accounts/").content.decode()
    client.force_login(viewer)
    assert "data-edit=" not in client.get("/accounts/").content.decode()


@pytest.mark.parametrize("rule", ["hidden", "read"])
def test_a_field_that_the_role_closes_is_not_edited_and_a_hidden_one_not_added_up(client, owner, account, rule):
    Account.objects.filter(pk=account.pk).update(revenue=77)
    RoleRule.objects.create(code=owner.role, rule={"reaches": {}, "fields": {"account.revenue": rule}})
    client.force_login(owner)
    assert client.get(url_of(account, "revenue")).status_code in (403, 404)
    assert client.get("/lists/account/bulk/edit/").content.decode().count('value="revenue"') == 0
    page = client.get("/lists/account/figures/?columns=revenue&f=revenue:at_least:1").content.decode()
    assert ("77" in page) == (rule == "read")
