"""Small logs that many tests share: random ones by hypothesis, and the ways to turn them around."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from jornada.analytics.log import EventLog
from jornada.analytics.log_merge import concat

ROWS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(0, 12), st.sampled_from("abc"), st.sampled_from(["web", "phone", None])),
    max_size=40,
)
Rows = list[tuple[int, int, str, str | None]]


def log_of(rows: Rows, seed: int | None = None) -> EventLog:
    """Build a log; with a seed, from the rows in another order."""
    order = list(range(len(rows)))
    if seed is not None:
        random.Random(seed).shuffle(order)
    subject, at, activity, channel = ([rows[i][column] for i in order] for column in range(4))
    return EventLog.from_columns(subject, at, activity, channel=channel, touch_id=order)


def paths_of(rows: Rows) -> dict[int, list[tuple[int, str]]]:
    """Write out each subject's (time, activity) in order, the plain way."""
    paths: dict[int, list[tuple[int, str]]] = {}
    for _, subject, at, activity in sorted(
        (row[0] * 10**9 + row[1] * 10**4 + place, *row[:3]) for place, row in enumerate(rows)
    ):
        paths.setdefault(subject, []).append((at, activity))
    return paths


def doubled(log: EventLog) -> EventLog:
    """Put every subject into the log twice."""
    twin = replace(log, subject_ids=log.subject_ids + 1_000_000)
    return concat([log, twin])


def relabelled(rows: Rows) -> Rows:
    """Rename activities so that their alphabetical order is reversed."""
    names = {"a": "z", "b": "y", "c": "x"}
    return [(who, at, names[what], channel) for who, at, what, channel in rows]


def same(left: object, right: object) -> bool:
    """Compare two results field by field, NaN equal to NaN."""
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return left.shape == right.shape and bool(np.array_equal(left, right, equal_nan=left.dtype.kind == "f"))
    if hasattr(left, "__dataclass_fields__"):
        return all(same(getattr(left, name), getattr(right, name)) for name in left.__dataclass_fields__)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, float) and isinstance(right, float):
        return left == right or (left != left and right != right)
    return left == right
