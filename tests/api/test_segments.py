"""Segments by API: made, counted, read, changed, with members; owner, colleague, outsider."""

import pytest

from jornada.apps.market.models import Segment

pytestmark = pytest.mark.django_db
NAMED = {"schema": 1, "field": "city", "test": "is_empty"}


def made(call, user, **more):
    return call(user, "post", "/segments/", {"name": "New", "record": "account", "condition": NAMED, **more})


def test_a_segment_is_made_with_its_members(call, owner, account):
    status, body = made(call, owner)
    assert (status, body["members"], body["reading"]) == (201, 1, "não tem cidade")
    _status, members = call(owner, "get", f"/segments/{body['id']}/members")
    assert [row["id"] for row in members["items"]] == [account.pk]


@pytest.mark.parametrize(("who", "members"), [("owner", 1), ("colleague", 1), ("outsider", 0)])
def test_of_a_shared_segment_each_reads_their_own_members(request, call, owner, account, who, members):
    _status, body = made(call, owner)
    user = request.getfixturevalue(who)
    assert call(user, "get", f"/segments/{body['id']}")[1]["members"] == members
    assert len(call(user, "get", f"/segments/{body['id']}/members")[1]["items"]) == members


@pytest.mark.parametrize(
    ("who", "read", "changed"), [("owner", 200, 200), ("colleague", 404, 404), ("outsider", 404, 404)]
)
def test_a_private_segment_is_its_owners_alone(request, call, owner, account, who, read, changed):
    _status, body = made(call, owner, is_shared=False)
    user = request.getfixturevalue(who)
    assert call(user, "get", f"/segments/{body['id']}")[0] == read
    assert call(user, "patch", f"/segments/{body['id']}", {"name": "Mine"})[0] == changed


def test_a_colleague_does_not_change_or_delete_a_shared_segment(call, owner, colleague, account):
    _status, body = made(call, owner)
    assert call(colleague, "patch", f"/segments/{body['id']}", {"name": "x"})[0] == 403
    assert call(colleague, "delete", f"/segments/{body['id']}")[0] == 403
    assert Segment.objects.exists()


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (
            {"schema": 1, "all": [{"field": "gone", "test": "is_set"}]},
            "all[0].field: O campo “gone” não existe mais",
        ),
        (
            {"schema": 1, "did": ["email.clicked"], "at_least": "x"},
            "at_least: esperado um número inteiro, 0 ou mais, recebido 'x'",
        ),
        ({}, "schema: esperado 1, recebido None"),
    ],
)
def test_a_wrong_condition_is_refused_with_its_place(call, owner, condition, said):
    status, body = made(call, owner, condition=condition)
    assert status == 422
    assert said in body["title"]


def test_a_condition_is_counted_without_saving(call, owner, outsider, account):
    asked = {"record": "account", "condition": NAMED}
    assert [call(user, "post", "/segments/count", asked)[1]["matching"] for user in (owner, outsider)] == [1, 0]


def test_a_list_kept_by_hand_takes_and_loses_members(call, owner, account):
    _status, body = made(call, owner, condition=None)
    path = f"/segments/{body['id']}/members"
    assert call(owner, "post", path, {"ids": [account.pk, 999]}) == (200, {"changed": 1})
    assert call(owner, "post", f"{path}/remove", {"ids": [account.pk]}) == (200, {"changed": 1})
    assert call(owner, "patch", f"/segments/{body['id']}", {"condition": NAMED})[0] == 422
