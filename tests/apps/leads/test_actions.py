import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.queries import live_touches
from jornada.apps.leads import actions, queries
from jornada.apps.leads.models import Lead, Source
from jornada.apps.leads.queries import visible_leads
from jornada.apps.org.edits import StaleError, WrongMomentError
from jornada.apps.org.history import changes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return Source.objects.get(code="webinar")


def steps_of(lead):
    return list(live_touches().filter(thread=lead.thread).order_by("id").values_list("activity__code", flat=True))


def test_a_lead_opens_a_thread_of_its_own_with_its_source(owner, contact, webinar):
    lead = actions.create_lead(owner, name="Webinar", contact=contact, source=webinar)
    assert (lead.thread.contact, lead.account, lead.cycle) == (contact, contact.account, 1)
    assert (lead.source, lead.last_source) == (webinar, webinar)


def test_leads_of_a_company_are_found_by_it_and_not_among_all_that_name_nobody(owner, account):
    leads = [actions.create_lead(owner, name=f"Lead {number}", account=account) for number in range(3)]
    rows = queries.earlier_leads(account, None)
    assert ([*rows], [lead.cycle for lead in leads]) == (leads, [1, 2, 3])
    if connection.vendor == "sqlite":
        assert "leads_lead_account_id" in rows.explain()


def test_the_next_lead_of_a_person_is_the_next_cycle_and_keeps_the_first_source(owner, contact, webinar):
    actions.create_lead(owner, name="Webinar", contact=contact, source=webinar)
    again = actions.create_lead(owner, name="Fair", contact=contact, source=Source.objects.get(code="trade_fair"))
    assert (again.cycle, again.source.code, again.last_source.code) == (2, "webinar", "trade_fair")


def test_making_and_changing_a_lead_is_in_its_history(owner, lead):
    actions.update_lead(owner, lead, name="Acme wants two demos")
    assert list(changes_of(lead).values_list("field", "new")) == [("name", "Acme wants two demos")]


def test_a_stale_save_writes_nothing(owner, lead):
    seen_at = lead.updated_at
    actions.update_lead(owner, lead, seen_at, name="First")
    with pytest.raises(StaleError):
        actions.update_lead(owner, lead, seen_at, name="Second")
    assert Lead.objects.get().name == "First"


def test_a_colleague_of_sales_may_not_change_the_lead(colleague, lead):
    with pytest.raises(PermissionDenied):
        actions.update_lead(colleague, lead, name="Mine now")


def test_an_offered_lead_belongs_to_who_answers_and_is_accepted(marketer, owner, lead):
    lead = actions.hand_over(marketer, lead, owner, "asked for prices")
    lead = actions.take(owner, lead)
    actions.qualify_lead(owner, lead)
    assert steps_of(lead) == ["handoff.offered", "handoff.accepted", "lead.qualified"]


def test_a_refused_lead_returns_to_who_offered_it(marketer, owner, lead):
    actions.hand_over(marketer, lead, owner)
    lead = actions.give_back(owner, lead, marketer, "No fit")
    assert lead.owner == marketer
    assert Touch.objects.get(activity__code="handoff.refused").note == "No fit"


@pytest.mark.parametrize(("step", "more"), [("take", ()), ("give_back", (None, "No fit")), ("qualify_lead", ())])
def test_a_lead_that_was_not_offered_cannot_be_answered(owner, lead, step, more):
    with pytest.raises(WrongMomentError):
        getattr(actions, step)(owner, lead, *more)


def test_a_lead_is_not_offered_twice(marketer, owner, lead):
    actions.hand_over(marketer, lead, owner)
    with pytest.raises(WrongMomentError):
        actions.hand_over(marketer, lead, owner)


def test_parking_is_a_touch_and_waking_voids_it(owner, lead):
    lead = actions.park_lead(owner, lead, "Not now")
    assert (lead.status, lead.reason, steps_of(lead)) == ("parked", "Not now", ["subject.parked"])
    lead = actions.wake_lead(owner, lead)
    assert (lead.status, lead.reason, steps_of(lead)) == ("open", "", [])


def test_a_discarded_lead_takes_no_more_steps(owner, lead):
    lead = actions.discard_lead(owner, lead, "Wrong data")
    with pytest.raises(WrongMomentError):
        actions.park_lead(owner, lead, "Not now")


def test_a_deleted_lead_leaves_its_touches(admin, owner, lead):
    actions.park_lead(owner, lead, "Not now")
    actions.delete_lead(admin, lead)
    assert not visible_leads(admin).exists()
    assert Touch.objects.count() == 1
