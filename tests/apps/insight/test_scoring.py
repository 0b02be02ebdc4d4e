"""Scores over the real engine: what is kept is what the rule says, it stays fresh, and conditions can ask for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from jornada.apps.interactions.actions import record_touches, void_touch
from jornada.apps.interactions.models import Thread, Touch
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.leads.models import AccountScore, Lead, LeadScore, ScoreChange, ScoringModel, ScoringVersion
from jornada.apps.leads.scoring import actions, keeping, queries
from jornada.apps.leads.scoring.explaining import explain
from jornada.apps.market.actions import update_account
from jornada.apps.market.models import Contact
from jornada.apps.org.edits import WrongMomentError
from jornada.flow.settle import settle
from jornada.rules.conditions import Attribute, Did, Score
from jornada.rules.scoring import AttributeRule, BehaviourRule, Group, Model
from jornada.rules.scoring_json import model_to_json
from jornada.ui.conditions.engine import engine

pytestmark = pytest.mark.django_db
MODEL = Model(
    (Group("who", "Who", "fit"), Group("does", "Does", "engagement", 60)),
    (
        AttributeRule("size", "Size", "who", 20, Attribute("account.size_band", "is", "medium")),
        AttributeRule("boss", "Boss", "who", 20, Attribute("contact.title", "contains", "director")),
        BehaviourRule("demo", "Demo", "does", 30, Did(("demo.requested",)), "first", half_life_days=30),
        BehaviourRule("click", "Click", "does", 8, Did(("email.clicked",)), half_life_days=10),
    ),
    100,
    (40, 20, 10),
    (30, 15, 5),
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def leads(world):
    now = timezone.now()
    acme = world.account("Acme", owner=world.ana, size_band="medium")
    beta = world.account("Beta", owner=world.rui, size_band="small")
    found = {}
    for name, account, title in (("bia", acme, "Director"), ("caio", acme, "Analyst"), ("davi", beta, "")):
        contact = Contact.objects.create(
            name=name, account=account, owner=account.owner, title=title, created_at=now, updated_at=now
        )
        thread = Thread.objects.create(account=account, contact=contact, opened_at=now)
        found[name] = Lead.objects.create(
            name=name,
            account=account,
            contact=contact,
            owner=account.owner,
            thread=thread,
            created_at=now,
            updated_at=now,
        )
    return found


def touch(lead, activity, days_ago=0.0, **more):
    at = timezone.now() - timedelta(days=days_ago)
    row = NewTouch(activity, at, lead.account_id, contact=lead.contact_id, **more)
    record_touches([row], source="api", now=timezone.now())
    settle([lead.account_id])


@pytest.fixture
def model(world, leads):
    touch(leads["bia"], "demo.requested", 30)
    touch(leads["bia"], "email.clicked", 10)
    touch(leads["davi"], "email.clicked", 0)
    row = actions.create_model(world.boss, MODEL, name="Main")
    actions.publish(world.boss, row)
    return ScoringModel.objects.get(pk=row.pk)


def kept(lead, model=None):
    row = LeadScore.objects.get(lead=lead, **({"model": model} if model else {}))
    return row.grade, row.points


def test_everybody_is_scored_when_a_model_comes_into_force(model, leads):
    # bia: 40 of fit, 15 + 4 of engagement; caio: 20 of fit; davi: 8.
    assert {name: kept(lead) for name, lead in leads.items()} == {
        "bia": ("A2", 59.0),
        "caio": ("B4", 20.0),
        "davi": ("D3", 8.0),
    }


def test_what_is_kept_is_what_the_explanation_says(model, leads):
    version = queries.version_of(model, "live")
    for lead in leads.values():
        found = explain(version, lead).score
        assert kept(lead) == (found.grade, pytest.approx(found.points, abs=0.06))


def test_a_line_names_the_touches_behind_it(model, leads):
    found = explain(queries.version_of(model, "live"), leads["bia"])
    codes = {
        line.rule.code: [found.touches[each.place].activity.code for each in line.touches] for line in found.score.fired
    }
    assert codes == {"size": [], "boss": [], "demo": ["demo.requested"], "click": ["email.clicked"]}


def test_a_touch_changes_the_score_of_its_lead_alone(model, leads):
    touch(leads["caio"], "email.clicked")
    assert kept(leads["caio"]) == ("B4", 20.0)
    keeping.score_waiting()
    assert (kept(leads["caio"]), kept(leads["davi"])) == (("B3", 28.0), ("D3", 8.0))


def test_a_voided_touch_no_longer_counts(world, model, leads):
    void_touch(world.boss, Touch.objects.get(contact=leads["davi"].contact), "wrong person")
    settle([leads["davi"].account_id])
    keeping.score_waiting()
    assert kept(leads["davi"]) == ("D4", 0.0)


def test_an_edit_of_the_account_changes_the_score(world, model, leads):
    update_account(world.rui, leads["davi"].account, size_band="medium")
    keeping.score_waiting()
    assert kept(leads["davi"]) == ("B3", 28.0)


def test_a_new_lead_is_scored(world, model, leads):
    from jornada.apps.leads.actions import create_lead

    lead = create_lead(world.boss, name="New", account=leads["bia"].account, contact=leads["bia"].contact)
    keeping.score_waiting()
    assert kept(lead) == ("A2", 59.0)


def test_scoring_a_few_and_everybody_agree(model, leads):
    touch(leads["bia"], "email.clicked", 3)
    touch(leads["caio"], "demo.requested", 1)
    keeping.score_waiting()
    few = {name: kept(lead) for name, lead in leads.items()}
    keeping.score_everybody(queries.version_of(model, "live"))
    assert {name: kept(lead) for name, lead in leads.items()} == few


def test_time_alone_cools_a_score_down(model, leads):
    ScoringModel.objects.update(scored_at=timezone.now() - timedelta(days=1))
    LeadScore.objects.filter(lead=leads["davi"]).update(points=70, grade="D1", noted=70)
    keeping.score_waiting()
    assert kept(leads["davi"]) == ("D3", 8.0)


def test_nothing_is_written_when_nothing_changed(model):
    before = ScoringModel.objects.get().revision
    keeping.score_everybody(queries.version_of(model, "live"))
    assert ScoringModel.objects.get().revision == before


def test_the_history_keeps_what_changed_and_when(model, leads):
    touch(leads["caio"], "demo.requested")
    keeping.score_waiting()
    rows = ScoreChange.objects.filter(lead=leads["caio"]).values_list("grade", "points", "version")
    assert list(rows) == [("B4", 20.0, 1), ("B2", 50.0, 1)]


def test_leads_and_accounts_show_their_score(model, leads):
    assert Lead.objects.filter(pk=leads["bia"].pk).values_list("score", "grade").get() == (59.0, "A2")
    row = AccountScore.objects.get(account=leads["bia"].account)
    # 1 - (1 - 0.59) * (1 - 0.2)
    assert (row.points, row.people, row.grade) == (67.2, 2, "A2")


def test_conditions_ask_for_scores_of_leads_people_and_accounts(model, leads):
    assert engine().ids("lead", Score("main", 30)).tolist() == [leads["bia"].pk]
    assert engine().ids("lead", Score("main", grades=("B4", "D3"))).tolist() == [leads["caio"].pk, leads["davi"].pk]
    assert engine().ids("contact", Score("main", 20)).tolist() == [leads["bia"].contact_id, leads["caio"].contact_id]
    assert engine().ids("account", Score("main", 60)).tolist() == [leads["bia"].account_id]


def test_an_answer_about_scores_is_as_new_as_the_scores(model, leads):
    assert len(engine().ids("lead", Score("main", 30))) == 1
    touch(leads["caio"], "demo.requested")
    keeping.score_waiting()
    assert len(engine().ids("lead", Score("main", 30))) == 2


def test_a_draft_changes_nothing_until_it_is_published(world, model, leads):
    actions.save_rule(world.boss, model, replace(MODEL.rules[0], points=10))
    assert kept(leads["caio"]) == ("B4", 20.0)
    actions.publish(world.boss, model)
    assert kept(leads["caio"]) == ("C4", 10.0)


def test_an_earlier_version_comes_back_as_the_newest(world, model, leads):
    actions.save_rule(world.boss, model, replace(MODEL.rules[0], points=10))
    actions.publish(world.boss, model)
    actions.roll_back(world.boss, ScoringVersion.objects.get(model=model, number=1))
    assert kept(leads["caio"]) == ("B4", 20.0)
    statuses = dict(model.versions.values_list("number", "status"))
    assert statuses == {1: "retired", 2: "retired", 3: "live"}


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ((replace(MODEL.rules[0], condition=Attribute("account.country", "is", "Atlantis")),), "the same"),
        ((replace(MODEL.rules[0], condition=Attribute("custom.gone", "is", "x")),), "any more"),
        ((replace(MODEL.rules[0], condition=Attribute("type", "is", "mql")),), "circular"),
        ((), "no rules"),
    ],
)
def test_what_stands_against_a_draft_is_said_before_it_is_in_force(world, model, leads, rules, said):
    actions.edit_draft(world.boss, model, lambda definition: replace(definition, rules=rules))
    with pytest.raises(WrongMomentError, match=said):
        actions.publish(world.boss, model)
    assert kept(leads["caio"]) == ("B4", 20.0)


def test_a_field_deleted_later_is_said_on_the_model_and_keeps_the_scores(world, model, leads, monkeypatch):
    ScoringVersion.objects.update(definition={"rules": 1})
    keeping.score_everybody(queries.version_of(model, "live"))
    assert "rules" in ScoringModel.objects.get().fault or "groups" in ScoringModel.objects.get().fault
    assert kept(leads["caio"]) == ("B4", 20.0)


def test_a_version_that_cannot_come_back_leaves_the_draft(world, model, leads):
    actions.save_rule(world.boss, model, replace(MODEL.rules[0], points=10))
    actions.publish(world.boss, model)
    gone = replace(MODEL.rules[0], condition=Attribute("custom.gone", "is", "x"))
    first = ScoringVersion.objects.get(model=model, number=1)
    first.definition = model_to_json(replace(MODEL, rules=(gone,)))
    first.save()
    draft = actions.save_rule(world.boss, model, replace(MODEL.rules[0], points=11))
    with pytest.raises(WrongMomentError, match="any more"):
        actions.roll_back(world.boss, first)
    assert ScoringVersion.objects.get(model=model, status="draft") == draft
    assert ScoringVersion.objects.get(model=model, status="live").number == 2


def test_everybody_is_scored_once_when_a_version_comes_into_force(world, model, leads, monkeypatch):
    asked, real = [], actions.find_all
    for module in (actions, keeping):
        monkeypatch.setattr(module, "find_all", lambda *args: asked.append(args) or real(*args))
    actions.save_rule(world.boss, model, replace(MODEL.rules[0], points=10))
    actions.publish(world.boss, model)
    actions.roll_back(world.boss, ScoringVersion.objects.get(model=model, number=1))
    assert (len(asked), kept(leads["caio"])) == (2, ("B4", 20.0))


def test_lists_show_the_first_model_that_scores_a_lead(world, model, leads):
    second = actions.create_model(
        world.boss, replace(MODEL, rules=(replace(MODEL.rules[0], points=50),)), name="Second", order=5
    )
    actions.publish(world.boss, second)
    assert Lead.objects.get(pk=leads["caio"].pk).score == 50
    actions.delete_model(world.boss, second)
    assert Lead.objects.get(pk=leads["caio"].pk).score == 20


def test_only_some_may_write_models(world, model):
    for edit in (
        lambda: actions.create_model(world.ana, MODEL, name="Mine"),
        lambda: actions.save_rule(world.ana, model, MODEL.rules[0]),
        lambda: actions.publish(world.ana, model),
        lambda: actions.delete_model(world.ana, model),
    ):
        with pytest.raises(PermissionDenied):
            edit()


def test_the_grid_counts_what_the_person_sees(world, model):
    assert sum(queries.grid(model, world.boss).values()) == 3
    assert queries.grid(model, world.rui)["D3"] == 1
    assert sum(queries.grid(model, world.rui).values()) == 1
