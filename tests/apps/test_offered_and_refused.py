"""Nothing is offered that is refused then: buttons, forms and suggestions go with what the role may do."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from jornada.apps.interactions.places import Place
from jornada.apps.market.actions import create_account
from jornada.apps.org.models import Job
from jornada.apps.sales import actions, line_actions
from jornada.apps.sales.models import Opportunity, Pipeline, PipelineStage
from tests.apps.org.test_roles import fresh, lay_down

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "made", "url"),
    [
        ("account", "opportunity", "/opportunities/new/?account="),
        ("account", "lead", "/leads/new/?account="),
        ("account", "contact", "/contacts/new/?account="),
        ("contact", "lead", "/leads/new/?contact="),
    ],
)
def test_a_record_page_offers_new_records_to_those_who_may_make_them(request, client, owner, kind, made, url):
    record = request.getfixturevalue(kind)
    client.force_login(owner)
    assert f"{url}{record.pk}" in client.get(record.get_absolute_url()).text
    lay_down(reaches={f"{made}.create": "none"})
    assert f"{url}{record.pk}" not in client.get(record.get_absolute_url()).text


def test_places_to_record_at_are_those_where_one_may(client, owner, colleague, account, contact):
    client.force_login(owner)
    found = client.get(reverse("touch_new"), {"q": contact.name}).context["places"]
    assert Place(account, contact) in found
    client.force_login(colleague)
    assert client.get(reverse("touch_new"), {"q": contact.name}).context["places"] == []
    assert client.get(reverse("touch_new"), {"q": account.name}).context["places"] == []


def test_my_day_has_no_buttons_for_what_one_may_not_change(client, owner, opportunity):
    client.force_login(owner)
    button = f"/tasks/new/?thread={opportunity.thread_id}"
    assert button in client.get("/").text
    lay_down(reaches={"opportunity.change": "none"})
    page = client.get("/").text
    assert opportunity.name in page
    assert button not in page


def test_my_day_tells_no_hidden_amount_by_its_order(client, owner, opportunity):
    Opportunity.objects.filter(pk=opportunity.pk).update(amount=900)
    small = Opportunity.objects.get(pk=opportunity.pk)
    small.pk, small.external_id, small.lead, small.name, small.amount = None, None, None, "Small one", 5
    small.thread = type(small.thread).objects.create(account=small.account, opened_at=small.created_at)
    small.save(force_insert=True)
    Opportunity.objects.filter(pk=small.pk).update(created_at=small.created_at.replace(year=2027))
    client.force_login(owner)

    def first():
        page = client.get("/").text
        return min((opportunity.name, "Small one"), key=page.index)

    assert first() == opportunity.name
    lay_down(fields={"opportunity.amount": "hidden"})
    assert first() == "Small one"


def test_a_closed_stage_is_moved_by_no_way(client, owner, opportunity):
    other = PipelineStage.objects.exclude(pk=opportunity.stage_id).filter(pipeline=opportunity.stage.pipeline).first()
    lay_down(fields={"opportunity.stage": "read"})
    client.force_login(owner)
    page = client.get(opportunity.get_absolute_url()).text
    bar = page.partition('class="j-stages"')[2].partition("</form>")[0]
    assert bar.count("<button") == bar.count(" disabled")
    assert "data-move-url" not in client.get("/opportunities/board/").text
    for do in (actions.move_opportunity, lambda user, row, stage: actions.update_opportunity(user, row, stage=stage)):
        with pytest.raises(PermissionDenied):
            do(fresh(owner), opportunity, other)
    assert client.post(reverse("opportunity_move", args=[opportunity.pk]), {"stage": other.pk}).status_code == 403


@pytest.mark.parametrize("kind", ["read", "hidden"])
def test_a_closed_amount_is_changed_by_no_line(client, owner, opportunity, kind):
    line = line_actions.add_line(owner, opportunity, description="Seats", quantity=1, unit_price=Decimal(700))
    lay_down(fields={"opportunity.amount": kind})
    client.force_login(owner)
    new, edit = reverse("line_new", args=[opportunity.pk]), reverse("line_edit", args=[line.pk])
    page = client.get(opportunity.get_absolute_url()).text
    assert new not in page
    assert edit not in page
    assert [client.get(url).status_code for url in (new, edit)] == [403, 403]
    with pytest.raises(PermissionDenied):
        line_actions.delete_line(fresh(owner), line)


@pytest.mark.parametrize("kind", ["account", "contact"])
def test_what_has_a_history_offers_no_deleting_but_a_way(client, admin, lead, kind):
    record = getattr(lead, kind)
    url = reverse(f"{kind}_delete", args=[record.pk])
    client.force_login(admin)
    page = client.get(record.get_absolute_url()).text
    assert url not in page
    assert "and stays" in page
    assert f"{reverse('duplicate_list')}?record={kind}" in page
    asked = client.get(url)
    assert (asked.status_code, "<form" in asked.text.partition("<main")[2]) == (200, False)
    assert client.post(url).status_code == 422


def test_what_has_no_history_offers_deleting(client, admin):
    record = create_account(admin, name="Nova")
    client.force_login(admin)
    assert reverse("account_delete", args=[record.pk]) in client.get(record.get_absolute_url()).text


def test_the_api_says_why_a_record_stays_and_what_to_do(client, admin, opportunity):
    client.force_login(admin)
    answer = client.delete(f"/api/v1/accounts/{opportunity.account_id}")
    assert answer.status_code == 409
    assert "opportunities and stays" in answer.json()["detail"]
    assert "merge" in answer.json()["detail"]


def test_many_that_stay_are_counted_by_their_reason(client, admin, opportunity, lead):
    client.force_login(admin)
    client.post(reverse("bulk_act", args=["account", "delete"]), {"ids": str(opportunity.account_id)})
    (reason,) = Job.objects.get(kind="bulk").result["reasons"]
    assert reason.startswith("has ")
    assert opportunity.account.name not in reason


def test_a_pipeline_in_use_offers_no_deleting(client, admin, opportunity):
    Pipeline.objects.update(is_default=False)
    client.force_login(admin)
    pipeline = opportunity.stage.pipeline
    assert (
        reverse("pipeline_delete", args=[pipeline.pk]) not in client.get(reverse("pipeline", args=[pipeline.pk])).text
    )
    other = Pipeline.objects.create(name="Outro")
    assert reverse("pipeline_delete", args=[other.pk]) in client.get(reverse("pipeline", args=[other.pk])).text
