"""What is decided is said so wherever it stands: on the lead, in lists, beside the lines, among the people."""

import pytest
from django.utils.translation import override

from jornada.apps.leads.lists import statuses
from jornada.apps.leads.models import Lead
from jornada.apps.sales import actions, line_actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def converted(owner, lead):
    return actions.open_from_lead(owner, lead, amount=100)


def close(owner, deal, outcome):
    if outcome == "won":
        actions.win_opportunity(owner, deal)
    elif outcome == "lost":
        actions.lose_opportunity(owner, deal, reason="Price")


@pytest.mark.parametrize(
    ("outcome", "said"), [("open", "Opportunity opened"), ("won", "Opportunity won"), ("lost", "Opportunity lost")]
)
def test_a_lead_says_what_became_of_its_opportunity(client, owner, lead, converted, outcome, said):
    close(owner, converted, outcome)
    fresh = Lead.objects.get(pk=lead.pk)
    client.force_login(owner)
    with override("en"):
        assert (str(fresh.said_status), str(statuses([lead.pk])[lead.pk][0])) == (said, said)
    for address in (fresh.get_absolute_url(), "/leads/", fresh.account.get_absolute_url()):
        assert said in client.get(address).content.decode(), address


def test_reopened_it_is_open_again(owner, lead, converted):
    close(owner, converted, "lost")
    actions.reopen_opportunity(owner, converted)
    with override("en"):
        assert Lead.objects.get(pk=lead.pk).said_status == "Opportunity opened"


def test_the_list_says_how_a_closed_opportunity_ended(client, owner, converted):
    client.force_login(owner)
    stage = converted.stage.label_en
    assert f"from {stage}" not in client.get("/opportunities/").content.decode()
    close(owner, converted, "won")
    page = client.get("/opportunities/").content.decode()
    assert f'<span class="muted" title="from {stage}">{stage}</span>' in page
    row = page.split(f'data-id="{converted.pk}"')[1].split("</tr>")[0]
    assert row.count("Won") == 1


def test_an_amount_that_is_the_sum_of_the_lines_is_not_said_to_be_set_by_hand(client, owner, converted):
    client.force_login(owner)
    line_actions.add_line(owner, converted, description="Pump", unit_price=100)
    page = client.get(converted.get_absolute_url()).content.decode()
    assert "set by hand" not in page
    assert "The amount is this sum, but does not follow when lines change." in page
    assert "Use the sum of the lines" in page
    close(owner, converted, "won")
    assert "The amount of the opportunity is this sum." in client.get(converted.get_absolute_url()).content.decode()


def test_the_contact_of_the_lead_stands_among_the_people(client, owner, lead, contact, converted):
    client.force_login(owner)
    page = client.get(converted.get_absolute_url()).content.decode()
    assert "Nobody named yet." not in page
    assert "Main contact · Role not known" in page
