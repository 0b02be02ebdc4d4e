"""The laboratory: a draft beside what is in force, over a year, with what was known then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jornada.apps.leads.models import Lead, LeadRung, ScoringTrial
from jornada.apps.leads.scoring import actions, lab
from jornada.apps.leads.scoring.past import KnownThen
from jornada.apps.market.actions import update_account
from jornada.apps.market.models import SegmentMember
from jornada.apps.market.segments.actions import create_segment
from jornada.apps.market.segments.members import member_ids
from jornada.apps.org import jobs
from jornada.apps.org.models import Change, Job
from jornada.rules.condition_json import to_json
from jornada.rules.conditions import Attribute, Did
from jornada.rules.scoring import AttributeRule, BehaviourRule
from jornada.ui.conditions.engine import engine
from tests.apps.insight.test_scoring import MODEL, in_english, leads, model, touch  # noqa: F401 (fixtures)

# A trial is reckoned from arrays; that what it needs is read is asked of each database.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SIZE = MODEL.rules[0]


@pytest.fixture
def a_year(world, model, leads):  # noqa: F811
    """bia asked for a demo 150 days ago and became SQL 120 days ago; davi clicked today."""
    now = timezone.now()
    Lead.objects.update(created_at=now - timedelta(days=200))
    touch(leads["bia"], "demo.requested", 150)
    LeadRung.objects.filter(lead=leads["bia"], type="sql").delete()
    LeadRung.objects.create(lead=leads["bia"], type="sql", at=now - timedelta(days=120))
    return leads


def run(model, **more):  # noqa: F811
    params = {"model": model.pk, "step": 7, "horizon": 90, **more}
    return jobs.run_here(lab.KIND, None, "", params)


@pytest.mark.each_database
def test_draft_and_live_stand_side_by_side(world, model, a_year):  # noqa: F811
    actions.edit_draft(world.boss, model, lambda rules: replace(rules, wanted=("A1", "A2", "B4")))
    assert run(model).status == "done"
    result = ScoringTrial.objects.get().result
    draft, live = result["versions"]
    assert [draft["number"], live["number"]] == [2, 1]
    assert (live["precision"]["hits"], live["precision"]["of"]) == (1, 1)
    assert (live["recall"]["hits"], live["recall"]["of"], live["base"]["of"]) == (1, 1, 3)
    assert draft["precision"]["of"] == 2
    assert result["contrast"]["added"] == {"hits": 0, "of": 1, "rest_hits": 0, "rest_of": 1, "is_sure": False}
    client = Client()
    client.force_login(world.boss)
    page = client.get(reverse("scoring_lab", args=[model.pk])).content.decode()
    assert "Whom only one of them chooses" in page
    assert "0 of 1 converted" in page


def test_who_would_change_cell_is_named(world, model, a_year):  # noqa: F811
    actions.save_rule(world.boss, model, replace(SIZE, points=5))
    run(model)
    moved = ScoringTrial.objects.get().result["moved"]
    assert moved["changed"] == 2
    assert {row["lead"] for row in moved["most"]} == {a_year["bia"].pk, a_year["caio"].pk}


def test_a_field_is_what_it_was_at_that_moment(world, model, leads):  # noqa: F811
    now = timezone.now()
    update_account(world.rui, leads["davi"].account, size_band="medium")
    Change.objects.filter(field="size_band").update(at=now - timedelta(days=10))
    everybody, here = engine().population("lead", [SIZE.condition])
    then = KnownThen(replace(MODEL, rules=(SIZE,)), everybody, now - timedelta(days=300))
    ids = everybody.ids
    held = {days: ids[then.held(SIZE, here - timedelta(days=days))].tolist() for days in (30, 0)}
    assert leads["davi"].pk not in held[30]
    assert leads["davi"].pk in held[0]


def test_a_segment_is_what_it_was_at_that_moment(world, model, a_year):  # noqa: F811
    segment = create_segment(world.boss, name="Medium", record="lead", condition=to_json(SIZE.condition))
    assert len(member_ids(segment.pk, "lead")) == 2
    update_account(world.ana, a_year["bia"].account, size_band="small")
    update_account(world.rui, a_year["davi"].account, size_band="medium")
    Change.objects.filter(field="size_band").update(at=timezone.now() - timedelta(days=10))
    actions.update_model(world.boss, model, segment=segment)
    run(model)
    result = ScoringTrial.objects.get().result
    assert result["versions"][0]["base"]["of"] == 2
    assert result["versions"][0]["recall"]["of"] == 1
    assert sum(result["versions"][0]["cells"].values()) == 1


@pytest.mark.each_database
def test_a_list_by_hand_holds_its_leads_while_they_stay(world, model, leads):  # noqa: F811
    segment = create_segment(world.boss, name="By hand", record="lead", condition=None)
    now = timezone.now()
    stays = ((leads["bia"], 40, 20), (leads["davi"], 5, None))
    for lead, joined, left in stays:
        left_at = now - timedelta(days=left) if left else None
        joined_at = now - timedelta(days=joined)
        SegmentMember.objects.create(segment=segment, object_id=lead.pk, joined_at=joined_at, left_at=left_at)
    everybody, here = engine().population("lead", [])
    then = KnownThen(replace(MODEL, rules=()), everybody, now, segment)
    held = [everybody.ids[then.belonged(here - timedelta(days=days))].tolist() for days in (50, 30, 0)]
    assert held == [[], [leads["bia"].pk], [leads["davi"].pk]]


def test_behaviour_in_conditions_is_as_of_then(world, model, leads):  # noqa: F811
    asked = AttributeRule("c", "C", "who", 5, Did(("demo.requested",)))
    everybody, here = engine().population("lead", [asked.condition])
    then = KnownThen(replace(MODEL, rules=(asked,)), everybody, here - timedelta(days=300))
    assert [int(then.held(asked, here - timedelta(days=days)).sum()) for days in (60, 20)] == [0, 1]


def test_fields_without_history_are_named(world, model, leads):  # noqa: F811
    rule = AttributeRule("mail", "Mail", "who", 5, Attribute("contact.has_email", "is", True))
    actions.save_rule(world.boss, model, rule)
    run(model)
    assert ScoringTrial.objects.get().result["as_today"] == ["contact.has_email"]


def test_young_leads_and_leads_without_data_are_counted(world, model, a_year):  # noqa: F811
    Lead.objects.filter(pk=a_year["davi"].pk).update(
        created_at=timezone.now() - timedelta(days=5), account=None, contact=None
    )
    run(model)
    result = ScoringTrial.objects.get().result
    assert (result["versions"][0]["young"], result["without_data"]) == (1, 1)


def test_a_model_that_scores_all_alike_is_said(world, model, a_year):  # noqa: F811
    nothing = BehaviourRule("x", "X", "does", 5, Did(("upsell.bought",)))
    actions.edit_draft(world.boss, model, lambda rules: replace(rules, rules=(nothing,)))
    run(model)
    assert ScoringTrial.objects.get().result["versions"][0]["is_flat"]
    client = Client()
    client.force_login(world.boss)
    page = client.get(reverse("scoring_lab", args=[model.pk])).content.decode()
    assert "scores everybody alike" in page
    assert "Put the draft in force" not in page


@pytest.mark.each_database
def test_the_page_starts_a_trial_and_shows_it(world, model, a_year):  # noqa: F811
    actions.save_rule(world.boss, model, replace(SIZE, points=5))
    client, address = Client(), reverse("scoring_lab", args=[model.pk])
    client.force_login(world.boss)
    assert "Not tried yet" in client.get(address).content.decode()
    client.post(address, {"step": "7", "horizon": "90"})
    job = Job.objects.get(kind=lab.KIND)
    jobs.perform(job.pk)
    page = client.get(address).content.decode()
    assert "Side by side" in page
    assert "Put the draft in force" in page
    assert reverse("scoring_lab", args=[model.pk]) in client.get(reverse("job", args=[job.pk])).content.decode()


def test_a_trial_of_an_older_draft_says_so(world, model, a_year):  # noqa: F811
    actions.save_rule(world.boss, model, replace(SIZE, points=5))
    run(model)
    actions.save_rule(world.boss, model, replace(SIZE, points=6))
    client = Client()
    client.force_login(world.boss)
    assert "try it again" in client.get(reverse("scoring_lab", args=[model.pk])).content.decode()


def test_only_editors_enter(world, model):  # noqa: F811
    client = Client()
    client.force_login(world.ana)
    assert client.get(reverse("scoring_lab", args=[model.pk])).status_code == 403


def test_a_cancelled_trial_leaves_nothing(world, model, a_year):  # noqa: F811
    job = lab.start_trial(world.boss, model)
    Job.objects.filter(pk=job.pk).update(is_cancel_requested=True)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.status == "cancelled"
    assert not ScoringTrial.objects.exists()


def test_facts_of_leads_come_from_the_log(model, a_year):  # noqa: F811
    everybody, _now = engine().population("lead", [])
    facts = lab.facts_of(everybody)
    converted = everybody.ids[facts.converted_at < np.iinfo(np.int64).max]
    assert converted.tolist() == [a_year["bia"].pk]
