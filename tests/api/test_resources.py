"""What every list and every record of the API can do: fields, order, conditions, filters, versions."""

import json

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact, Industry, Product
from jornada.apps.org.models import RoleRule, User
from jornada.apps.org.tags.actions import named

pytestmark = pytest.mark.django_db

# What may be there already.
FORCED = ("accounts", "contacts")


@pytest.fixture
def manager(north):
    return User.objects.create(username="manager", name="Marta", role="manager", team=north)


@pytest.fixture
def made(call, manager):
    """Make a record by the API: `made("accounts", name="A")`; answers its body."""

    def _made(kind, **values):
        status, body = call(manager, "post", f"/{kind}/{'?force=true' if kind in FORCED else ''}", values)
        assert status == 201, body
        return body

    return _made


def _names(body):
    return [row["name"] for row in body["items"]]


def _where(condition):
    return json.dumps({"schema": 1, **condition})


def test_only_the_fields_that_were_asked_for_come(call, manager, made):
    one = made("accounts", name="Aurora", city="Recife")
    assert call(manager, "get", "/accounts/?fields=id,city")[1]["items"] == [{"id": one["id"], "city": "Recife"}]
    assert call(manager, "get", f"/accounts/{one['id']}?fields=name")[1] == {"name": "Aurora"}
    status, body = call(manager, "get", "/accounts/?fields=id,colour")
    assert (status, body["errors"][0]["field"]) == (422, "fields")


def test_a_list_comes_in_the_order_asked_for_over_its_pages(call, manager, made):
    for name, revenue in (("A", "3.00"), ("B", "1.00"), ("C", None), ("D", "2.00")):
        made("accounts", name=name, revenue=revenue)
    first = call(manager, "get", "/accounts/?sort=-revenue&limit=2")[1]
    rest = call(manager, "get", f"/accounts/?sort=-revenue&limit=2&after={first['next']}")[1]
    assert _names(first) + _names(rest) == ["A", "D", "B", "C"]
    assert call(manager, "get", "/accounts/?sort=shoe_size")[0] == 422


def test_a_damaged_cursor_is_refused_and_not_read_as_the_first_page(call, manager):
    status, body = call(manager, "get", "/accounts/?after=nonsense")
    assert (status, body["errors"][0]["field"]) == (422, "after")


def test_a_condition_narrows_a_list(call, manager, made):
    made("accounts", name="Big", employees=900)
    made("accounts", name="Small", employees=9)
    asked = _where({"field": "employees", "test": "at_least", "value": 100})
    assert _names(call(manager, "get", f"/accounts/?where={asked}")[1]) == ["Big"]


@pytest.mark.parametrize(
    "asked", ["{", "[]", '{"schema":1,"field":"shoe","test":"is","value":1}', '{"schema":1,"field":"employees"}']
)
def test_a_condition_that_cannot_be_read_is_refused(call, manager, asked):
    status, body = call(manager, "get", f"/accounts/?where={asked}")
    assert (status, body["errors"][0]["field"]) == (422, "where")


@pytest.mark.parametrize(
    ("test", "value", "said"),
    [
        ("contains", "9", "test: esperado um de at_least, at_most, between, is"),
        ("is", "9", "value: esperado um número, recebido '9'."),
    ],
)
def test_a_test_or_a_value_that_does_not_fit_is_told_with_what_does(call, manager, test, value, said):
    asked = _where({"field": "employees", "test": test, "value": value})
    assert said in call(manager, "get", f"/accounts/?where={asked}")[1]["errors"][0]["message"]


def test_what_is_filtered_by_is_meant_in_any_notation(call, manager, made):
    made("contacts", name="Ana", email="Ana@Acme.com.br", phone="(11) 98765-4321")
    for asked in ("email=ANA@acme.com.br", "phone=11 98765-4321", "phone=%2B5511987654321"):
        assert _names(call(manager, "get", f"/contacts/?{asked}")[1]) == ["Ana"], asked
    assert _names(call(manager, "get", "/contacts/?email=bia@acme.com.br")[1]) == []


