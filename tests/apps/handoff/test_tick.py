"""The worker's look at the clocks: each step once, in working time, after any stop."""

import datetime as dt

import pytest

from jornada.apps.handoff import offers
from jornada.apps.handoff.clocks import set_clock
from jornada.apps.handoff.derive import follow_ups_due, follow_ups_of_leads
from jornada.apps.handoff.models import FollowUp, Offer, OfferEvent
from jornada.apps.handoff.tick import look_again, look_at_clocks
from jornada.apps.interactions.actions import record_touch
from jornada.apps.org.calendar_actions import add_absence
from jornada.apps.org.models import Calendar, Notice
from tests.apps.handoff.conftest import HALF, LATE, MOST, NINE

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def offer(marketer, lead, version, routing):
    return offers.make_offer(marketer, lead, version=version, now=NINE)


def kinds():
    return list(OfferEvent.objects.order_by("id").values_list("kind", flat=True))


def test_nothing_happens_before_its_time(offer):
    assert look_at_clocks(NINE + 28 * HOUR) == 0


def test_half_the_time_reminds_whoever_has_it_once(offer, owner):
    assert (look_at_clocks(HALF), look_at_clocks(HALF + HOUR / 60)) == (1, 0)
    assert kinds() == ["offered", "remind"]
    assert Notice.objects.filter(user=owner, kind="remind").count() == 1


def test_escalation_tells_the_manager(offer, manager):
    look_at_clocks(HALF)
    look_at_clocks(MOST)
    assert Notice.objects.filter(kind="escalate").values_list("user", flat=True).get() == manager.pk


def test_the_deadline_gives_it_to_somebody_else_with_a_new_clock(offer, colleague, lead):
    look_at_clocks(LATE)
    again = Offer.objects.get()
    assert (again.to, again.steps_done) == (colleague, [])
    assert again.due_at > LATE
    assert kinds() == ["offered", "reroute"]
    lead.refresh_from_db()
    assert lead.owner == colleague


def test_when_everybody_let_it_lie_it_lands_where_it_is_seen(offer):
    look_at_clocks(LATE)
    look_at_clocks(LATE + 300 * HOUR)
    assert Offer.objects.get().to is None
    assert kinds()[-1] == "unrouted"


def test_a_changed_calendar_moves_deadlines_and_fires_nothing_again(offer, admin):
    look_at_clocks(HALF)
    before = Offer.objects.get().due_at
    calendar = Calendar.objects.get()
    calendar.hours = [[[540, 660]]] * 5 + [[], []]
    calendar.updated_at = HALF
    calendar.save()
    assert look_again(HALF) == 1
    look_at_clocks(HALF)
    assert Offer.objects.get().due_at > before
    assert kinds() == ["offered", "remind"]


def test_an_absence_of_whoever_has_it_stops_the_clock(offer, owner, django_capture_on_commit_callbacks):
    before = offer.due_at
    with django_capture_on_commit_callbacks(execute=True):
        add_absence(owner, owner, dt.date(2026, 11, 26), dt.date(2026, 11, 26))
    set_clock(fresh := Offer.objects.get(), NINE)
    assert fresh.due_at == before + 3 * 24 * HOUR  # Thursday away: Monday at six instead of Friday


def test_the_log_meets_the_follow_up(offer, owner, lead):
    offers.accept(owner, offer, now=NINE)
    record_touch(owner, "call.attempted", thread=lead.thread, account=lead.account, at=NINE + HOUR)
    follow_ups_of_leads([lead.pk], NINE + 2 * HOUR)
    found = FollowUp.objects.get()
    assert (found.attempts, found.status, found.is_first_late) == (1, "open", False)
    record_touch(owner, "call.connected", thread=lead.thread, account=lead.account, at=NINE + 2 * HOUR)
    follow_ups_of_leads([lead.pk], NINE + 3 * HOUR)
    assert FollowUp.objects.get().status == "complete"


def test_a_lead_that_nobody_followed_up_fails_by_the_mere_passing_of_time(offer, owner):
    offers.accept(owner, offer, now=NINE)
    follow_ups_of_leads([offer.lead_id], NINE)
    follow_ups_due(NINE + 11 * 24 * HOUR)
    follow_ups_due(NINE + 11 * 24 * HOUR)
    assert FollowUp.objects.get().status == "failed"


def test_many_clocks_are_looked_at_together_each_step_once(marketer, version, routing, contact, manager):
    from jornada.apps.leads.actions import create_lead

    made = [
        offers.make_offer(marketer, create_lead(marketer, name=f"Lead {n}"), version=version, now=NINE)
        for n in range(6)
    ]
    Offer.objects.filter(pk__in=[each.pk for each in made[:2]]).update(steps_done=[0.5, 0.8])
    assert look_at_clocks(MOST) == 6
    assert sorted(kinds()) == ["escalate"] * 4 + ["offered"] * 6 + ["remind"] * 4
    assert Notice.objects.filter(kind="escalate").count() == 4
    look_at_clocks(LATE)
    assert kinds().count("reroute") == 6
    assert {tuple(each) for each in Offer.objects.values_list("steps_done", flat=True)} == {()}


def test_a_lead_that_cannot_be_given_on_does_not_stop_the_others(marketer, version, routing, monkeypatch):
    from jornada.apps.leads.actions import create_lead

    made = [
        offers.make_offer(marketer, create_lead(marketer, name=f"Lead {n}"), version=version, now=NINE)
        for n in range(3)
    ]
    as_ever = offers.reroute

    def broken(offer, *args, **more):
        if offer.pk == made[0].pk:
            raise ValueError("no way")
        return as_ever(offer, *args, **more)

    monkeypatch.setattr(offers, "reroute", broken)
    look_at_clocks(LATE)
    assert kinds().count("reroute") == 2
