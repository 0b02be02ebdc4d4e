"""Many rows a call: made, changed, found by a key; each answers for itself."""

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import PlannedTouch, Thread, Touch
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact, Industry, Product
from jornada.apps.org.custom.actions import create_field
from jornada.apps.org.models import Change, RoleRule, User
from jornada.apps.sales.models import Opportunity, PipelineStage, StageMove

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(north):
    return User.objects.create(username="manager", name="Marta", role="manager", team=north)


@pytest.fixture
def write(call, manager):
    """Write rows of a kind: `write("accounts", [...], mode="upsert", key="domain")`; answers the body."""

    def _write(kind, rows, user=manager, **asked):
        status, body = call(user, "post", f"/{kind}/bulk", {"rows": rows, **asked})
        assert status == 200, body
        return body

    return _write


def _statuses(body):
    return [row["status"] for row in body["rows"]]


def test_rows_are_made_with_their_history(write, manager):
    rows = [{"name": f"Padaria {word}", "industry": "Food", "city": "Recife"} for word in ("Aurora", "Benta", "Clara")]
    body = write("accounts", rows)
    assert (body["created"], _statuses(body)) == (3, [201, 201, 201])
    made = Account.objects.get(pk=body["rows"][1]["id"])
    assert (made.name, made.industry.name, made.created_at is not None) == ("Padaria Benta", "Food", True)
    assert Change.objects.get(model="market.account", object_id=made.pk).user == manager


def test_a_wrong_row_does_not_keep_the_others_back(write):
    rows = [{"name": "Aurora"}, {"nome": "Benta"}, {"name": "Clara", "owner_id": 99999}, 7, {"name": "D", "phone": "1"}]
    body = write("contacts", rows)
    assert _statuses(body) == [201, 422, 422, 422, 422]
    assert [row["problem"]["errors"][0]["field"] for row in body["rows"][1:3]] == ["name", "owner_id"]
    assert (body["created"], body["refused"], Contact.objects.count()) == (1, 4, 1)


def test_rows_are_found_by_a_key_in_any_notation_and_changed(write):
    write("accounts", [{"name": "Aurora", "domain": "aurora.com.br"}, {"name": "Benta", "domain": "benta.com.br"}])
    sent = [{"name": "Aurora Ltda", "domain": "https://www.Aurora.com.br"}, {"name": "Clara", "domain": "clara.com.br"}]
    body = write("accounts", sent, mode="upsert", key="domain")
    assert (_statuses(body), body["updated"], body["created"]) == ([200, 201], 1, 1)
    assert set(Account.objects.values_list("name", flat=True)) == {"Aurora Ltda", "Benta", "Clara"}
    again = write("accounts", sent, mode="upsert", key="domain")
    assert (again["unchanged"], again["updated"]) == (2, 0)
    assert Change.objects.filter(kind="updated", field="name", old="Aurora", new="Aurora Ltda").exists()


def test_an_update_changes_what_is_sent_and_names_what_is_not_there(write, account, owner):
    User.objects.filter(pk=owner.pk).update(role="manager")
    sent = [{"id": account.pk, "city": "Natal"}, {"id": 999999, "city": "Natal"}, {"city": "Natal"}]
    body = write("accounts", sent, mode="update", user=owner)
    assert _statuses(body) == [200, 404, 422]
    account.refresh_from_db()
    assert (account.name, account.city) == ("Padaria Aurora", "Natal")


def test_two_rows_with_the_same_key_are_both_refused(write):
    rows = [{"name": "A", "external_id": "1"}, {"name": "B", "external_id": "1"}]
    assert _statuses(write("contacts", rows, mode="upsert", key="external_id")) == [409, 409]
    assert _statuses(write("contacts", rows)) == [201, 409]


def test_what_others_own_is_not_changed(write, account, owner, colleague):
    sent = [{"id": account.pk, "city": "Natal"}]
    assert _statuses(write("accounts", sent, mode="update", user=colleague)) == [403]
    assert _statuses(write("accounts", sent, mode="update", user=owner)) == [200]


