"""Anything that holds events as a log: a file of any kind, or a table of pandas, Polars, Arrow or DuckDB."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jornada.analytics.errors import BadColumnError
from jornada.analytics.log import EventLog
from jornada.analytics.result_frame import plain_columns


class LeftOutWarning(UserWarning):
    """Rows that are no events; the text counts them by what they lack."""


def read(
    source: str | os.PathLike[str] | Any,
    *,
    case: str | None = None,
    time: str | None = None,
    activity: str | None = None,
    channel: str | None = None,
    value: str | None = None,
    outcome: str | None = None,
    zone: str = "UTC",
    **options: Any,
) -> EventLog:
    """Read an event log from a file or a table.

    Parameters
    ----------
    source : path-like, or table
        CSV, TSV, XLSX, Parquet or XES (also in a .gz or .zip); or a table of pandas, Polars, PyArrow, DuckDB or
        anything with the Arrow PyCapsule interface; or a mapping of column names to values.
    case, time, activity : str, optional
        Columns that say whose event it is, when and what; recognised by name and content when left out.
    channel, value, outcome : str, optional
        Further columns.
    zone : str, default "UTC"
        Time zone of instants that name none.
    **options
        For files, as for `door.open_table`: `encoding`, `separator`, `sheet`, `day_first`.

    Returns
    -------
    EventLog
        Rows at the same instant keep their order.

    Raises
    ------
    FileProblem
        If the source cannot be read, lacks a column, or holds no event.
    BadColumnError
        If the source is no table.

    Warns
    -----
    LeftOutWarning
        If rows lack a case, an activity or a time that can be read.

    Examples
    --------
    >>> log = read({"lead": ["a", "a", "b"], "when": ["2024-05-02", "2024-05-01", "2024-05-03"], "what": list("xyx")},
    ...            case="lead", time="when", activity="what")
    >>> log.subject_names, log.activity.decode()
    (('a', 'b'), ['y', 'x', 'x'])
    """
    named = {"case": case, "time": time, "activity": activity, "channel": channel, "value": value, "outcome": outcome}
    asked = {role: column for role, column in named.items() if column is not None}
    if isinstance(source, (str, os.PathLike)):
        return _read(source, asked, zone, options)
    with tempfile.TemporaryDirectory(prefix="jornada-table-") as folder:
        # Through a file: tables larger than memory stream, and columns are recognised as those of any file.
        target = Path(folder) / "table.parquet"
        _write_parquet(source, target)
        return _read(target, asked, zone, options)


class _Stream:
    """A table as nothing but its Arrow stream: by the name of its class DuckDB would ask Polars for PyArrow."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def _read(path: str | os.PathLike[str], columns: Mapping[str, str], zone: str, options: dict[str, Any]) -> EventLog:
    from jornada.analytics.analyse_log import read_log
    from jornada.analytics.report import rows_told
    from jornada.analytics.report_words import Tongue

    found = read_log(path, columns=columns, zone=zone, **options)
    if found.left_out:
        warnings.warn(rows_told(found, Tongue()), LeftOutWarning, stacklevel=3)
    return found.log


def _write_parquet(source: Any, target: Path) -> None:
    import duckdb

    if isinstance(source, duckdb.DuckDBPyRelation):
        source.write_parquet(str(target))
        return
    held = _scannable(source)  # noqa: F841, read by name in the query
    with duckdb.connect() as connection:
        connection.sql("SELECT * FROM held").write_parquet(str(target))


def _scannable(source: Any) -> Any:
    if isinstance(source, Mapping):
        return plain_columns(source) or {"(no column)": plain_columns({"a": []})["a"]}
    if type(source).__module__.partition(".")[0] == "pandas":
        # pandas hands out Arrow data only where PyArrow is installed; its columns are arrays anyhow.
        return plain_columns({str(name): source[name].to_numpy() for name in source.columns})
    if hasattr(source, "__arrow_c_stream__") and hasattr(source, "columns"):
        return _Stream(source)
    raise BadColumnError(
        f"Events are read from a path, a mapping of columns, or a table of pandas, Polars, PyArrow or DuckDB; "
        f"got {type(source).__name__}."
    )
