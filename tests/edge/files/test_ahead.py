"""Reading one step ahead."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import Event, current_thread

import pytest

from jornada.edge.files.ahead import Ahead


def test_items_come_in_their_order_from_another_thread() -> None:
    here = current_thread()
    made_by = []

    def items() -> Iterator[int]:
        for number in range(5):
            made_by.append(current_thread())
            yield number

    assert list(Ahead(items())) == [0, 1, 2, 3, 4]
    assert len(set(made_by)) == 1
    assert here not in made_by
    assert list(Ahead(())) == []


def test_the_next_item_is_made_while_the_first_is_worked_on() -> None:
    second_begun = Event()

    def items() -> Iterator[int]:
        yield 1
        second_begun.set()
        yield 2

    coming = Ahead(items())
    assert next(coming) == 1
    assert second_begun.wait(10)


def test_an_error_comes_in_its_place_and_turns_are_long_again() -> None:
    before = sys.getswitchinterval()

    def items() -> Iterator[int]:
        yield 1
        raise ValueError("damaged")

    coming = Ahead(items())
    assert next(coming) == 1
    assert sys.getswitchinterval() < before
    with pytest.raises(ValueError, match="damaged"):
        next(coming)
    assert sys.getswitchinterval() == before


def test_whoever_stops_early_stops_the_reading() -> None:
    made = []

    def items() -> Iterator[int]:
        for number in range(1000):
            made.append(number)
            yield number

    coming = Ahead(items())
    next(coming)
    coming.close()
    assert len(made) <= 3


def test_turns_stay_short_until_the_last_of_two_readers_ends() -> None:
    before = sys.getswitchinterval()
    first, second = Ahead(iter(range(2))), Ahead(iter(range(3)))
    next(first), next(second)
    assert list(first) == [1]
    assert sys.getswitchinterval() < before
    assert list(second) == [1, 2]
    assert sys.getswitchinterval() == before
