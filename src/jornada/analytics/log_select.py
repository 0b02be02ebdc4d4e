"""Parts of a log: by activity, channel, period and subject; and attributes of subjects to break it down by."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import MISSING, Coded
from jornada.analytics.errors import BadColumnError, MeasureError
from jornada.analytics.log import EventLog
from jornada.analytics.result_frame import plain_columns

Moment = str | date | datetime | np.datetime64 | int
MOST_GROUPS = 1000


def filtered(
    log: EventLog,
    activity: str | Collection[str] | None,
    channel: str | Collection[str] | None,
    since: Moment | None,
    until: Moment | None,
    subjects: Collection[Any] | None,
    mask: NDArray[np.bool_] | None,
) -> EventLog:
    """Keep the touches that meet all that was asked; see `EventLog.filter`."""
    kept = np.ones(len(log), dtype=np.bool_) if mask is None else np.array(mask)
    if kept.dtype != np.bool_ or kept.shape != (len(log),):
        return log.select(kept)  # it says what is wrong
    for name, values in (("activity", activity), ("channel", channel)):
        if values is not None:
            kept &= _is_one_of(log, name, [values] if isinstance(values, str) else values)
    if since is not None:
        kept &= log.at >= instant_of(since)
    if until is not None:
        kept &= log.at < instant_of(until)
    if subjects is not None:
        kept &= np.repeat(_are_subjects(log, subjects), log.lengths)
    return log.select(kept)


def instant_of(moment: Moment) -> int:
    """Read a moment as microseconds UTC; what names no zone is taken as UTC.

    Examples
    --------
    >>> instant_of("1970-01-02") == instant_of(date(1970, 1, 2)) == 86_400_000_000
    True
    """
    if isinstance(moment, (int, np.integer)):
        return int(moment)
    try:
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        return int(np.datetime64(moment).astype("datetime64[us]").astype(np.int64))
    except (TypeError, ValueError) as error:
        raise MeasureError(
            f"{moment!r} is no moment; expected something like 2024-05-31 or 2024-05-31T14:00."
        ) from error


def known_names(name: str, asked: Iterable[str], known: Collection[str]) -> None:
    """Refuse names that are not there, with those that are, the closest first.

    Raises
    ------
    MeasureError

    Examples
    --------
    >>> known_names("activity", ["deal.wun"], ["deal.lost", "deal.won"])
    Traceback (most recent call last):
      ...
    jornada.analytics.errors.MeasureError: There is no activity 'deal.wun'; did you mean 'deal.won'? \
There are: deal.won, deal.lost.
    """
    for word in asked:
        if word in known:
            continue
        close = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
        rest = [each for each in known if each not in close]
        shown = ", ".join([*close, *rest][:15]) + (f" and {len(known) - 15} more" if len(known) > 15 else "")
        hint = f"; did you mean {close[0]!r}?" if close else "."
        raise MeasureError(f"There is no {name} {word!r}{hint} There are: {shown or 'none'}.")


def with_attributes(log: EventLog, table: Any, key: str | None) -> EventLog:
    """Attach columns of a table by subject; see `EventLog.with_attributes`."""
    columns = _columns_of(table)
    key = next(iter(columns), "") if key is None else key
    if key not in columns:
        raise BadColumnError(
            f"The table has no column {key!r} with the subjects; it has {', '.join(columns) or 'none'}."
        )
    row = _row_of_each(log, columns[key], key)
    attached = dict(log.attributes or {})
    for name, column in columns.items():
        if name != key:
            coded = Coded.encode(column.tolist() if column.dtype.kind != "M" else np.datetime_as_string(column))
            attached[name] = Coded(np.where(row < 0, MISSING, coded.codes[row]), coded.values)
    return replace(log, attributes=attached)


def split_by(log: EventLog, attribute: str) -> dict[str | None, EventLog]:
    """Cut a log into one per value of an attribute; see `EventLog.split_by`."""
    attributes = log.attributes or {}
    if not attributes:
        raise MeasureError("The log has no attributes yet; attach a table of subjects with with_attributes(table).")
    known_names("attribute", [attribute], list(attributes))
    column = attributes[attribute]
    codes, sizes = np.unique(column.codes, return_counts=True)
    if len(codes) > MOST_GROUPS:
        raise MeasureError(f"{attribute} has {len(codes):,} different values; a breakdown takes up to {MOST_GROUPS:,}.")
    order = np.lexsort((codes, -sizes))
    return {
        None if code < 0 else column.values[code]: log.select_subjects(column.codes == code)
        for code in codes[order].tolist()
    }


def _is_one_of(log: EventLog, name: str, values: Collection[str]) -> NDArray[np.bool_]:
    column: Coded | None = getattr(log, name)
    if column is None:
        raise MeasureError(f"The log does not carry {name!r}; leave it out, or build the log with it.")
    known_names(name, values, column.values)
    found: NDArray[np.bool_] = column.lookup(values)[column.codes]
    return found


def _are_subjects(log: EventLog, subjects: Collection[Any]) -> NDArray[np.bool_]:
    if log.subject_names is None:
        return np.isin(log.subject_ids, np.array(list(subjects), dtype=np.int64))
    place = {name: number for number, name in enumerate(log.subject_names)}
    return np.isin(log.subject_ids, [place[str(name)] for name in subjects if str(name) in place])


def _columns_of(table: Any) -> dict[str, NDArray[Any]]:
    if isinstance(table, Mapping):
        return plain_columns(table)
    if type(table).__module__.partition(".")[0] == "pandas":
        return plain_columns({str(name): table[name].to_numpy() for name in table.columns})
    names = getattr(table, "column_names", None) or getattr(table, "columns", None)
    if names is None or not hasattr(table, "__getitem__"):
        raise BadColumnError(
            "Attributes come as a mapping of columns or a table of pandas, Polars or PyArrow; "
            f"got {type(table).__name__}."
        )
    return plain_columns({str(name): table[name].to_numpy() for name in names})


def _row_of_each(log: EventLog, keys: NDArray[Any], key: str) -> NDArray[np.int64]:
    """Find for each subject its row of the table, -1 where it has none."""
    spelled = [str(each) for each in keys.tolist()]
    place = {name: row for row, name in enumerate(spelled)}
    if len(place) < len(spelled):
        twice = next(name for row, name in enumerate(spelled) if place[name] != row)
        raise BadColumnError(f"{key}: {twice} stands twice in the table of attributes; expected one row per subject.")
    names = log.subject_names
    wanted = [str(number) if names is None else names[number] for number in log.subject_ids.tolist()]
    row = np.array([place.get(name, -1) for name in wanted], dtype=np.int64)
    if len(row) and (row < 0).all():
        raise BadColumnError(
            f"None of the {len(row):,} subjects stands in {key} of the table: the log has {wanted[0]}, the table "
            f"{spelled[0] if spelled else 'no row'}. Name the column with the subjects as key=."
        )
    return row
