"""Segments: members with history, who sees and changes what, lists kept by hand, filters."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone, translation

from jornada.apps.market.models import Account, Segment, SegmentMember
from jornada.apps.market.segments import actions, queries
from jornada.apps.market.segments.members import member_ids, refresh, refresh_waiting
from jornada.apps.market.segments.starters import STARTERS
from jornada.apps.org.edits import WrongMomentError
from jornada.rules.condition_json import to_json
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db
IN_RECIFE = {"schema": 1, "field": "city", "test": "is", "value": "Recife"}


@pytest.fixture
def recife(account, admin):
    Account.objects.filter(pk=account.pk).update(city="Recife")
    return actions.create_segment(admin, name="Recife", record="account", condition=IN_RECIFE)


@pytest.fixture
def by_hand(owner):
    return actions.create_segment(owner, name="Fair", record="account", condition=None)


def moved(account, city, admin):
    from jornada.apps.market.actions import update_account

    update_account(admin, account, city=city)


def test_members_are_found_when_a_segment_is_made(recife, account):
    assert (member_ids(recife.pk).tolist(), recife.size) == ([account.pk], 1)


def test_who_leaves_and_comes_back_has_two_stays(recife, account, admin):
    moved(account, "Natal", admin)
    refresh(recife)
    moved(account, "Recife", admin)
    refresh(recife)
    stays = SegmentMember.objects.filter(segment=recife).order_by("pk").values_list("left_at", flat=True)
    assert [left is None for left in stays] == [False, True]


def test_the_size_of_a_day_tells_who_came_and_went(recife, account, admin):
    moved(account, "Natal", admin)
    refresh(recife)
    row = recife.sizes.get()
    assert (row.size, row.joined, row.left) == (0, 1, 1)


def test_the_worker_brings_segments_up_to_date_when_there_is_news(recife, account, admin):
    refresh_waiting()
    moved(account, "Natal", admin)
    from jornada.apps.insight.copy import refresh as refresh_copy

    refresh_copy()
    refresh_waiting(timezone.now() + dt.timedelta(minutes=1))
    assert member_ids(recife.pk).tolist() == []


def test_a_condition_that_cannot_be_read_keeps_the_members_and_says_why(recife, account):
    Segment.objects.filter(pk=recife.pk).update(condition={"schema": 9})
    refresh(Segment.objects.get(pk=recife.pk))
    row = Segment.objects.get(pk=recife.pk)
    assert ("schema" in row.fault, row.size) == (True, 1)


@pytest.mark.parametrize(
    ("who", "seen", "edited"),
    [("admin", 200, 200), ("owner", 200, 403), ("outsider", 200, 403), ("viewer", 200, 403), ("manager", 200, 200)],
)
def test_who_opens_and_edits_a_shared_segment(request, client, recife, who, seen, edited):
    client.force_login(request.getfixturevalue(who))
    assert client.get(recife.get_absolute_url()).status_code == seen
    assert client.get(f"{recife.get_absolute_url()}edit/").status_code == edited


def test_of_the_members_each_sees_only_their_own(client, recife, account, owner, outsider):
    for user, sees in ((owner, True), (outsider, False)):
        client.force_login(user)
        assert (account.name in client.get(recife.get_absolute_url()).content.decode()) is sees
        assert queries.member_count(recife, user) == int(sees)


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 404), ("outsider", 404)])
def test_a_segment_that_is_not_shared_is_its_owners_alone(request, client, by_hand, who, status):
    Segment.objects.filter(pk=by_hand.pk).update(is_shared=False)
    user = request.getfixturevalue(who)
    client.force_login(user)
    assert client.get(by_hand.get_absolute_url()).status_code == status
    assert (by_hand.pk in queries.segment_names("account", user)) is (status == 200)


def test_a_segment_narrows_the_list_of_accounts(client, recife, account, admin):
    Account.objects.create(name="Elsewhere", owner=admin, **STAMPS)
    client.force_login(admin)
    page = client.get("/accounts/", {"segment": recife.pk}).content.decode()
    assert (account.name in page, "Elsewhere" in page) == (True, False)


def test_a_condition_in_the_address_narrows_the_list(client, recife, account, admin):
    Account.objects.create(name="Elsewhere", owner=admin, **STAMPS)
    client.force_login(admin)
    page = client.get("/accounts/", {"where": json.dumps(IN_RECIFE)}).content.decode()
    assert (account.name in page, "Elsewhere" in page, "city is Recife" in page) == (True, False, True)


def test_records_are_put_on_a_list_and_taken_off_from_their_page(client, by_hand, account, owner):
    client.force_login(owner)
    assert "Put on the list" in client.get(account.get_absolute_url()).content.decode()
    answer = client.post("/segments/add/", {"segment": by_hand.pk, "id": account.pk, "back": "record"})
    assert (answer.url, member_ids(by_hand.pk).tolist()) == (account.get_absolute_url(), [account.pk])
    client.post(f"/segments/{by_hand.pk}/members/", {"id": account.pk, "do": "remove"})
    assert member_ids(by_hand.pk).tolist() == []


def test_nobody_puts_on_a_list_what_they_do_not_see(by_hand, admin):
    hidden = Account.objects.create(name="Hidden", owner=admin, **STAMPS)
    assert actions.add_members(by_hand.owner, by_hand, [hidden.pk]) == 0


def test_a_list_forgets_who_was_deleted(by_hand, account, owner):
    actions.add_members(owner, by_hand, [account.pk])
    Account.objects.filter(pk=account.pk).delete()
    assert refresh(Segment.objects.get(pk=by_hand.pk)).size == 0


def test_a_hand_cannot_change_who_a_condition_decides(recife, admin, account):
    with pytest.raises(WrongMomentError):
        actions.remove_members(admin, recife, [account.pk])


def test_a_segment_cannot_build_on_itself(recife, admin):
    other = actions.create_segment(admin, name="Other", record="account", condition={"schema": 1, "list": recife.pk})
    with pytest.raises(WrongMomentError):
        actions.update_segment(admin, recife, condition={"schema": 1, "list": other.pk})
    with pytest.raises(WrongMomentError):
        actions.delete_segment(admin, recife)


FORM = {"name": "North", "is_shared": "on", "record": "account", "editor": "condition", "condition.kind": "all"}
LINE = {"condition.0.kind": "field", "condition.0.field": "city", "condition.0.test": "is"}


def test_a_segment_is_made_on_a_page(client, account, admin):
    client.force_login(admin)
    answer = client.post("/segments/new/?record=account", {**FORM, **LINE, "condition.0.value": "Natal"})
    row = Segment.objects.get(name="North")
    assert (answer.status_code, row.condition["all"][0]["value"], row.owner) == (302, "Natal", admin)


def test_an_incomplete_line_is_not_saved(client, admin):
    client.force_login(admin)
    answer = client.post("/segments/new/?record=account", {**FORM, **LINE})
    assert (answer.status_code, Segment.objects.exists()) == (422, False)
    assert "Line 1 is not complete yet" in answer.content.decode()


def test_without_javascript_a_button_draws_the_rows_again(client, admin):
    client.force_login(admin)
    page = client.post("/segments/new/?record=account", {**FORM, "condition.act": "add-did condition"})
    assert 'name="condition.0.did"' in page.content.decode()
    assert not Segment.objects.exists()


def test_a_viewer_makes_no_segment(client, viewer):
    client.force_login(viewer)
    assert client.get("/segments/new/").status_code == 403


@pytest.mark.parametrize("language", ["en", "pt-br"])
def test_pages_of_segments_open_in_both_languages(client, recife, by_hand, admin, language):
    admin.language = language
    admin.save()
    client.force_login(admin)
    for address in ("/segments/", "/segments/new/", "/segments/new/?record=lead&by=hand", recife.get_absolute_url()):
        page = client.get(address)
        assert (page.status_code, ("Segmentos" in page.content.decode())) == (200, language == "pt-br")


@pytest.mark.parametrize("rows", [30])
def test_the_list_of_segments_costs_the_same_for_more_rows(client, admin, rows, django_assert_max_num_queries):
    client.force_login(admin)
    Segment.objects.bulk_create(Segment(name=f"S{n}", record="account", owner=admin, **STAMPS) for n in range(rows))
    with django_assert_max_num_queries(15):
        assert client.get("/segments/").status_code == 200


def test_a_segment_narrows_the_journey_page(client, recife, admin):
    Account.objects.create(name="Elsewhere", owner=admin, **STAMPS)
    client.force_login(admin)
    page = client.get("/journey/", {"segment": recife.pk})
    assert page.context["narrowing"].segment.values == (("segment", str(recife.pk)),)


def test_a_private_segment_of_somebody_else_does_not_narrow_the_journey_page(client, by_hand, outsider):
    Segment.objects.filter(pk=by_hand.pk).update(is_shared=False)
    client.force_login(outsider)
    assert client.get("/journey/", {"segment": by_hand.pk}).context["narrowing"].segment.values == ()


def test_a_page_says_which_part_decided_about_a_record(client, recife, account, admin):
    client.force_login(admin)
    moved(account, "Natal", admin)
    page = client.get(f"/segments/{recife.pk}/why/{account.pk}/").content.decode()
    assert "<strong>City is Recife (Natal)</strong>" in page
    assert "does not hold" in page


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 200), ("outsider", 404)])
def test_why_is_told_to_whoever_sees_the_record(request, client, recife, account, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/segments/{recife.pk}/why/{account.pk}/").status_code == status


def test_a_list_without_segments_says_what_a_segment_is(client, owner):
    client.force_login(owner)
    assert "A segment says once who is meant" in client.get("/segments/").text


def test_an_empty_list_of_segments_offers_examples_to_begin_with(client, admin, account):
    client.force_login(admin)
    assert "/segments/new/?like=looking" in client.get("/segments/").text
    for each in STARTERS:
        text = client.get(f"/segments/new/?like={each.code}").text
        with translation.override(admin.language):
            assert str(each.name) in text
        assert "not complete yet" not in text


def test_whoever_makes_no_segment_is_offered_no_example(client, viewer):
    client.force_login(viewer)
    assert "?like=" not in client.get("/segments/").text


@pytest.mark.parametrize("each", STARTERS, ids=lambda each: each.code)
def test_the_examples_can_be_answered(admin, account, each):
    values = {"record": each.record, "note": "", "is_shared": True, "condition": to_json(each.condition)}
    row = actions.create_segment(admin, name=each.code, **values)
    assert row.fault == ""
    assert row.refreshed_at
