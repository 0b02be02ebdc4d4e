"""The demo company in the database: whole, derived, and never on top of somebody's data."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import numpy as np
import pytest
from click.testing import CliRunner
from django.contrib.auth import authenticate
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from jornada.analytics.simulate import simulate
from jornada.apps.handoff.models import Offer
from jornada.apps.interactions.models import Dirty, PlannedTouch, Touch, TouchSummary
from jornada.apps.journeys.models import Position, Visit
from jornada.apps.leads.buyers_last import buyers_last_of
from jornada.apps.leads.models import Lead
from jornada.apps.market.fields import normal_phone
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.models import Team, User, Workspace
from jornada.apps.sales.line_actions import lines_total
from jornada.apps.sales.models import Opportunity, Pipeline, Proposal, StageMove
from jornada.apps.sales.stalled import stalled
from jornada.project.commands.demo import command
from jornada.project.demo.derive import derive
from jornada.project.demo.guard import NotEmptyError, check_empty
from jornada.project.demo.load import load, write_truth
from jornada.project.demo.people import PASSWORD, sign_ins
from jornada.ui.tax_ids import normal_tax_id

pytestmark = pytest.mark.django_db


def silent(phase, done, total):
    pass


@pytest.fixture(scope="module")
def company():
    return simulate(60, seed=9)


@pytest.fixture
def home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    settings.COPY_FOLDER = tmp_path / "copy"
    monkeypatch.setattr("jornada.project.boot.migrate", lambda verbosity=0: None)
    return tmp_path


@pytest.fixture
def loaded(company, home):
    load(company, language="pt-br", replace=False, tell=silent)
    return company


def demo(*words):
    return CliRunner().invoke(command, ["--accounts", "20", "--yes", *words])


@pytest.mark.one_database
def test_tax_ids_and_phones_are_kept_as_the_forms_keep_them(loaded):
    for account in Account.objects.all()[:5]:
        assert account.tax_id == normal_tax_id(account.tax_id, is_person=False)
        assert account.phone == normal_phone(account.phone)
    assert all(contact.phone == normal_phone(contact.phone) for contact in Contact.objects.all()[:20])


@pytest.mark.one_database
def test_every_row_of_the_simulator_is_in_the_database(loaded):
    for model, columns in (
        *((Account, loaded.accounts), (Contact, loaded.contacts), (Lead, loaded.leads), (Touch, loaded.touches)),
        (Opportunity, loaded.opportunities),
        *((User, loaded.users), (Team, loaded.teams)),
    ):
        assert model.objects.count() == len(next(iter(columns.values()))), model
    moves = StageMove.objects.filter(to_stage__pipeline__is_default=True)
    # and some more, of what would have stood still
    assert moves.count() >= len(next(iter(loaded.moves.values())))


def test_most_open_opportunities_have_a_next_step_on_a_working_day(loaded):
    planned = PlannedTouch.objects.exclude(note="")
    assert PlannedTouch.objects.count() == len(next(iter(loaded.tasks.values()))) + planned.count()
    with timezone.override("America/Sao_Paulo"):
        assert all(timezone.localtime(row.due_at).isoweekday() < 6 for row in planned)
    simulated = PlannedTouch.objects.filter(note="", thread=OuterRef("thread"))
    without = Opportunity.objects.filter(~Exists(simulated), outcome="open", owner__isnull=False).count()
    # each fourth of those is left without one
    assert planned.count() == without - without // 4 > 0


def test_what_is_planned_is_due_while_people_work(loaded):
    due = [timezone.localtime(at) for at in PlannedTouch.objects.values_list("due_at", flat=True)]
    assert due
    assert all(at.isoweekday() < 6 and 9 <= at.hour < 18 for at in due)


def test_closed_deals_were_expected_in_the_months_after_they_began(loaded):
    days = [
        (expected - begun).days
        for begun, expected in Opportunity.objects.exclude(outcome="open").values_list("engaged_on", "expected_on")
    ]
    assert days
    assert all(44 <= each <= 151 for each in days)


def test_opportunities_are_named_by_a_need_and_most_open_ones_moved_lately(loaded):
    names = Opportunity.objects.values_list("name", "product__name")
    assert all(name.endswith(f" · {product}") for name, product in names)
    assert len({name for name, _product in names}) > len({product for _name, product in names})
    still = stalled(Opportunity.objects.filter(outcome="open"), timezone.now())
    assert still.count() <= Opportunity.objects.filter(outcome="open").count() / 2


def test_a_newcomer_sees_pipelines_reasons_competitors_lines_and_proposals(loaded):
    assert Pipeline.objects.count() == 2
    assert Opportunity.objects.filter(stage__pipeline__is_default=False).exists()
    assert not Opportunity.objects.filter(outcome="lost", loss_reason=None).exclude(lost_reason="").exists()
    assert Opportunity.objects.filter(outcome="lost", competitor__isnull=False).exists()
    assert all(row.amount == lines_total(row) for row in Opportunity.objects.filter(amount_from_lines=True))
    assert Proposal.objects.filter(lines__isnull=False).exists()


def test_no_row_points_to_nowhere(loaded):
    connection.check_constraints()


@pytest.mark.one_database
def test_a_touch_reads_as_it_was_simulated(loaded):
    touch = Touch.objects.select_related("activity").get(pk=5)
    assert int(touch.at.timestamp() * 1e6) == pytest.approx(int(loaded.touches["at"][4]), abs=1)
    assert touch.activity.code == loaded.touches["activity"].decode()[4]
    assert touch.account_id == loaded.touches["account"][4] + 1
    assert touch.contact.account_id == touch.account_id


@pytest.mark.one_database
def test_missing_values_stay_blank(loaded):
    assert Touch.objects.filter(value__isnull=True).count() == int(np.isnan(loaded.touches["value"]).sum())
    assert Touch.objects.filter(thread__isnull=True).count() == int((loaded.touches["thread"] < 0).sum())
    assert not Opportunity.objects.filter(outcome="open", closed_on__isnull=False).exists()


def test_new_rows_get_ids_after_those_of_the_demo(loaded):
    account = Account.objects.create(name="New", created_at="2026-01-01T00:00Z", updated_at="2026-01-01T00:00Z")
    assert account.pk > len(loaded.accounts["name"])


@pytest.mark.one_database
def test_one_person_of_each_role_can_sign_in(loaded):
    people = sign_ins()
    assert {person.role for person in people} == set(User.Role.values)
    assert authenticate(username="ana", password=PASSWORD).role == "admin"


@pytest.mark.one_database
def test_the_workspace_says_that_it_is_the_demo(loaded):
    workspace = Workspace.objects.get(pk=1)
    assert (workspace.is_demo, workspace.language, workspace.currency) == (True, "pt-br", "BRL")


def test_everything_is_derived(loaded):
    derive(silent)
    active = len(np.unique(loaded.touches["account"]))
    assert not Dirty.objects.exists()
    assert TouchSummary.objects.filter(number__gt=0).count() == active
    assert Position.objects.filter(stage__isnull=False).exists()
    assert Visit.objects.values("account").distinct().count() == len(np.unique(loaded.walk["account"]))
    assert Lead.objects.exclude(type="suspect").exists()


@pytest.mark.one_database
def test_the_derived_visits_are_those_that_were_walked(loaded):
    derive(silent)
    found = set(Visit.objects.values_list("account_id", "stage__code", "cycle"))
    walk = loaded.walk
    true = set(zip((walk["account"] + 1).tolist(), walk["stage"].decode(), walk["cycle"].tolist(), strict=True))
    assert len(true & found) / len(true) > 0.9


@pytest.mark.one_database
def test_the_truth_is_kept_beside_the_database(loaded, home):
    with gzip.open(write_truth(loaded), "rt", encoding="utf-8") as file:
        truth = json.load(file)
    assert truth["patches"]["broken"]["stage"] == "validation"
    assert len(truth["walk"]["account"]) == len(loaded.walk["account"])


def test_a_load_cut_short_leaves_nothing(company, home, monkeypatch):
    monkeypatch.setattr("jornada.project.demo.load.mark_all_dirty", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(company, language="pt-br", replace=False, tell=silent)
    assert not Account.objects.exists()
    assert not User.objects.exists()


def test_the_demo_of_no_accounts_loads(home):
    load(simulate(0, seed=1), language="en", replace=False, tell=silent)
    assert not Account.objects.exists()


def test_the_command_loads_and_prints_the_sign_ins(home):
    result = demo()
    assert result.exit_code == 0, result.output
    assert "ana@demo.jornada" in result.output
    assert Account.objects.count() == 20


@pytest.mark.one_database
def test_the_command_answers_in_json(home):
    facts = json.loads(demo("--json", "--language", "en").stdout)
    assert facts["rows"]["account"] == 20
    assert {person["role"] for person in facts["sign_ins"]} == set(User.Role.values)


def test_the_command_refuses_somebodys_data(home):
    Account.objects.create(name="Mine", created_at="2026-01-01T00:00Z", updated_at="2026-01-01T00:00Z")
    result = demo("--replace")
    assert result.exit_code == 3
    assert "is not empty: it holds accounts" in result.output
    assert Account.objects.get().name == "Mine"


def test_the_demo_is_replaced_only_when_asked(home):
    demo()
    assert demo().exit_code == 3
    result = demo("--replace", "--accounts", "30")
    assert result.exit_code == 0, result.output
    assert Account.objects.count() == 30


def test_saying_no_changes_nothing(home):
    result = CliRunner().invoke(command, ["--accounts", "20"], input="n\n")
    assert result.exit_code == 1
    assert not Account.objects.exists()


def test_a_database_that_takes_no_more_is_told_in_words(home, monkeypatch):
    def full(*rows, **more):
        raise OSError("No space left on device")

    monkeypatch.setattr("jornada.project.demo.load.bulk_insert", full)
    result = demo()
    assert result.exit_code == 1
    assert "No space left on device" in result.output
    assert not User.objects.exists()


def test_only_an_empty_database_is_empty(home):
    assert check_empty(may_replace=False) is False
    Team.objects.create(name="South")
    with pytest.raises(NotEmptyError, match="it holds teams"):
        check_empty(may_replace=True)


def test_the_demo_keeps_a_few_segments(loaded):
    from jornada.apps.market.segments.models import Segment

    assert set(Segment.objects.values_list("record", flat=True)) == {"account", "contact", "lead"}
    assert Segment.objects.count() == 4


def test_whoever_is_hot_was_heard_of_lately_and_offers_have_one_date(loaded):
    derive(silent)
    hot = list(Lead.objects.filter(heat=Lead.HEATS["hot"]))
    last = buyers_last_of(hot)
    assert all(last[lead.pk] > timezone.now() - timedelta(days=62) for lead in hot)
    noted = dict(Touch.objects.filter(activity__code="handoff.offered").order_by("at").values_list("thread", "at"))
    waiting = Offer.objects.filter(answered_at=None).values_list("lead__thread", "offered_at")
    assert waiting
    assert all(noted[thread] == at for thread, at in waiting)
