"""Any file as an event log: opened, its columns recognised, its rows read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jornada.analytics import door_problems as problems
from jornada.analytics import xes
from jornada.analytics.analyse_columns import Roles, find_roles, time_reading
from jornada.analytics.coded import Coded
from jornada.analytics.door import NO_INSTANT, CellError, Reading, Table, open_table
from jornada.analytics.door_file import XML, enter
from jornada.analytics.log import EventLog


class NoEvents(problems.FileProblem):
    """A log in which no row has a case, an activity and an instant."""

    code = "no_events"
    message = (
        "{file} has no event: none of its {rows} rows has a case ({case}), an activity ({activity}) "
        "and a time that can be read ({time}). {example} Name other columns with --case, --activity, --time."
    )


@dataclass(frozen=True)
class LogFile:
    """An event log that came out of a file.

    Attributes
    ----------
    log : EventLog
        Its events; rows at the same instant keep the order of the file.
    roles : Roles
        The columns used.
    file : str
        Name of the file.
    rows : int
        Rows of the file.
    left_out : dict of str to int
        Rows without case, activity or readable time, by what was missing, and rows that did not fit the table.
    errors : list of CellError
        The first instants that could not be read.
    notices : tuple of str
        What the reading wants to say.
    """

    log: EventLog
    roles: Roles
    file: str
    rows: int
    left_out: dict[str, int]
    errors: list[CellError]
    notices: tuple[str, ...]


def read_log(
    path: str | os.PathLike[str],
    *,
    columns: Mapping[str, str | None] | None = None,
    zone: str = "UTC",
    **options: Any,
) -> LogFile:
    """Read an event log from CSV, TSV, XLSX, Parquet or XES (also in a .gz or .zip).

    Parameters
    ----------
    path : path-like
        The file.
    columns : mapping of role to name, optional
        Columns for `case`, `time`, `activity`, `channel`, `value`, `outcome`; recognised when missing.
    zone : str
        Time zone of instants that name none.
    **options
        As for `door.open_table`.

    Returns
    -------
    LogFile

    Raises
    ------
    FileProblem
        If the file cannot be read, or is no event log.
    """
    with _opened(path, options) as table:
        roles = find_roles(table, dict(columns or {}))
        return _read(table, roles, zone, Path(path).name)


@contextmanager
def _opened(path: str | os.PathLike[str], options: dict[str, Any]) -> Iterator[Table]:
    entrance = enter(path)
    if entrance.kind != XML:
        with open_table(path, **options) as table:
            yield table
        return
    with tempfile.TemporaryDirectory(prefix="jornada-xes-") as folder:
        target = Path(folder) / "events.csv"
        xes.write_csv(entrance, target)
        with open_table(target, encoding="utf-8", separator=",", header=True) as table:
            yield table


def _read(table: Table, roles: Roles, zone: str, file: str) -> LogFile:
    readings = {
        roles["case"]: Reading("coded"),
        roles["time"]: time_reading(table.column(roles["time"]), zone),
        roles["activity"]: Reading("coded"),
    }
    for role in ("channel", "outcome"):
        readings |= {name: Reading("coded") for name in [roles.get(role)] if name}
    if name := roles.get("value"):
        readings[name] = table.column(name).reading_as("number")
    read = table.read(readings)
    case, at, activity = (read[roles[role]] for role in ("case", "time", "activity"))
    missing = {"case": case.codes < 0, "activity": activity.codes < 0, "time": at == NO_INSTANT}
    kept = ~(missing["case"] | missing["activity"] | missing["time"])
    if not kept.any():
        raise _no_events(table, roles, file, read.errors)
    extra = {role: _taken(read[name], kept) for role in ("channel", "outcome", "value") if (name := roles.get(role))}
    log = EventLog.from_columns(_used(case.take(kept)), at[kept], _used(activity.take(kept)), **extra)
    left_out = {what: int(rows.sum()) for what, rows in missing.items() if rows.any()}
    if table.reject_count:
        left_out["columns"] = table.reject_count
    notices = tuple(notice.text for notice in table.notices)
    return LogFile(log, roles, file, table.rows + table.reject_count, left_out, read.errors, notices)


def _taken(column: Any, kept: Any) -> Any:
    return column.take(kept) if isinstance(column, Coded) else column[kept]


def _used(column: Coded) -> Coded:
    """Forget values that only rows without an event had."""
    used = np.unique(column.codes)
    if len(used) == len(column.values):
        return column
    place = np.full(len(column.values), -1, dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return Coded(place[column.codes], tuple(column.values[code] for code in used.tolist()))


def _no_events(table: Table, roles: Roles, file: str, errors: list[CellError]) -> NoEvents:
    example = f"For example {errors[0]}." if errors else ""
    return NoEvents(
        file=file,
        rows=table.rows,
        case=roles["case"],
        activity=roles["activity"],
        time=roles["time"],
        example=example,
    )
