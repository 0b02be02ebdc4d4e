"""The predictive score over leads of whom the truth is planted: found, judged, told with reasons, or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jornada.analytics.score_trial import NEVER, Leads
from jornada.analytics.touch_index import micros
from jornada.apps.insight import copy
from jornada.apps.interactions.models import Activity, Thread, Touch
from jornada.apps.leads.models import Lead, LeadChance, LeadRung, Predictor
from jornada.apps.leads.scoring import actions, predicting, ranking
from jornada.apps.leads.scoring.past_fields import FieldsThen
from jornada.apps.leads.scoring.predicting_rows import closed_at, rows_of
from jornada.apps.market.actions import update_account
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import jobs
from jornada.apps.org.models import Change, Job, RoleRule, User
from jornada.ui.conditions.engine import engine
from tests.apps.insight.test_scoring import MODEL, in_english, leads, model  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def company(world, number: int, signal: float) -> None:
    """Make leads of two years; a third ask for a demo on their first day and convert sooner by `signal`."""
    random, now = np.random.default_rng(3), timezone.now()
    account = world.account("Big", owner=world.ana, size_band="medium")
    stamps = {"created_at": now, "updated_at": now}
    people = Contact.objects.bulk_create([Contact(name=f"P{n}", account=account, **stamps) for n in range(number)])
    threads = Thread.objects.bulk_create([Thread(account=account, opened_at=now) for _n in range(number)])
    made = [now - DAY * float(days) for days in random.uniform(1, 730, number)]
    rows = [
        Lead(name=f"L{n}", account=account, contact=people[n], thread=threads[n], owner=world.ana,
             created_at=made[n], updated_at=now)
        for n in range(number)
    ]  # fmt: skip
    rows = Lead.objects.bulk_create(rows)
    asks = random.random(number) < 0.33
    # A steady hazard: how old a lead is says nothing.
    days = random.exponential(180 / (1 + signal * asks))
    won = [(row, row.created_at + DAY * float(each)) for row, each in zip(rows, days, strict=True)]
    LeadRung.objects.bulk_create([LeadRung(lead=row, type="sql", at=at) for row, at in won if at < now])
    ids = dict(Activity.objects.values_list("code", "pk"))
    Touch.objects.bulk_create(
        [_touch(account, row, ids["email.opened"], day) for row in rows for day in random.uniform(0, 3, 2)]
        + [_touch(account, row, ids["demo.requested"], 0.5) for row, asked in zip(rows, asks, strict=True) if asked]
    )
    copy.mark_all()


def _touch(account: Account, row: Lead, activity: int, day: float) -> Touch:
    at = row.created_at + DAY * float(day)
    head = {"account": account, "contact": row.contact, "activity_id": activity}
    return Touch(**head, at=at, channel="web", direction="in", by="buyer", outcome="none", recorded_at=at)


def learn() -> Predictor:
    assert jobs.run_here(predicting.KIND, None, "", {}).status == "done"
    return Predictor.objects.first()


def page_of(user, url):
    client = Client()
    client.force_login(user)
    return client.get(url).content.decode()


def test_a_planted_signal_is_found_and_told_with_reasons(world):
    company(world, 900, 5)
    result = learn().result
    assert result["verdict"] in ("works", "ranks")
    assert result["auc_low"] > 0.5
    assert "activity:demo.requested" in dict(result["weights"])
    asked = LeadChance.objects.filter(lead__contact__touches__activity__code="demo.requested")
    others = LeadChance.objects.exclude(lead__in=asked.values("lead"))
    assert np.mean([row.chance for row in asked]) > np.mean([row.chance for row in others])
    assert all(row.reasons for row in asked)
    page = page_of(world.boss, reverse("scoring_prediction"))
    assert "Said and happened" in page
    assert "Demo requested, in 90 days" in page
    lead = asked.first().lead
    assert "Chance to convert" in page_of(world.ana, lead.get_absolute_url())


@pytest.mark.one_database
def test_without_signal_nobody_is_ranked_by_it(world):
    company(world, 900, 0)
    result = learn().result
    assert result["auc_low"] < 0.5 < result["auc_high"]
    assert (result["verdict"], LeadChance.objects.exists()) == ("none", False)


def test_too_little_history_is_refused_in_words(world, leads):  # noqa: F811
    row = learn()
    assert "refused" in row.result
    assert not LeadChance.objects.exists()
    assert "Too little history" in page_of(world.boss, reverse("scoring_prediction"))


@pytest.mark.one_database
def test_a_refusal_takes_back_what_was_said_before(world, leads):  # noqa: F811
    LeadChance.objects.create(lead=leads["bia"], chance=0.5, grade="A", reasons=[], made_at=timezone.now())
    learn()
    assert not LeadChance.objects.exists()


@pytest.mark.one_database
def test_each_lead_judges_once_and_no_block_reaches_into_the_next(world):
    from jornada.analytics.predict.split import CALIBRATE, TEST, TRAIN

    company(world, 200, 0)
    everybody, now = engine().population("lead", [])
    end = int(now.timestamp() * 1e6)
    random = np.random.default_rng(1)
    created = end - (random.uniform(0, 700, len(everybody)) * 86_400e6).astype(np.int64)
    facts = Leads(
        created, np.full(len(created), NEVER), np.full(len(created), -1, np.int8), np.full(len(created), NEVER)
    )
    rows = rows_of(facts, end, set(everybody.ids.tolist()), everybody, np.full(len(created), NEVER))
    judged = rows.lead[rows.part == TEST]
    assert len(judged) == len(set(judged.tolist()))
    gap = predicting.HORIZON * 86_400_000_000
    assert rows.at[np.isin(rows.part, (TRAIN, CALIBRATE))].max() + gap <= rows.at[rows.part == TEST].min()


def test_only_editors_start_learning(world, leads):  # noqa: F811
    client = Client()
    client.force_login(world.ana)
    assert client.post(reverse("scoring_learn")).status_code == 403
    client.force_login(world.boss)
    client.post(reverse("scoring_learn"))
    assert Job.objects.filter(kind=predicting.KIND).count() == 1


@pytest.mark.one_database
def test_it_learns_again_after_a_week_once_somebody_asked(world, leads):  # noqa: F811
    now = timezone.now()
    assert not predicting.learn_again(now)
    learn()
    assert not predicting.learn_again(now)
    assert predicting.learn_again(now + timedelta(days=8))
    assert not predicting.learn_again(now + timedelta(days=8))


def test_the_ranking_puts_value_and_urgency_first_with_reasons(world, model, leads):  # noqa: F811
    now = timezone.now()
    Lead.objects.filter(pk=leads["caio"].pk).update(heat=3)
    found = ranking.ranked(ranking.open_leads(world.boss), now)
    by_name = {each.lead.name: each for each in found}
    assert [each.lead.name for each in found] == ["bia", "caio", "davi"]
    assert "hot" in by_name["caio"].reasons
    assert by_name["davi"].basis == "by its score"


def test_who_is_left_to_marketing_comes_last_and_the_page_says_so(world, model, leads):  # noqa: F811
    from jornada.apps.leads.scoring.ranking_views import first_of_day
    from jornada.ui.day import Day

    Lead.objects.filter(pk=leads["bia"].pk).update(grade="C4")
    Lead.objects.filter(pk=leads["davi"].pk).update(grade="B4")
    names = [each.lead.name for each in ranking.ranked(ranking.open_leads(world.boss))]
    assert set(names[:2]) == {"caio", "davi"}
    text = page_of(world.boss, f"{reverse('lead_ranking')}?whose=all")
    assert text.count("fits badly and is quiet: leave it to Marketing") == 1
    assert "the last interaction of an account is by anyone" in text
    assert "unless hot, warm, owed an answer or predicted above average" in page_of(
        world.boss, reverse("lead_ranking_plane")
    )
    section = first_of_day(Day(world.ana, (world.ana.pk,), timezone.now()))
    assert [line.title for line in section.lines] == ["caio"]
    Lead.objects.filter(pk=leads["bia"].pk).update(heat=3)
    assert ranking.ranked(ranking.open_leads(world.boss))[0].lead.name == "bia"


def test_the_ranking_says_once_what_its_chances_rest_on(world, model, leads):  # noqa: F811
    text = page_of(world.boss, reverse("lead_ranking"))
    assert text.count("The chances rest on the score alone") == 1
    assert "by its score" not in text


def test_the_plane_counts_open_leads_and_narrows_the_ranking(world, model, leads):  # noqa: F811
    Lead.objects.filter(pk=leads["bia"].pk).update(grade="A1")
    Lead.objects.filter(pk=leads["davi"].pk).update(grade="C4")
    assert reverse("lead_ranking_plane") in page_of(world.boss, f"{reverse('lead_ranking')}?whose=all")
    whole = page_of(world.boss, reverse("lead_ranking_plane"))
    assert "<b>1</b> <small>A1</small>" in whole
    assert "cell=A1" in whole
    narrowed = page_of(world.boss, f"{reverse('lead_ranking')}?whose=all&cell=A1")
    assert "bia" in narrowed
    assert "davi" not in narrowed


def test_a_predicted_chance_counts_before_the_score(world, model, leads):  # noqa: F811
    LeadChance.objects.create(lead=leads["davi"], chance=0.9, grade="A", reasons=[], made_at=timezone.now())
    found = ranking.ranked(ranking.open_leads(world.boss))
    assert found[0].lead == leads["davi"]
    assert found[0].rank.basis == "predicted"


def test_of_the_ranking_each_sees_their_own(world, model, leads):  # noqa: F811
    assert "davi" in page_of(world.rui, reverse("lead_ranking"))
    assert "bia" not in page_of(world.rui, f"{reverse('lead_ranking')}?whose=all")
    everything = page_of(world.boss, f"{reverse('lead_ranking')}?whose=all")
    assert everything.index("bia") < everything.index("davi")


def test_my_day_begins_with_the_first_of_the_ranking(world, model, leads):  # noqa: F811
    from jornada.apps.leads.scoring.ranking_views import first_of_day
    from jornada.ui.day import Day

    section = first_of_day(Day(world.ana, (world.ana.pk,), timezone.now()))
    assert [line.title for line in section.lines] == ["bia", "caio"]


def test_a_call_to_the_first_of_the_ranking_is_recorded_or_planned_on_my_day(world, model, leads):  # noqa: F811
    text = page_of(world.ana, "/")
    thread = f"thread={leads['bia'].thread_id}"
    assert f"{reverse('touch_new')}?{thread}" in text
    assert f"{reverse('task_new')}?{thread}" in text
    assert f"?{thread}" not in page_of(world.rui, "/")


def test_who_changes_no_lead_is_offered_no_act_on_my_day(world, model, leads):  # noqa: F811
    from jornada.apps.leads.scoring.ranking_views import first_of_day
    from jornada.ui.day import Day

    RoleRule.objects.create(code="sales", rule={"reaches": {"lead.change": "none"}, "fields": {}})
    user = User.objects.get(pk=world.ana.pk)
    section = first_of_day(Day(user, (user.pk,), timezone.now()))
    assert section.lines
    assert section.buttons == ""


def test_the_ranking_costs_the_same_with_more_leads(world, model, leads, django_assert_max_num_queries):  # noqa: F811
    with CaptureQueriesContext(connection) as few:
        ranking.ranked(ranking.open_leads(world.boss))
    company(world, 30, 0)
    with django_assert_max_num_queries(len(few)):
        assert len(ranking.ranked(ranking.open_leads(world.boss))) == 33


def test_my_day_makes_no_more_leads_than_it_shows(world, model, leads, monkeypatch):  # noqa: F811
    company(world, 40, 0)
    made, real = [], Lead.from_db.__func__
    monkeypatch.setattr(Lead, "from_db", classmethod(lambda cls, *args: made.append(1) or real(cls, *args)))
    assert len(ranking.ranked(ranking.open_leads(world.boss), most=5)) == 5
    assert len(made) == 5


def test_the_cells_of_one_model_say_nothing_of_anothers(world, model, leads):  # noqa: F811
    second = actions.create_model(world.boss, MODEL, name="Second", order=20)
    cells = {str(second.pk): {"B4": [9, 10]}, str(model.pk): {"B4": [1, 10]}}
    result = {"all": [10, 40], "cells": cells, "worth": None}
    Predictor.objects.create(made_at=timezone.now(), horizon=60, result=result)
    by_name = {each.lead.name: each.rank for each in ranking.ranked(ranking.open_leads(world.boss))}
    assert (by_name["caio"].basis, by_name["caio"].chance) == ("grade", (1 + 20 * 0.25) / 30)


def test_the_cells_of_each_model_are_counted_apart(world, model, leads):  # noqa: F811
    second = actions.create_model(world.boss, replace(MODEL, fit_from=(90, 80, 70)), name="Second", order=20)
    actions.publish(world.boss, second)
    company(world, 60, 0)
    cells = learn().result["cells"]
    assert set(cells) == {str(model.pk), str(second.pk)}
    assert {cell[0] for cell in cells[str(model.pk)]} == {"B"}
    assert {cell[0] for cell in cells[str(second.pk)]} == {"D"}


def test_who_must_not_see_amounts_sees_no_expected_value(world, model, leads):  # noqa: F811
    Predictor.objects.create(made_at=timezone.now(), horizon=60, result={"all": [10, 40], "worth": 40_000})
    assert "Expected" in page_of(world.ana, reverse("lead_ranking"))
    RoleRule.objects.create(code="sales", rule={"reaches": {}, "fields": {"opportunity.amount": "hidden"}})
    assert "Expected" not in page_of(User.objects.get(pk=world.ana.pk), reverse("lead_ranking"))


def test_leads_that_were_set_aside_by_then_are_not_learnt_from(world):
    company(world, 3, 0)
    everybody, now = engine().population("lead", [])
    end, days = int(now.timestamp() * 1e6), 86_400_000_000
    created = np.full(3, end - 200 * days)
    never = np.full(3, NEVER)
    facts = Leads(created, never, np.full(3, -1, np.int8), never)
    closed = np.array([created[0] + 10 * days, 0, NEVER])
    rows = rows_of(facts, end, set(), everybody, closed)
    ages = {lead: sorted(rows.group[rows.lead == lead].tolist()) for lead in range(3)}
    assert ages == {0: [0], 1: [], 2: [0, 1, 2]}


def test_when_leads_were_set_aside_is_read_from_them(world):
    company(world, 3, 0)
    then = timezone.now() - DAY
    first, second, _third = Lead.objects.order_by("pk")
    Lead.objects.filter(pk=first.pk).update(status="discarded", set_aside_at=then)
    Lead.objects.filter(pk=second.pk).update(status="parked")
    everybody, _now = engine().population("lead", [])
    assert closed_at(everybody).tolist() == [micros(then), 0, NEVER]


@pytest.mark.one_database
def test_what_a_company_was_is_taken_as_of_then(world):
    company(world, 2, 0)
    now = timezone.now()
    update_account(world.ana, Account.objects.get(), size_band="large")
    update_account(world.ana, Account.objects.get(), size_band="enterprise")
    changes = Change.objects.filter(field="size_band").order_by("pk")
    for change, days in zip(changes, (20, 10), strict=True):
        Change.objects.filter(pk=change.pk).update(at=now - days * DAY)
    everybody, _now = engine().population("lead", [])
    then = FieldsThen(everybody, ["account.size_band"], now - 100 * DAY)
    at = np.array([micros(now - days * DAY) for days in (30, 15, 5)])
    found = then.of("account.size_band", np.array([0, 1, 0]), at)
    assert found.decode() == ["medium", "large", "enterprise"]
    assert then.at(micros(now - 15 * DAY))["account.size_band"].decode() == ["large", "large"]
