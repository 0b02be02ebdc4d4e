"""Accounts, contacts, leads and opportunities over REST: reach, refusals, pages."""

import pytest
from django.db import OperationalError

from jornada.apps.market.models import Account
from jornada.apps.org.custom.actions import create_field
from jornada.apps.org.models import Change, DeletedRecord, User

pytestmark = pytest.mark.django_db


def test_a_caller_without_token_is_told_to_sign_in(call):
    status, body = call(None, "get", "/accounts/")
    assert (status, body["status"]) == (401, 401)


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 200), ("viewer", 200), ("outsider", 404)])
def test_who_may_read_an_account(call, request, account, who, status):
    assert call(request.getfixturevalue(who), "get", f"/accounts/{account.pk}")[0] == status


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 403), ("viewer", 403), ("outsider", 404)])
def test_who_may_change_an_account(call, request, account, who, status):
    user = request.getfixturevalue(who)
    assert call(user, "patch", f"/accounts/{account.pk}", {"name": "Aurora"})[0] == status
    account.refresh_from_db()
    assert account.name == ("Aurora" if status == 200 else "Padaria Aurora")


def test_the_outsider_does_not_see_it_in_the_list(call, account, outsider, owner):
    assert call(outsider, "get", "/accounts/")[1]["items"] == []
    assert [row["name"] for row in call(owner, "get", "/accounts/")[1]["items"]] == ["Padaria Aurora"]


def test_a_made_account_carries_its_industry_and_its_history(call, owner):
    status, body = call(owner, "post", "/accounts/", {"name": "Nova", "industry": "saúde", "owner_id": owner.pk})
    assert (status, body["industry"], body["owner_id"]) == (201, "saúde", owner.pk)
    assert Change.objects.filter(model="market.account", object_id=body["id"], user=owner).exists()


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "A", "employes": 3}, "employes"),
        ({"name": "A", "employees": -1}, "employees"),
        ({"name": "A", "owner_id": 999999}, "owner_id"),
        ({"name": "A", "revenue": "12,50"}, "revenue"),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(call, owner, payload, field):
    status, body = call(owner, "post", "/accounts/", payload)
    assert status == 422
    assert field in body["errors"][0]["field"]
    assert not Account.objects.exists()


def test_pages_follow_each_other_without_gap_or_repeat(call, owner, account):
    for number in range(6):
        call(owner, "post", "/accounts/", {"name": f"A{number}", "owner_id": owner.pk})
    names, after = [], ""
    while True:
        body = call(owner, "get", f"/accounts/?limit=3&after={after}")[1]
        names += [row["name"] for row in body["items"]]
        after = body["next"]
        if not after:
            break
    assert names == ["A5", "A4", "A3", "A2", "A1", "A0", "Padaria Aurora"]


def test_the_same_external_id_twice_is_refused_in_words(call, owner):
    payload = {"name": "A", "external_id": "x-1", "owner_id": owner.pk}
    assert call(owner, "post", "/accounts/", payload)[0] == 201
    status, body = call(owner, "post", "/accounts/", payload)
    assert status == 409, body


@pytest.mark.django_db(transaction=True)
def test_a_lead_walks_to_a_won_opportunity(call, owner, account):
    User.objects.filter(pk=owner.pk).update(role="manager")
    lead = call(owner, "post", "/leads/", {"name": "Forno novo", "account_id": account.pk, "owner_id": owner.pk})[1]
    assert call(owner, "post", f"/leads/{lead['id']}/offer", {"to_user_id": owner.pk})[0] == 200
    assert call(owner, "post", f"/leads/{lead['id']}/accept")[1]["type"] == "sal"
    opened = call(owner, "post", f"/leads/{lead['id']}/opportunity")[1]
    assert (opened["thread_id"], opened["lead_id"]) == (lead["thread_id"], lead["id"])
    won = call(owner, "post", f"/opportunities/{opened['id']}/win", {"amount": "1500.00"})[1]
    assert (won["outcome"], won["amount"]) == ("won", "1500.00")
    assert call(owner, "get", f"/leads/{lead['id']}")[1]["type"] == "sql"


