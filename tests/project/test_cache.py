"""The cache in the database: what is added once is added once, and what has expired is as good as none."""

import itertools
import threading

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection

from jornada.project.cache import CLEARED_EVERY, TableCache

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty():
    cache.clear()


def test_values_of_any_kind_come_back():
    for value in ("text", 7, None, {"a": [1, 2]}, "ç" * 500):
        cache.set("key", value, 60)
        assert cache.get("key", "nothing") == value


def test_it_is_added_once():
    assert cache.add("key", "first", 60)
    assert not cache.add("key", "second", 60)
    assert cache.get("key") == "first"


def test_what_has_expired_is_added_again():
    cache.set("key", "old", -5)
    assert cache.get("key") is None
    cache.set("key", "old", -5)
    assert cache.add("key", "new", 60)
    assert cache.get("key") == "new"


def test_some_never_expire():
    cache.set("key", "always", None)
    assert cache.get("key") == "always"
    assert cache.touch("key", 60)
    assert not cache.touch("none", 60)


def test_a_value_costs_one_statement(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(TableCache, "_written", itertools.count(1))
    with django_assert_num_queries(2):
        cache.add("key", 1, 60)
        cache.set("key", 2, 60)


def test_what_has_expired_is_cleared_away_now_and_then(monkeypatch):
    cache.set("old", 1, -5)
    monkeypatch.setattr(TableCache, "_written", itertools.count(CLEARED_EVERY))
    cache.set("new", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        assert [key for (key,) in cursor.fetchall()] == [":1:new"]


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_adds_it():
    added = []

    def add():
        added.append(cache.add("key", 1, 60))
        connection.close()

    threads = [threading.Thread(target=add) for _each in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(added) == [False] * 7 + [True]


def test_a_full_disk_is_not_taken_for_a_value_that_is_there(monkeypatch):
    def full(*_given, **_named):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(TableCache, "_clear", full)
    with pytest.raises(OperationalError):
        cache.add("key", 1, 60)
    cache.set("key", 1, 60)
    assert cache.get("key") is None


def test_who_signs_in_on_a_full_disk_is_told_so(client, monkeypatch):
    def full(*_given, **_named):
        raise OperationalError("database or disk is full")

    client.raise_request_exception = False
    monkeypatch.setattr(TableCache, "_clear", full)
    answer = client.post("/auth/login/", {"login": "ana@firma.br", "password": "secret"})
    assert (answer.status_code, "disco" in answer.content.decode().lower()) == (503, True)
