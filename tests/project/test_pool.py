"""A connection of PostgreSQL's pool that was ended while it lay idle is not handed out, and a live one is not asked."""

import time

import pytest
from django.db import OperationalError, connection
from django.utils import translation
from psycopg_pool import ConnectionPool

from jornada.apps.org.trouble import in_words
from jornada.project.postgresql import base

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no pool of connections"),
]


@pytest.fixture
def wrapper():
    made = base.DatabaseWrapper({**connection.settings_dict}, alias="apart")
    yield made
    made.close()
    made.close_pool()


@pytest.fixture
def asked(monkeypatch):
    calls = []
    check = ConnectionPool.check_connection
    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(lambda one: (calls.append(one), check(one))))
    return calls


def use(wrapper):
    """Take a connection and give it back; name the process that served it."""
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        served = cursor.fetchone()[0]
    wrapper.close()
    return served


def end(*served):
    with connection.cursor() as cursor:
        for each in served:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [each])
            assert cursor.fetchone()[0]
    time.sleep(0.1)  # what the server said last is on its way


def test_one_that_was_ended_is_replaced(wrapper):
    first = use(wrapper)
    end(first)
    assert use(wrapper) != first


def test_all_that_lie_idle_may_have_been_ended(wrapper):
    first = use(wrapper)
    wrapper.pool.wait()
    idle = [one.info.backend_pid for one in wrapper.pool._pool]
    assert len(idle) > 1
    end(*idle)
    assert use(wrapper) not in {first, *idle}
    assert use(wrapper) not in idle


def test_one_that_was_used_just_now_is_not_asked(wrapper, asked):
    use(wrapper)
    wrapper.pool.wait()
    for _turn in range(12):
        use(wrapper)
    # Each of the pool's two or three is asked when it is handed out for the first time.
    assert len(asked) <= 4
    asked.clear()
    for _turn in range(12):
        use(wrapper)
    assert len(asked) <= 1


def test_one_that_lay_idle_for_long_is_asked(wrapper, asked, monkeypatch):
    use(wrapper)
    wrapper.pool.wait()
    monkeypatch.setattr(base, "ASKED_AFTER", -1)
    asked.clear()
    use(wrapper)
    assert len(asked) == 1


def test_a_server_that_comes_back_is_met_within_seconds_however_long_it_was_away(wrapper):
    use(wrapper)
    assert 0 < wrapper.pool.reconnect_timeout < wrapper.pool.timeout


def test_whether_the_last_step_was_taken_is_not_known_when_the_server_goes_away_in_it(wrapper):
    wrapper.ensure_connection()
    wrapper.set_autocommit(False)
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        served = cursor.fetchone()[0]
    end(served)
    with pytest.raises(OperationalError) as told:
        wrapper.commit()
    with translation.override("en"):
        assert "Look whether it is there" in in_words(told.value)
