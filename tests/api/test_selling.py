"""Pipelines, lines and proposals over REST."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jornada.apps.interactions.actions import record_touch
from jornada.apps.leads.actions import create_lead
from jornada.apps.leads.models import Lead, Source
from jornada.apps.org.company import change_company
from jornada.apps.org.models import CustomField
from jornada.apps.sales import actions
from jornada.apps.sales.forms import OpportunityForm
from jornada.apps.sales.models import Opportunity, Pipeline, PipelineStage
from jornada.flow.settle import settle

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LINES = [{"description": "Seats", "quantity": "3", "unit_price": "10.00", "discount": "50"}]


@pytest.fixture
def opportunity(owner, account):
    return actions.create_opportunity(owner, name="Seats", account=account, owner=owner)


def test_what_is_opened_without_a_form_begins_in_the_currency_of_the_company_too(call, owner, account):
    change_company(owner, currency="USD")
    lead = create_lead(owner, name="Seats", account=account, owner=owner)
    assert call(owner, "post", f"/leads/{lead.pk}/opportunity")[1]["currency"] == "USD"
    assert call(owner, "post", "/opportunities/", {"name": "One", "account_id": account.pk})[1]["currency"] == "USD"
    call(owner, "post", "/opportunities/bulk", {"rows": [{"name": "Two", "account_id": account.pk}]})
    assert Opportunity.objects.get(name="Two").currency == "USD"


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 403), ("outsider", 404), ("viewer", 403)])
def test_the_currency_of_an_opportunity_is_changed_by_who_may(call, request, opportunity, who, status):
    url = f"/opportunities/{opportunity.pk}"
    assert call(request.getfixturevalue(who), "patch", url, {"currency": "USD"})[0] == status
    opportunity.refresh_from_db()
    assert opportunity.currency == ("USD" if status == 200 else "BRL")


def test_an_opportunity_is_opened_in_a_currency_in_use(call, owner):
    status, body = call(owner, "post", "/opportunities/", {"name": "Ten", "amount": "10", "currency": "EUR"})
    assert (status, body["currency"], body["amount"]) == (201, "EUR", "10.00")
    assert call(owner, "post", "/opportunities/", {"name": "Ten", "currency": None})[1]["currency"] == "BRL"
    for wrong in ("GBP", "usd", "", "R$"):
        status, body = call(owner, "post", "/opportunities/", {"name": "Ten", "currency": wrong})
        assert (status, body["errors"][0]["field"]) == (422, "currency")
        assert "BRL, USD, EUR" in body["errors"][0]["message"]


def test_a_currency_that_a_file_brought_may_stay(call, owner, opportunity):
    Opportunity.objects.update(currency="GBP")
    url = f"/opportunities/{opportunity.pk}"
    assert call(owner, "patch", url, {"name": "Other", "currency": "GBP"})[1]["currency"] == "GBP"
    assert call(owner, "patch", url, {"currency": "ARS"})[0] == 422
    assert call(owner, "patch", url, {"currency": None})[0] == 422
    opportunity.refresh_from_db()
    assert ("GBP", "GBP") in OpportunityForm(user=owner, instance=opportunity).fields["currency"].choices


def test_currencies_of_many_are_checked_row_by_row(call, owner):
    rows = [{"name": "One", "currency": "USD"}, {"name": "Two"}, {"name": "Three", "currency": "GBP"}]
    _status, body = call(owner, "post", "/opportunities/bulk", {"rows": rows})
    assert [one["status"] for one in body["rows"]] == [201, 201, 422]
    assert list(Opportunity.objects.order_by("pk").values_list("currency", flat=True)) == ["USD", "BRL"]


def test_pipelines_come_with_their_stages(call, owner):
    status, body = call(owner, "get", "/pipelines")
    assert (status, body[0]["is_default"], body[0]["stages"][0]["code"]) == (200, True, "qualification")


def test_an_opportunity_moves_to_another_pipeline(call, owner, opportunity):
    other = Pipeline.objects.create(name="Renewals")
    stage = {"label_en": "Offer", "label_pt": "Oferta", "order": 0, "probability": 0.5}
    PipelineStage.objects.create(pipeline=other, code="offer", **stage)
    status, body = call(
        owner, "post", f"/opportunities/{opportunity.pk}/move", {"stage": "offer", "pipeline_id": other.pk}
    )
    assert (status, body["pipeline_id"], body["stage"]) == (200, other.pk, "offer")


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 403), ("outsider", 404), ("viewer", 403)])
def test_lines_are_replaced_and_the_amount_follows(call, request, opportunity, who, status):
    assert call(request.getfixturevalue(who), "put", f"/opportunities/{opportunity.pk}/lines", LINES)[0] == status
    opportunity.refresh_from_db()
    assert opportunity.amount == (Decimal("15.00") if status == 200 else None)


@pytest.mark.parametrize("wrong", [{"quantity": "0"}, {"discount": "101"}, {"unit_price": "-1"}, {"product_id": 99}])
def test_a_wrong_line_is_refused(call, owner, opportunity, wrong):
    status, _body = call(owner, "put", f"/opportunities/{opportunity.pk}/lines", [{**LINES[0], **wrong}])
    assert status in (400, 422)
    assert not opportunity.lines.exists()


def test_discounts_are_amounts_by_api_too(call, owner, opportunity):
    line = {**LINES[0], "discount": "0", "discount_amount": "5.50"}
    status, body = call(owner, "put", f"/opportunities/{opportunity.pk}/lines", [line])
    assert (status, body[0]["discount_amount"], body[0]["total"]) == (200, "5.50", "24.50")
    url = f"/opportunities/{opportunity.pk}/proposals"
    status, body = call(owner, "post", url, {"discount_amount": "4.50"})
    assert (status, body["discount_amount"], body["total"]) == (201, "4.50", "20.00")
    assert call(owner, "post", url, {"discount_amount": "24.51"})[0] == 409
    assert call(owner, "post", url, {"discount_amount": "-1"})[0] == 422


@pytest.mark.parametrize("wrong", [{"discount_amount": "30.01"}, {"discount_amount": "1", "discount": "1"}])
def test_a_discount_above_the_line_or_given_twice_is_refused(call, owner, opportunity, wrong):
    line = {**LINES[0], "discount": "0", **wrong}
    status, body = call(owner, "put", f"/opportunities/{opportunity.pk}/lines", [line])
    assert (status, bool(body["detail"])) == (409, True)


def test_a_proposal_is_drafted_sent_and_answered(call, owner, colleague, outsider, opportunity):
    call(owner, "put", f"/opportunities/{opportunity.pk}/lines", LINES)
    status, body = call(owner, "post", f"/opportunities/{opportunity.pk}/proposals", {"discount": "10"})
    assert (status, body["total"], body["status"]) == (201, "13.50", "draft")
    url = f"/proposals/{body['id']}"
    assert [call(user, "get", url)[0] for user in (owner, colleague, outsider)] == [200, 200, 404]
    assert call(colleague, "post", f"{url}/send")[0] == 403
    assert call(owner, "post", f"{url}/send")[1]["status"] == "sent"
    assert call(owner, "post", f"{url}/answer", {"answer": "accepted", "name": "Bia"})[1]["answered_by"] == "Bia"


def test_a_loss_by_id_of_its_reason(call, owner, opportunity):
    reasons = call(owner, "get", "/lost-reasons")[1]
    sent = {"loss_reason_id": reasons[0]["id"]}
    status, body = call(owner, "post", f"/opportunities/{opportunity.pk}/lose", sent)
    assert (status, body["outcome"], body["loss_reason_id"]) == (200, "lost", reasons[0]["id"])


@pytest.fixture
def asked(client, owner):
    """Calls as the owner with If-Match."""
    from jornada.apps.org.tokens import create

    token = create(owner, "test")[1]

    def _asked(method, path, body, tag=""):
        headers = {"authorization": f"Bearer {token}"} | ({"if-match": tag} if tag else {})
        return getattr(client, method)(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    return _asked


@pytest.fixture
def fresh_lead(asked, owner, account):
    """A lead of which the log made something else since the API answered that it was made."""
    made = asked("post", "/leads/", {"name": "Aurora asks", "account_id": account.pk, "owner_id": owner.pk})
    lead = Lead.objects.get(pk=made.json()["id"])
    record_touch(owner, "demo.requested", thread=lead.thread, account=account)
    settle([], [lead.thread_id])
    lead.refresh_from_db()
    assert (lead.type, lead.temperature) != (made.json()["type"], made.json()["temperature"])
    return f"/leads/{lead.pk}", made["ETag"]


@pytest.mark.parametrize("more", [{}, {"source": "site", "tags": ["quente"], "custom": {"porte": "Médio"}}])
def test_the_next_read_of_a_lead_tells_what_its_making_told(asked, owner, account, more):
    Source.objects.get_or_create(code="site", defaults={"label_en": "Site", "label_pt": "Site"})
    labels = {"label_en": "Size", "label_pt": "Porte"}
    CustomField.objects.create(record="lead", code="porte", type="text", created_at=NOW, updated_at=NOW, **labels)
    sent = {"name": "Forno", "account_id": account.pk, "owner_id": owner.pk, "external_id": "f-1", **more}
    made = asked("post", "/leads/", sent)
    assert made.status_code == 201, made.content
    read = asked("get", f"/leads/{made.json()['id']}", None)
    assert (made["ETag"], made.json()) == (read["ETag"], read.json())
    assert made.json()["tags"] == more.get("tags", [])


def test_a_lead_that_is_made_is_not_read_again(asked, owner, account):
    sent = {"name": "Forno", "account_id": account.pk, "owner_id": owner.pk}
    asked("post", "/leads/", {**sent, "name": "Warm"})
    with CaptureQueriesContext(connection) as seen:
        assert asked("post", "/leads/", sent).status_code == 201
    assert not [one["sql"] for one in seen if one["sql"].startswith('SELECT "leads_lead"."id"')]


def test_what_the_log_makes_of_a_lead_refuses_no_edit(asked, fresh_lead):
    path, tag = fresh_lead
    now = asked("get", path, None)["ETag"]
    assert now != tag
    changed = asked("patch", path, {"name": "Aurora wants it"}, tag)
    assert (changed.status_code, changed.json()["name"]) == (200, "Aurora wants it")
    assert asked("patch", path, {"name": "Too late"}, tag).status_code == 412
    assert asked("patch", path, {"name": "Too late"}, now).status_code == 412


def test_what_the_log_makes_of_a_lead_refuses_no_step(asked, fresh_lead):
    path, tag = fresh_lead
    assert asked("post", f"{path}/park", {"reason": "no_budget"}, tag).status_code == 200
    assert asked("post", f"{path}/wake", {}, tag).status_code == 412


def test_a_decision_of_sales_is_somebody_s_word(asked, owner, fresh_lead):
    path, tag = fresh_lead
    lead = Lead.objects.get(pk=int(path.rpartition("/")[2]))
    Lead.objects.filter(pk=lead.pk).update(type="sal")
    assert asked("patch", path, {"name": "Too late"}, tag).status_code == 412
