"""Building a log: check the columns, find the order, cut by subject."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.errors import BadColumnError, BadTimeError, MissingValueError, WrongLengthError
from jornada.analytics.log import CODED_COLUMNS, NUMBER_COLUMNS, EventLog

Ints = NDArray[np.int64]


def build(subject: Any, at: Any, activity: Any, *, touch_id: Any, **columns: Any) -> EventLog:
    """Build a log; `EventLog.from_columns` says what goes in."""
    ids, names = _subjects(subject)
    ready: dict[str, Any] = {"at": _times(at), "activity": _coded("activity", activity)}
    _refuse_missing("activity", ready["activity"].codes < 0)
    ready["touch_id"] = np.arange(len(ids)) if touch_id is None else _whole_numbers("touch_id", touch_id)
    ready |= {name: _column(name, column) for name, column in columns.items() if column is not None}
    _check_lengths(len(ids), ready)
    order = sort_order(ids, ready["at"], ready["touch_id"])
    if order is not None:
        ids = ids[order]
        ready = {name: column.take(order) for name, column in ready.items()}
    subject_ids, offsets = _cut(ids)
    return EventLog(subject_ids=subject_ids, offsets=offsets, subject_names=names, **ready)


def sort_order(subject: Ints, at: Ints, touch_id: Ints) -> Ints | None:
    """Find the order by (subject, at, touch_id); None when the rows stand in it already."""
    if _is_sorted(subject, at, touch_id):
        return None
    key = _packed_key(subject, at)
    if key is None:
        return np.lexsort((touch_id, at, subject))
    order = np.argsort(key)
    _settle_ties(order, key[order], touch_id)
    return order


def _is_sorted(subject: Ints, at: Ints, touch_id: Ints) -> bool:
    # A short look first: rows in no order are told apart without reading them all.
    for rows in (slice(0, 1000), slice(None)):
        who, when, number = subject[rows], at[rows], touch_id[rows]
        same_time = when[1:] == when[:-1]
        in_time = (when[1:] > when[:-1]) | (same_time & (number[1:] >= number[:-1]))
        if not np.all((who[1:] > who[:-1]) | ((who[1:] == who[:-1]) & in_time)):
            return False
    return True


def _packed_key(subject: Ints, at: Ints) -> NDArray[np.uint64] | None:
    # One 64-bit key sorts about four times faster than lexsort on three columns.
    span = [int(column.max()) - int(column.min()) for column in (subject, at)]
    bits = [width.bit_length() for width in span]
    if sum(bits) > 64 or max(bits) > 62:
        return None
    who = (subject - subject.min()).astype(np.uint64)
    key: NDArray[np.uint64] = (who << np.uint64(bits[1])) | (at - at.min()).astype(np.uint64)
    return key


def _settle_ties(order: Ints, key: NDArray[np.uint64], touch_id: Ints) -> None:
    same = key[1:] == key[:-1]
    tied = np.flatnonzero(np.concatenate(([False], same)) | np.concatenate((same, [False])))
    rows = order[tied]
    order[tied] = rows[np.lexsort((touch_id[rows], key[tied]))]


def _cut(ids: Ints) -> tuple[Ints, Ints]:
    if not len(ids):
        return ids, np.zeros(1, dtype=np.int64)
    starts = np.concatenate(([0], np.flatnonzero(ids[1:] != ids[:-1]) + 1))
    return ids[starts], np.concatenate((starts, [len(ids)])).astype(np.int64)


def _subjects(subject: Any) -> tuple[Ints, tuple[str, ...] | None]:
    if not isinstance(subject, Coded):
        rows = np.asarray(subject)
        if rows.dtype.kind in "iu" or not rows.size:
            return _whole_numbers("subject", subject), None
        _refuse_numbers("subject", rows)
        subject = Coded.encode(subject)
    _refuse_missing("subject", subject.check("subject").codes < 0)
    return subject.codes.astype(np.int64), subject.values


def _times(at: Any) -> Ints:
    rows = np.asarray(at)
    if rows.dtype.kind == "M":
        bad = np.isnat(rows)
        rows = rows.astype("datetime64[us]").view(np.int64)
    elif rows.dtype.kind == "f":
        bad = ~np.isfinite(rows)
    elif rows.dtype.kind in "iu" or not rows.size:
        bad = rows == np.iinfo(np.int64).min
    else:
        raise BadTimeError(f"at: expected microseconds as whole numbers, or datetime64; got {rows.dtype}.")
    if bad.any():
        raise BadTimeError(
            f"at: {int(bad.sum())} of {len(rows)} rows have no time, the first is row {int(bad.argmax())}; "
            "leave such rows out or give them a time."
        )
    return rows.astype(np.int64, copy=False)


def _column(name: str, column: Any) -> Any:
    if name in CODED_COLUMNS:
        return _coded(name, column)
    if name not in NUMBER_COLUMNS:
        known = ", ".join((*CODED_COLUMNS, *NUMBER_COLUMNS))
        raise BadColumnError(f"{name}: a log has no such column; it has {known}.")
    kind = NUMBER_COLUMNS[name]
    if kind is np.float64:
        return _numbers(name, column, kind)
    if kind is np.bool_:
        return _flags(name, column)
    return _ids(name, column)


def _coded(name: str, column: Any) -> Coded:
    return (column if isinstance(column, Coded) else Coded.encode(column)).check(name)


def _numbers(name: str, column: Any, kind: Any) -> NDArray[Any]:
    try:
        return np.asarray(column, dtype=kind)
    except (TypeError, ValueError, OverflowError) as wrong:
        raise BadColumnError(f"{name}: expected numbers; {wrong}.") from wrong


def _flags(name: str, column: Any) -> NDArray[np.bool_]:
    rows = np.asarray(column)
    if rows.size and not (rows.dtype.kind in "biu" and np.all((rows == 0) | (rows == 1))):
        raise BadColumnError(f"{name}: expected True or False in each row; got {rows.dtype}.")
    return rows.astype(np.bool_, copy=False)


def _ids(name: str, column: Any) -> NDArray[np.int32]:
    rows = np.asarray(column)
    if rows.dtype.kind == "O":
        rows = np.array([-1 if raw is None else raw for raw in rows])
    rows = _whole_numbers(name, rows)
    if rows.size and not (rows.min() >= -1 and rows.max() <= np.iinfo(np.int32).max):
        raise BadColumnError(f"{name}: ids must lie between -1 (unknown) and {np.iinfo(np.int32).max}.")
    return rows.astype(np.int32)


def _whole_numbers(name: str, column: Any) -> Ints:
    rows = np.asarray(column)
    if rows.size and rows.dtype.kind not in "iu":
        raise BadColumnError(f"{name}: expected whole numbers; got {rows.dtype}.")
    return rows.astype(np.int64, copy=False)


def _refuse_numbers(name: str, rows: NDArray[Any]) -> None:
    if rows.dtype.kind not in "OUST":
        raise BadColumnError(f"{name}: expected whole numbers or text; got {rows.dtype}.")


def _refuse_missing(name: str, missing: NDArray[np.bool_]) -> None:
    if missing.any():
        raise MissingValueError(
            f"{name}: {int(missing.sum())} of {len(missing)} rows have no value, the first is row "
            f"{int(missing.argmax())}; leave such rows out or fill them in."
        )


def _check_lengths(rows: int, columns: dict[str, Any]) -> None:
    for name, column in columns.items():
        if len(column) != rows:
            raise WrongLengthError(f"{name}: has {len(column)} rows, but subject has {rows}; they must agree.")
