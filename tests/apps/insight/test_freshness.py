"""From a touch to the page: what is recorded now is seen on the next page."""

from __future__ import annotations

import pytest
from django.test import Client

from jornada.apps.insight import copy
from jornada.apps.insight.copy import refreshing
from jornada.apps.interactions.actions import record_touch, void_touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world, monkeypatch) -> Client:
    # The first position of all makes every bucket below it stale; numbers go on from test to test on PostgreSQL.
    monkeypatch.setattr(refreshing, "FEW_BUCKETS", 10_000)
    client = Client()
    client.force_login(world.boss)
    return client


def standing(client: Client) -> dict[str, int]:
    figures = client.get("/journey/").context["figures"]
    return {code: number for code, number in zip(figures.conversion.stages, figures.now, strict=True) if number}


def test_a_touch_is_seen_on_the_next_page(world, client, django_capture_on_commit_callbacks):
    account = world.account(owner=world.ana)
    assert standing(client) == {}
    with django_capture_on_commit_callbacks(execute=True):
        record_touch(world.ana, "meeting.held", account=account)
    assert standing(client) == {"consideration": 1}


def test_a_voided_touch_is_gone_from_the_next_page(world, client, django_capture_on_commit_callbacks):
    account = world.account(owner=world.ana)
    with django_capture_on_commit_callbacks(execute=True):
        touch = record_touch(world.ana, "meeting.held", account=account)
    assert standing(client) == {"consideration": 1}
    with django_capture_on_commit_callbacks(execute=True):
        void_touch(world.boss, touch, "wrong account")
    assert standing(client) == {}


def test_many_stale_buckets_wait_for_the_worker_and_the_page_shows_the_older_copy(world, client, monkeypatch):
    world.walk(world.account("A"), ("awareness", 0))
    assert standing(client) == {"awareness": 1}
    monkeypatch.setattr(refreshing, "FEW_BUCKETS", 0)
    world.walk(world.account("B"), ("awareness", 0))
    assert standing(client) == {"awareness": 1}
    refreshing._rest.until = 0.0
    assert copy.refresh()
    assert standing(client) == {"awareness": 2}