def test_a_loss_needs_a_reason(call, owner, account):
    made = call(owner, "post", "/opportunities/", {"name": "Forno", "account_id": account.pk, "owner_id": owner.pk})[1]
    for body in ({}, {"reason": " "}):
        status, problem = call(owner, "post", f"/opportunities/{made['id']}/lose", body)
        assert (status, problem["errors"][0]["field"]) == (422, "reason")
    assert call(owner, "post", f"/opportunities/{made['id']}/lose", {"reason": "preço"})[1]["outcome"] == "lost"


def test_an_account_with_history_is_not_deleted(call, owner, account):
    User.objects.filter(pk=owner.pk).update(role="admin")
    call(owner, "post", "/touches/", {"touches": [{"activity": "call.connected", "account": account.pk}]})
    assert call(owner, "delete", f"/accounts/{account.pk}")[0] == 409


def test_the_description_of_the_api_is_served(client, owner):
    client.force_login(owner)
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/touches/" in paths


def test_the_number_of_queries_of_a_list_does_not_grow(call, owner, account, django_assert_max_num_queries):
    for number in range(30):
        Account.objects.create(
            name=f"A{number}", owner=owner, created_at=account.created_at, updated_at=account.created_at
        )
    call(owner, "get", "/accounts/")
    with django_assert_max_num_queries(13):
        assert len(call(owner, "get", "/accounts/")[1]["items"]) == 31


