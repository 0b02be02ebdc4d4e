"""Other terms put to the offers of the past: counted by hand, with intervals, nothing written."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from jornada.apps.handoff import offers
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.terms import terms_of
from jornada.apps.handoff.trial.whatif import what_if
from jornada.apps.interactions.actions import record_touch
from jornada.apps.leads.actions import create_lead
from jornada.rules.agreement import QualifiedLead
from jornada.rules.agreement_json import to_json
from jornada.rules.conditions import Any, Attribute
from tests.apps.handoff.test_weak import write

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
USED = (2, 6, 10, 30)


@pytest.fixture
def answered(marketer, owner, version, routing):
    """Four offers, answered after 2, 6, 10 and 30 working hours; the first was called at once, then reached."""
    now, made = timezone.now(), []
    for number, hours in enumerate(USED):
        lead = create_lead(marketer, name=f"Lead {number}")
        made.append(offers.make_offer(marketer, lead, version=version, to=owner, now=now - 40 * DAY))
        offers.accept(owner, made[-1], now=now - 30 * DAY)
        Offer.objects.filter(pk=made[-1].pk).update(answer_used=hours * HOUR)
    at = now - 30 * DAY + dt.timedelta(minutes=5)
    record_touch(owner, "call.connected", thread=made[0].lead.thread, at=at)
    return made


def asked(user, agreement, **changes):
    now, before = timezone.now(), terms_of(agreement.versions.get())
    sales = replace(before.sales, **{k: v for k, v in changes.items() if k not in ("qualified", "capacity")})
    after = replace(before, sales=sales, qualified=changes.get("qualified", before.qualified))
    capacity = changes.get("capacity")
    return what_if(user, agreement, before, after, now - 90 * DAY, now, now, capacity=capacity)


def figure(answer, code):
    return next(each for each in answer.figures if each.code == code)


def test_a_shorter_deadline_makes_more_answers_late(answered, admin, agreement):
    found = figure(asked(admin, agreement, answer=8 * HOUR), "late")
    assert (found.before[0], found.after[0], found.of) == (0.25, 0.5, 4)
    assert found.difference[1] <= 0.25 <= found.difference[2]


def test_the_same_terms_change_nothing_and_twice_is_the_same(answered, admin, agreement):
    first, second = asked(admin, agreement), asked(admin, agreement)
    assert first == second
    assert {each.difference for each in first.figures} == {(0, 0, 0)}


def test_fewer_attempts_are_followed_up_more_often(answered, admin, agreement):
    for offer in answered[1:3]:
        record_touch(admin, "call.attempted", thread=offer.lead.thread, by="sales", at=timezone.now() - 28 * DAY)
    found = figure(asked(admin, agreement, attempts=1, channels=1), "not_followed")
    assert (found.before[0], found.after[0], found.of) == (0.75, 0.25, 4)


def test_what_waits_within_both_deadlines_is_left_out(answered, admin, marketer, owner, version, agreement):
    offers.make_offer(marketer, create_lead(marketer, name="New"), version=version, to=owner)
    found = figure(asked(admin, agreement, answer=8 * HOUR), "late")
    assert (found.of, found.left_out) == (4, 1)


def test_a_changed_clause_says_what_it_lets_through(version, owner, admin, agreement):
    (one, _other), _made = write(version, owner, lambda n: n % 2 == 1)
    clause = QualifiedLead(Any((Attribute("source", "is", str(one.pk)),)))
    found = asked(admin, agreement, qualified=clause)
    assert (figure(found, "offers").before[0], figure(found, "offers").after[0]) == (240, 120)
    accepted = figure(found, "acceptance")
    assert (accepted.before[0], accepted.after) == (0.5, (1, 1, 1))
    assert accepted.direction == "up"


def test_leads_that_did_not_meet_the_clause_in_force_are_no_effect_of_the_change(version, owner, admin, agreement):
    (one, other), _made = write(version, owner, lambda n: n % 2 == 1)
    either = tuple(Attribute("source", "is", str(each.pk)) for each in (one, other))
    version.terms = to_json(replace(terms_of(version), qualified=QualifiedLead(Any(either[:1]))))
    version.updated_at = timezone.now()
    version.save()
    found = figure(asked(admin, agreement, qualified=QualifiedLead(Any(either))), "offers")
    assert (found.before[0], found.after[0], found.left_out) == (120, 240, 120)


def test_a_capacity_says_who_would_get_nothing(answered, admin, agreement):
    as_it_is, changed = asked(admin, agreement, capacity=0).load
    assert (len(as_it_is.nobody), len(changed.nobody)) == (0, 4)


def test_the_page_begins_with_what_is_in_force(client, answered, admin, agreement):
    client.force_login(admin)
    page = client.get(f"/agreements/{agreement.pk}/what-if/")
    assert page.context["form"]["answer"].value() == "24 h"
    assert "What a replay cannot know" in page.text
    page = client.get(f"/agreements/{agreement.pk}/what-if/?answer=8+h&period=90d")
    assert [each.label for each in page.context["differences"]] == ["Accept or refuse"]


@pytest.mark.parametrize("query", ["answer=0", "answer=soon", "attempts=2&channels=9", "capacity=-1", "clause=99999"])
def test_what_cannot_be_is_said(client, answered, admin, agreement, query):
    client.force_login(admin)
    page = client.get(f"/agreements/{agreement.pk}/what-if/?{query}")
    assert (page.status_code, "found" in page.context) == (422, False)


@pytest.mark.parametrize(("who", "status"), [("marketer", 200), ("colleague", 403)])
def test_who_may_try(request, client, agreement, version, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/agreements/{agreement.pk}/what-if/").status_code == status
