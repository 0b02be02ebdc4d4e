"""The page of an opportunity that is over is drawn as ended, and gives no advice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db
ADVICE = "Nothing planned. A record without a next step is easily forgotten."


@pytest.mark.parametrize(("outcome", "state"), [("won", "past"), ("lost", "ended")])
def test_all_stages_of_what_is_over_look_alike(client, owner, opportunity, outcome, state):
    Opportunity.objects.filter(pk=opportunity.pk).update(outcome=outcome)
    client.force_login(owner)
    text = client.get(opportunity.get_absolute_url()).text
    stages = text.split('class="j-stages"')[1].split("</form>")[0]
    assert stages.count(f'data-state="{state}"') == stages.count("<button")
    assert "aria-current" not in stages
    assert ADVICE not in text
    assert 'id="closing"' not in text


def test_one_that_is_open_has_a_stage_now(client, owner, opportunity):
    client.force_login(owner)
    text = client.get(opportunity.get_absolute_url()).text
    assert text.count('data-state="current"') >= 1
    assert ADVICE in text


@pytest.mark.parametrize("end", ["win", "lose"])
def test_what_an_end_asks_is_fetched_when_it_is_chosen(client, owner, opportunity, end):
    client.force_login(owner)
    address = f"{opportunity.get_absolute_url()}{end}/"
    with CaptureQueriesContext(connection) as asked:
        page = client.get(opportunity.get_absolute_url()).text
    assert f'hx-get="{address}" hx-target="#closing-body"' in page
    assert 'name="closed_on"' not in page
    assert not any('FROM "sales_competitor"' in each["sql"] for each in asked)
    dialog = client.get(address, HTTP_HX_REQUEST="true").text
    assert "<html" not in dialog
    assert "Cancel" in dialog.split("j-form-foot")[1]
    assert 'name="closed_on"' in dialog
