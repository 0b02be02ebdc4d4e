"""Touches over REST: recorded once, voided with a reason, counted, within reach."""

import pytest

from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.models import PrivateTouch, Touch

pytestmark = pytest.mark.django_db


def touch(account, **more):
    return {"activity": "call.connected", "account": account.pk, **more}


def test_a_touch_sent_twice_is_written_once(call, owner, account):
    body = {"touches": [touch(account, key="crm-1")]}
    assert call(owner, "post", "/touches/", body) == (
        201,
        {"recorded": 1, "skipped": 0, "voided": 0, "voided_touches": []},
    )
    assert call(owner, "post", "/touches/", body) == (
        201,
        {"recorded": 0, "skipped": 1, "voided": 0, "voided_touches": []},
    )


def test_one_wrong_touch_and_nothing_is_written(call, owner, account):
    body = {"touches": [touch(account), touch(account, activity="fax.sent")]}
    status, answer = call(owner, "post", "/touches/", body)
    assert (status, answer["errors"][0]["field"]) == (422, "touches.1")
    assert not Touch.objects.exists()


def test_each_touch_that_names_an_unknown_record_is_named(call, owner, account):
    sent = [touch(account), {**touch(account), "account": 987654}, {**touch(account), "contact": 987655}]
    status, answer = call(owner, "post", "/touches/", {"touches": sent})
    assert (status, [fault["field"] for fault in answer["errors"]]) == (422, ["touches.1.account", "touches.2.contact"])
    assert "987654" in answer["errors"][0]["message"]


def test_a_time_without_zone_is_refused(call, owner, account):
    status, answer = call(owner, "post", "/touches/", {"touches": [touch(account, at="2026-03-01T10:00:00")]})
    assert status == 422
    assert "at" in answer["errors"][0]["field"]


@pytest.mark.parametrize(("who", "status"), [("outsider", 422), ("viewer", 403), ("colleague", 201)])
def test_who_may_record_on_an_account(call, request, account, who, status):
    assert call(request.getfixturevalue(who), "post", "/touches/", {"touches": [touch(account)]})[0] == status


def test_a_voided_touch_leaves_list_and_numbers(call, owner, account):
    call(owner, "post", "/touches/", {"touches": [touch(account), touch(account)]})
    first = call(owner, "get", f"/touches/?account_id={account.pk}")[1]["items"][0]
    assert call(owner, "post", f"/touches/{first['id']}/void", {"reason": "engano"})[0] == 201
    assert len(call(owner, "get", f"/touches/?account_id={account.pk}")[1]["items"]) == 1
    assert call(owner, "post", f"/touches/{first['id']}/void", {"reason": "engano"})[0] == 409


@pytest.mark.django_db(transaction=True)
def test_numbers_of_interactions_by_channel(call, owner, account):
    body = {"touches": [touch(account), touch(account), touch(account, activity="meeting.held")]}
    call(owner, "post", "/touches/", body)
    rows = call(owner, "get", f"/touches/numbers?account_id={account.pk}&by=channel")[1]
    assert [(row["channel"], row["number"]) for row in rows] == [("in_person", 1), ("phone", 2)]


@pytest.mark.django_db(transaction=True)
def test_decisions_are_listed_but_not_counted(call, owner, account):
    body = {"touches": [touch(account), touch(account, activity="deal.won")]}
    call(owner, "post", "/touches/", body)
    assert len(call(owner, "get", f"/touches/?account_id={account.pk}")[1]["items"]) == 2
    assert [row["number"] for row in call(owner, "get", f"/touches/numbers?account_id={account.pk}")[1]] == [1]


def test_the_outsider_reads_neither_touches_nor_numbers(call, owner, outsider, account):
    call(owner, "post", "/touches/", {"touches": [touch(account)]})
    assert call(outsider, "get", f"/touches/?account_id={account.pk}")[1]["items"] == []
    assert call(outsider, "get", f"/touches/numbers?account_id={account.pk}")[0] == 404


def test_a_touch_is_recorded_for_its_participants_only(call, owner, colleague, account):
    hidden = {"activity": "email.sent", "account": account.pk, "note": "our lowest price", "is_private": True}
    sent = {"touches": [hidden, {**hidden, "key": "m-1"}, {"activity": "call.connected", "account": account.pk}]}
    assert call(owner, "post", "/touches/", sent)[1] == {"recorded": 3, "skipped": 0, "voided": 0, "voided_touches": []}
    mine, theirs = (call(person, "get", "/touches/")[1]["items"] for person in (owner, colleague))
    assert sorted(row["is_private"] for row in mine) == [False, True, True]
    assert [row["activity"] for row in theirs] == ["call.connected"]


