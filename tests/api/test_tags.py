"""Tags by API: owner, colleague, outsider."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jornada.apps.org.models import User

pytestmark = pytest.mark.django_db


def url(account):
    return f"/api/v1/accounts/{account.pk}/tags"


def put(client, user, account, tags):
    client.force_login(user)
    return client.put(url(account), {"tags": tags}, content_type="application/json")


def test_tags_are_set_as_a_whole_and_read(client, owner, account):
    assert put(client, owner, account, ["VIP", "Hot"]).json() == {"tags": ["Hot", "VIP"]}
    assert put(client, owner, account, ["vip", "Key"]).json() == {"tags": ["Key", "VIP"]}
    assert client.get(url(account)).json() == {"tags": ["Key", "VIP"]}


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404), ("viewer", 403)])
def test_who_may_not_sets_nothing(request, client, account, who, status):
    assert put(client, request.getfixturevalue(who), account, ["VIP"]).status_code == status


@pytest.mark.parametrize("tags", [[""], ["x" * 41], ["a"] * 31, "VIP"])
def test_what_is_no_list_of_names_is_refused(client, owner, account, tags):
    answer = put(client, owner, account, tags)
    assert answer.status_code in (409, 422)
    assert answer["Content-Type"].startswith("application/problem+json")


@pytest.fixture
def manager(north):
    return User.objects.create(username="manager", name="Marta", role="manager", team=north)


@pytest.mark.parametrize("kind", ["accounts", "contacts", "leads", "opportunities"])
def test_tags_come_with_a_record_and_are_set_with_it(call, manager, kind):
    status, made = call(manager, "post", f"/{kind}/", {"name": "Forno", "tags": ["VIP", "Hot"]})
    assert (status, made["tags"]) == (201, ["Hot", "VIP"])
    path = f"/{kind}/{made['id']}"
    assert call(manager, "patch", path, {"name": "Fornos"})[1]["tags"] == ["Hot", "VIP"]
    assert call(manager, "patch", path, {"tags": ["vip"]})[1]["tags"] == ["VIP"]
    assert call(manager, "get", path)[1]["tags"] == ["VIP"]
    assert [row["id"] for row in call(manager, "get", f"/{kind}/?tag=víp")[1]["items"]] == [made["id"]]
    assert call(manager, "get", f"/{kind}/?tag=Hot")[1]["items"] == []


def test_tags_of_a_list_cost_one_query(call, manager, django_assert_max_num_queries):
    rows = [{"name": f"Padaria {n}", "tags": [f"t{n}", "all"]} for n in range(12)]
    call(manager, "post", "/accounts/bulk", {"rows": rows, "force": True})
    with django_assert_max_num_queries(12):
        items = call(manager, "get", "/accounts/")[1]["items"]
    assert sorted(items[0]["tags"]) == ["all", "t11"]


def test_tags_of_many_are_set_with_a_fixed_number_of_statements(call, manager, django_assert_max_num_queries):
    rows = [{"name": f"Padaria {n}", "external_id": f"e{n}", "tags": ["all"]} for n in range(40)]
    rows.append({"name": "Wrong", "tags": [" , "]})
    with django_assert_max_num_queries(60):
        body = call(manager, "post", "/accounts/bulk", {"rows": rows, "force": True})[1]
    assert (body["created"], body["rows"][-1]["status"]) == (40, 422)
    sent = {
        "mode": "update",
        "key": "external_id",
        "rows": [{"external_id": "e1", "tags": []}, {"external_id": "e2", "tags": ["ALL"]}],
    }
    body = call(manager, "post", "/accounts/bulk", sent)[1]
    assert (body["updated"], body["unchanged"]) == (1, 1)
    assert len(call(manager, "get", "/accounts/?tag=all")[1]["items"]) == 39


@pytest.fixture
def task(call, owner, account):
    given = {"activity": "call.connected", "account_id": account.pk, "tags": ["Hot"]}
    given["due_at"] = f"{timezone.now() + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"
    return call(owner, "post", "/tasks/", given)[1]


def test_a_task_is_made_with_tags_and_found_by_them(call, owner, task):
    assert task["tags"] == ["Hot"]
    found, others = (call(owner, "get", f"/tasks/?tag={name}")[1]["items"] for name in ("hot", "cold"))
    assert ([each["tags"] for each in found], others) == ([["Hot"]], [])


def test_the_tags_of_a_task_are_changed_with_it_and_by_many(call, owner, task):
    assert call(owner, "patch", f"/tasks/{task['id']}", {"tags": ["VIP"]})[1]["tags"] == ["VIP"]
    assert call(owner, "patch", f"/tasks/{task['id']}", {"note": "Ask"})[1]["tags"] == ["VIP"]
    rows = [{"id": task["id"], "tags": ["Hot", "VIP"]}]
    assert call(owner, "post", "/tasks/bulk", {"mode": "update", "key": "id", "rows": rows})[1]["updated"] == 1
    assert call(owner, "get", f"/tasks/{task['id']}")[1]["tags"] == ["Hot", "VIP"]


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404), ("viewer", 403)])
def test_who_may_not_change_a_task_tags_it_neither(request, call, owner, task, who, status):
    assert call(request.getfixturevalue(who), "patch", f"/tasks/{task['id']}", {"tags": []})[0] == status
    assert call(owner, "get", f"/tasks/{task['id']}")[1]["tags"] == ["Hot"]