def test_whoever_may_not_write_writes_nothing(call, viewer):
    assert call(viewer, "post", "/accounts/bulk", {"rows": [{"name": "A"}]})[0] == 403


def test_what_is_probably_there_already_is_refused_row_by_row(write):
    ana = {"name": "Ana Paula Sousa", "email": "ana@acme.com.br"}
    write("contacts", [ana])
    rows = [
        ana,
        {"name": "Bruno Lima", "email": "bruno@acme.com.br"},
        {"name": "Bruno Lima", "email": "bruno@acme.com.br"},
    ]
    body = write("contacts", rows)
    assert _statuses(body) == [409, 201, 409]
    assert body["rows"][0]["problem"]["candidates"][0]["name"] == "Ana Paula Sousa"
    assert "1" in body["rows"][2]["problem"]["detail"]
    assert _statuses(write("contacts", rows, force=True)) == [201, 201, 201]


def test_custom_fields_of_many_rows_cost_no_query_each(write, django_assert_max_num_queries):
    admin = User.objects.create(username="ada", role="admin")
    create_field(admin, record="account", type="number", label_en="Seats", label_pt="Lugares")
    numbers = []
    for rows in (5, 50):
        many = [{"name": f"Firm {rows} {place}", "custom": {"seats": place + 1}} for place in range(rows)]
        with django_assert_max_num_queries(200) as asked:
            write("accounts", many, force=True)
        numbers.append(sum("org_tablechange" in query["sql"] for query in asked))
    assert numbers[0] == numbers[1]


def test_custom_fields_are_written_and_merged(write):
    admin = User.objects.create(username="ada", role="admin")
    create_field(admin, record="account", type="number", label_en="Seats", label_pt="Assentos")
    create_field(admin, record="account", type="text", label_en="Plan", label_pt="Plano")
    made = write(
        "accounts", [{"name": "A", "custom": {"seats": 3, "plan": "Gold"}}, {"name": "B", "custom": {"seats": "x"}}]
    )
    assert _statuses(made) == [201, 422]
    pk = made["rows"][0]["id"]
    assert _statuses(write("accounts", [{"id": pk, "custom": {"seats": 4}}], mode="update")) == [200]
    assert Account.objects.get().custom == {"seats": "4", "plan": "Gold"}


def test_leads_open_threads_and_count_their_cycles(write, account):
    now = timezone.now()
    ana = Contact.objects.create(name="Ana", account=account, created_at=now, updated_at=now)
    rows = [{"name": "First", "contact_id": ana.pk, "source": "referral"}, {"name": "Second", "contact_id": ana.pk}]
    made = write("leads", rows)
    assert made["created"] == 2, made
    first, second = Lead.objects.order_by("cycle")
    assert (first.cycle, second.cycle, second.source, second.account) == (1, 2, first.source, account)
    other = Account.objects.create(name="Other", created_at=now, updated_at=now)
    write("leads", [{"id": first.pk, "account_id": other.pk}], mode="update", force=True)
    assert Thread.objects.get(pk=first.thread_id).account == other


def test_opportunities_open_with_a_touch_and_move_with_a_trace(write, account):
    stages = list(PipelineStage.objects.filter(pipeline__is_default=True).order_by("order"))
    rows = [{"name": "Forno", "account_id": account.pk, "amount": "10.00"}, {"name": "Wrong", "stage": "nowhere"}]
    made = write("opportunities", rows)
    assert _statuses(made) == [201, 422]
    pk = made["rows"][0]["id"]
    assert Touch.objects.get(activity__code="deal.opened").thread == Opportunity.objects.get(pk=pk).thread
    write("opportunities", [{"id": pk, "stage": stages[1].code}], mode="update")
    assert list(StageMove.objects.values_list("from_stage", "to_stage")) == [
        (None, stages[0].pk),
        (stages[0].pk, stages[1].pk),
    ]
    days = {"id": pk, "engaged_on": "2026-03-02", "expected_on": "2026-03-01"}
    assert _statuses(write("opportunities", [days], mode="update")) == [409]