def test_values_are_cleaned_as_the_forms_do_it(call, manager, made):
    body = made("accounts", name="A", phone="(11) 98765-4321", domain="https://www.Acme.com.br/x")
    assert (body["phone"], body["domain"]) == ("+5511987654321", "acme.com.br")
    status, fault = call(manager, "post", "/accounts/", {"name": "B", "tax_id": "11.111.111/1111-11"})
    assert (status, fault["errors"][0]["field"]) == (422, "tax_id")


def test_what_changed_since_an_instant_can_be_asked_for(call, manager, made):
    made("accounts", name="Old")
    Account.objects.update(updated_at=timezone.now() - timezone.timedelta(days=2))
    made("accounts", name="New")
    since = (timezone.now() - timezone.timedelta(days=1)).isoformat().replace("+00:00", "Z")
    assert _names(call(manager, "get", f"/accounts/?updated_since={since}")[1]) == ["New"]


def test_a_change_needs_no_name(call, manager, made):
    one = made("accounts", name="Aurora")
    assert call(manager, "patch", f"/accounts/{one['id']}", {"city": "Natal"})[1]["city"] == "Natal"
    assert call(manager, "patch", f"/accounts/{one['id']}", {"name": None})[0] == 422


def test_two_clients_do_not_overwrite_each_other(client, manager, made):
    one, headers = made("accounts", name="Aurora"), {"authorization": f"Bearer {_token(manager)}"}
    address = f"/api/v1/accounts/{one['id']}"
    tag = client.get(address, headers=headers)["ETag"]
    asked = {"content_type": "application/json", "headers": {**headers, "if-match": tag}}
    first = client.patch(address, {"name": "First"}, **asked)
    second = client.patch(address, {"name": "Second"}, **asked)
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["detail"].startswith("Foi alterado depois de lido.")
    assert second.json()["changed_at"] == first.json()["updated_at"]
    assert first["ETag"] != tag
    assert second["Content-Type"] == "application/problem+json"
    assert Account.objects.get(pk=one["id"]).name == "First"
    assert client.delete(address, headers={**headers, "if-match": tag}).status_code == 412


def test_what_the_client_knows_already_is_not_sent_again(client, manager, made):
    one, headers = made("products", name="Forno"), {"authorization": f"Bearer {_token(manager)}"}
    address = f"/api/v1/products/{one['id']}"
    tag = client.get(address, headers=headers)["ETag"]
    assert client.get(address, headers={**headers, "if-none-match": tag}).status_code == 304
    client.patch(address, {"code": "F-1"}, content_type="application/json", headers={**headers, "if-match": tag})
    assert client.get(address, headers={**headers, "if-none-match": tag}).status_code == 200
    assert Product.objects.get().code == "F-1"


def _token(user):
    from jornada.apps.org.tokens import create

    return create(user, "test")[1]


def test_a_task_is_planned_moved_and_done(call, manager, made):
    account = made("accounts", name="Aurora", owner_id=manager.pk)
    sent = {"activity": "call.connected", "due_at": "2099-03-01T10:00:00-03:00", "account_id": account["id"]}
    task = made("tasks", **sent, remind_before=30, minutes=45)
    assert (task["owner_id"], task["note"], task["minutes"]) == (manager.pk, "", 45)
    assert call(manager, "patch", f"/tasks/{task['id']}", {"note": "About the oven"})[1]["note"] == "About the oven"
    status, touch = call(manager, "post", f"/tasks/{task['id']}/complete", {"note": "They want two"})
    assert (status, touch["activity"], touch["note"]) == (201, "call.connected", "They want two")
    assert call(manager, "get", "/tasks/")[1]["items"] == []
    assert [row["touch_id"] for row in call(manager, "get", "/tasks/?status=done")[1]["items"]] == [touch["id"]]
    assert call(manager, "post", f"/tasks/{task['id']}/complete", {})[0] == 409


