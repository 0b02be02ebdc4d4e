"""Tags by API: owner, colleague, outsider."""

import pytest

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
