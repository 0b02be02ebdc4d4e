"""What happens is written down for other systems, in the transaction in which it happens."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jornada.apps.handoff import steps
from jornada.apps.interactions.actions import record_touch, record_touches
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.interactions.privacy import mark_private
from jornada.apps.leads.actions import create_lead
from jornada.apps.market.actions import create_account, delete_account, update_account
from jornada.apps.market.models import Account
from jornada.apps.org import many
from jornada.apps.sales.actions import create_opportunity, lose_opportunity, move_opportunity, reopen_opportunity
from jornada.apps.sales.models import PipelineStage
from jornada.edge.webhooks.models import Delivery, Event

pytestmark = pytest.mark.django_db


def _types():
    return list(Event.objects.order_by("pk").values_list("type", flat=True))


def test_a_record_made_changed_and_deleted_is_told(hook, admin):
    hook()
    account = create_account(admin, name="Aurora")
    update_account(admin, account, name="Aurora Ltda")
    delete_account(admin, account)
    assert _types() == ["account.created", "account.updated", "account.deleted"]
    changed = Event.objects.get(type="account.updated").data
    assert changed["changed"] == {"name": {"from": "Aurora", "to": "Aurora Ltda"}}
    assert (changed["record"]["name"], changed["user_id"]) == ("Aurora Ltda", admin.pk)


def test_only_what_is_wanted_is_written(hook, admin):
    hook("contact.created")
    create_account(admin, name="Aurora")
    assert not Event.objects.exists()


def test_without_endpoints_nothing_is_written(admin, django_assert_max_num_queries):
    create_account(admin, name="Sol")
    with django_assert_max_num_queries(6):
        create_account(admin, name="Aurora")
    assert not Event.objects.exists()


def test_what_is_rolled_back_is_not_told(hook, admin):
    hook()
    with transaction.atomic():
        create_account(admin, name="Aurora")
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_an_opportunity_moves_is_lost_and_reopened(hook, admin, account):
    hook("opportunity.stage_changed", "opportunity.lost", "opportunity.reopened")
    row = create_opportunity(admin, name="Forno", account=account, owner=admin)
    stage = PipelineStage.objects.filter(pipeline=row.stage.pipeline).order_by("order")[1]
    row = move_opportunity(admin, row, stage)
    reopen_opportunity(admin, lose_opportunity(admin, row, reason="price"))
    assert _types() == ["opportunity.stage_changed", "opportunity.lost", "opportunity.reopened"]


@pytest.mark.django_db(transaction=True)
def test_the_steps_of_a_lead_and_its_type_are_told(hook, admin, account):
    hook("lead.offered", "lead.accepted", "lead.type_changed")
    lead = create_lead(admin, name="Forno", account=account, owner=admin)
    steps.offer_lead(admin, lead, to=admin)
    steps.accept_lead(admin, lead)
    types = _types()
    assert [one for one in types if one != "lead.type_changed"] == ["lead.offered", "lead.accepted"]
    assert Event.objects.filter(type="lead.type_changed").latest("pk").data["to"] == "sal"


def test_an_interaction_is_told_with_its_code(hook, admin, account):
    hook("touch.recorded")
    record_touch(admin, "call.connected", account=account, note="Two ovens")
    told = Event.objects.get().data["record"]
    assert (told["activity"], told["account_id"]) == ("call.connected", account.pk)


def test_the_leads_of_many_steps_are_read_at_once(hook, admin, account):
    hook("lead.offered")
    leads = [create_lead(admin, name=f"Forno {number}", account=account, owner=admin) for number in range(5)]
    offers = [NewTouch("handoff.offered", timezone.now(), thread=lead.thread_id) for lead in leads]
    with CaptureQueriesContext(connection) as asked:
        record_touches(offers, source="manual", user=admin)
    assert sum('FROM "leads_lead"' in one["sql"] for one in asked.captured_queries) == 1
    assert {one.data["lead_id"] for one in Event.objects.all()} == {lead.pk for lead in leads}


def test_what_was_said_in_a_touch_is_not_told(hook, admin, account):
    """Whether only its participants may read it is said after it is written."""
    hook("touch.recorded")
    mark_private(admin, record_touch(admin, "call.connected", account=account, note="Between us"))
    assert "Between us" not in str(Event.objects.get().data)


@pytest.mark.parametrize(("source", "note"), [("api", ""), ("manual", "Between us")])
def test_the_note_of_a_step_that_is_sent_as_an_interaction_is_not_told(hook, admin, account, source, note):
    hook("lead.refused")
    lead = create_lead(admin, name="Forno", account=account, owner=admin)
    refused = NewTouch("handoff.refused", timezone.now(), thread=lead.thread_id, note="Between us")
    record_touches([refused], source=source, user=admin)
    assert Event.objects.get().data["note"] == note


def test_many_records_are_told_with_few_statements(hook, admin, django_assert_max_num_queries):
    hook()
    rows = [Account(name=f"A{number}") for number in range(300)]
    with django_assert_max_num_queries(20):
        many.create(admin, rows)
    with django_assert_max_num_queries(20):
        many.write(admin, [(row, {"city": "Recife"}) for row in rows])
    assert Delivery.objects.count() == 600
