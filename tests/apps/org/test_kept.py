"""What is kept in the process is never older than its table."""

import threading
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.utils import timezone

from jornada.apps.org.kept import Kept, reading, watching
from jornada.apps.org.kept.models import TableChange
from jornada.apps.org.models import Job, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def names():
    """Give what reads the names of teams, and how often it has read."""
    calls = []

    def read(*of):
        calls.append(of)
        return tuple(Team.objects.order_by("name").values_list("name", flat=True))

    return Kept(read, Team), calls


def test_it_is_read_once_while_nothing_changes(names, django_assert_num_queries):
    kept, calls = names
    kept()
    with django_assert_num_queries(1):
        assert kept() == ()
    assert calls == [()]


def add():
    Team.objects.create(name="Sul")


def add_many():
    Team.objects.bulk_create([Team(name="Sul")])


def by_hand():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO org_team (name, office) VALUES ('Sul', '')")


@pytest.mark.parametrize("write", [add, add_many, by_hand])
def test_whoever_adds_it_is_seen(names, write):
    kept, _calls = names
    assert kept() == ()
    write()
    assert kept() == ("Sul",)


def test_changes_and_deletions_are_seen(names):
    kept, _calls = names
    add()
    kept()
    Team.objects.update(name="Norte")
    assert kept() == ("Norte",)
    Team.objects.all().delete()
    assert kept() == ()


def test_what_was_rolled_back_is_forgotten(names):
    kept, _calls = names
    assert kept() == ()
    with transaction.atomic():
        add()
        assert kept() == ("Sul",)
        transaction.set_rollback(True)
    assert kept() == ()
    Team.objects.create(name="Leste")
    assert kept() == ("Leste",)


def test_each_question_is_kept_by_itself(names):
    kept, calls = names
    for of in ("a", "b", "a"):
        kept(of)
    assert calls == [("a",), ("b",)]


def test_nothing_is_kept_of_a_table_that_cannot_tell(names):
    _kept, calls = names
    kept = Kept(_kept._read, "org_job")
    kept(), kept()
    assert len(calls) == 2


def test_it_holds_no_more_than_it_may(names, monkeypatch):
    kept, _calls = names
    monkeypatch.setattr(reading, "MOST", 3)
    for of in range(10):
        kept(of)
    assert len(kept._values) <= 3


def test_a_page_that_reads_asks_once(client, admin_client, django_assert_max_num_queries):
    from django.test.utils import CaptureQueriesContext

    admin_client.get("/accounts/")
    with CaptureQueriesContext(connection) as asked:
        admin_client.get("/accounts/")
    assert sum("org_tablechange" in query["sql"] for query in asked) == 1


def test_every_table_that_something_kept_hangs_on_is_watched():
    from jornada.apps.interactions.activities import activities
    from jornada.apps.journeys import queries as journeys
    from jornada.apps.market.queries import names_of_industries
    from jornada.apps.org import queries, tokens
    from jornada.apps.org.custom import known
    from jornada.apps.org.lists import views_kept
    from jornada.apps.org.signin import backend

    everything = [activities, journeys._in_force, names_of_industries, queries.names_of_people, queries.names_of_teams]
    everything += [tokens._known, known._all, views_kept._shown, backend._known]
    for one in everything:
        assert None not in one._state(), one._models


def test_many_rows_become_one_and_what_was_kept_is_read_again(names):
    kept, calls = names
    for number in range(watching.MOST_ROWS + 1):
        Team.objects.create(name=f"{number}")
    kept()
    watching.settle()
    assert TableChange.objects.filter(name="org_team").count() == 1
    kept()
    assert len(calls) == 2


@pytest.mark.django_db(transaction=True)
def test_another_connection_s_write_is_seen(names):
    kept, _calls = names
    kept()
    with_another_connection(add)
    assert kept() == ("Sul",)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_opened_anew_takes_nothing_for_known(names):
    kept, _calls = names
    kept()
    connection.close()
    with_another_connection(add)
    assert kept() == ("Sul",)


@pytest.mark.django_db(transaction=True)
def test_what_others_wrote_while_nothing_was_asked_is_seen_by_a_page_that_reads(names, rf):
    kept, _calls = names
    kept()
    with_another_connection(add)
    with_another_connection(lambda: Team.objects.update(name="Oeste"))
    with reading.steady():
        assert kept() == ("Oeste",)
        with_another_connection(by_hand)
        assert kept() == ("Oeste",)
    assert kept() == ("Oeste", "Sul")


def with_another_connection(write):
    def work():
        try:
            write()
        finally:
            connection.close()

    other = threading.Thread(target=work)
    other.start()
    other.join()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_nobody_wrote_to_is_not_asked_again(names, django_assert_num_queries):
    kept, _calls = names
    kept()
    with django_assert_num_queries(0 if connection.vendor == "sqlite" else 1):
        kept()
    with transaction.atomic():
        add()
        assert kept() == ("Sul",)
        transaction.set_rollback(True)
    assert kept() == ()


@pytest.fixture
def request_under_way():
    reading._begin()
    yield
    reading._end()


def test_a_request_asks_once_until_it_writes_to_a_watched_table(names, request_under_way, django_assert_num_queries):
    kept, _calls = names
    kept()
    Job.objects.create(kind="x", title="x", created_at=timezone.now())
    with django_assert_num_queries(0):
        assert kept() == ()
    add()
    assert kept() == ("Sul",)
    Team.objects.update(name="Norte")
    assert kept() == ("Norte",)


def test_what_a_request_rolled_back_is_not_kept(names, request_under_way):
    kept, _calls = names
    kept()
    with suppress(ZeroDivisionError), transaction.atomic():
        add()
        assert kept() == ("Sul",)
        raise ZeroDivisionError
    assert kept() == ()


@pytest.mark.parametrize(
    ("sql", "may"),
    [
        ("SELECT 1", False),
        ("WITH found AS (SELECT 1) SELECT * FROM found", False),
        ("WITH gone AS (DELETE FROM org_team RETURNING id) SELECT 1", True),
        ('INSERT INTO "org_team" (name) VALUES (1)', True),
        ("update org_team set name = 1", True),
        ('UPDATE "org_job" SET title = 1', False),
        ("TRUNCATE org_team", True),
        ("SAVEPOINT s1", False),
        ("BEGIN IMMEDIATE", False),
    ],
)
def test_which_statements_may_change_what_is_kept(sql, may):
    assert reading._may_change(sql) is may
