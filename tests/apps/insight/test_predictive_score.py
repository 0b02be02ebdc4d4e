"""The predictive score over leads of whom the truth is planted: found, judged, told with reasons, or refused."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jornada.apps.insight import copy
from jornada.apps.interactions.models import Activity, Thread, Touch
from jornada.apps.leads.models import Lead, LeadChance, LeadRung, Predictor
from jornada.apps.leads.scoring import predicting, ranking
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import jobs
from jornada.apps.org.models import Job
from tests.apps.insight.test_scoring import in_english, leads, model  # noqa: F401 (fixtures)

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


def test_without_signal_nobody_is_ranked_by_it(world):
    company(world, 900, 0)
    result = learn().result
    # Who stands where is dealt by ids, and one world in forty looks better than chance.
    assert result["auc_low"] < 0.54
    assert LeadChance.objects.exists() == (result["verdict"] != "none")


def test_too_little_history_is_refused_in_words(world, leads):  # noqa: F811
    row = learn()
    assert "refused" in row.result
    assert not LeadChance.objects.exists()
    assert "Too little history" in page_of(world.boss, reverse("scoring_prediction"))


def test_a_refusal_takes_back_what_was_said_before(world, leads):  # noqa: F811
    LeadChance.objects.create(lead=leads["bia"], chance=0.5, grade="A", reasons=[], made_at=timezone.now())
    learn()
    assert not LeadChance.objects.exists()


def test_each_lead_judges_once_and_no_block_reaches_into_the_next(world):
    from jornada.analytics.predict.split import CALIBRATE, TEST, TRAIN
    from jornada.analytics.score_trial import NEVER, Leads
    from jornada.ui.conditions.engine import engine

    company(world, 200, 0)
    everybody, now = engine().population("lead", [])
    end = int(now.timestamp() * 1e6)
    random = np.random.default_rng(1)
    created = end - (random.uniform(0, 700, len(everybody)) * 86_400e6).astype(np.int64)
    facts = Leads(
        created, np.full(len(created), NEVER), np.full(len(created), -1, np.int8), np.full(len(created), NEVER)
    )
    rows = predicting.rows_of(facts, end, set(everybody.ids.tolist()), everybody)
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
    assert "by its score alone" in by_name["davi"].chance


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


def test_the_ranking_costs_the_same_with_more_leads(world, model, leads, django_assert_max_num_queries):  # noqa: F811
    with django_assert_max_num_queries(8):
        ranking.ranked(ranking.open_leads(world.boss))
