"""The figures of lines are in the currency of their opportunity: with lines it stays, and nothing is relabelled."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Change
from jornada.apps.org.tokens import create
from jornada.apps.sales import actions, closing, line_actions
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.proposals import actions as proposals

pytestmark = pytest.mark.django_db
SAID = "The lines are priced in BRL: delete them, then change to USD and add them at its prices."


@pytest.fixture
def line(owner, opportunity):
    return line_actions.add_line(owner, opportunity, description="Seat", unit_price=Decimal(10))


def now():
    row = Opportunity.objects.get()
    return row.currency, row.lines.get().total if row.lines.exists() else None


def test_with_lines_the_form_refuses_another_currency_and_says_what_to_do(client, owner, opportunity, line):
    client.force_login(owner)
    client.cookies["django_language"] = "en"
    page = f"{opportunity.get_absolute_url()}edit/"
    form = client.get(page).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    with override("en"):
        answer = client.post(page, {**given, "stage": opportunity.stage_id, "currency": "USD", "is_sure": "1"})
    assert (answer.status_code, now()) == (422, ("BRL", 10))
    assert "priced in BRL" in answer.text or "em BRL" in answer.text


def test_so_does_the_api_for_one_and_for_many(client, owner, opportunity, line):
    headers = {"authorization": f"Bearer {create(owner, 'test')[1]}"}
    sent = {"content_type": "application/json", "headers": headers}
    one = client.patch(f"/api/v1/opportunities/{opportunity.pk}", {"currency": "USD"}, **sent)
    many = client.post(
        "/api/v1/opportunities/bulk", {"rows": [{"id": opportunity.pk, "currency": "USD"}], "mode": "update"}, **sent
    )
    assert (one.status_code, now()) == (409, ("BRL", 10))
    assert many.json()["rows"][0]["status"] == 409


def test_without_lines_or_with_the_same_currency_all_goes_on(owner, opportunity, line):
    actions.update_opportunity(owner, opportunity, currency="BRL", name="Seats")
    line_actions.delete_line(owner, line)
    actions.update_opportunity(owner, opportunity, currency="USD")
    assert now() == ("USD", None)


def test_it_is_not_won_in_a_currency_that_its_lines_are_not_in(owner, opportunity, line):
    version = proposals.send_proposal(owner, proposals.draft_proposal(owner, opportunity))
    type(version).objects.update(currency="USD")
    version.refresh_from_db()
    with override("en"), pytest.raises(WrongMomentError, match=SAID):
        closing.win(owner, opportunity, accepted=version)
    assert (Opportunity.objects.get().outcome, now()) == ("open", ("BRL", 10))
    assert not Change.objects.filter(field="currency").exists()
