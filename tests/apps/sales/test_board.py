import datetime as dt
import json
import re
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from jornada.apps.interactions.models import Activity, PlannedTouch, Thread
from jornada.apps.market.models import Segment, SegmentMember
from jornada.apps.org.models import Change, RoleRule
from jornada.apps.org.tags.actions import change_tags, named
from jornada.apps.sales import actions
from jornada.apps.sales.board import Narrowing, board
from jornada.apps.sales.cards import cards_of
from jornada.apps.sales.models import Opportunity, PipelineStage, StageMove

pytestmark = pytest.mark.django_db


def planned(opportunity, due):
    call = Activity.objects.get(code="call.connected")
    return PlannedTouch.objects.create(
        thread=opportunity.thread, activity=call, owner=opportunity.owner, due_at=due, created_at=due
    )


@pytest.mark.parametrize(("days", "step"), [(None, "none"), (-1, "overdue"), (0, "today"), (3, "later")], ids=str)
def test_a_card_says_when_the_next_step_is(opportunity, monkeypatch, days, step):
    noon = dt.datetime(2026, 3, 10, 15, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    if days is not None:
        planned(opportunity, noon + dt.timedelta(days=days, hours=1))
    assert cards_of([opportunity])[opportunity.pk].next_step == step


def test_a_card_is_stalled_after_the_days_of_its_stage(opportunity, stage):
    stage.stalled_days = 5
    opportunity.stage = stage
    opportunity.created_at = timezone.now() - dt.timedelta(days=6)
    assert cards_of([opportunity])[opportunity.pk].is_stalled
    stage.stalled_days = 6
    assert not cards_of([opportunity])[opportunity.pk].is_stalled


def test_a_column_adds_up_weighs_and_keeps_its_limit(owner, opportunity, stage):
    Opportunity.objects.update(amount=Decimal(1000))
    PipelineStage.objects.filter(pk=stage.pk).update(card_limit=1, probability=0.2)
    (column, *_rest) = board(owner, Narrowing(stage.pipeline))
    assert [(worth.total, worth.weighted) for worth in column.worth] == [(Decimal(1000), Decimal(200))]
    assert (column.is_at_limit, column.is_over_limit) == (True, False)
    actions.create_opportunity(owner, name="Second", stage=stage)
    assert board(owner, Narrowing(stage.pipeline))[0].is_over_limit


def test_a_column_says_its_limit_in_words_and_warns_when_it_is_reached(client, owner, opportunity, stage):
    client.force_login(owner)
    assert "it has no limit" in client.get("/opportunities/board/").text
    PipelineStage.objects.filter(pk=stage.pk).update(card_limit=1)
    page = client.get("/opportunities/board/").text
    assert "1 of at most 1" in page
    assert "The limit is reached" in page


def test_a_column_of_two_currencies_adds_each_up_the_larger_first(owner, opportunity, stage):
    Opportunity.objects.update(amount=Decimal(1000), currency="BRL")
    for amount, currency in ((2, "BRL"), (5000, "USD"), (None, "EUR")):
        actions.create_opportunity(owner, name="More", stage=stage, amount=amount, currency=currency)
    (column, *_rest) = board(owner, Narrowing(stage.pipeline))
    assert [(worth.currency, worth.total) for worth in column.worth] == [("USD", 5000), ("BRL", 1002)]
    assert column.number == 4


def test_the_board_says_what_its_sums_are(client, owner, opportunity):
    Opportunity.objects.update(amount=Decimal(1000))
    client.force_login(owner)
    page = client.get("/opportunities/board/").text
    assert "weighted: the sum times the probability of the stage" in page


def test_a_card_that_is_kept_is_drawn_anew_when_what_it_says_changes(client, owner, account, opportunity):
    def shown():
        return client.get("/opportunities/board/").text

    client.force_login(owner)
    first = shown()
    assert shown().count("R$") == first.count("R$")
    Opportunity.objects.filter(pk=opportunity.pk).update(amount=Decimal("7654.32"), name="Another name")
    account.name = "Renamed"
    account.save()
    again = shown()
    assert all(word in again for word in ("7,654.32", "Another name", "Renamed", "Move Another name to"))
    assert opportunity.name not in again


def test_a_card_moves_by_the_address_of_moving_and_only_where_the_person_may(client, owner, opportunity):
    client.force_login(owner)
    address = reverse("opportunity_move", args=[opportunity.pk])
    assert f'data-move-url="{address}"' in client.get("/opportunities/board/").text
    (column,) = [one for one in board(owner, Narrowing(opportunity.stage.pipeline)) if one.cards]
    cards = cards_of(column.cards)
    assert "<form" not in cards[opportunity.pk].drawn(set(), set(), "fields", "moves")


@pytest.mark.parametrize("name", ["<!--fields-->", "<!--moves-->", "<script>alert(1)</script>", "{{ fields }}"])
def test_no_name_opens_what_a_board_puts_into_its_cards(client, owner, account, opportunity, name):
    client.force_login(owner)
    before = client.get("/opportunities/board/").text
    Opportunity.objects.filter(pk=opportunity.pk).update(name=name)
    account.name = name
    account.save()
    page = client.get("/opportunities/board/").text
    assert name not in page or name.startswith("{{")
    assert page.count(escape(name)) >= 3
    token = 'name="csrfmiddlewaretoken"'
    assert page.count(token) == before.count(token)


def test_the_board_is_narrowed_to_people_teams_and_segments(client, owner, colleague, opportunity):
    segment = Segment.objects.create(
        name="Few", record="opportunity", owner=owner, created_at=timezone.now(), updated_at=timezone.now()
    )
    client.force_login(colleague)
    shown = {ask: opportunity.name in client.get(f"/opportunities/board/?{ask}").text for ask in (
        "owner=me", "owner=team", f"owner={owner.pk}", f"owner=team-{owner.team_id}", "owner=none"
    )}  # fmt: skip
    assert list(shown.values()) == [False, True, True, True, False]
    client.force_login(owner)
    url = f"/opportunities/board/?segment={segment.pk}"
    assert opportunity.name not in client.get(url).text
    SegmentMember.objects.create(segment=segment, object_id=opportunity.pk, joined_at=timezone.now())
    assert opportunity.name in client.get(url).text


def test_an_outsider_finds_nothing_on_board_and_calendar(client, outsider, opportunity):
    Opportunity.objects.update(expected_on=timezone.localdate())
    client.force_login(outsider)
    for page in ("board/", "calendar/", "calendar/?show=touches"):
        assert opportunity.name not in client.get(f"/opportunities/{page}").text


def test_a_drag_offers_the_way_back(client, owner, opportunity, stage):
    client.force_login(owner)
    to = PipelineStage.objects.get(code="proposal")
    answer = client.post(f"/opportunities/{opportunity.pk}/move/", {"stage": to.pk}, headers={"HX-Request": "true"})
    assert f'"values": {{"stage": {stage.pk}, "was": {to.pk}}}' in answer["HX-Trigger"]
    sent = {"stage": stage.pk, "undo": "1"}
    undone = client.post(f"/opportunities/{opportunity.pk}/move/", sent, headers={"HX-Request": "true"})
    opportunity.refresh_from_db()
    assert (opportunity.stage, "toast" in undone["HX-Trigger"]) == (stage, False)


def test_what_somebody_moved_meanwhile_stays_where_they_put_it(client, owner, admin, opportunity, stage):
    client.force_login(owner)
    page = client.get("/opportunities/board/").text
    assert f'<input type="hidden" name="was" value="{stage.pk}">' in page
    proposal = PipelineStage.objects.get(code="proposal")
    actions.move_opportunity(admin, opportunity, proposal)
    other = PipelineStage.objects.exclude(pk__in=[stage.pk, proposal.pk]).first()
    sent = {"stage": other.pk, "was": stage.pk}
    answer = client.post(f"/opportunities/{opportunity.pk}/move/", sent, headers={"HX-Request": "true"})
    said = f"{admin.name} moved it to "
    assert (answer.status_code, said in answer.text, "board-changed" in answer["HX-Trigger"]) == (409, True, True)
    assert said in client.post(f"/opportunities/{opportunity.pk}/move/", sent, follow=True).text
    opportunity.refresh_from_db()
    assert opportunity.stage == proposal
    to_the_same = {**sent, "stage": proposal.pk}
    assert (
        client.post(f"/opportunities/{opportunity.pk}/move/", to_the_same, headers={"HX-Request": "true"}).status_code
        == 204
    )


def test_an_undo_does_not_move_what_somebody_moved_on(client, owner, admin, opportunity, stage):
    client.force_login(owner)
    proposal, *_rest = PipelineStage.objects.filter(code="proposal")
    other = PipelineStage.objects.exclude(pk__in=[stage.pk, proposal.pk]).first()
    address, htmx = f"/opportunities/{opportunity.pk}/move/", {"HX-Request": "true"}
    toast = json.loads(client.post(address, {"stage": proposal.pk}, headers=htmx)["HX-Trigger"])["toast"]
    actions.move_opportunity(admin, opportunity, other)
    assert client.post(address, {**toast["undo"]["values"], "undo": "1"}, headers=htmx).status_code == 409
    opportunity.refresh_from_db()
    assert opportunity.stage == other


def test_a_move_that_is_undone_was_never_made_and_time_in_the_stage_runs_on(owner, opportunity, stage):
    to = PipelineStage.objects.get(code="proposal")
    before = list(opportunity.moves.values_list("pk", flat=True))
    actions.move_opportunity(owner, opportunity, to)
    assert actions.undo_move(owner, opportunity, stage).stage == stage
    assert list(opportunity.moves.values_list("pk", flat=True)) == before
    assert Change.objects.filter(model="sales.opportunity", field="stage").count() == 2


def test_a_move_that_stood_for_an_hour_was_made(owner, opportunity, stage):
    to = PipelineStage.objects.get(code="proposal")
    actions.move_opportunity(owner, opportunity, to)
    opportunity.moves.filter(to_stage=to).update(at=timezone.now() - dt.timedelta(hours=1))
    number = opportunity.moves.count()
    actions.undo_move(owner, opportunity, stage)
    assert opportunity.moves.count() == number + 1


def test_a_move_that_somebody_else_made_is_not_undone_but_followed_by_another(owner, colleague, opportunity, stage):
    to = PipelineStage.objects.get(code="proposal")
    actions.move_opportunity(owner, opportunity, to)
    opportunity.moves.order_by("id").last().delete()
    StageMove.objects.create(
        opportunity=opportunity, at=timezone.now(), user=colleague, from_stage=stage, to_stage=to, outcome="open"
    )
    assert actions.undo_move(owner, opportunity, stage).stage == stage
    last = opportunity.moves.order_by("id").last()
    assert (last.from_stage, last.to_stage, last.user) == (to, stage, owner)


@pytest.mark.parametrize(("view", "day"), [("month", "2026-02-15"), ("week", "2026-02-10")])
def test_the_calendar_shows_expected_closes(client, owner, opportunity, view, day):
    Opportunity.objects.update(expected_on=dt.date(2026, 2, 12), amount=900)
    client.force_login(owner)
    assert opportunity.name in client.get(f"/opportunities/calendar/?view={view}&day={day}").text
    assert opportunity.name not in client.get(f"/opportunities/calendar/?view={view}&day=2026-05-01").text


def test_the_calendar_shows_planned_touches(client, owner, opportunity):
    planned(opportunity, dt.datetime(2026, 2, 12, 12, 30, tzinfo=dt.UTC))
    client.force_login(owner)
    page = client.get("/opportunities/calendar/?show=touches&day=2026-02-01").text
    assert "09:30" in page
    assert f'href="{opportunity.get_absolute_url()}"' in page


@pytest.mark.parametrize("asked", ["day=x", "day=0001-01-01", "pipeline=99999", "segment=9x", "owner=zz", "pipeline=²"])
def test_the_board_takes_any_address(client, owner, asked):
    client.force_login(owner)
    assert client.get(f"/opportunities/board/?{asked}").status_code == 200
    assert client.get(f"/opportunities/calendar/?{asked}").status_code == 200


def test_the_board_asks_as_much_for_many_as_for_one(client, owner, account, opportunity, django_assert_max_num_queries):
    threads = Thread.objects.bulk_create(Thread(account=account, opened_at=opportunity.created_at) for _ in range(30))
    stamps = {"created_at": opportunity.created_at, "updated_at": opportunity.updated_at}
    Opportunity.objects.bulk_create(
        Opportunity(name=f"N{t.pk}", account=account, thread=t, stage=opportunity.stage, owner=owner, **stamps)
        for t in threads
    )
    client.force_login(owner)
    with django_assert_max_num_queries(28):
        client.get("/opportunities/board/")


def test_a_drag_that_is_refused_says_why_and_draws_the_board_anew(client, owner, opportunity, stage):
    to = PipelineStage.objects.exclude(pk=opportunity.stage_id).first()
    actions.win_opportunity(owner, opportunity)
    client.force_login(owner)
    at = f"/opportunities/{opportunity.pk}/move/"
    answer = client.post(at, {"stage": to.pk}, headers={"HX-Request": "true"})
    told = json.loads(answer["HX-Trigger"])
    assert (answer.status_code, told["toast"]["tone"], "board-changed" in told) == (409, "bad", True)
    assert told["toast"]["text"]


@pytest.mark.parametrize("address", ["/opportunities/board/", "/opportunities/calendar/"])
def test_board_and_calendar_are_narrowed_to_words_and_to_a_tag(client, owner, account, stage, address):
    day = timezone.localdate()
    rows = [
        actions.create_opportunity(owner, name=name, stage=stage, account=account, expected_on=day)
        for name in ("Coffee machines", "Chairs")
    ]
    (tag,) = named(["vip"])
    change_tags(owner, "opportunity", rows[1:], [tag])
    client.force_login(owner)

    def shown(**asked):
        page = client.get(address, asked).text
        return [row for row in rows if f'href="{row.get_absolute_url()}"' in page]

    assert shown(q="coff mach") == rows[:1]
    assert shown(tag=tag.pk) == rows[1:]
    assert shown(q="coffee", tag=tag.pk) == []
    assert shown(q=account.name[:3], tag="x") == rows


def test_all_of_a_column_are_asked_of_the_list_with_the_words_and_the_tag(stage, owner):
    assert Narrowing(stage.pipeline, tag=7, text="a&b").list_query(owner) == "q=a%26b&f=tags%3Ais%3A7"
    assert Narrowing(stage.pipeline, tag=7, text="a&b").query.endswith("q=a%26b&tag=7")


@pytest.mark.parametrize(("whose", "number"), [("", 17), ("owner={me}", 3), ("owner={owner}", 14), ("team", 17)])
def test_all_of_a_column_are_as_many_as_it_says(client, owner, manager, opportunity, whose, number):
    stamps = {"created_at": opportunity.created_at, "updated_at": opportunity.created_at, "stage": opportunity.stage}
    whom = [owner] * 13 + [manager] * 3
    threads = Thread.objects.bulk_create(Thread(opened_at=opportunity.created_at) for _each in whom)
    Opportunity.objects.bulk_create(
        Opportunity(name="More", owner=one, thread=thread, **stamps) for one, thread in zip(whom, threads, strict=True)
    )
    client.force_login(manager)
    told = {"": "", "team": "owner=team"}.get(whose, whose.format(me="me", owner=owner.pk))
    page = client.get(f"/opportunities/board/?{told}").text
    link = re.search(r'j-board-more" href="([^"]+)">\D*(\d+)', page)
    assert (link is not None) is (number > 12)
    if link:
        assert (int(link[2]), client.get(unescape(link[1])).context["listing"].count) == (number, number)


def test_of_the_companies_of_a_segment_no_other_list_is_offered(client, owner, stage):
    part = Segment(pk=7, name="Near", record="account")
    assert Narrowing(stage.pipeline, segment=part).is_of_accounts
    assert Narrowing(stage.pipeline, segment=part).list_query(owner) == ""


def test_the_next_step_is_planned_on_the_card_by_whoever_may_change_it(client, owner, colleague, opportunity):
    address = f"/tasks/new/?thread={opportunity.thread_id}"
    client.force_login(owner)
    page = client.get("/opportunities/board/").text
    assert f'hx-get="{address}"' in page
    assert 'id="touch-drawer"' in page
    assert client.get(address).status_code == 200
    planned(opportunity, timezone.now() + dt.timedelta(days=3))
    assert address in client.get("/opportunities/board/").text
    client.force_login(colleague)
    assert "/tasks/new/?thread" not in client.get("/opportunities/board/").text


def test_who_may_not_move_cards_plans_all_the_same(client, owner, opportunity):
    RoleRule.objects.create(code="sales", rule={"fields": {"opportunity.stage": "read"}})
    client.force_login(owner)
    page = client.get("/opportunities/board/").text
    assert "data-move-url" not in page
    assert f"/tasks/new/?thread={opportunity.thread_id}" in page


@pytest.mark.parametrize(
    ("who", "rule", "why"),
    [
        ("colleague", {}, "This opportunity is not yours to move."),
        ("owner", {"fields": {"opportunity.stage": "read"}}, "Your role does not move opportunities."),
    ],
)
def test_a_card_that_stays_says_so_and_why(client, request, opportunity, who, rule, why):
    RoleRule.objects.create(code="sales", rule=rule)
    client.force_login(request.getfixturevalue(who))
    page = client.get("/opportunities/board/").text
    assert f'data-fixed-why="{why}"' in page
    assert page.count("Stays where it is: not yours to move</span>") == 1


def test_a_card_that_goes_elsewhere_bears_no_lock(client, owner, opportunity):
    client.force_login(owner)
    assert "Stays where it is" not in client.get("/opportunities/board/").text


def test_a_drag_to_a_stage_retired_meanwhile_says_so_and_draws_the_board_anew(client, owner, opportunity):
    gone = PipelineStage.objects.exclude(pk=opportunity.stage_id).first()
    PipelineStage.objects.filter(pk=gone.pk).update(is_retired=True)
    client.force_login(owner)
    at = f"/opportunities/{opportunity.pk}/move/"
    answer = client.post(at, {"stage": gone.pk}, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "no longer in use" in answer.text
    assert {"toast", "board-changed"} <= set(json.loads(answer.headers["HX-Trigger"]))
    assert client.post(at, {"stage": gone.pk}).status_code == 404
