"""A machine whose clock jumps ahead and back: no step comes twice, no clock waits for an instant that has been."""

import datetime as dt
import random

import pytest

from jornada.apps.handoff import offers
from jornada.apps.handoff.automatic import offer_returned
from jornada.apps.handoff.clocks import state_of
from jornada.apps.handoff.derive import follow_ups_due, follow_ups_of_leads
from jornada.apps.handoff.models import Assignment, FollowUp, Offer, OfferEvent
from jornada.apps.handoff.set_back import set_right
from jornada.apps.handoff.tick import look_at_clocks
from jornada.apps.interactions.actions import record_touch
from jornada.apps.leads.actions import create_lead
from jornada.apps.org.models import Notice
from tests.apps.handoff.conftest import HALF, LATE, MOST, NINE

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def offer(marketer, lead, version, routing):
    return offers.make_offer(marketer, lead, version=version, now=NINE)


def kinds():
    return list(OfferEvent.objects.order_by("id").values_list("kind", flat=True))


def tick(now):
    """Do what the worker does at an instant."""
    set_right(now)
    look_at_clocks(now)
    follow_ups_due(now)
    offer_returned(now)


def test_a_reminder_that_came_an_hour_early_comes_once(offer):
    for now in (HALF, HALF - HOUR, HALF, HALF + HOUR, MOST, MOST - DAY, MOST, MOST + HOUR):
        tick(now)
    assert kinds() == ["offered", "remind", "escalate"]
    assert Notice.objects.filter(kind="escalate").count() == 1


def test_who_was_given_a_lead_a_day_ahead_of_time_has_the_time_agreed_from_now(offer, colleague):
    tick(LATE)
    tick(LATE - DAY)
    again = Offer.objects.get()
    assert (again.to, again.steps_done) == (colleague, [])
    assert max(each.at for each in again.assignments.all()) == LATE - DAY
    assert again.due_at - (LATE - DAY) <= 6 * DAY
    tick(LATE)
    assert kinds() == ["offered", "reroute"]


def test_an_offer_from_ahead_of_time_starts_its_clock_when_the_clock_is_right(marketer, lead, version, routing):
    made = offers.make_offer(marketer, lead, version=version, now=NINE + DAY)
    assert set_right(NINE) == 1
    look_at_clocks(NINE)
    row = Offer.objects.get()
    assert (row.offered_at, set_right(NINE)) == (NINE, 0)
    assert row.due_at < made.due_at


def test_an_answer_before_the_offer_took_no_time_and_is_not_late(offer, owner):
    row = offers.accept(owner, offer, now=NINE - HOUR)
    assert (row.answer_used, row.is_breached) == (dt.timedelta(0), False)


def test_a_call_after_an_acceptance_from_ahead_of_time_counts(offer, owner, lead):
    offers.accept(owner, offer, now=NINE + HOUR)
    set_right(NINE + HOUR / 60)
    record_touch(owner, "call.connected", thread=lead.thread, account=lead.account, at=NINE + HOUR / 2)
    follow_ups_of_leads([lead.pk], NINE + HOUR / 2)
    assert FollowUp.objects.get().connected_at == NINE + HOUR / 2


def test_the_clock_stands_still_for_a_question_whatever_the_instants_of_the_others(offer, owner, marketer):
    early = offers.ask(owner, offer, "Which plant?", now=NINE + 3 * HOUR)
    offers.give_information(marketer, early, "The one in Recife.", now=NINE + 2 * HOUR)
    offers.ask(owner, Offer.objects.get(), "And whose budget?", now=NINE + HOUR)
    state = state_of(Offer.objects.get(), NINE + 4 * HOUR)
    assert (state.is_running, state.used) == (False, HOUR)


def test_a_lead_that_came_back_is_not_offered_again_and_again(offer, owner, marketer):
    Offer.objects.update(offered_at=NINE + 30 * HOUR)
    offers.hand_back(owner, Offer.objects.get(), (NINE + DAY).date(), now=NINE)
    assert offer_returned(NINE + DAY) == 1
    newest = Offer.objects.get(status="waiting")
    offers.withdraw(marketer, newest, now=NINE + DAY + HOUR)
    assert [offer_returned(NINE + DAY + n * HOUR) for n in (1, 2, 3)] == [0, 0, 0]


def test_the_turn_goes_round_after_somebody_got_a_lead_ahead_of_time(marketer, version, routing):
    leads = [create_lead(marketer, name=f"Lead {n}") for n in range(5)]
    offers.make_offer(marketer, leads[0], version=version, now=NINE + DAY)
    set_right(NINE)
    for n, lead in enumerate(leads[1:], start=1):
        offers.make_offer(marketer, lead, version=version, now=NINE + n * HOUR / 60)
    people = Assignment.objects.order_by("id").values_list("person__username", flat=True)
    assert len({*people[:2]}) == len({*people[1:3]}) == len({*people[3:5]}) == 2


@pytest.mark.one_database
@pytest.mark.parametrize("seed", range(8))
def test_wherever_the_clock_jumps_one_offer_stays_open_and_no_step_is_taken_twice(offer, seed):
    dice, now = random.Random(seed), NINE
    for _step in range(60):
        now += dice.choice([HOUR / 6, HOUR, HOUR, 3 * HOUR, -HOUR, -DAY, DAY])
        tick(now)
    assert Offer.objects.filter(status__in=Offer.OPEN).count() == 1
    turns = " ".join(kinds()).replace("reroute", "|").replace("unrouted", "|").split("|")
    assert all(turn.count("remind") <= 1 and turn.count("escalate") <= 1 for turn in turns)
    row = Offer.objects.get()
    assert row.look_at is None or row.look_at > now
