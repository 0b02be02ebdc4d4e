"""The event log: built from any row order, cut by subject, put together again."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.coded import Coded
from jornada.analytics.errors import BadColumnError, BadTimeError, MissingValueError, WrongLengthError
from jornada.analytics.log import EventLog
from jornada.analytics.log_merge import concat, merge

ROWS = st.lists(
    st.tuples(st.integers(-3, 3), st.integers(0, 5), st.sampled_from(["a", "b", "c"])),
    max_size=30,
)


def rows_of(log: EventLog) -> list[tuple[int, int, int, str | None]]:
    ids = log.subject_ids[log.subject].tolist()
    return list(zip(ids, log.at.tolist(), log.touch_id.tolist(), log.activity.decode(), strict=True))


def build(rows, order=None):
    order = range(len(rows)) if order is None else order
    picked = [(*rows[i], i) for i in order]
    subject, at, activity, touch = (list(column) for column in zip(*picked, strict=True)) if picked else ([],) * 4
    return EventLog.from_columns(subject, at, activity, touch_id=touch)


@given(ROWS, st.randoms())
def test_row_order_of_the_input_changes_nothing(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    assert rows_of(build(rows, order)) == rows_of(build(rows))


@given(ROWS)
def test_rows_stand_by_subject_time_and_touch(rows):
    log = build(rows)
    assert rows_of(log) == sorted((s, t, i, a) for i, (s, t, a) in enumerate(rows))
    assert log.lengths.sum() == len(rows)
    assert (log.lengths > 0).all()


@given(ROWS, st.integers(1, 6))
def test_buckets_cut_between_subjects_and_hold_every_touch(rows, n):
    log = build(rows)
    parts = log.buckets(n)
    assert len(parts) <= n
    assert [row for part in parts for row in rows_of(part)] == rows_of(log)
    assert sum(part.subjects for part in parts) == log.subjects


@given(ROWS, st.integers(0, 30))
def test_two_halves_put_together_are_the_whole(rows, cut):
    log = build(rows)
    mask = np.arange(len(log)) < cut
    assert rows_of(concat([log.select(mask), log.select(~mask)])) == rows_of(log)


def test_wide_keys_are_sorted_too():
    far = 2**61
    log = EventLog.from_columns([far, -far, far], [far, 5, -far], ["a", "b", "c"])
    assert log.activity.decode() == ["b", "c", "a"]


def test_select_drops_subjects_without_touches():
    log = EventLog.from_columns([1, 2, 2, 3], [1, 1, 2, 1], ["a", "a", "b", "a"], channel=["x", None, "y", "x"])
    kept = log.select(log.activity.codes == log.activity.code("b"))
    assert (kept.subject_ids.tolist(), kept.offsets.tolist(), kept.channel.decode()) == ([2], [0, 1], ["y"])


def test_merge_replaces_and_drops_subjects():
    base = EventLog.from_columns([1, 1, 2, 3], [1, 2, 1, 1], ["a", "b", "a", "a"])
    fresh = EventLog.from_columns([1, 4], [9, 9], ["z", "a"], touch_id=[50, 51])
    assert [row[:2] for row in rows_of(merge(base, fresh, gone=[3]))] == [(1, 9), (2, 1), (4, 9)]


def test_concat_fills_columns_that_one_log_lacks():
    one = EventLog.from_columns([1], [1], ["a"], human=[False], value=[2.5])
    two = EventLog.from_columns([1], [2], ["b"])
    both = concat([one, two])
    assert both.human.tolist() == [False, True]
    assert np.isnan(both.value[1])


def test_text_subjects_keep_their_names():
    log = EventLog.from_columns(["Case 2", "Case 10"], [2, 1], ["a", "b"])
    assert [log.subject_names[i] for i in log.subject_ids] == ["Case 10", "Case 2"]


def test_datetimes_become_microseconds():
    log = EventLog.from_columns([1], np.array(["1970-01-01T00:00:01"], "datetime64[s]"), ["a"])
    assert log.at.tolist() == [1_000_000]


@pytest.mark.parametrize(
    ("columns", "error", "says"),
    [
        ({"subject": [1, 2], "at": [1], "activity": ["a", "b"]}, WrongLengthError, "at: has 1 rows"),
        ({"subject": [1], "at": [1], "activity": ["a"], "value": [1.0, 2.0]}, WrongLengthError, "value"),
        ({"subject": [1, 2], "at": [1.0, np.nan], "activity": ["a", "b"]}, BadTimeError, "row 1"),
        ({"subject": [1], "at": np.array(["NaT"], "datetime64[us]"), "activity": ["a"]}, BadTimeError, "no time"),
        ({"subject": [1], "at": ["noon"], "activity": ["a"]}, BadTimeError, "whole numbers"),
        ({"subject": [1, 1], "at": [1, 2], "activity": ["a", ""]}, MissingValueError, "activity: 1 of 2"),
        ({"subject": ["x", None], "at": [1, 2], "activity": ["a", "b"]}, MissingValueError, "subject: 1 of 2"),
        ({"subject": [1.5], "at": [1], "activity": ["a"]}, BadColumnError, "subject"),
        ({"subject": [1], "at": [1], "activity": ["a"], "colour": ["red"]}, BadColumnError, "no such column"),
        ({"subject": [1], "at": [1], "activity": ["a"], "product": [2**40]}, BadColumnError, "product"),
        ({"subject": [1], "at": [1], "activity": ["a"], "human": ["yes"]}, BadColumnError, "True or False"),
        ({"subject": [1], "at": [1], "activity": ["a"], "value": ["much"]}, BadColumnError, "expected numbers"),
        ({"subject": [1], "at": [1], "activity": Coded([3], ("a",))}, BadColumnError, "between -1 and 0"),
    ],
)
def test_a_wrong_column_is_named(columns, error, says):
    with pytest.raises(error, match=says):
        EventLog.from_columns(**columns)


def test_an_empty_log_is_a_log():
    log = EventLog.empty()
    assert (len(log), log.subjects, len(log.buckets(4)), len(concat([log, log]))) == (0, 0, 1, 0)


def test_blank_nan_and_none_are_missing():
    assert Coded.encode(np.array(["", "b", None, float("nan")], object)).codes.tolist() == [-1, 0, -1, -1]


def test_recoding_keeps_what_is_meant():
    column = Coded.encode(["b", None, "a"])
    assert column.recode(("z", "b", "a")).decode() == ["b", None, "a"]


def test_the_package_imports_without_numpy():
    code = "import sys, jornada.analytics; print('numpy' in sys.modules, 'duckdb' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": "src"}, check=True
    )
    assert done.stdout.split() == ["False", "False"]
