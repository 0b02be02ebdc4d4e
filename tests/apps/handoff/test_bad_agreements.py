"""What contradicts itself is said in words and refused before it is in force; no lead is ever stuck out of sight."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone
from django.utils.translation import override

from jornada.apps.handoff import agreement_actions as actions
from jornada.apps.handoff import offers
from jornada.apps.handoff.automatic import offer_qualified
from jornada.apps.handoff.models import Offer, RoutingMember, RoutingRule, Seat
from jornada.apps.interactions.models import Thread
from jornada.apps.leads.models import Lead
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Absence, Calendar
from jornada.rules.agreement import DEFAULT_AGREEMENT, QualifiedLead
from jornada.rules.agreement_json import to_json
from jornada.rules.condition_json import to_json as condition_to_json
from jornada.rules.conditions import All, Any, Attribute, InList, Not
from tests.apps.handoff.conftest import NINE, STAMPS

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
HERE = Attribute("source", "is_set")


@pytest.fixture
def draft(agreement, routing):
    return agreement.versions.get()


def refused(user, draft, terms=DEFAULT_AGREEMENT):
    draft.terms = to_json(terms)
    draft.save()
    with pytest.raises(WrongMomentError) as said, override("en"):
        actions.propose(user, draft)
    draft.refresh_from_db()
    assert draft.status == "draft"
    return str(said.value)


def test_what_is_in_order_is_proposed(admin, draft):
    assert actions.propose(admin, draft).status == "proposed"


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (replace(DEFAULT_AGREEMENT, sales=replace(DEFAULT_AGREEMENT.sales, answer=0 * HOUR)), "more than nothing"),
        (replace(DEFAULT_AGREEMENT, sales=replace(DEFAULT_AGREEMENT.sales, answer=9000 * HOUR)), "in a year"),
        (
            replace(DEFAULT_AGREEMENT, marketing=replace(DEFAULT_AGREEMENT.marketing, reply_to_refusal=9000 * HOUR)),
            "in a year",
        ),
        (replace(DEFAULT_AGREEMENT, qualified=QualifiedLead(HERE, HERE)), "ruled out at once"),
        (replace(DEFAULT_AGREEMENT, qualified=QualifiedLead(All((HERE, Not(HERE))))), "ruled out at once"),
        (replace(DEFAULT_AGREEMENT, qualified=QualifiedLead(None, Any((HERE, Not(HERE))))), "ruled out at once"),
        (replace(DEFAULT_AGREEMENT, qualified=QualifiedLead(Attribute("gone", "is_set"))), "gone"),
        (replace(DEFAULT_AGREEMENT, qualified=QualifiedLead(InList(99999))), "99999"),
    ],
)
def test_terms_that_contradict_themselves(admin, draft, terms, said):
    assert said in refused(admin, draft, terms)


def test_a_rule_on_a_field_that_is_gone(admin, draft, routing):
    routing.condition = condition_to_json(Attribute("account.gone", "is_set"))
    routing.save()
    assert "Rule “South”" in refused(admin, draft)


def test_a_rule_that_never_holds(admin, draft, routing):
    routing.condition = condition_to_json(All((HERE, Not(HERE))))
    routing.save()
    assert "Rule “South”" in refused(admin, draft)


def test_everybody_away(admin, draft, owner, colleague):
    today = timezone.localdate()
    Absence.objects.create(user=owner, starts_on=today, ends_on=today)
    Seat.objects.create(user=colleague, is_paused=True)
    assert "away, paused" in refused(admin, draft)


def test_a_clock_that_gives_leads_on_when_there_is_nobody_else(admin, draft, colleague):
    RoutingMember.objects.filter(user=colleague).delete()
    assert "Olga alone" in refused(admin, draft)


def test_a_receiver_whose_calendar_is_never_open(admin, draft, owner, team):
    shut = Calendar.objects.create(name="Shut", hours=[[]] * 7, country="", **STAMPS)
    other = type(team).objects.create(name="West", calendar=shut)
    owner.team = other
    owner.save()
    assert "calendar of Olga is never open" in refused(admin, draft)


def test_a_time_zone_that_nobody_knows_is_said_and_stops_no_clock(
    client, admin, marketer, lead, version, routing, owner
):
    Calendar.objects.update(time_zone="Mars/Olympus", updated_at=timezone.now())
    team = owner.team
    team.calendar = Calendar.objects.get()
    team.save()
    offer = offers.make_offer(marketer, lead, version=version, now=NINE)
    assert offer.due_at is not None
    client.force_login(owner)
    assert client.get("/handoff/").status_code == 200
    draft = actions.draft_of(admin, version.agreement)
    assert "Mars/Olympus" in refused(admin, draft)


def test_marketing_closed_for_good_still_takes_questions_and_refusals(marketer, owner, lead, version, routing, reason):
    offer = offers.make_offer(marketer, lead, version=version, now=NINE)
    Calendar.objects.update(hours=[[]] * 7, updated_at=timezone.now())
    question = offers.ask(owner, offer, "Which budget?", now=NINE + HOUR)
    assert question.due_at is None
    offers.give_information(marketer, question, "50k", now=NINE + 2 * HOUR)
    assert offers.refuse(owner, Offer.objects.get(), reason, now=NINE + 3 * HOUR).reply.due_at is None


def test_fallbacks_that_lead_to_the_same_people_end_with_nobody_and_the_reason(marketer, lead, version, routing, owner):
    again = RoutingRule.objects.create(agreement=version.agreement, name="Again", is_fallback=True, **STAMPS)
    RoutingMember.objects.create(rule=again, user=owner)
    offer = offers.make_offer(marketer, lead, version=version, now=NINE)
    for turn in range(4):
        offer = offers.reroute(offer, NINE + (turn + 1) * HOUR)
    assert offer.to is None
    assert {each["obstacle"] for each in offer.assignments.order_by("-pk")[0].passed} == {"excluded"}


def test_an_imported_lead_without_anything_is_offered_or_says_what_it_lacks(client, admin, version, routing, marketer):
    version.agreement.is_automatic = True
    version.agreement.save()
    bare = Lead.objects.create(name="Bare", thread=Thread.objects.create(opened_at=NINE), type="mql", **STAMPS)
    assert offer_qualified(NINE) == 0
    client.force_login(marketer)
    page = client.get("/handoff/").text
    assert "Cannot be handed over yet" in page
    assert "name of the contact, e-mail of the contact, name of the company" in page
    version.terms = to_json(replace(DEFAULT_AGREEMENT, qualified=QualifiedLead()))
    version.updated_at = timezone.now()
    version.save()
    assert (offer_qualified(NINE), Offer.objects.get().lead) == (1, bare)
    assert client.get(Offer.objects.get().get_absolute_url()).status_code == 200
    client.force_login(admin)
    assert client.get(f"/agreements/{version.agreement_id}/dry-run/").status_code == 200


@pytest.mark.parametrize("gone", [Attribute("gone", "is_set"), InList(999), {"field": "status"}])
def test_what_goes_while_the_agreement_is_in_force_stops_no_lead(client, admin, lead, version, routing, gone):
    """A field or list deleted later, or a rule that an import broke: the lead lands with nobody, in sight."""
    routing.condition = gone if isinstance(gone, dict) else condition_to_json(gone)
    routing.save()
    version.agreement.is_automatic = True
    version.agreement.save()
    version.terms, version.updated_at = to_json(replace(DEFAULT_AGREEMENT, qualified=QualifiedLead())), timezone.now()
    version.save()
    Lead.objects.filter(pk=lead.pk).update(type="mql", type_since=NINE)
    assert offer_qualified(NINE) == 1
    assert Offer.objects.get().to is None
    client.force_login(admin)
    assert "Nobody could take these" in client.get("/handoff/").text
    page = client.get(version.agreement.get_absolute_url()).text
    assert "Rule “South”" in page


def test_a_clause_whose_field_goes_keeps_leads_in_sight_and_the_other_agreements_going(
    client, admin, lead, version, routing
):
    version.agreement.is_automatic = True
    version.agreement.save()
    version.terms = to_json(replace(DEFAULT_AGREEMENT, qualified=QualifiedLead(Attribute("gone", "is_set"))))
    version.updated_at = timezone.now()
    version.save()
    Lead.objects.filter(pk=lead.pk).update(type="mql", type_since=NINE)
    assert offer_qualified(NINE) == 0
    client.force_login(admin)
    assert client.get("/handoff/").status_code == 200
    assert "gone" in client.get(version.agreement.get_absolute_url()).text
