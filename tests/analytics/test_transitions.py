"""Transitions, durations, rework and variants: by hand, turned around, and at the edges."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.durations import Durations, Rework, durations, rework
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.log import EventLog
from jornada.analytics.transitions import Transitions, TransitionTable, transitions
from jornada.analytics.variants import Variants, VariantTable, variants
from tests.analytics.logs import ROWS, doubled, log_of, paths_of, relabelled, same


def edges_of(table: TransitionTable) -> dict[tuple[str, str], tuple[int, int, float]]:
    names = table.activities
    rows = zip(table.source, table.target, table.count, table.subjects, table.median_gap, strict=True)
    return {(names[a], names[b]): (int(n), int(who), float(gap)) for a, b, n, who, gap in rows}


def paths_in(table: VariantTable) -> dict[tuple[str, ...], int]:
    return {tuple(table.activities(place)): int(table.subjects[place]) for place in range(len(table))}


def test_transitions_worked_by_hand():
    log = log_of([(1, 0, "a", None), (1, 2, "b", None), (1, 3, "a", None), (1, 9, "b", None), (2, 5, "b", None)])
    table = transitions(log)
    assert edges_of(table) == {("a", "b"): (2, 1, 4.0), ("b", "a"): (1, 1, 1.0)}
    assert table.share_out.tolist() == [1.0, 1 / 3]
    assert table.share_in.tolist() == [2 / 3, 1 / 2]
    assert (table.starts.tolist(), table.ends.tolist()) == ([1, 1], [0, 2])


@given(ROWS)
def test_transitions_agree_with_counting_by_hand(rows):
    gaps, who = defaultdict(list), defaultdict(set)
    for subject, path in paths_of(rows).items():
        for (early, a), (late, b) in pairwise(path):
            gaps[a, b].append(late - early)
            who[a, b].add(subject)
    assert edges_of(transitions(log_of(rows))) == {e: (len(g), len(who[e]), median(g)) for e, g in gaps.items()}


@given(ROWS)
def test_variants_durations_and_rework_agree_with_counting_by_hand(rows):
    log, paths = log_of(rows), paths_of(rows)
    words = [tuple(what for _, what in path) for path in paths.values()]
    assert paths_in(variants(log)) == Counter(words)
    assert rework(log).rework == sum(len(set(word)) < len(word) for word in words)
    assert rework(log).self_loops == sum(a == b for word in words for a, b in pairwise(word))
    spans = [path[-1][0] - path[0][0] for path in paths.values()]
    assert (durations(log).median if spans else None) == (median(spans) if spans else None)


@pytest.mark.parametrize("measure", [Transitions(), Variants(), Variants(collapse_repeats=True), Durations(), Rework()])
class TestInvariances:
    @given(rows=ROWS, seed=st.integers(0, 99))
    def test_row_order_changes_nothing(self, measure, rows, seed):
        assert same(answer(measure, log_of(rows)), answer(measure, log_of(rows, seed)))

    @given(rows=ROWS, bucket=st.integers(1, 20))
    def test_split_and_merged_equals_whole(self, measure, rows, bucket):
        assert same(answer(measure, log_of(rows), bucket), answer(measure, log_of(rows)))


def answer(measure, log: EventLog, bucket: int = 10_000):
    result = run(measure, log, bucket=bucket)
    return paths_in(result) if isinstance(result, VariantTable) else result


@given(ROWS)
def test_other_names_give_the_same_figures(rows):
    old, new = log_of(rows), log_of(relabelled(rows))
    assert sorted(transitions(old).count) == sorted(transitions(new).count)
    assert sorted(variants(old).subjects) == sorted(variants(new).subjects)
    assert rework(old) == rework(new)


@given(ROWS)
def test_a_doubled_population_doubles_counts_and_keeps_shares(rows):
    log = log_of(rows)
    twice = doubled(log)
    once, both = transitions(log), transitions(twice)
    assert (once.count * 2).tolist() == both.count.tolist()
    assert (once.subjects * 2).tolist() == both.subjects.tolist()
    assert same(once.share_out, both.share_out)
    assert same(once.median_gap, both.median_gap)
    assert same(variants(log).share, variants(twice).share)


def test_a_known_chain_is_found_again():
    random = np.random.default_rng(4)
    steps = (random.random((20_000, 2)) < [0.7, 0.2]).astype(int)
    path = np.stack([np.zeros(20_000, int), 1 + steps[:, 0], 3 + steps[:, 1]], axis=1)
    subject = np.repeat(np.arange(20_000), 3)
    at = np.tile([0, 60, 90], 20_000)
    log = EventLog.from_columns(subject, at, [f"s{code}" for code in path.ravel()])
    table = transitions(log)
    share = {
        (table.activities[a], table.activities[b]): s
        for a, b, s in zip(table.source, table.target, table.share_out, strict=True)
    }
    assert share["s0", "s2"] == pytest.approx(0.7, abs=0.02)
    assert share["s1", "s4"] == pytest.approx(0.2, abs=0.02)


def test_many_kinds_of_activity_are_counted_sparsely():
    names = [f"n{number}" for number in range(3000)]
    log = EventLog.from_columns([1] * 3000, range(3000), names)
    table = transitions(log)
    assert (len(table), set(table.count.tolist()), set(table.median_gap.tolist())) == (2999, {1}, {1.0})


def test_collapsed_repeats_are_one():
    log = log_of(
        [(1, t, what, None) for t, what in enumerate("aab")] + [(2, t, what, None) for t, what in enumerate("ab")]
    )
    assert len(variants(log)) == 2
    assert paths_in(variants(log, collapse_repeats=True)) == {("a", "b"): 2}


def test_empty_and_single_touch_logs_have_answers():
    empty, one = EventLog.empty(), log_of([(1, 5, "a", None)])
    assert (len(transitions(empty)), len(variants(empty)), rework(empty).subjects) == (0, 0, 0)
    assert np.isnan(durations(empty).median)
    assert (len(transitions(one)), variants(one).activities(0), durations(one).max) == (0, ["a"], 0.0)


def test_without_gaps_they_are_not_a_number():
    log = log_of([(1, 0, "a", None), (1, 2, "b", None)])
    assert np.isnan(transitions(log, gaps=False).median_gap).all()


def test_pieces_with_different_names_are_refused():
    measure = Transitions()
    parts = [measure.kernel(EventLog.from_columns([1], [1], [name])) for name in "ab"]
    with pytest.raises(MeasureError, match="concat"):
        measure.merge(parts)
