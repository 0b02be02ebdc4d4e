import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jornada.apps.interactions.actions import record_touch, record_touches, void_touch
from jornada.apps.interactions.models import Dirty, Touch, TouchSummary
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.journeys.models import Position, Visit
from jornada.apps.leads.models import LeadRung
from jornada.apps.market.models import Account
from jornada.apps.org.models import Job
from jornada.flow import settle as flow
from jornada.flow.settle import settle, settle_all, settle_dirty, settle_due

from .conftest import NOW, STAMPS, day, record

pytestmark = pytest.mark.django_db


def road(account):
    return [(v.cycle, v.stage.code, v.left_by) for v in Visit.objects.filter(account=account).order_by("number")]


def derived_rows():
    """Everything that was derived, without ids of its own."""
    found = []
    for model, names in (
        (TouchSummary, [f.attname for f in TouchSummary._meta.concrete_fields if f.name != "derived_at"]),
        (Visit, [f.attname for f in Visit._meta.concrete_fields if f.name != "id"]),
        (Position, [f.attname for f in Position._meta.concrete_fields]),
        (LeadRung, ("lead", "type", "at", "evidence_touch_id", "behaviour")),
    ):
        found.append(sorted(model.objects.values_list(*names), key=str))
    return found


def test_a_touch_by_hand_is_seen_at_once(account, django_capture_on_commit_callbacks):
    yesterday = timezone.now() - dt.timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        touch = record_touch(None, "demo.held", account=account, at=yesterday)
    visit = Visit.objects.get()
    assert (visit.stage.code, visit.entered_at, visit.evidence_touch_id) == ("evaluation", yesterday, touch.pk)
    assert Position.objects.get().expires_at == yesterday + dt.timedelta(days=120)
    assert TouchSummary.objects.get().number == 1
    assert not Dirty.objects.exists()


def test_a_lead_becomes_what_its_thread_shows(lead):
    record((-50, "form.submitted"), (-20, "demo.requested"), (-10, "handoff.accepted"), thread=lead.thread_id)
    settle_dirty(now=NOW)
    lead.refresh_from_db()
    assert (lead.type, lead.type_since) == ("sal", day(-10))
    assert list(lead.rungs.values_list("type", "at")) == [("prospect", day(-50)), ("mql", day(-20)), ("sal", day(-10))]


def test_a_lead_whose_only_touch_is_voided_is_a_suspect_again(lead):
    record((-20, "demo.requested"), thread=lead.thread_id)
    settle_dirty(now=NOW)
    void_touch(None, Touch.objects.get(), "wrong person")
    settle_dirty(now=NOW)
    lead.refresh_from_db()
    assert (lead.type, lead.type_since, lead.rungs.count()) == ("suspect", lead.created_at, 0)


def test_a_back_dated_touch_changes_what_follows_from_it(account):
    record((-10, "demo.held"), account=account.pk)
    settle_dirty(now=NOW)
    record((-20, "form.submitted"), (-5, "form.submitted"), account=account.pk)
    settle_dirty(now=NOW)
    assert road(account) == [(1, "interest", "evidence"), (1, "evaluation", "evidence"), (1, "interest", "")]


def test_a_voided_touch_leaves_visits_and_counts(account):
    record((-10, "form.submitted"), (-5, "demo.held"), account=account.pk)
    settle_dirty(now=NOW)
    void_touch(None, Touch.objects.get(activity__code="demo.held"), "did not happen", now=NOW)
    settle_dirty(now=NOW)
    assert road(account) == [(1, "interest", "")]
    assert TouchSummary.objects.get().number == 1


def test_two_cycles_show_as_two(account):
    record((-90, "demo.held"), (-80, "deal.lost"), (-10, "form.submitted"), account=account.pk)
    settle_dirty(now=NOW)
    assert road(account) == [(1, "evaluation", "closed"), (2, "interest", "")]
    assert (Position.objects.get().cycle, Position.objects.get().stage.code) == (2, "interest")


def test_an_account_whose_cycle_is_closed_stands_nowhere(account):
    record((-90, "demo.held"), (-80, "deal.lost"), account=account.pk)
    settle_dirty(now=NOW)
    position = Position.objects.get()
    assert (position.stage, position.outcome, position.expires_at) == (None, "lost", None)


def test_the_summary_tells_the_last_30_days_from_the_30_before(account):
    record((-70, "email.sent"), (-40, "email.sent"), (-3, "email.sent"), (-1, "email.sent"), account=account.pk)
    settle_dirty(now=NOW)
    summary = TouchSummary.objects.get()
    assert (summary.number, summary.number_30_days, summary.number_30_days_before) == (4, 2, 1)
    assert (summary.first_at, summary.last_at) == (day(-70), day(-1))


def test_a_decision_of_ours_is_no_interaction(account):
    record((-5, "deal.opened"), (-3, "email.sent"), (-1, "deal.won"), account=account.pk)
    settle_dirty(now=NOW)
    summary = TouchSummary.objects.get()
    assert (summary.number, summary.number_30_days, summary.number_30_days_before) == (1, 1, 0)
    assert (summary.first_at, summary.last_at) == (day(-3), day(-3))


