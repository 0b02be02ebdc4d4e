"""My day: what waits for a person, and nobody else's."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from jornada.apps.handoff.models import RefusalReason
from jornada.apps.handoff.offers import ask, give_information, make_offer, refuse
from jornada.apps.interactions.actions import record_touch
from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.market import day as market_day
from jornada.apps.market.actions import update_account, update_contact
from jornada.apps.org.day import day_of, team_ids
from jornada.apps.org.notices import tell
from jornada.apps.sales.cards import cards_of
from jornada.apps.sales.models import Opportunity, PipelineStage, StageMove
from jornada.ui import day as day_parts
from jornada.ui.day import sections

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 10, 15, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def nobody_has_lines_and_holds_nothing(request, monkeypatch):
    """Ask, on each own day that a test looks at, whether sections with lines have records to take them from."""
    filled = day_parts._filled
    if "django_assert_max_num_queries" in request.fixturenames:
        return

    def checked(parts, day):
        for part in parts:
            section = part.provider(day) if day.is_own and part.holds else None
            assert not (section and section.lines) or part.holds(day.user).exists(), part.code
        return filled(parts, day)

    monkeypatch.setattr(day_parts, "_filled", checked)


def planned(owner, account, hours, code="call.connected", **values):
    at = timezone.now() + dt.timedelta(hours=hours)
    activity = Activity.objects.get(code=code)
    return PlannedTouch.objects.create(
        owner=owner, account=account, activity=activity, due_at=at, created_at=timezone.now(), **values
    )


def day_as(client, user, query=""):
    client.force_login(user)
    return client.get(f"/{query}")


def lines(response):
    return [line.title for section in [*response.context["main"], *response.context["side"]] for line in section.lines]


def headings(user, now=None):
    return {section.code: [str(line.title) for line in section.lines] for section in sections(day_of(user, now=now))}


def test_an_overdue_task_stands_on_its_owner_s_day_only(client, owner, colleague, outsider, account):
    planned(owner, account, -30, note="Call about the price")
    assert lines(day_as(client, owner)) == ["Call about the price"]
    assert lines(day_as(client, colleague)) == []
    assert lines(day_as(client, outsider)) == []


def test_a_meeting_of_today_has_a_heading_of_its_own_until_it_is_over(owner, account):
    meeting = planned(owner, account, 0, "meeting.held", note="Visit")
    PlannedTouch.objects.filter(pk=meeting.pk).update(due_at=NOW + dt.timedelta(hours=2))
    assert headings(owner, NOW)["meetings"] == ["Visit"]
    assert headings(owner, NOW + dt.timedelta(hours=3))["tasks"] == ["Visit"]


def test_tomorrow_s_task_waits_till_tomorrow(owner, account):
    planned(owner, account, 48)
    assert "tasks" not in headings(owner)


def test_an_offered_lead_is_answered_in_place(client, owner, marketer, lead):
    make_offer(marketer, lead, to=owner)
    page = day_as(client, owner)
    assert lines(page)[0] == lead.name
    answer = client.post(f"{reverse('lead_step', args=[lead.pk, 'accept'])}?next=/")
    assert (answer.status_code, answer.url) == (302, "/")
    assert "leads" not in headings(owner)


def test_what_an_answer_asks_stands_in_a_dialog_of_the_day(client, owner, marketer, lead):
    make_offer(marketer, lead, to=owner)
    page = day_as(client, owner).content.decode()
    refuse = f"{reverse('lead_step', args=[lead.pk, 'refuse'])}?next=/"
    assert f'hx-get="{refuse}"' in page
    assert 'id="line-answer-body"' in page
    box = client.get(refuse, headers={"HX-Request": "true"}).content.decode()
    assert f'action="{refuse}"' in box
    assert "<html" not in box


def test_a_lead_that_is_accepted_in_place_leaves_the_day_as_it_is_drawn_again(client, owner, marketer, lead):
    make_offer(marketer, lead, to=owner)
    client.force_login(owner)
    accept = f"{reverse('lead_step', args=[lead.pk, 'accept'])}?next=/"
    answer = client.post(accept, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/")
    assert "leads" not in headings(owner)


def test_marketing_finds_what_sales_asked_and_refused_on_its_day(client, owner, colleague, marketer, lead):
    offer = make_offer(marketer, lead, to=owner)
    ask(owner, offer, "Which budget?")
    assert headings(marketer)["questions"] == [lead.name]
    assert "questions" not in headings(colleague)
    give_information(marketer, offer.questions.get(), "About ten thousand.")
    refuse(owner, offer, RefusalReason.objects.get(code="no_fit"), note="too small")
    assert headings(marketer).keys() & {"questions", "refusals"} == {"refusals"}
    assert "refusals" not in headings(owner)


def test_an_opportunity_leaves_the_day_when_its_next_step_is_planned(owner, opportunity):
    assert headings(owner)["no_next_step"] == [opportunity.name]
    planned(owner, opportunity.account, 48, thread=opportunity.thread)
    assert "no_next_step" not in headings(owner)


@pytest.mark.parametrize(("days", "moved"), [(6, None), (5, None), (30, 6), (30, 5)])
def test_the_day_and_the_board_call_the_same_opportunities_stalled(owner, opportunity, days, moved):
    planned(owner, opportunity.account, 48, thread=opportunity.thread)
    PipelineStage.objects.filter(pk=opportunity.stage_id).update(stalled_days=5)
    now = timezone.now()
    Opportunity.objects.filter(pk=opportunity.pk).update(created_at=now - dt.timedelta(days=days))
    StageMove.objects.all().delete()
    if moved:
        at = now - dt.timedelta(days=moved, minutes=1)
        StageMove.objects.create(opportunity=opportunity, at=at, to_stage=opportunity.stage, outcome="open")
    row = Opportunity.objects.select_related("stage", "account").get(pk=opportunity.pk)
    is_stalled = cards_of([row])[row.pk].is_stalled
    assert is_stalled == ((moved or days) == 6)
    assert headings(owner).get("stalled", []) == ([opportunity.name] if is_stalled else [])


def test_a_stage_that_allows_any_time_lets_nobody_stall(owner, opportunity):
    planned(owner, opportunity.account, 48, thread=opportunity.thread)
    PipelineStage.objects.update(stalled_days=None)
    Opportunity.objects.update(created_at=timezone.now() - dt.timedelta(days=400))
    StageMove.objects.all().delete()
    assert "stalled" not in headings(owner)


def test_what_others_changed_since_yesterday_is_told_in_one_line_each(owner, admin, account):
    update_account(admin, account, city="Recife", state="PE")
    update_account(owner, account, name="Acme SA")
    with translation.override("en"):
        day = sections(day_of(owner), "side")
    (line,) = next(section for section in day if section.code == "changes").lines
    assert (line.title, line.detail) == ("Acme SA", "Ada: State, City")


def test_what_a_buyer_did_stands_there_and_what_we_did_does_not(owner, outsider, account):
    record_touch(None, "email.replied", account=account)
    record_touch(owner, "email.sent", account=account)
    record_touch(owner, "deal.won", account=account)
    assert len(headings(owner)["buyers"]) == 1
    assert "buyers" not in headings(outsider)


def test_a_notice_is_seen_in_place_and_only_by_its_reader(client, owner, outsider):
    tell([owner], "test", "Hello %(who)s", who="Olga")
    notice = owner.notices.get()
    client.force_login(outsider)
    assert client.post(reverse("notice_seen", args=[notice.pk])).status_code == 404
    assert "Hello Olga" in lines(day_as(client, owner))
    client.post(reverse("notice_seen", args=[notice.pk]))
    assert lines(day_as(client, owner)) == []


def test_a_manager_sees_the_day_of_the_team_and_a_seller_does_not(client, owner, colleague, manager, account):
    planned(owner, account, -1, note="Olga's")
    assert lines(day_as(client, manager, "?who=mine")) == []
    assert lines(day_as(client, manager, "?who=team")) == ["Olga's"]
    assert lines(day_as(client, colleague, "?who=team")) == []
    assert team_ids(colleague) == ()


def test_of_few_people_and_of_many_the_same_changes_are_told(owner, admin, account, contact, monkeypatch):
    update_account(admin, account, city="Recife")
    update_contact(admin, contact, name="Bia Souza")
    update_account(owner, account, city="Natal")
    day, told = day_of(owner), []
    for few in (market_day.FEW, 0):
        monkeypatch.setattr(market_day, "FEW", few)
        with translation.override("en"):
            told.append([(line.title, line.detail) for line in market_day.others_changes(day).lines])
    assert told[0] == told[1] == [("Bia Souza", "Ada: Name"), ("Acme", "Ada: City")]


def test_of_many_people_the_last_changes_are_looked_through(owner, admin, account, contact, monkeypatch):
    update_contact(admin, contact, name="Bia Souza")
    update_account(admin, account, city="Recife")
    monkeypatch.setattr(market_day, "FEW", 0)
    monkeypatch.setattr(market_day, "LAST", 1)
    assert [line.title for line in market_day.others_changes(day_of(owner)).lines] == ["Acme"]


def test_who_leads_and_has_nothing_to_do_begins_with_the_others(client, owner, manager, admin, outsider, account):
    planned(owner, account, -1, note="Olga's")
    assert lines(day_as(client, manager)) == ["Olga's"]
    assert lines(day_as(client, admin)) == ["Olga's"]
    planned(admin, account, -1, note="Ada's")
    assert lines(day_as(client, admin)) == ["Ada's"]
    PlannedTouch.objects.filter(owner=admin).update(done_at=timezone.now())
    assert lines(day_as(client, admin)) == ["Olga's"]
    assert lines(day_as(client, outsider)) == []


def test_who_leads_and_holds_nothing_is_asked_once(client, owner, admin, account, django_assert_max_num_queries):
    planned(owner, account, -1, note="Olga's")
    day_as(client, admin), day_as(client, admin, "?who=team")
    with CaptureQueriesContext(connection) as of_team:
        day_as(client, admin, "?who=team")
    with django_assert_max_num_queries(len(of_team) + 1):
        day_as(client, admin)


def test_an_empty_day_says_what_will_stand_here(client, outsider):
    page = day_as(client, outsider).text
    assert "What is due shows up here by itself" in page
    assert reverse("touch_new") in page


def test_the_number_of_queries_does_not_grow_with_the_lines(
    client, owner, account, opportunity, django_assert_max_num_queries
):
    for number in range(12):
        planned(owner, account, -number)
        record_touch(None, "email.replied", account=account)
    day_as(client, owner)
    # Three of them are the person's working hours, by which the menus say when a task comes back; one, the offers.
    with django_assert_max_num_queries(31):
        client.get("/")


@pytest.mark.parametrize("until", ["hour", "tomorrow", "week"])
def test_a_task_is_put_off_from_the_day(client, owner, account, until):
    task = planned(owner, account, -5)
    client.force_login(owner)
    answer = client.post(f"{reverse('task_snooze', args=[task.pk])}?next=/", {"until": until})
    task.refresh_from_db()
    assert (answer.status_code, answer.url, task.due_at > timezone.now()) == (302, "/", True)


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404), ("owner", 400)])
def test_who_may_put_off_a_task_and_until_when(request, client, owner, account, who, status):
    task = planned(owner, account, -5)
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("task_snooze", args=[task.pk]), {"until": "never"}).status_code == status


def test_months_have_no_capital_in_portuguese():
    with translation.override("pt-br"):
        assert date_format(dt.date(2026, 11, 25), "DATE_FORMAT") == "25 de novembro de 2026"


def test_a_heading_shows_the_first_lines_and_keeps_the_others_folded(client, owner, account):
    for hour in range(1, 9):
        planned(owner, account, -hour)
    page = day_as(client, owner)
    assert [len(part) for part in (page.context["main"][0].first, page.context["main"][0].rest)] == [4, 4]
    assert "See 4 more" in page.text
    PlannedTouch.objects.filter(pk__in=PlannedTouch.objects.values("pk")[:3]).delete()
    assert "j-day-rest" not in day_as(client, owner).text


def test_the_first_steps_are_one_line_where_something_waits(client, owner, account):
    assert "j-tour-folded" not in day_as(client, owner).text
    planned(owner, account, -1)
    assert "j-tour-folded" in day_as(client, owner).text


def test_a_lead_that_waits_has_one_line_with_every_reason_and_button(client, owner, colleague, marketer, lead):
    offer = make_offer(marketer, lead, to=owner)
    tell([owner], "offered", "Look at it.", url=offer.get_absolute_url())
    response = day_as(client, owner)
    row = next(line for section in response.context["main"] for line in section.lines if line.record == lead)
    assert "Look at it." in [why.line.title for why in row.also if why.buttons == "org/day_notice_buttons.html"]
    assert lines(response).count(row.title) == 1
    assert reverse("lead_step", args=[lead.pk, "accept"]) in response.text
    assert all(reverse("notice_seen", args=[why.line.record.pk]) in response.text for why in row.also if why.buttons)
    assert len(row.also) > 1
    assert response.text.count(f"{len(row.also) - 1} more reason") == 1
    assert "Look at it." not in day_as(client, colleague).text


def test_a_day_with_nothing_due_leads_to_whom_to_turn_to_first(client, owner, account):
    record_touch(None, "email.replied", account=account)
    text = day_as(client, owner).content.decode()
    main = text[text.index("<main") :]
    assert "no lead waits for an answer" in main
    assert f'href="{reverse("lead_ranking")}"' in main
