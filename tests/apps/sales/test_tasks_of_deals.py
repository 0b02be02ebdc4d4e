"""A task planned on the page of a contact or an account is tied to one of the opportunities there."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jornada.apps.interactions.models import PlannedTouch, Thread, Touch
from jornada.apps.interactions.planning import complete_task
from jornada.apps.sales.models import Opportunity, OpportunityContact
from tests.apps.conftest import NOW, STAMPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(account, owner, stage):
    def make(name, **more):
        thread = Thread.objects.create(account=account, opened_at=NOW)
        known = {"account": account, "owner": owner, "stage": stage, **STAMPS, **more}
        return Opportunity.objects.create(name=name, thread=thread, **known)

    return make


@pytest.fixture
def deals(deal, contact):
    """Of the contact itself, of one that it takes part in, and one without it."""
    made = deal("Own", contact=contact), deal("Part"), deal("Other")
    OpportunityContact.objects.create(opportunity=made[1], contact=contact)
    return made


def offered(client, user, address):
    client.force_login(user)
    form = client.get(f"/tasks/new/?{address}").context["form"]
    return [name for _value, name in form.fields["opportunity"].choices[1:]] if "opportunity" in form.fields else None


def plan(client, user, address, **sent):
    client.force_login(user)
    due = (timezone.localtime() + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    values = {"activity": "call.connected", "due_at": due, "owner": user.pk, **sent}
    return client.post(f"/tasks/new/?{address}", values)


def test_a_contact_offers_those_it_takes_part_in_and_an_account_all_that_are_open(client, owner, deals, deal, contact):
    deal("Lost", contact=contact, outcome="lost", closed_on=NOW.date())
    assert sorted(offered(client, owner, f"contact={contact.pk}")) == ["Own", "Part"]
    assert sorted(offered(client, owner, f"account={contact.account_id}")) == ["Other", "Own", "Part"]


@pytest.mark.parametrize("kind", ["contact", "account"])
def test_the_task_is_tied_to_the_chosen_one_and_so_is_its_touch(client, owner, deals, contact, kind):
    address = f"contact={contact.pk}" if kind == "contact" else f"account={contact.account_id}"
    assert plan(client, owner, address, opportunity=deals[1].thread_id, contact=contact.pk).status_code == 302
    task = PlannedTouch.objects.get()
    assert (task.thread, task.contact, task.account) == (deals[1].thread, contact, contact.account)
    complete_task(owner, task)
    assert Touch.objects.get().thread == deals[1].thread


def test_without_a_choice_it_is_with_the_contact_alone(client, owner, deals, contact):
    plan(client, owner, f"contact={contact.pk}", contact=contact.pk, opportunity="")
    assert PlannedTouch.objects.get().thread is None


def test_where_there_is_none_and_on_the_page_of_one_nothing_is_asked(client, owner, contact, deal):
    assert offered(client, owner, f"contact={contact.pk}") is None
    made = deal("Own", contact=contact)
    assert offered(client, owner, f"thread={made.thread_id}") is None


def test_one_of_somebody_else_or_of_another_contact_is_refused(client, owner, deals, contact):
    answer = plan(client, owner, f"contact={contact.pk}", opportunity=deals[2].thread_id)
    assert answer.status_code == 422
    assert "opportunity" in answer.context["form"].errors
    assert not PlannedTouch.objects.exists()


def test_who_may_change_the_contact_is_offered_what_they_see(client, manager, deals, contact):
    assert sorted(offered(client, manager, f"contact={contact.pk}")) == ["Own", "Part"]


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404)])
def test_a_colleague_and_an_outsider_plan_nothing_there(client, request, who, status, deals, contact):
    answer = plan(client, request.getfixturevalue(who), f"contact={contact.pk}", opportunity=deals[0].thread_id)
    assert (answer.status_code, PlannedTouch.objects.exists()) == (status, False)


def test_one_that_a_person_may_not_see_is_not_offered(client, owner, outsider, deals, contact):
    Opportunity.objects.filter(pk=deals[1].pk).update(owner=outsider)
    assert offered(client, owner, f"contact={contact.pk}") == ["Own"]


def test_more_opportunities_ask_no_more_queries(client, owner, contact, deal):
    deal("First", contact=contact)
    offered(client, owner, f"contact={contact.pk}")  # what a process keeps is read
    with CaptureQueriesContext(connection) as one:
        offered(client, owner, f"contact={contact.pk}")
    for number in range(5):
        deal(f"More {number}", contact=contact)
    with CaptureQueriesContext(connection) as many:
        assert len(offered(client, owner, f"contact={contact.pk}")) == 6
    assert len(one) == len(many)