def test_where_there_were_decisions_only_there_is_no_last_interaction(account):
    record((-5, "deal.opened"), (-1, "deal.won"), account=account.pk)
    settle_dirty(now=NOW)
    summary = TouchSummary.objects.get()
    assert (summary.number, summary.first_at, summary.last_at) == (0, None, None)


def test_what_is_thrown_away_is_made_again_the_same(lead, account):
    record((-90, "demo.held"), (-80, "deal.lost"), (-40, "form.submitted"), account=account.pk, thread=lead.thread_id)
    settle_dirty(now=NOW)
    before = derived_rows()
    for model in (TouchSummary, Visit, Position, LeadRung):
        model.objects.all().delete()
    settle([account.pk], [lead.thread_id], now=NOW)
    assert derived_rows() == before
    assert all(before)


def test_nothing_is_lost_when_nobody_settles_after_the_commit(account):
    record((-1, "demo.held"), account=account.pk)  # the process dies here: no listener runs
    assert not Visit.objects.exists()
    assert settle_dirty(now=NOW) == 1
    assert road(account) == [(1, "evaluation", "")]


def test_what_comes_in_while_settling_is_not_lost(account, monkeypatch):
    record((-10, "form.submitted"), account=account.pk)
    find = flow.journeys.find_visits

    def meanwhile(*args):
        monkeypatch.setattr(flow.journeys, "find_visits", find)
        record((-5, "demo.held"), account=account.pk)
        return find(*args)

    monkeypatch.setattr(flow.journeys, "find_visits", meanwhile)
    assert settle_dirty(now=NOW) == 0
    assert Dirty.objects.count() == 1
    assert settle_dirty(now=NOW) == 1
    assert road(account)[-1] == (1, "evaluation", "")


def test_a_subject_that_another_worker_has_done_is_not_written_twice(account, monkeypatch):
    record((-10, "form.submitted"), account=account.pk)
    find = flow.journeys.find_visits

    def meanwhile(*args):
        monkeypatch.setattr(flow.journeys, "find_visits", find)
        settle_dirty(now=NOW)
        return find(*args)

    monkeypatch.setattr(flow.journeys, "find_visits", meanwhile)
    assert settle_dirty(now=NOW) == 0
    assert Visit.objects.count() == 1


def test_of_a_batch_only_the_disturbed_subject_waits(account, monkeypatch):
    other = Account.objects.create(name="Other", **STAMPS)
    for subject in (account, other):
        record((-10, "form.submitted"), account=subject.pk)
    find = flow.journeys.find_visits

    def meanwhile(*args):
        monkeypatch.setattr(flow.journeys, "find_visits", find)
        record((-5, "demo.held"), account=other.pk)
        return find(*args)

    monkeypatch.setattr(flow.journeys, "find_visits", meanwhile)
    assert settle_dirty(now=NOW) == 1
    assert (road(account), road(other)) == ([(1, "interest", "")], [])


def test_time_alone_moves_an_account_back(account):
    record((-10, "demo.held"), account=account.pk)
    settle_dirty(now=NOW)
    assert settle_due(now=day(1)) == 1  # the figures of the last 30 days
    settle_dirty(now=day(1))
    later = day(110)
    assert settle_due(now=later) == 1
    settle_dirty(now=later)
    assert road(account) == [(1, "evaluation", "expiry"), (1, "consideration", "")]
    assert settle_due(now=later) == 0


def test_what_a_clock_that_was_ahead_derived_is_made_again_once_it_is_put_back(account):
    record((-10, "demo.held"), account=account.pk)
    settle_dirty(now=day(110))
    assert road(account) == [(1, "evaluation", "expiry"), (1, "consideration", "")]
    assert settle_due(now=NOW) == 1
    settle_dirty(now=NOW)
    assert road(account) == [(1, "evaluation", "")]
    assert TouchSummary.objects.get().number_30_days == 1
    assert settle_due(now=NOW) == 0


def test_while_an_import_runs_the_worker_waits(account):
    record((-10, "demo.held"), account=account.pk)
    job = Job.objects.create(kind="import", status=Job.Status.RUNNING, started_at=timezone.now())
    assert settle_dirty(now=NOW) == 0
    Job.objects.filter(pk=job.pk).update(status=Job.Status.DONE)
    assert settle_dirty(now=NOW) == 1


def test_all_that_waits_is_settled_with_word_of_progress(account, monkeypatch):
    monkeypatch.setattr(flow, "BATCH_SUBJECTS", 2)
    others = Account.objects.bulk_create(Account(name=str(n), **STAMPS) for n in range(4))
    for subject in (account, *others):
        record((-1, "demo.held"), account=subject.pk)
    heard = []
    assert settle_all(lambda done, total: heard.append((done, total))) == 5
    assert heard == [(2, 5), (4, 5), (5, 5)]


def queries_for(number):
    accounts = Account.objects.bulk_create(Account(name=str(n), **STAMPS) for n in range(number))
    record_touches([NewTouch("demo.held", day(-1), account=a.pk) for a in accounts], source="test", now=NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert settle_dirty(now=NOW) == number
    return len(queries)


def test_a_hundred_times_the_accounts_need_no_more_queries(db):
    queries_for(2)  # what a process keeps is read once
    assert queries_for(1000) <= queries_for(60) <= 30
