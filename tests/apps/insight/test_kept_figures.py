"""Figures that took long are kept on disk for every process, and made ready by the worker."""

from __future__ import annotations

import os
import time

import pytest
from django.test import Client

from jornada.apps.insight import copy, journey, results, warm
from jornada.apps.insight.copy import refreshing, store, view
from jornada.apps.insight.period import Period
from jornada.apps.insight.scope import Scope
from jornada.apps.insight.segment import Segment

pytestmark = pytest.mark.django_db
QUESTION = (Scope("all"), Segment(), Period(), None)


@pytest.fixture
def company(world, monkeypatch):
    """Treat the small company as one whose figures take long."""
    monkeypatch.setattr(results, "LONG_SECONDS", 0.0)
    monkeypatch.setattr(view, "LARGE_ROWS", 0)
    monkeypatch.setattr(refreshing, "FEW_BUCKETS", 10_000)
    world.walk(world.account("A"), ("awareness", 0))
    results.forget()
    yield world
    results.forget()


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def no_computing(monkeypatch) -> None:
    def refuse(*_args, **_named):
        raise AssertionError("The figures were computed while somebody waited.")

    monkeypatch.setattr(journey, "stage_flow", refuse)


def test_another_process_finds_the_figures_on_disk(company, monkeypatch):
    first = journey.journey_figures(copy.current(), *QUESTION)
    results.forget()
    no_computing(monkeypatch)
    assert journey.journey_figures(copy.current(), *QUESTION).now == first.now


def test_a_change_of_what_they_read_makes_them_anew(company):
    before = journey.journey_figures(copy.current(), *QUESTION)
    company.walk(company.account("B"), ("awareness", 0))
    assert sum(journey.journey_figures(copy.current(), *QUESTION).now) == sum(before.now) + 1


def test_a_change_of_opportunities_leaves_the_figures_of_accounts(company, monkeypatch):
    journey.journey_figures(copy.current(), *QUESTION)
    company.deal("won", 100)
    no_computing(monkeypatch)
    assert sum(journey.journey_figures(copy.current(), *QUESTION).now) == 1


def test_the_worker_has_the_opening_pages_ready_when_a_new_copy_comes_into_force(company, monkeypatch):
    refreshing._rest.until = 0.0
    assert copy.refresh()
    no_computing(monkeypatch)
    assert client_of(company.boss).get("/journey/").context["figures"].standing == 1


def test_what_was_asked_lately_is_made_ready_for_the_next_version(company, monkeypatch):
    client_of(company.ana).get("/journey/?period=12m")
    company.walk(company.account("B", owner=company.ana), ("awareness", 0))
    refreshing._rest.until = 0.0
    assert copy.refresh()
    assert warm.keep_warm()
    results.forget()
    no_computing(monkeypatch)
    assert client_of(company.ana).get("/journey/?period=12m").status_code == 200


def test_questions_nobody_asked_for_a_day_are_forgotten(company):
    journey.journey_figures(copy.current(), *QUESTION)
    for path in results.folder().glob("*.asked"):
        os.utime(path, (0, time.time() - 2 * warm.ASKED_WITHIN))
    assert list(results.asked_since(time.time() - warm.ASKED_WITHIN)) == []
    assert list(results.folder().iterdir()) == []


def test_a_file_that_is_not_ours_or_was_cut_short_counts_as_not_there(company):
    first = journey.journey_figures(copy.current(), *QUESTION)
    for path in results.folder().glob("*.answer"):
        path.write_bytes(path.read_bytes()[:-1])
    results.forget()
    assert journey.journey_figures(copy.current(), *QUESTION).now == first.now


def test_few_versions_of_an_answer_stay(company):
    for number in range(results.VERSIONS + 2):
        company.walk(company.account(f"More {number}"), ("awareness", 0))
        journey.journey_figures(copy.current(), *QUESTION)
    assert len(list(results.folder().glob("*.answer"))) == results.VERSIONS


def test_the_answers_can_be_thrown_away_at_any_time(company):
    first = journey.journey_figures(copy.current(), *QUESTION)
    store.throw_away()
    results.forget()
    assert journey.journey_figures(copy.current(), *QUESTION).now == first.now


def test_a_folder_that_cannot_be_written_to_only_costs_time(company, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    current = copy.current()
    monkeypatch.setattr(results.os, "replace", full)
    assert journey.journey_figures(current, *QUESTION).standing == 1
    assert not list(results.folder().glob("*.answer*"))
