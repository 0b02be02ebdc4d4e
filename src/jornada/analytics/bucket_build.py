"""From files of any size to a store: DuckDB reads and sorts out of core, a bucket at a time comes into memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from jornada.analytics import log_files
from jornada.analytics.bucket_store import BUCKET_TOUCHES, BucketStore, _name, _write_index
from jornada.analytics.coded import MISSING, Coded
from jornada.analytics.errors import BadColumnError
from jornada.analytics.log import CODED_COLUMNS, COLUMNS, EventLog

if TYPE_CHECKING:
    import duckdb

_NEEDED = ("subject", "at", "activity")


def build_store(
    source: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    folder: str | os.PathLike[str],
    columns: Mapping[str, str] | None = None,
    *,
    bucket: int = BUCKET_TOUCHES,
    memory: str = "2GB",
) -> BucketStore:
    """Sort the touches of Parquet or CSV files into a store.

    Parameters
    ----------
    source : path, pattern, or several of them
        Parquet or CSV files; ``data/*.parquet`` takes all that match.
    folder : path
        Of the store; what was there is replaced.
    columns : mapping of str to str, optional
        Column of the log to column of the files, where the names differ. `subject` (a whole number), `at`
        (an instant; without a zone it is taken for UTC) and `activity` are needed; others are taken when there.
    bucket : int, default 4,000,000
        Touches per bucket, about; a subject is never cut.
    memory : str, default "2GB"
        What DuckDB may use; more is sorted on disk, beside the store.

    Returns
    -------
    BucketStore

    Raises
    ------
    BadColumnError
        If a needed column is missing or of the wrong kind, or a touch lacks one of the three.

    Examples
    --------
    >>> import duckdb
    >>> home = tempfile.mkdtemp()
    >>> rows = "SELECT range % 3 AS subject, TIMESTAMP '2026-01-01' + INTERVAL (range) HOUR AS at, 'seen' AS activity"
    >>> _ = duckdb.sql(f"COPY ({rows} FROM range(9)) TO '{home}/touches.parquet'")
    >>> store = build_store(f"{home}/touches.parquet", f"{home}/store", bucket=4)
    >>> store.touches, store.edges
    ((6, 3), (2,))
    """
    import duckdb

    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix="sorting-") as scratch:
        base = duckdb.connect(f"{scratch}/touches.duckdb")
        try:
            base.execute("SET memory_limit = ?", [memory])
            base.execute("SET temp_directory = ?", [scratch])
            base.execute("SET preserve_insertion_order = true")
            carried = _take_in(base, source, columns or {})
            return _write(base, home, carried, bucket)
        finally:
            base.close()


def _take_in(base: duckdb.DuckDBPyConnection, source: Any, columns: Mapping[str, str]) -> list[str]:
    """Read the files into one table, sorted, with instants in microseconds."""
    files = [os.fspath(one) for one in source] if isinstance(source, list | tuple) else [os.fspath(source)]
    kind = "read_csv" if files[0].lower().endswith((".csv", ".csv.gz", ".tsv")) else "read_parquet"
    described = base.execute(f"DESCRIBE SELECT * FROM {kind}(?)", [files]).fetchall()
    there = {name: dtype for name, dtype, *_rest in described}
    names = {name: columns.get(name, name) for name in (*_NEEDED, "touch_id", *COLUMNS)}
    carried = [name for name, column in names.items() if column in there]
    _check(names, there)
    chosen = ", ".join(f'{_expression(name, names[name], there)} AS "{name}"' for name in carried)
    order = '"subject", "at", "touch_id"' if "touch_id" in carried else '"subject", "at", place'
    base.execute(
        f"CREATE TABLE touches AS SELECT * FROM (SELECT {chosen}, row_number() OVER () AS place FROM {kind}(?)) "
        f"ORDER BY {order}",
        [files],
    )
    _refuse_blanks(base)
    return carried


def _check(names: Mapping[str, str], there: Mapping[str, str]) -> None:
    for name in _NEEDED:
        if names[name] not in there:
            raise BadColumnError(f"{name}: the files have no column {names[name]!r}; they have {', '.join(there)}.")
    if not there[names["subject"]].endswith("INT") and "INTEGER" not in there[names["subject"]]:
        raise BadColumnError(f"subject: expected whole numbers, {names['subject']} is {there[names['subject']]}.")


def _expression(name: str, column: str, there: Mapping[str, str]) -> str:
    quoted = '"' + column.replace('"', '""') + '"'
    if name == "at":
        return f"epoch_us({quoted})" if there[column].startswith(("TIMESTAMP", "DATE")) else f"CAST({quoted} AS BIGINT)"
    return f"nullif(CAST({quoted} AS VARCHAR), '')" if name in CODED_COLUMNS else quoted


def _refuse_blanks(base: duckdb.DuckDBPyConnection) -> None:
    for name in _NEEDED:
        (missing,) = base.execute(f'SELECT count(*) FROM touches WHERE "{name}" IS NULL').fetchone() or (0,)
        if missing:
            raise BadColumnError(f"{name}: {missing:,} touches lack it; leave them out of the files or fill it in.")


def _write(base: duckdb.DuckDBPyConnection, home: Path, carried: list[str], bucket: int) -> BucketStore:
    values = {name: _values(base, name) for name in carried if name in CODED_COLUMNS}
    edges = _edges(base, bucket)
    touches = []
    for place, (first, last) in enumerate(_ranges(edges)):
        part = _bucket(base, carried, values, first, last)
        log_files.save(part, home / _name(place))
        touches.append(len(part))
    return _write_index(BucketStore(home, tuple(edges), values, tuple(touches)))


def _values(base: duckdb.DuckDBPyConnection, name: str) -> tuple[str, ...]:
    """List the values of a column and make them a type of DuckDB's, which codes the column."""
    rows = base.execute(f'SELECT DISTINCT "{name}" FROM touches WHERE "{name}" IS NOT NULL ORDER BY 1').fetchall()
    if rows:
        base.execute(f'CREATE TYPE "{name}_codes" AS ENUM (SELECT DISTINCT "{name}" FROM touches ORDER BY 1)')
    return tuple(value for (value,) in rows)


def _edges(base: duckdb.DuckDBPyConnection, bucket: int) -> list[int]:
    """Cut where the running number of touches passes a multiple of the bucket, between two subjects."""
    rows = base.execute(
        'SELECT min(subject) FROM (SELECT "subject", (sum(count(*)) OVER (ORDER BY "subject") - count(*)) // ? AS part '
        'FROM touches GROUP BY "subject") GROUP BY part ORDER BY part',
        [bucket],
    ).fetchall()
    return [int(first) for (first,) in rows[1:]]


def _ranges(edges: Sequence[int]) -> Iterable[tuple[int, int]]:
    return pairwise([np.iinfo(np.int64).min, *edges, np.iinfo(np.int64).max])


def _bucket(
    base: duckdb.DuckDBPyConnection, carried: list[str], values: Mapping[str, tuple[str, ...]], first: int, last: int
) -> EventLog:
    chosen = ", ".join(_chosen(name, values) for name in carried)
    rows = base.execute(
        f'SELECT {chosen}, place FROM touches WHERE "subject" >= ? AND "subject" < ?', [first, last]
    ).fetchnumpy()
    columns = {name: _column(rows[name], values.get(name)) for name in carried}
    columns.setdefault("touch_id", rows["place"])
    return EventLog.from_columns(columns.pop("subject"), columns.pop("at"), columns.pop("activity"), **columns)


def _chosen(name: str, values: Mapping[str, tuple[str, ...]]) -> str:
    if name not in values:
        return f'"{name}"'
    if not values[name]:
        return f'{MISSING} AS "{name}"'
    return f'coalesce(CAST(enum_code(CAST("{name}" AS "{name}_codes")) AS INTEGER), {MISSING}) AS "{name}"'


def _column(rows: Any, values: tuple[str, ...] | None) -> Any:
    plain = np.ma.filled(rows, _blank(rows.dtype)) if np.ma.isMaskedArray(rows) else rows
    return plain if values is None else Coded(plain, values)


def _blank(dtype: Any) -> Any:
    return True if dtype == np.bool_ else np.nan if dtype.kind == "f" else MISSING
