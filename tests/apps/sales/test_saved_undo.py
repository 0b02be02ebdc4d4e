"""What was saved by a form is taken back from its message."""

import re

import pytest
from django.utils import timezone

from jornada.apps.sales import actions, line_actions
from jornada.apps.sales.models import Opportunity, PipelineStage

pytestmark = pytest.mark.django_db


def sent(opportunity, **values):
    row = Opportunity.objects.get(pk=opportunity.pk)
    told = {"name": row.name, "stage": row.stage_id, "account": row.account.name, "owner": row.owner_id}
    return {**told, "currency": row.currency, "amount": "", "seen_at": row.updated_at.isoformat(), **values}


def save(client, opportunity, **values):
    page = client.post(f"/opportunities/{opportunity.pk}/edit/", sent(opportunity, **values), follow=True)
    found = re.search(r"/changes/[0-9a-f-]{36}/\d+/undo/", page.text)
    return found and found[0]


def test_all_fields_of_an_edit_come_back_at_once(client, owner, opportunity):
    client.force_login(owner)
    undo = save(client, opportunity, name="Other", amount="50.00")
    changed = Opportunity.objects.get()
    assert (changed.name, changed.amount) == ("Other", 50)
    assert client.post(f"{undo}?next={changed.get_absolute_url()}").url == changed.get_absolute_url()
    back = Opportunity.objects.get()
    assert (back.name, back.amount) == (opportunity.name, None)


def test_an_amount_that_followed_the_lines_follows_them_again(client, owner, opportunity):
    line_actions.add_line(owner, opportunity, description="Setup", unit_price=100)
    client.force_login(owner)
    undo = save(client, opportunity, amount="50.00")
    line_actions.add_line(owner, opportunity, description="Seats", unit_price=20)
    assert Opportunity.objects.get().amount == 50
    client.post(undo)
    back = Opportunity.objects.get()
    assert (back.amount, back.amount_from_lines) == (120, True)


def test_a_move_by_the_form_is_taken_back_as_never_made(client, owner, account):
    client.force_login(owner)
    opportunity = actions.create_opportunity(owner, name="Seats", account=account, owner=owner)
    undo = save(client, opportunity, stage=PipelineStage.objects.get(code="proposal").pk)
    assert opportunity.moves.count() == 2
    client.post(undo)
    assert (opportunity.moves.count(), Opportunity.objects.get().stage) == (1, opportunity.stage)


def test_what_somebody_changed_since_stays(client, owner, colleague, opportunity):
    client.force_login(owner)
    undo = save(client, opportunity, name="Other")
    actions.update_opportunity(owner, opportunity, name="Third")
    client.post(undo)
    assert Opportunity.objects.get().name == "Third"
    client.force_login(colleague)
    client.post(undo)
    assert Opportunity.objects.get().name == "Third"


def test_saving_nothing_new_offers_no_way_back(client, owner, opportunity):
    client.force_login(owner)
    opportunity.updated_at = timezone.now()
    assert save(client, opportunity) is None


def test_a_colleague_takes_nothing_back_that_another_saved(client, owner, colleague, opportunity):
    client.force_login(owner)
    undo = save(client, opportunity, name="Other")
    client.force_login(colleague)
    client.post(undo)
    assert Opportunity.objects.get().name == "Other"