def test_a_to_do_is_given_a_buyer_once(call, owner, account, outsider):
    sent = {"activity": "todo.done", "due_at": "2099-01-01T12:00:00Z", "note": "Write"}
    todo = call(owner, "post", "/tasks/", sent)[1]
    address, wanted = f"/tasks/{todo['id']}", {"account_id": account.pk}
    assert call(outsider, "patch", address, wanted)[0] == 404
    assert call(owner, "patch", address, {"account_id": 2**40})[0] == 422
    assert call(owner, "patch", address, wanted)[1]["account_id"] == account.pk
    assert call(owner, "patch", address, wanted)[0] == 422


def test_a_task_of_others_is_not_mine(call, owner, outsider, account):
    sent = {"activity": "call.connected", "due_at": "2099-03-01T10:00:00Z", "account_id": account.pk}
    task = call(owner, "post", "/tasks/", sent)[1]
    assert call(outsider, "get", f"/tasks/{task['id']}")[0] == 404
    assert call(outsider, "post", "/tasks/", sent)[0] == 422
    assert call(owner, "delete", f"/tasks/{task['id']}")[0] == 204
    assert PlannedTouch.objects.get().cancelled_at is not None


def test_a_lead_is_parked_and_woken(call, manager, made):
    lead = made("leads", name="Forno")
    assert call(manager, "post", f"/leads/{lead['id']}/park", {"reason": "No budget"})[1]["status"] == "parked"
    assert call(manager, "post", f"/leads/{lead['id']}/wake")[1]["status"] == "open"
    assert call(manager, "get", "/leads/?status=parked")[1]["items"] == []


def test_sellers_do_not_make_products(call, owner, manager):
    assert call(owner, "post", "/products/", {"name": "Forno"})[0] == 403
    assert call(manager, "post", "/products/", {"name": "Forno", "list_price": "10.50"})[1]["list_price"] == "10.50"


def test_everybody_and_their_teams_can_be_read(call, owner, north):
    assert {row["id"] for row in call(owner, "get", f"/users/?team_id={north.pk}")[1]["items"]} == {owner.pk}
    assert _names(call(owner, "get", "/teams/")[1]) == ["North"]


LISTS = ("accounts", "contacts", "leads", "opportunities", "products", "tasks", "touches", "users", "teams")


@pytest.mark.parametrize("kind", LISTS)
def test_the_number_of_queries_does_not_grow_with_the_rows(call, manager, django_assert_max_num_queries, kind, account):
    # What each process reads once and keeps is read before.
    call(manager, "get", f"/{kind}/")
    _fill(manager, account)
    with django_assert_max_num_queries(12):
        assert call(manager, "get", f"/{kind}/")[1]["items"]


def _fill(manager, account):
    now = timezone.now()
    stamps = {"created_at": now, "updated_at": now}
    from jornada.apps.interactions.actions import record_touch
    from jornada.apps.interactions.models import Thread
    from jornada.apps.sales.models import Opportunity, PipelineStage

    for number in range(12):
        account = Account.objects.create(name=f"A{number}", owner=manager, **stamps)
        Contact.objects.create(name=f"C{number}", account=account, **stamps)
        threads = [Thread.objects.create(account=account, opened_at=now) for _each in range(2)]
        Lead.objects.create(name=f"L{number}", account=account, thread=threads[0], **stamps)
        stage = PipelineStage.objects.first()
        Opportunity.objects.create(name="O", account=account, thread=threads[1], stage=stage, **stamps)
        Product.objects.create(name=f"P{number}")
        call = Activity.objects.get(code="call.connected")
        PlannedTouch.objects.create(account=account, activity=call, owner=manager, due_at=now, created_at=now)
        record_touch(manager, "call.connected", account=account)


