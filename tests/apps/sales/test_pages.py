import datetime as dt

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import Activity, PlannedTouch, Thread
from jornada.apps.org.lists.inline import digest_of
from jornada.apps.sales import actions
from jornada.apps.sales.models import Opportunity, PipelineStage

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def proposal():
    return PipelineStage.objects.get(code="proposal")


def test_an_opportunity_is_opened_from_a_lead_on_a_page(client, owner, lead, stage):
    client.force_login(owner)
    sent = {"name": "Acme", "stage": stage.pk, "account": f"Acme (#{lead.account_id})", "currency": "BRL"}
    client.post(f"/opportunities/new/?lead={lead.pk}", {**sent, "owner": owner.pk, "amount": "1234,50"})
    opportunity = Opportunity.objects.get()
    assert (opportunity.thread, str(opportunity.amount)) == (lead.thread, "1234.50")


def test_an_incomplete_opportunity_says_so(client, owner, opportunity):
    Opportunity.objects.update(account=None)
    client.force_login(owner)
    page = client.get(opportunity.get_absolute_url()).content.decode()
    assert "It lacks an account, the day it was engaged" in page


def test_the_incomplete_ones_are_one_filter_away(client, owner, opportunity):
    client.force_login(owner)
    assert opportunity.name in client.get("/opportunities/?incomplete=1").content.decode()
    assert opportunity.name not in client.get("/opportunities/?incomplete=0").content.decode()


def test_a_card_is_moved_by_drag_and_by_button(client, owner, opportunity, proposal, stage):
    client.force_login(owner)
    url = f"/opportunities/{opportunity.pk}/move/"
    assert client.post(url, {"stage": proposal.pk}, headers=HTMX).status_code == 204
    response = client.post(url, {"stage": stage.pk, "next": "/opportunities/board/"})
    assert response.url == "/opportunities/board/"
    assert opportunity.moves.count() == 2


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404), ("marketer", 403)])
def test_others_move_no_cards(request, client, opportunity, proposal, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"/opportunities/{opportunity.pk}/move/", {"stage": proposal.pk}).status_code == status


def test_a_lead_that_a_file_calls_converted_still_opens_its_opportunity_once(client, owner, lead):
    type(lead).objects.filter(pk=lead.pk).update(status="converted")
    client.force_login(owner)
    address = f"/opportunities/new/?lead={lead.pk}"
    assert address in client.get(lead.get_absolute_url()).content.decode()
    lead.refresh_from_db()
    assert actions.open_from_lead(owner, lead).lead == lead
    assert address not in client.get(lead.get_absolute_url()).content.decode()


def test_a_move_leads_to_no_foreign_address(client, owner, opportunity, proposal):
    client.force_login(owner)
    sent = {"stage": proposal.pk, "next": "https://elsewhere.example/"}
    assert client.post(f"/opportunities/{opportunity.pk}/move/", sent).url == opportunity.get_absolute_url()


def test_a_colleague_sees_a_card_but_cannot_move_it(client, colleague, opportunity):
    client.force_login(colleague)
    page = client.get("/opportunities/board/").content.decode()
    assert opportunity.name in page
    assert "data-move-url" not in page


def test_a_full_column_is_cut_and_leads_to_its_list(client, owner, account, stage, opportunity):
    threads = Thread.objects.bulk_create(Thread(account=account, opened_at=opportunity.created_at) for _ in range(30))
    stamps = {"created_at": opportunity.created_at, "updated_at": opportunity.updated_at}
    Opportunity.objects.bulk_create(
        Opportunity(name=f"N{t.pk}", account=account, thread=t, stage=stage, owner=owner, amount=10, **stamps)
        for t in threads
    )
    client.force_login(owner)
    page = client.get("/opportunities/board/").content.decode()
    assert page.count('j-board-card"') == 12
    assert f"?outcome=open&amp;stage={stage.pk}" in page


def test_won_is_asked_for_an_amount_and_lost_for_a_reason(client, owner, opportunity):
    client.force_login(owner)
    url = opportunity.get_absolute_url()
    assert client.post(f"{url}win/", {"closed_on": actions.today().isoformat()}).status_code == 422
    assert client.post(f"{url}lose/", {"closed_on": actions.today().isoformat()}).status_code == 422
    client.post(f"{url}win/", {"closed_on": actions.today().isoformat(), "amount": "99.90"})
    opportunity.refresh_from_db()
    assert (opportunity.outcome, str(opportunity.amount)) == ("won", "99.90")


def test_nothing_closes_tomorrow(client, owner, opportunity):
    client.force_login(owner)
    url = opportunity.get_absolute_url()
    assert client.post(f"{url}lose/", {"closed_on": "2999-01-01", "reason": "Price"}).status_code == 422


def test_no_close_is_expected_before_the_day_of_engagement(client, owner, account, stage):
    client.force_login(owner)
    sent = {"name": "50 seats", "account": f"Acme (#{account.pk})", "stage": stage.pk, "currency": "BRL"}
    sent["engaged_on"] = "2026-03-02"
    refused = client.post("/opportunities/new/", {**sent, "expected_on": "2026-03-01"})
    assert refused.status_code == 422
    assert "before the day it was engaged" in refused.content.decode()
    assert client.post("/opportunities/new/", {**sent, "expected_on": "2026-03-02"}).status_code == 302


def test_a_card_says_how_long_when_and_what_is_next(client, owner, opportunity, django_assert_max_num_queries):
    now = timezone.now()
    opportunity.expected_on = now.date() - dt.timedelta(days=9)
    opportunity.created_at = now - dt.timedelta(days=12, hours=1)
    opportunity.save()
    call = Activity.objects.get(code="call.connected")
    for days, note in ((-2, "price"), (3, "ask again")):
        due = now + dt.timedelta(days=days)
        PlannedTouch.objects.create(
            thread=opportunity.thread, activity=call, owner=owner, due_at=due, note=note, created_at=now
        )
    client.force_login(owner)
    with django_assert_max_num_queries(25):
        page = client.get("/opportunities/board/").text
    assert "12 days" in page
    assert page.count("data-late") == 2
    assert 'title="price · overdue"' in page
    assert "ask again" not in page


def test_the_stage_is_moved_on_the_page_as_on_the_board(client, owner, opportunity):
    client.force_login(owner)
    assert 'data-edit="stage"' in client.get(opportunity.get_absolute_url()).content.decode()
    assert 'data-edit="currency"' in client.get(opportunity.get_absolute_url()).content.decode()
    assert 'data-edit="kind"' in client.get(opportunity.account.get_absolute_url()).content.decode()
    later = opportunity.stage.pipeline.stages.exclude(pk=opportunity.stage_id).first()
    sent = {"stage": later.pk, "seen": digest_of(opportunity, "stage")}
    answer = client.post(f"/lists/opportunity/{opportunity.pk}/edit/stage/", sent)
    opportunity.refresh_from_db()
    assert (answer.status_code, opportunity.stage, opportunity.moves.get().to_stage) == (200, later, later)
