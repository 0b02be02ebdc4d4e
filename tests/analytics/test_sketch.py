"""Sketched quantiles: within the stated error of the exact ones, the same however the log is cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.log import EventLog
from jornada.analytics.sketch import ERROR, SketchedDurations, SketchedGaps, merge, read, sketch
from tests.analytics.logs import ROWS, log_of, relabelled

SPANS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**15)), min_size=1, max_size=60)


def columns(rows):
    group, span = np.array(rows, dtype=np.int64).T
    return group, span


@given(SPANS, st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]))
def test_a_quantile_is_within_the_error_of_the_span_of_its_rank(rows, share):
    group, span = columns(rows)
    found = read(sketch(group, span, 4), list("abcd"), [share])
    for place in np.unique(group):
        ours = np.sort(span[group == place])
        exact = ours[int(np.floor((len(ours) - 1) * share))]
        assert abs(found.values[0, place] - exact) <= ERROR * exact * 1.000001 + 1e-9


@given(SPANS, st.integers(0, 60))
def test_pieces_add_up_to_the_whole_exactly(rows, cut):
    group, span = columns(rows)
    whole = sketch(group, span, 4)
    both = merge([sketch(group[:cut], span[:cut], 4), sketch(group[cut:], span[cut:], 4)])
    assert np.array_equal(both.key, whole.key)
    assert np.array_equal(both.count, whole.count)


def test_gaps_worked_by_hand():
    log = EventLog.from_columns([1, 1, 1, 2, 2], [0, 100, 300, 0, 500], list("ababa"))
    found = run(SketchedGaps(log.activity.values, (0.5,)), log).columns()
    assert list(found["group"]) == ["a → b", "b → a"]
    assert found["number"].tolist() == [1, 2]
    assert found["q50_seconds"] == pytest.approx([100e-6, 200e-6], rel=ERROR)


@given(ROWS)
def test_order_of_rows_names_and_cuts_change_nothing(rows):
    log = log_of(rows)
    found = run(SketchedDurations(), log)
    for other in (log_of(rows, seed=1), log_of(relabelled(rows))):
        assert np.array_equal(run(SketchedDurations(), other, bucket=3).values, found.values, equal_nan=True)


def test_known_truth_over_a_million_spans():
    span = np.random.default_rng(1).exponential(3.6e9, 1_000_000).astype(np.int64)
    found = read(sketch(np.zeros_like(span), span, 1), ["x"], (0.5, 0.9))
    assert found.values[:, 0] == pytest.approx(3.6e9 * np.array([np.log(2), np.log(10)]), rel=0.01)


def test_nothing_one_and_ties():
    empty = run(SketchedDurations(), EventLog.empty())
    assert empty.number.tolist() == [0]
    assert "No spans" in empty.explain("en")
    assert read(sketch(np.zeros(3, np.int64), np.array([7, 7, 7]), 1), ["x"], [0.5]).values[0, 0] == pytest.approx(
        7, ERROR
    )


def test_words_name_the_error_in_both_languages():
    log = EventLog.from_columns([1, 1], [0, 10**9], ["a", "b"])
    found = run(SketchedDurations(), log)
    assert "0.5%" in found.explain("en")
    assert "0,5%" in found.explain("pt")


def test_what_cannot_be_is_refused():
    with pytest.raises(MeasureError, match="negative"):
        sketch(np.array([0]), np.array([-1]), 1)
    with pytest.raises(MeasureError, match="between 0 and 1"):
        read(sketch(np.array([0]), np.array([1]), 1), ["x"], [50])
    with pytest.raises(MeasureError, match="same activities"):
        run(SketchedGaps(("z",)), EventLog.from_columns([1], [1], ["a"]))
