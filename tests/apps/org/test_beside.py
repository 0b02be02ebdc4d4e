"""Rows handed to the database in a thread of its own."""

from threading import Event, current_thread
from time import sleep

import pytest
from django.db import IntegrityError, connection, transaction

from jornada.apps.market.models import Industry
from jornada.apps.org import beside
from jornada.apps.org.beside import written_beside
from jornada.apps.org.bulk import hand_over_columns
from jornada.apps.org.kept.reading import _state_of_file

# ruff: noqa: PT012 (what is raised comes at the end of the block)
pytestmark = pytest.mark.django_db(transaction=True)


def industries(*names: str) -> None:
    hand_over_columns(Industry, {"name": list(names)})


def test_what_was_handed_over_is_there_for_the_next_question_and_at_the_end():
    with transaction.atomic(), written_beside():
        industries(*(f"a{number}" for number in range(2345)))
        assert Industry.objects.filter(name__startswith="a").count() == 2345
        industries("b", "c")
    assert Industry.objects.filter(name__in="bc").count() == 2


def test_another_thread_writes_while_this_one_goes_on():
    let_go, writers = Event(), []

    def write() -> None:
        writers.append(current_thread())
        assert let_go.wait(10)

    with transaction.atomic(), written_beside():
        beside.hand_over(write)
        let_go.set()
    assert writers != [current_thread()]


def test_a_fault_ends_the_transaction_and_what_was_to_follow_is_left():
    with pytest.raises(IntegrityError), transaction.atomic(), written_beside():
        industries("twice", "twice")
        industries("after")
    assert not Industry.objects.filter(name__in=("twice", "after")).exists()


def test_a_fault_that_somebody_caught_comes_again_at_the_end():
    with pytest.raises(IntegrityError), transaction.atomic(), written_beside():
        industries("twice", "twice")
        with pytest.raises(IntegrityError):
            beside.wait()
    assert not Industry.objects.filter(name="twice").exists()


def test_an_error_of_the_caller_takes_back_what_was_handed_over():
    with pytest.raises(ValueError, match="mine"), transaction.atomic(), written_beside():
        industries("lost")
        raise ValueError("mine")
    assert not Industry.objects.filter(name="lost").exists()
    with transaction.atomic():
        Industry.objects.create(name="next")


def test_inside_a_savepoint_rows_are_written_at_once_and_go_with_it():
    with transaction.atomic(), written_beside():
        industries("kept")
        with pytest.raises(ValueError, match="back"), transaction.atomic():
            industries("gone")
            raise ValueError("back")
    assert list(Industry.objects.filter(name__in=("kept", "gone")).values_list("name", flat=True)) == ["kept"]


def test_a_statement_takes_its_place_among_the_rows():
    with transaction.atomic(), written_beside():
        industries("first", "second")
        beside.execute("DELETE FROM market_industry WHERE name = %s", ["first"])
        industries("first")
    assert Industry.objects.filter(name__in=("first", "second")).count() == 2


def test_the_state_of_the_file_is_asked_once_all_is_written():
    """Else SQLite would wait for Python, for the indexes of names, and Python for SQLite."""
    order = []

    def slow():
        sleep(0.2)
        order.append("written")

    with transaction.atomic(), written_beside():
        beside.hand_over(slow)
        _state_of_file()
        order.append("asked")
    assert order == ["written", "asked"] if connection.vendor == "sqlite" else sorted(order) == ["asked", "written"]