def test_a_touch_that_is_in_the_log_already_is_not_made_private_by_its_key(call, owner, colleague, account):
    sent = {"activity": "email.sent", "account": account.pk, "key": "m-1"}
    call(colleague, "post", "/touches/", {"touches": [sent]})
    call(owner, "post", "/touches/", {"touches": [{**sent, "is_private": True}]})
    assert not PrivateTouch.objects.exists()


def test_who_recorded_a_touch_makes_it_private_and_opens_it_again(call, owner, colleague, account):
    touch = record_touch(owner, "email.sent", account=account)
    path = f"/touches/{touch.pk}/private"
    assert call(colleague, "put", path, {"is_private": True})[0] == 403
    assert call(owner, "put", path, {"is_private": True})[1]["is_private"]
    assert call(colleague, "put", path, {"is_private": False})[0] == 404
    assert not call(owner, "put", path, {"is_private": False})[1]["is_private"]


def test_many_private_touches_cost_as_many_statements_as_few(call, owner, account, django_assert_max_num_queries):
    sent = [{"activity": "email.sent", "account": account.pk, "is_private": True}] * 60
    with django_assert_max_num_queries(60):
        assert call(owner, "post", "/touches/", {"touches": sent})[0] == 201


def test_a_voided_touch_does_not_keep_the_same_one_from_being_recorded(call, owner, account):
    sent = {"touches": [{"activity": "call.connected", "account": account.pk, "note": "Ligou"}]}
    for _time in range(2):
        assert call(owner, "post", "/touches/", sent)[1]["recorded"] == 1
        touch = Touch.objects.filter(note="Ligou").latest("pk")
        assert call(owner, "post", f"/touches/{touch.pk}/void", {"reason": "Wrong"})[0] == 201
    assert call(owner, "post", "/touches/", sent)[1] == {"recorded": 1, "skipped": 0, "voided": 0, "voided_touches": []}


@pytest.fixture
def voided(call, owner, account):
    """Two touches with keys of the caller's, of which the first was voided; sent again, they are `rows`."""
    rows = [{"activity": "call.connected", "account": account.pk, "key": key} for key in ("a", "b")]
    call(owner, "post", "/touches/", {"touches": rows})
    void = Touch.objects.get(key="a")
    call(owner, "post", f"/touches/{void.pk}/void", {"reason": "Wrong"})
    return void, rows


def test_what_is_sent_again_by_its_key_stays_void_and_is_told_so(call, owner, voided):
    void, rows = voided
    answer = call(owner, "post", "/touches/", {"touches": rows})[1]
    (told,) = answer.pop("voided_touches")
    assert answer == {"recorded": 0, "skipped": 2, "voided": 1}
    assert (told["key"], told["id"], told["is_voided"], told["reason"]) == ("a", void.pk, True, "Wrong")
    assert told["restore"]
    assert told["voided_at"]


def test_under_another_key_a_voided_touch_is_recorded_again(call, owner, voided):
    rows = [{**voided[1][0], "key": "c"}, voided[1][1]]
    answer = call(owner, "post", "/touches/", {"touches": rows})[1]
    assert answer == {"recorded": 1, "skipped": 1, "voided": 0, "voided_touches": []}


def test_of_a_voided_touch_that_one_may_not_see_nothing_but_the_key_is_told(call, request, owner, voided, account):
    PrivateTouch.objects.create(touch=voided[0], marked_at=voided[0].at)
    colleague = request.getfixturevalue("colleague")
    (told,) = call(colleague, "post", "/touches/", {"touches": voided[1]})[1]["voided_touches"]
    assert (told["key"], told["id"], told["reason"], told["voided_at"]) == ("a", None, None, None)


def test_an_outsider_is_told_of_no_voided_touch(call, outsider, voided):
    status, answer = call(outsider, "post", "/touches/", {"touches": voided[1]})
    assert (status, "voided_touches" in answer) == (422, False)


def test_many_voided_touches_ask_no_more_queries(call, owner, account, voided, django_assert_max_num_queries):
    rows = [{"activity": "call.connected", "account": account.pk, "key": f"k{n}"} for n in range(30)]
    call(owner, "post", "/touches/", {"touches": rows})
    for touch in Touch.objects.filter(key__startswith="k"):
        void_touch(owner, touch, "Wrong")
    with django_assert_max_num_queries(30):
        assert call(owner, "post", "/touches/", {"touches": rows})[1]["voided"] == 30
