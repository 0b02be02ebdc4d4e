"""Step matrix, paths between, detours and next steps: by hand, turned around, cut, and at the edges."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jornada.analytics.between import Between, PathsBetween, paths_between
from jornada.analytics.detours import DetourCounts, detours
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.log import EventLog
from jornada.analytics.next_steps import NextStep, next_steps
from jornada.analytics.step_matrix import StepCount, step_matrix
from jornada.analytics.walks import walks
from tests.analytics.logs import ROWS, doubled, log_of, paths_of, relabelled, same
from tests.analytics.roads import TOUCHES, lasting, walked

FEW = settings(max_examples=40, deadline=None)


def words_of(rows) -> dict[int, str]:
    return {who: "".join(what for _, what in path) for who, path in paths_of(rows).items()}


def collapsed(path: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return [step for place, step in enumerate(path) if not place or path[place - 1][1] != step[1]]


@FEW
@given(ROWS, st.integers(1, 6))
def test_the_step_matrix_agrees_with_counting_by_hand(rows, steps):
    matrix, words = step_matrix(log_of(rows), steps=steps), words_of(rows).values()
    for row, name in enumerate(matrix.names):
        assert matrix.count[row].tolist() == [sum(word[at : at + 1] == name for word in words) for at in range(steps)]
    assert matrix.outside.tolist() == [sum(len(word) <= at for word in words) for at in range(steps)]


def test_a_step_matrix_around_an_activity():
    log = log_of([(1, 0, "a", None), (1, 1, "b", None), (1, 2, "c", None), (2, 0, "b", None), (3, 0, "a", None)])
    matrix = step_matrix(log, steps=1, around="b")
    assert (matrix.subjects, matrix.steps.tolist()) == (2, [-1, 0, 1])
    assert matrix.count.tolist() == [[1, 0, 0], [0, 2, 0], [0, 0, 1]]
    assert matrix.outside.tolist() == [1, 0, 1]


def ways_by_hand(rows, source: str, target: str):
    """For each way, how often and how long: begin at the first source, end at the next target."""
    spans = defaultdict(list)
    for path in paths_of(rows).values():
        begun = None
        for place, (at, what) in enumerate(path):
            if what == source and begun is None:
                begun = place
            if what == target and begun is not None:
                spans[tuple(w for _, w in path[begun : place + 1])].append(at - path[begun][0])
                begun = None
    return spans


@FEW
@given(ROWS)
def test_paths_between_agree_with_walking_them_by_hand(rows):
    if not {"a", "b"} <= {row[2] for row in rows}:
        return
    found, spans = paths_between(log_of(rows), "a", "b", most=99), ways_by_hand(rows, "a", "b")
    assert dict(zip(found.paths, found.count.tolist(), strict=True)) == {way: len(each) for way, each in spans.items()}
    assert dict(zip(found.paths, found.median.tolist(), strict=True)) == {w: median(each) for w, each in spans.items()}
    assert found.share.sum() == pytest.approx(1.0 if spans else 0.0)


def detours_by_hand(rows, longest: int) -> tuple[Counter, Counter]:
    around, straight = Counter(), Counter()
    for path in paths_of(rows).values():
        word = "".join(what for _, what in collapsed(path))
        for first in range(len(word)):
            for last in range(first + 1, min(len(word), first + longest + 2)):
                way = word[first : last + 1]
                ends, inner = {way[0], way[-1]}, set(way[1:-1])
                if len(ends) == 2 and not ends & inner:
                    (straight if len(way) == 2 else around)[way] += 1
    return Counter({way: n for way, n in around.items() if way[0] + way[-1] in straight}), straight


@FEW
@given(ROWS, st.integers(1, 3))
def test_detours_agree_with_looking_at_every_stretch(rows, longest):
    found = detours(log_of(rows), longest=longest, most=999)
    around, straight = detours_by_hand(rows, longest)
    assert {"".join(path): n for path, n in zip(found.paths, found.count.tolist(), strict=True)} == around
    assert found.direct.tolist() == [straight[path[0] + path[-1]] for path in found.paths]


def test_a_detour_worked_by_hand():
    rows = [(1, 0, "a"), (1, 2, "b"), (2, 0, "a"), (2, 4, "b"), (3, 0, "a"), (3, 5, "c"), (3, 9, "b")]
    found = detours(log_of([(*row, None) for row in rows]))
    assert (found.paths, found.subjects.tolist()) == ((("a", "c", "b"),), [1])
    assert (found.median.tolist(), found.direct_median.tolist()) == ([9.0], [3.0])


MEASURES = [
    StepCount(("a", "b", "c"), 4, ""),
    StepCount(("a", "b", "c"), 2, "b"),
    Between("a", "b", 99),
    DetourCounts(2),
]


@pytest.mark.parametrize("measure", MEASURES, ids=lambda each: type(each).__name__)
class TestInvariances:
    @FEW
    @given(rows=ROWS, seed=st.integers(0, 99))
    def test_row_order_changes_nothing(self, measure, rows, seed):
        assert same(answer(measure, rows), answer(measure, rows, seed=seed))

    @FEW
    @given(rows=ROWS, bucket=st.integers(1, 20))
    def test_split_and_merged_equals_whole(self, measure, rows, bucket):
        assert same(answer(measure, rows, bucket=bucket), answer(measure, rows))


def answer(measure, rows, seed=None, bucket=10_000):
    made = walks(log_of([*rows, (9, 0, "a", None), (9, 1, "b", None), (9, 2, "c", None)], seed))
    result = run(measure, made, bucket=bucket)
    if isinstance(result, PathsBetween):
        return dict(zip(result.paths, zip(result.count, result.subjects, result.p90, strict=True), strict=True))
    return result


@FEW
@given(ROWS)
def test_names_do_not_matter_and_a_doubled_population_doubles_counts(rows):
    log, other = log_of(rows), log_of(relabelled(rows))
    once, renamed, twice = (detours(each) for each in (log, other, doubled(log)))
    assert sorted(once.count) == sorted(renamed.count)
    assert sorted(once.count * 2) == sorted(twice.count)
    assert (step_matrix(doubled(log)).count == 2 * step_matrix(log).count).all()


@pytest.mark.parametrize("made", [EventLog.empty(), log_of([(1, 0, "a", None)])])
def test_little_or_nothing_is_said_in_both_languages(made):
    for result in (step_matrix(made), detours(made)):
        assert result.explain("en") != result.explain("pt")
        assert all(len(column) == len(next(iter(result.columns().values()))) for column in result.columns().values())


def test_impossible_questions_are_refused():
    log = log_of([(1, 0, "a", None)])
    for ask in (
        lambda: step_matrix(log, steps=0),
        lambda: step_matrix(log, around="x"),
        lambda: paths_between(log, "a", "a"),
        lambda: detours(log, longest=7),
    ):
        with pytest.raises(MeasureError):
            ask()


def test_open_stays_count_in_the_next_step():
    # Two went on after 2, one still waits.
    touches = [(1, 0, "to.one"), (1, 2, "to.two"), (2, 0, "to.one"), (2, 2, "to.two"), (4, 3, "to.one")]
    steps = next_steps(walked(touches, now=6))
    one = steps.stages.index("one")
    assert (steps.visits[one], steps.open[one]) == (3, 1)
    assert steps.share[one, steps.targets.index("two")] == 2 / 3
    assert steps.finished_share[one, steps.targets.index("two")] == 1


@FEW
@given(TOUCHES)
def test_next_steps_and_those_still_there_add_up_to_all(touches):
    steps = next_steps(walked(touches))
    known = steps.visits > 0
    np.testing.assert_allclose((steps.share.sum(axis=1) + steps.still_here)[known], 1, atol=1e-12)
    closed = known & (steps.open == 0)
    np.testing.assert_allclose(steps.share[closed], steps.finished_share[closed], atol=1e-12)


@FEW
@given(TOUCHES, st.integers(1, 9), st.integers(0, 99))
def test_next_steps_do_not_hang_on_order_or_cuts(touches, bucket, seed):
    shuffled = [touches[i] for i in np.random.default_rng(seed).permutation(len(touches))]
    visits = walked(touches)
    whole = next_steps(visits)
    if len({(who, at) for who, at, _ in touches}) == len(touches):
        assert same(whole.share, next_steps(walked(shuffled)).share)
    assert same(whole.share, run(NextStep(visits.stages, np.inf), visits, bucket=bucket).share)


def test_a_known_chance_is_found_again_though_many_still_wait():
    steps = next_steps(lasting(3, 4000, mean=100.0, watched=70.0))
    truth = 1 - np.exp(-70 / 100)
    assert steps.low[0, 1] < truth < steps.high[0, 1]
    assert steps.finished_share[0, 1] == 1