def test_a_locked_database_is_a_problem_in_words(call, owner, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("jornada.api.paging.take_page", locked)
    status, body = call(owner, "get", "/accounts/")
    assert (status, body["status"]) == (503, 503)
    assert body["detail"]


@pytest.mark.parametrize(("year", "status"), [(3025, 422), (999, 422), (1899, 201)])
def test_a_company_is_founded_in_a_year_that_has_been(call, owner, year, status):
    assert call(owner, "post", "/accounts/", {"name": "A", "owner_id": owner.pk, "founded": year})[0] == status


def test_no_close_is_expected_before_engagement(call, owner, account):
    days = {"engaged_on": "2026-03-02", "expected_on": "2026-03-01"}
    sent = {"name": "Forno", "account_id": account.pk, "owner_id": owner.pk}
    assert call(owner, "post", "/opportunities/", {**sent, **days})[0] == 409
    status, made = call(owner, "post", "/opportunities/", {**sent, "engaged_on": "2026-03-02"})
    assert status == 201
    assert (
        call(owner, "patch", f"/opportunities/{made['id']}", {"name": "Forno", "expected_on": "2026-03-01"})[0] == 409
    )
    assert call(owner, "get", f"/opportunities/{made['id']}")[1]["expected_on"] is None


def test_custom_fields_go_in_and_come_out_and_faults_name_them(call, owner):
    admin = User.objects.create(username="ada", role="admin")
    create_field(admin, record="account", type="number", label_en="Seats", label_pt="Assentos")
    status, body = call(owner, "post", "/accounts/", {"name": "Nova", "owner_id": owner.pk, "custom": {"seats": 12.5}})
    assert (status, body["custom"]) == (201, {"seats": "12.5"})
    status, fault = call(owner, "patch", f"/accounts/{body['id']}", {"name": "Nova", "custom": {"seats": "many"}})
    assert (status, fault["errors"][0]["field"]) == (422, "custom.seats")
    emptied = call(owner, "patch", f"/accounts/{body['id']}", {"name": "Nova", "custom": {"seats": None}})[1]
    assert emptied["custom"] == {}


def test_several_emails_and_phones_go_in_and_any_of_them_finds_the_contact(call, owner):
    points = [
        {"kind": "email", "value": "BIA@work.com"},
        {"kind": "phone", "value": "11 98765-4321", "label": "mobile"},
    ]
    body = {"name": "Bia", "email": "bia@acme.com", "points": points, "owner_id": owner.pk}
    status, made = call(owner, "post", "/contacts/", body)
    assert (status, [point["value"] for point in made["points"]]) == (201, ["bia@work.com", "+5511987654321"])
    for asked in ("email=bia@work.com", "email=bia@acme.com", "phone=%2B55%2011%208765-4321"):
        assert [row["id"] for row in call(owner, "get", f"/contacts/?{asked}")[1]["items"]] == [made["id"]]
    changed = call(owner, "patch", f"/contacts/{made['id']}", {"name": "Bia R."})[1]
    assert changed["points"] == made["points"]
    wrong = {"name": "x", "points": [{"kind": "phone", "value": "1"}]}
    assert call(owner, "post", "/contacts/", wrong)[0] == 422


def test_primary_ones_have_labels(call, owner, colleague, outsider):
    body = {"name": "Bia", "email": "bia@acme.com", "email_label": "billing", "owner_id": owner.pk}
    made = call(owner, "post", "/contacts/", body)[1]
    assert (made["email_label"], made["phone_label"]) == ("billing", "")
    path = f"/contacts/{made['id']}"
    assert call(owner, "patch", path, {"email_label": "home"})[1]["email_label"] == "home"
    assert call(owner, "patch", path, {"email_label": "moon"})[0] == 422
    assert call(colleague, "patch", path, {"email_label": "work"})[0] == 403
    assert call(outsider, "get", path)[0] == 404


def test_a_deleted_record_is_in_the_trash_and_said_to_be(call, account, outsider):
    path = f"/accounts/{account.pk}"
    admin = User.objects.create(username="ada", name="Ada", role="admin")
    assert call(admin, "delete", path)[0] == 204
    assert DeletedRecord.objects.get().name == account.name
    status, body = call(admin, "get", path)
    assert (status, account.name in body["detail"]) == (404, True)
    assert account.name not in call(outsider, "get", path)[1]["detail"]
    assert "deleted" not in call(admin, "get", "/accounts/999999")[1]["detail"]


@pytest.fixture
def admin(db):
    return User.objects.create_user(username="ada", name="Ada", role="admin", language="en")


@pytest.mark.parametrize(
    ("kind", "who", "status"),
    [("accounts", "viewer", 403), ("accounts", "colleague", 201), ("opportunities", "viewer", 403)],
)
def test_an_owner_is_somebody_whose_role_may_own_such_records(call, request, admin, account, kind, who, status):
    person = request.getfixturevalue(who)
    sent = {"name": "Forno", "owner_id": person.pk} | ({"account_id": account.pk} if kind == "opportunities" else {})
    got, body = call(admin, "post", f"/{kind}/", sent)
    assert got == status
    if status == 403:
        assert person.name in body["detail"]
        rows = call(admin, "post", f"/{kind}/bulk", {"mode": "create", "rows": [sent]})[1]["rows"]
        assert (rows[0]["status"], person.name in rows[0]["problem"]["detail"]) == (403, True)
    else:
        assert body["owner_id"] == person.pk


def test_an_owner_who_may_not_own_it_any_more_stays_where_something_else_is_changed(call, admin, account, viewer):
    Account.objects.filter(pk=account.pk).update(owner=viewer)
    assert call(admin, "patch", f"/accounts/{account.pk}", {"name": "Aurora", "owner_id": viewer.pk})[0] == 200


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"state": "sao paulo"}, "SP"),
        ({"state": "Minas Gerais (MG)", "country": "Brasil"}, "MG"),
        ({"state": "Ontario"}, "Ontario"),
        ({"state": "Pará", "country": "Portugal"}, "Pará"),
    ],
)
def test_a_state_of_brazil_is_kept_as_its_letters(call, north, given, kept):
    manager = User.objects.create(username="m", name="Marta", role="manager", team=north)
    status, body = call(manager, "post", "/accounts/", {"name": "Aurora", **given})
    assert (status, body["state"]) == (201, kept)
