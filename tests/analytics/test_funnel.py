"""The ordered funnel: by hand, against trying every chain, turned around, and the laws it must obey."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.funnel import Funnel, funnel
from jornada.analytics.log import EventLog
from tests.analytics.logs import ROWS, doubled, log_of, paths_of, relabelled, same

STEPS = st.lists(st.sampled_from(["a", "b", "c", ("a", "b")]), min_size=1, max_size=4)
WINDOWS = st.one_of(st.none(), st.integers(0, 12))
NOW = 15


def spans(window: int | None) -> timedelta | None:
    return None if window is None else timedelta(microseconds=window)


def levels(path: list[tuple[int, str]], steps: list, window: int | None) -> int:
    """Try every chain: for each start and each end, how many steps fit."""

    def best(start: int, after: int, level: int) -> int:
        if level == len(steps):
            return level
        longest = level
        for at, what in path:
            in_time = at > after and (window is None or at - start <= window)
            if in_time and what in steps[level]:
                longest = max(longest, best(start, at, level + 1))
        return longest

    return max((best(at, at, 1) for at, what in path if what in steps[0]), default=0)


def reached(rows, steps, window) -> tuple[list[int], list[int]]:
    counts = np.zeros((2, len(steps)), dtype=int)
    for path in paths_of(rows).values():
        first = [at for at, what in path if what in steps[0]]
        if first:
            young = window is not None and min(first) > NOW - window
            counts[int(young), : levels(path, steps, window)] += 1
    return counts[0].tolist(), counts[1].tolist()


@given(ROWS, STEPS, WINDOWS)
def test_it_agrees_with_trying_every_chain(rows, steps, window):
    table = funnel(log_of(rows), steps, within=spans(window), now=NOW)
    assert (table.mature.tolist(), table.immature.tolist()) == reached(rows, steps, window)


def test_a_later_start_saves_what_the_first_start_loses():
    log = log_of([(1, 0, "a", None), (1, 8, "a", None), (1, 10, "b", None), (2, 0, "a", None), (2, 9, "b", None)])
    table = funnel(log, ["a", "b"], within=timedelta(microseconds=3), now=100)
    assert (table.mature.tolist(), table.step.rate.tolist()) == ([2, 1], [1.0, 0.5])


def test_ties_in_time_raise_no_step():
    assert funnel(log_of([(1, 5, "a", None), (1, 5, "b", None)]), ["a", "b"]).mature.tolist() == [1, 0]


def test_young_subjects_stand_apart():
    log = log_of([(1, 0, "a", None), (2, 95, "a", None), (2, 96, "b", None)])
    table = funnel(log, ["a", "b"], within=timedelta(microseconds=10), now=100)
    assert (table.mature.tolist(), table.immature.tolist()) == ([1, 0], [1, 1])


@given(ROWS, STEPS, WINDOWS, st.integers(0, 99), st.integers(1, 20))
def test_row_order_and_cutting_change_nothing(rows, steps, window, seed, bucket):
    measure = Funnel(tuple(tuple(step) for step in steps), window, NOW)
    assert same(run(measure, log_of(rows)), run(measure, log_of(rows, seed), bucket=bucket))


@given(ROWS, WINDOWS)
def test_names_do_not_matter_and_a_doubled_population_keeps_rates(rows, window):
    def ask(log, steps):
        return funnel(log, steps, within=spans(window), now=NOW)

    table, twice = ask(log_of(rows), ["a", "b"]), ask(doubled(log_of(rows)), ["a", "b"])
    assert same(twice.mature, table.mature * 2)
    assert same(twice.immature, table.immature * 2)
    assert same(table.step.rate, twice.step.rate)
    assert same(table.mature, ask(log_of(relabelled(rows)), ["z", "y"]).mature)


@given(ROWS, STEPS, st.integers(0, 11), st.tuples(st.integers(1, 5), st.integers(0, 12), st.sampled_from("abc")))
def test_more_touches_or_time_never_lower_a_level(rows, steps, window, extra):
    def total(rows, window):
        table = funnel(log_of(rows), steps, within=spans(window), now=NOW)
        return table.mature + table.immature

    assert (total([*rows, (*extra, None)], window) >= total(rows, window)).all()
    assert (total(rows, window + 1) >= total(rows, window)).all()
    assert (total(rows, 12) == total(rows, None)).all()


def test_a_known_share_is_found_again():
    random = np.random.default_rng(5)
    buys = random.random(20_000) < 0.3
    subject = np.concatenate((np.arange(20_000), np.flatnonzero(buys)))
    at = np.concatenate((np.zeros(20_000, int), np.full(buys.sum(), 7)))
    log = EventLog.from_columns(subject, at, ["see"] * 20_000 + ["buy"] * int(buys.sum()))
    table = funnel(log, ["see", "buy"], now=NOW)
    assert table.step.low[1] < 0.3 < table.step.high[1]


def test_an_empty_log_and_an_unknown_step_reach_nothing():
    assert funnel(EventLog.empty(), ["a", "b"]).mature.tolist() == [0, 0]
    table = funnel(log_of([(1, 0, "a", None)]), ["a", "no.such", "a"])
    assert table.mature.tolist() == [1, 0, 0]
    assert np.isnan(table.step.rate[2])


@pytest.mark.parametrize("steps", [[], [()], ["a"] * 65])
def test_impossible_steps_are_refused(steps):
    with pytest.raises(MeasureError, match="1 to 64 steps"):
        funnel(EventLog.empty(), steps)