def test_a_filter_named_me_is_a_filter(call, manager, made):
    made("accounts", name="Aurora", city="Natal")
    assert call(manager, "get", "/accounts/?city=me")[1]["items"] == []
    assert call(manager, "get", "/accounts/?q=me")[1]["items"] == []


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("opportunity.expected_on", "opportunities/?expected_since=2026-01-01"),
        ("opportunity.closed_on", "opportunities/?closed_until=2026-01-01"),
        ("opportunity.expected_on", "opportunities/?sort=expected_on"),
        ("account.external_id", "accounts/?external_id=7"),
        ("account.industry", "accounts/?industry=Food"),
        ("lead.heat", "leads/?temperature=hot"),
        ("lead.source", "leads/?source=site"),
    ],
)
def test_a_list_is_not_narrowed_by_a_field_that_the_role_hides(call, owner, field, asked):
    RoleRule.objects.create(code="sales", rule={"fields": {field: "hidden"}})
    status, body = call(owner, "get", f"/{asked}")
    assert status == 403
    assert body["detail"].endswith(f"{field.partition('.')[2]}.")


def _tag(client, manager, path):
    from jornada.apps.org.tokens import create

    return client.get(f"/api/v1{path}", headers={"authorization": f"Bearer {create(manager, 'test')[1]}"})["ETag"]


def test_the_etag_follows_whatever_is_shown(client, call, manager, made):
    one = made("contacts", name="Bia")
    stamp, path = Contact.objects.get().updated_at, f"/contacts/{one['id']}"
    tags = [_tag(client, manager, path)]
    for change in ({"title": "Buyer"}, {"points": [{"kind": "email", "value": "bia@acme.com"}]}):
        call(manager, "patch", path, change)
        Contact.objects.update(updated_at=stamp)
        tags.append(_tag(client, manager, path))
    assert len(set(tags)) == 3


def test_the_etag_of_a_write_is_that_of_the_next_read(client, manager, account):
    from jornada.apps.org.tokens import create

    headers = {"authorization": f"Bearer {create(manager, 'test')[1]}"}
    sent = {"name": "Forno", "account_id": account.pk, "amount": 48000, "custom": {}}
    made = client.post("/api/v1/opportunities/", sent, content_type="application/json", headers=headers)
    path = f"/opportunities/{made.json()['id']}"
    assert made["ETag"] == _tag(client, manager, path)
    changed = client.patch(f"/api/v1{path}", {"amount": "7.5"}, content_type="application/json", headers=headers)
    assert changed["ETag"] == _tag(client, manager, path)


def test_a_step_holds_the_record_until_it_is_written(client, manager, made, monkeypatch):
    from django.db import connection

    from jornada.api.selling import lead_actions
    from jornada.apps.org.tokens import create

    lead, depths = made("leads", name="Forno"), []
    monkeypatch.setattr(
        lead_actions, "wake_lead", lambda _user, row: depths.append(len(connection.savepoint_ids)) or row
    )
    tag = _tag(client, manager, f"/leads/{lead['id']}")
    for more in ({}, {"if-match": tag}):
        headers = {"authorization": f"Bearer {create(manager, 'test')[1]}", **more}
        assert client.post(f"/api/v1/leads/{lead['id']}/wake", headers=headers).status_code == 200
    assert depths[1] == depths[0] + 1


def test_a_write_that_is_refused_leaves_no_industry_behind(call, viewer, manager, owner, account):
    sent = {"name": "Benta", "industry": "Never heard of"}
    assert call(viewer, "post", "/accounts/", sent)[0] == 403
    assert call(viewer, "patch", f"/accounts/{account.pk}", {"industry": "Never heard of"})[0] in (403, 404)
    assert call(manager, "post", "/accounts/", {**sent, "name": account.name})[0] == 409
    assert not Industry.objects.exists()
    assert (
        call(owner, "patch", f"/accounts/{account.pk}", {"industry": "Never heard of"})[1]["industry"]
        == sent["industry"]
    )
    assert Industry.objects.count() == 1


@pytest.mark.parametrize(("value", "said"), [("vip", "é um nome"), ("Other", "Esperado um destes")])
def test_who_names_a_choice_is_told_its_code(call, manager, value, said):
    (tag,) = named(["VIP"])
    asked = _where({"field": "tags", "test": "contains", "value": value})
    message = call(manager, "get", f"/accounts/?where={asked}")[1]["errors"][0]["message"]
    assert message.startswith("value: ")
    assert said in message
    assert str(tag.pk) in message
