"""Routing tried on the past: beside what happened, without writing, the same each time."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from jornada.apps.handoff import offers
from jornada.apps.handoff.models import Assignment, Offer, RoutingMember, RoutingRule
from jornada.apps.handoff.trial.dry_run import RuleDraft, drafts_of, dry_run
from jornada.apps.handoff.trial.loads import habits_of
from jornada.apps.handoff.trial.past import stretch_of
from jornada.apps.interactions.actions import record_touch
from jornada.apps.leads.actions import create_lead
from jornada.apps.market.models import Contact
from jornada.apps.org.models import Absence
from jornada.rules.condition_json import to_json
from jornada.rules.conditions import Did
from tests.apps.handoff.conftest import NINE, STAMPS

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def past(marketer, owner, version, routing):
    """Six leads, one a day, all given to Olga by hand; half were answered late."""
    now = timezone.now()
    made = []
    for number in range(6):
        lead = create_lead(marketer, name=f"Lead {number}")
        at = now - (40 - number) * DAY
        made.append(offers.make_offer(marketer, lead, version=version, to=owner, now=at))
        offers.accept(owner, made[-1], now=at + (12 * DAY if number % 2 else DAY / 24))
    return made


def tried(user, agreement, drafts=None, **more):
    now = timezone.now()
    return dry_run(user, agreement, drafts or drafts_of(agreement), now - 90 * DAY, now, **more)


def test_turns_would_have_shared_what_one_person_got(past, admin, agreement, owner, colleague):
    found = {load.person: (load.then, load.tried) for load in tried(admin, agreement).loads}
    assert found == {owner.pk: (6, 3), colleague.pk: (0, 3)}


def test_nothing_is_written_and_twice_is_the_same(past, admin, agreement):
    before = (Offer.objects.count(), Assignment.objects.count())
    first, second = tried(admin, agreement), tried(admin, agreement)
    assert [each.decision for _row, each in first.pairs] == [each.decision for _row, each in second.pairs]
    assert (Offer.objects.count(), Assignment.objects.count()) == before


def test_late_answers_are_as_they_were_where_nothing_moves(past, admin, agreement, owner):
    found = tried(admin, agreement, [RuleDraft(1, "Olga", weights={owner.pk: 1})])
    assert (found.late_then, found.late) == (3, (3, 3, 3))


def test_capacity_and_absence_of_that_time_count(past, admin, agreement, owner, colleague):
    absent = timezone.localdate() - 41 * DAY
    Absence.objects.create(user=colleague, starts_on=absent, ends_on=absent + 3 * DAY)
    found = tried(admin, agreement, capacity={owner.pk: 1})
    reasons = {why for _rule, why, _number in found.why_nobody}
    assert reasons == {"away", "full"}
    assert all(load.most_tried <= 1 for load in found.loads if load.person == owner.pk)


def test_leads_past_the_owner_of_the_account_are_counted(past, admin, agreement, account, colleague):
    account.owner = colleague
    account.save()
    type(past[0].lead).objects.filter(pk__in=[each.lead_id for each in past[:2]]).update(account=account)
    owner_first = RuleDraft(1, "Owner", "account_owner")
    found = tried(admin, agreement, [owner_first])
    assert (found.wrong_then, found.wrong_tried, len(found.nobody)) == (2, 0, 4)


def test_conditions_are_asked_as_of_the_hand_over(past, admin, agreement, owner, contact):
    other = Contact.objects.create(name="Caio", owner=owner, **STAMPS)
    for offer, person, later in ((past[0], contact, -DAY), (past[5], other, DAY)):
        type(offer.lead).objects.filter(pk=offer.lead_id).update(contact=person)
        record_touch(admin, "pricing.viewed", contact=person, at=offer.offered_at + later)
    asked = RuleDraft(1, "Prices", weights={owner.pk: 1}, condition=Did(("pricing.viewed",)))
    found = tried(admin, agreement, [asked])
    assert [row.pk for row, given in found.pairs if given.decision.person] == [past[0].pk]


def test_mqls_that_nobody_offered_are_routed_too(past, admin, agreement, marketer):
    from jornada.apps.leads.models import LeadRung

    lead = create_lead(marketer, name="Never offered")
    LeadRung.objects.create(lead=lead, type="mql", at=timezone.now() - DAY)
    found = tried(admin, agreement, of="mqls")
    assert [row.lead for row, _given in found.pairs] == [lead.pk]


def test_a_rule_that_is_off_can_be_tried(client, past, admin, agreement, owner, colleague):
    rule = RoutingRule.objects.create(agreement=agreement, name="All to Carlos", is_active=False, **STAMPS)
    RoutingMember.objects.create(rule=rule, user=colleague)
    client.force_login(admin)
    page = client.get(f"/agreements/{agreement.pk}/dry-run/?tried=1&on={rule.pk}&period=90d")
    assert page.context["run"].by_rule == [(drafts_of(agreement, {rule.pk})[0], 6)]
    assert "Leads that would go to somebody else" in page.text


@pytest.mark.parametrize("query", ["", "?tried=1", "?period=quarter&of=mqls", "?on=x&c1=9999999999&period=no"])
def test_the_page_takes_whatever_it_is_asked(client, past, admin, agreement, query):
    client.force_login(admin)
    assert client.get(f"/agreements/{agreement.pk}/dry-run/{query}").status_code == 200


@pytest.mark.parametrize(
    ("who", "status"), [("manager", 200), ("marketer", 200), ("colleague", 403), ("outsider", 403)]
)
def test_who_may_try(request, client, past, agreement, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/agreements/{agreement.pk}/dry-run/").status_code == status


def test_the_number_of_queries_does_not_grow(client, past, admin, agreement, django_assert_max_num_queries):
    client.force_login(admin)
    with django_assert_max_num_queries(60):
        client.get(f"/agreements/{agreement.pk}/dry-run/")


def test_a_condition_that_is_stored_is_read(past, admin, agreement, routing):
    routing.condition = to_json(Did(("demo.requested",)))
    routing.save()
    assert len(tried(admin, agreement).nobody) == 6


def test_the_last_quarter_begins_and_ends_at_midnight_where_the_company_is():
    first, last = stretch_of("quarter", dt.datetime(2026, 10, 1, 1, tzinfo=dt.UTC))  # still September in São Paulo
    assert (first.isoformat(), last.isoformat()) == ("2026-04-01T00:00:00-03:00", "2026-07-01T00:00:00-03:00")


def test_habits_are_the_same_counted_by_columns_and_one_by_one():
    told = [(3, True), (3, False), (5, False), (None, True), (9, True), (5, False)]
    rows = [SimpleNamespace(to=to, is_late=is_late, answered_at=NINE) for to, is_late in told]
    habits, overall = habits_of(rows)
    assert {pk: of for pk, (_share, of) in habits.items()} == {3: 2, 5: 2, 9: 1}
    assert overall == 2 / 5
    assert habits_of([]) == ({}, 0.0)