def test_ten_thousand_rows_are_written_with_a_fixed_number_of_statements(call, manager, django_assert_max_num_queries):
    rows = [
        {"name": f"Contact {n}", "email": f"c{n}@x{n}.com.br", "phone": f"119{n:08d}", "external_id": str(n)}
        for n in range(10_000)
    ]
    with django_assert_max_num_queries(60):
        made = call(manager, "post", "/contacts/bulk", {"rows": rows})[1]
    assert made["created"] == 10_000, made["rows"][0]
    for row in rows:
        row["title"] = "Baker"
    with django_assert_max_num_queries(60):
        again = call(manager, "post", "/contacts/bulk", {"rows": rows, "mode": "upsert", "key": "external_id"})[1]
    assert again["updated"] == 10_000


def test_more_than_ten_thousand_are_refused(call, manager):
    assert call(manager, "post", "/contacts/bulk", {"rows": [{"name": "A"}] * 10_001})[0] == 422
    assert call(manager, "post", "/contacts/bulk", {"rows": []})[0] == 422


def test_further_phones_come_with_their_rows(write, account):
    rows = [
        {"name": "Vale", "points": [{"kind": "phone", "value": "+551133334444", "label": "other"}]},
        {"name": "Serra"},
    ]
    made = write("accounts", rows)
    first = Account.objects.get(pk=made["rows"][0]["id"])
    assert [point.value for point in first.points.all()] == ["+551133334444"]
    changed = write("accounts", [{"id": first.pk, "points": []}], mode="update", key="id")
    assert (changed["updated"], first.points.count()) == (1, 0)


def test_a_row_for_a_closed_field_is_refused_alone(write, owner, account):
    RoleRule.objects.create(code="sales", rule={"fields": {"account.city": "read"}})
    sent = [{"id": account.pk, "city": "Natal"}]
    assert _statuses(write("accounts", sent, user=owner, mode="update")) == [403]
    body = write("accounts", [{"name": "Benta", "city": "Natal"}, {"name": "Clara"}], user=owner)
    assert _statuses(body) == [403, 201]
    assert body["rows"][0]["problem"]["status"] == 403


def test_a_record_is_not_found_by_a_field_that_the_role_hides(call, owner, account):
    RoleRule.objects.create(code="sales", rule={"fields": {"account.domain": "hidden"}})
    asked = {"mode": "update", "key": "domain", "rows": [{"domain": "aurora.com.br", "city": "Natal"}]}
    assert call(owner, "post", "/accounts/bulk", asked)[0] == 403


@pytest.mark.parametrize("pk", [2**63, 10**30, -(2**70), 0])
def test_an_id_that_cannot_be_is_not_found(write, pk):
    sent = [{"id": pk, "name": "Aurora"}]
    assert _statuses(write("contacts", sent, mode="upsert", key="id")) == [404]
    assert _statuses(write("contacts", [{"name": "Aurora", "owner_id": pk}])) == [422]


def test_further_phones_of_many_cost_as_many_statements_as_of_one(write, django_assert_max_num_queries):
    further = [[{"kind": "email", "value": f"c{n}@x.com"}] for n in range(60)]
    rows = [{"name": f"Bia {n}", "email": f"b{n}@x.com", "points": points} for n, points in enumerate(further)]
    with django_assert_max_num_queries(60):
        write("contacts", rows, force=True)
    stamps = dict(Contact.objects.values_list("pk", "updated_at"))
    sent = [{"email": row["email"], "points": []} for row in rows]
    with django_assert_max_num_queries(60):
        assert write("contacts", sent, mode="update", key="email")["updated"] == 60
    assert all(at > stamps[pk] for pk, at in Contact.objects.values_list("pk", "updated_at"))


def test_products_are_written_at_once_by_who_keeps_them(write, call, owner):
    body = write("products", [{"name": "Forno", "list_price": "4800.00"}, {"name": "Forno"}, {"price": 1}])
    assert _statuses(body) == [201, 409, 422]
    sent = [{"name": "Forno", "family": "Ovens"}, {"name": "Masseira"}]
    assert _statuses(write("products", sent, mode="upsert", key="name")) == [200, 201]
    assert Product.objects.get(name="Forno").family == "Ovens"
    assert call(owner, "post", "/products/bulk", {"rows": [{"name": "Batedeira"}]})[0] == 403


