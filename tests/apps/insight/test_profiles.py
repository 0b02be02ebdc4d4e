"""Ideal customer profiles over the real engine: grades with their reasons, coverage, pages and who may do what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from jornada.apps.insight.conditions import answers as answering
from jornada.apps.interactions.actions import record_touches
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.market.models import AccountFit, Profile
from jornada.apps.market.profiles import actions, grading, queries
from jornada.flow.settle import settle
from jornada.rules.condition_json import to_json
from jornada.rules.conditions import Attribute
from jornada.rules.fit import Criterion, fit

pytestmark = pytest.mark.django_db
MEDIUM = to_json(Attribute("size_band", "is", "medium"))
SAO_PAULO = to_json(Attribute("city", "is", "São Paulo"))


@pytest.fixture
def client_of():
    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def accounts(world):
    return {
        "both": world.account("Both", "Technology", world.ana, city="São Paulo", size_band="medium"),
        "size": world.account("Size", "Technology", world.ana, city="Recife", size_band="medium"),
        "none": world.account("None", "Retail", world.rui, city="Recife", size_band="small"),
    }


@pytest.fixture
def profile(world, accounts):
    row = actions.create_profile(world.boss, name="Mid-sized industry")
    actions.add_criterion(world.boss, row, name="Size", weight=30, condition=MEDIUM)
    actions.add_criterion(world.boss, row, name="Place", weight=10, condition=SAO_PAULO)
    return Profile.objects.get(pk=row.pk)


def grade_of(account):
    return AccountFit.objects.get(account=account).grade


def test_accounts_are_graded_as_soon_as_a_criterion_is_saved(profile, accounts):
    assert {name: grade_of(account) for name, account in accounts.items()} == {"both": "A", "size": "A", "none": "D"}


def test_the_grade_of_all_is_the_rule_for_one(world, profile, accounts):
    actions.add_criterion(
        world.boss, profile, name="Not here", weight=-25, condition=to_json(Attribute("city", "is", "Recife"))
    )
    criteria = [Criterion(each.weight, each.is_required) for each in profile.criteria.all()]
    for account in accounts.values():
        held = [bool(held) for _each, held, _text in queries.answers(profile, account)]
        found, stored = fit(criteria, held, profile.thresholds), AccountFit.objects.get(account=account)
        assert (stored.grade, stored.share) == (found.grade, pytest.approx(found.share, abs=1e-4))


def test_a_required_criterion_that_lacks_makes_a_d(world, profile, accounts):
    place = profile.criteria.get(name="Place")
    actions.update_criterion(world.boss, place, is_required=True)
    assert [grade_of(accounts[name]) for name in ("both", "size")] == ["A", "D"]


def test_grading_again_writes_nothing_when_nothing_changed(profile):
    assert grading.grade_all(profile) == 0


def test_grades_of_before_the_clock_was_put_back_are_not_taken_for_fresh(profile):
    Profile.objects.update(graded_at=timezone.now() + timedelta(days=30))
    assert grading.grade_waiting() == 1
    assert Profile.objects.get().graded_at <= timezone.now()


def test_coverage_tells_buyers_from_the_rest(world, profile, accounts):
    at = timezone.now() - timedelta(days=3)
    record_touches([NewTouch("deal.won", at, accounts["both"].pk)], source="api", now=timezone.now())
    settle([accounts["both"].pk])
    found = {each.grade: (each.accounts, each.buyers) for each in queries.coverage(profile, world.boss)}
    assert found == {"A": (2, 1), "B": (0, 0), "C": (0, 0), "D": (1, 0)}


def test_coverage_counts_what_the_person_sees(world, profile):
    assert sum(each.accounts for each in queries.coverage(profile, world.rui)) == 1


def test_the_account_page_says_the_grade_and_why(world, client_of, profile, accounts):
    page = client_of(world.boss).get(accounts["size"].get_absolute_url()).content.decode()
    assert "Mid-sized industry" in page
    assert "Place" in page


def test_many_criteria_ask_the_copy_as_often_as_one(monkeypatch, profile, accounts):
    asked = []
    look = answering.everybody
    monkeypatch.setattr(answering, "everybody", lambda zone_of: asked.append(1) or look(zone_of))
    assert len(queries.answers(profile, accounts["size"])) > 1
    assert asked == [1]


def test_the_list_shows_and_filters_by_grade(world, client_of, profile, accounts):
    page = client_of(world.boss).get("/accounts/?fit=D").content.decode()
    assert "None" in page
    assert "Both" not in page


def test_pages_of_profiles_are_made_and_changed_by_those_who_may(world, client_of, profile):
    boss, seller = client_of(world.boss), client_of(world.ana)
    for url in ("/profiles/", f"/profiles/{profile.pk}/"):
        assert (boss.get(url).status_code, seller.get(url).status_code) == (200, 200)
    for url in ("/profiles/new/", f"/profiles/{profile.pk}/edit/", f"/profiles/{profile.pk}/criteria/new/"):
        assert (boss.get(url).status_code, seller.get(url).status_code) == (200, 403)
    assert seller.post(f"/profiles/{profile.pk}/delete/").status_code == 403


def test_shares_are_read_and_written_with_the_comma_of_the_reader(world, client_of):
    type(world.boss).objects.filter(pk=world.boss.pk).update(language="pt-br")
    world.boss.refresh_from_db()
    client = client_of(world.boss)
    client.post("/profiles/new/", {"name": "X", "least_a": "0,75", "least_b": "0.5", "least_c": "0,25"})
    made = Profile.objects.get(name="X")
    assert (made.least_a, made.least_b, made.least_c) == (0.75, 0.5, 0.25)
    assert 'value="0,75"' in client.get(f"/profiles/{made.pk}/edit/").text


@pytest.mark.parametrize("shares", [(0.5, 0.75, 0.25), (1.5, 0.5, 0.2)])
def test_shares_that_do_not_fall_are_refused(world, client_of, shares):
    sent = {"name": "X", **dict(zip(("least_a", "least_b", "least_c"), shares, strict=True))}
    assert client_of(world.boss).post("/profiles/new/", sent).status_code == 422
    assert not Profile.objects.filter(name="X").exists()


def test_points_beyond_any_sense_are_refused(world, client_of, profile):
    sent = {"name": "X", "weight": "-999999999999"}
    answer = client_of(world.boss).post(f"/profiles/{profile.pk}/criteria/new/", sent)
    assert answer.status_code == 422
    assert "1,000" in answer.content.decode()


def test_a_profile_not_in_use_gives_no_grade(world, profile, accounts):
    actions.update_profile(world.boss, profile, is_active=False)
    assert queries.best_grades([account.pk for account in accounts.values()]) == {}


def test_a_condition_on_a_field_that_is_gone_keeps_the_grades_and_says_why(profile, accounts):
    profile.criteria.filter(name="Place").update(condition={"schema": 9})
    grading.grade_all(profile)
    assert Profile.objects.get(pk=profile.pk).fault
    assert grade_of(accounts["both"]) == "A"


def test_everything_is_read_before_anything_is_locked(profile, accounts):
    """On SQLite nobody else writes while a transaction does: it reads only what it puts in place."""
    held = []

    def note(execute, sql, params, many, context):
        held.append((sql, len(connection.savepoint_ids)))
        return execute(sql, params, many, context)

    AccountFit.objects.all().delete()
    outside = len(connection.savepoint_ids)
    with connection.execute_wrapper(note):
        assert grading.grade_all(profile) == 3
    inside = [sql for sql, depth in held if depth > outside and sql.startswith("SELECT")]
    assert inside
    assert all("WHERE" in sql and ("LIMIT 1" in sql or " IN (" in sql) for sql in inside)


def test_a_grading_stops_when_its_profile_changes(monkeypatch, world, profile, accounts):
    """Parts are written one by one: what comes after a change is graded by the new criteria, not by the old ones."""
    monkeypatch.setattr(grading, "PART", 1)
    AccountFit.objects.all().delete()
    write = grading._write

    def changed_after_the_first(*facts):
        write(*facts)
        Profile.objects.filter(pk=profile.pk).update(updated_at=timezone.now())

    monkeypatch.setattr(grading, "_write", changed_after_the_first)
    assert grading.grade_all(profile) == 1
    assert AccountFit.objects.count() == 1


def test_an_account_deleted_meanwhile_gets_no_grade(monkeypatch, profile, accounts):
    AccountFit.objects.all().delete()
    hold = grading._is_the_same

    def deleted_first(row):
        accounts["none"].delete()
        return hold(row)

    monkeypatch.setattr(grading, "_is_the_same", deleted_first)
    grading.grade_all(profile)
    assert AccountFit.objects.count() == 2