def _task(**values):
    return {"activity": "call.connected", "due_at": "2099-01-05T12:00:00Z", **values}


def test_tasks_are_planned_and_changed_at_once(write, call, owner, account):
    lead = call(owner, "post", "/leads/", {"name": "Forno", "account_id": account.pk})[1]
    places = [
        {"account_id": account.pk, "remind_before": 10},
        {"thread_id": lead["thread_id"]},
        {},
        {"thread_id": 9999},
    ]
    rows = [_task(**place) for place in places] + [_task(account_id=account.pk, activity="nap")]
    body = write("tasks", rows, user=owner)
    assert _statuses(body) == [201, 201, 422, 422, 422]
    task = PlannedTouch.objects.get(pk=body["rows"][0]["id"])
    assert (task.owner, task.remind_at.isoformat()) == (owner, "2099-01-05T11:50:00+00:00")
    assert PlannedTouch.objects.get(pk=body["rows"][1]["id"]).account == account
    sent = [{"id": task.pk, "due_at": "2099-01-06T12:00:00Z"}, {"id": body["rows"][1]["id"], "account_id": account.pk}]
    assert _statuses(write("tasks", sent, user=owner, mode="update")) == [200, 422]
    task.refresh_from_db()
    assert task.remind_at.isoformat() == "2099-01-06T11:50:00+00:00"
    assert Change.objects.filter(model="interactions.plannedtouch", field="due_at", object_id=task.pk).exists()


def test_tasks_are_planned_where_one_may_record(write, colleague, outsider, account):
    assert _statuses(write("tasks", [_task(account_id=account.pk)], user=colleague)) == [403]
    assert _statuses(write("tasks", [_task(account_id=account.pk)], user=outsider)) == [422]


def test_a_task_of_another_or_closed_is_not_changed(write, call, owner, colleague, account):
    pk = call(owner, "post", "/tasks/", _task(account_id=account.pk))[1]["id"]
    sent = [{"id": pk, "note": "Mine"}]
    assert _statuses(write("tasks", sent, user=colleague, mode="update")) == [403]
    call(owner, "delete", f"/tasks/{pk}")
    assert _statuses(write("tasks", sent, user=owner, mode="update")) == [409]


def test_many_tasks_cost_as_many_statements_as_few(write, account, owner, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        assert write("tasks", [_task(account_id=account.pk)] * 80, user=owner)["created"] == 80


def test_a_row_that_is_refused_leaves_no_industry_behind(write):
    rows = [
        {"name": "Aurora", "industry": "New one", "external_id": "a"},
        {"name": "B", "industry": "Newer", "kind": "x"},
    ]
    rows += [{"name": "C", "industry": "Other", "external_id": "a"}, {"name": "D", "industry": "NEW one"}]
    assert _statuses(write("accounts", rows, force=True)) == [201, 422, 409, 201]
    assert list(Industry.objects.values_list("name", flat=True)) == ["New one"]
    assert {one.industry.name for one in Account.objects.all()} == {"New one"}


def test_to_dos_of_many_are_given_a_buyer_once_and_within_reach(write, call, owner, outsider, account):
    sent = {"activity": "todo.done", "due_at": "2099-01-01T12:00:00Z", "note": "Write"}
    first, second = (call(owner, "post", "/tasks/", sent)[1]["id"] for _each in range(2))
    now = timezone.now()
    strange = Account.objects.create(name="Far", owner=outsider, created_at=now, updated_at=now)
    call_them = [{"id": second, "activity": "call.connected"}]
    assert _statuses(write("tasks", call_them, user=owner, mode="update")) == [422]
    rows = [{"id": first, "account_id": account.pk}, {"id": second, "account_id": strange.pk}]
    assert _statuses(write("tasks", rows, user=owner, mode="update")) == [200, 422]
    assert PlannedTouch.objects.get(pk=first).account == account
    assert not PlannedTouch.objects.get(pk=second).has_place
    assert _statuses(write("tasks", [{"id": first, "account_id": None}], user=owner, mode="update")) == [422]
