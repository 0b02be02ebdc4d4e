"""The same measures on a Spark cluster: each partition runs the kernel, the driver merges what comes back.

The log is cut by ranges of subjects over the cluster and sorted within each part, so that a kernel sees what
it sees on one machine. Each partition merges what it finds and sends one part back, as bytes; the answer is
made where the program runs. PySpark is an extra (`pip install jornada[spark]`); this module is
imported only by whoever calls it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from jornada.analytics.coded import MISSING, Coded
from jornada.analytics.engine import Measure
from jornada.analytics.errors import BadColumnError
from jornada.analytics.log import CODED_COLUMNS, COLUMNS, EventLog

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

PIECE = 1 << 21
_NEEDED = ("subject", "at", "activity")
_WHOLE = ("tinyint", "smallint", "int", "bigint")


def run(
    measure: Measure[Any, Any, Any],
    frame: DataFrame,
    *,
    prepare: Callable[[EventLog], Any] | None = None,
    partitions: int | None = None,
    values: Mapping[str, Sequence[str]] | None = None,
) -> Any:
    """Answer a measure over a Spark data frame of touches.

    Parameters
    ----------
    measure : Measure
        The same object that `engine.run` takes; it travels to the cluster, so it must be picklable.
    frame : pyspark.sql.DataFrame
        One row per touch with the columns of an `EventLog`: `subject` (a whole number), `at` (a timestamp, or
        microseconds UTC), `activity`, and any others; ties in time keep `touch_id` where there is one.
    prepare : callable, optional
        What the measure is asked of, made of each piece; for measures over visits
        ``lambda log: derive_visits(log, journey, now)``.
    partitions : int, optional
        Parts that the log is cut into; Spark's own number when left out.
    values : mapping of str to sequence of str, optional
        All values of each dictionary column, where they are known: spares one pass over the data.

    Returns
    -------
    object
        What `engine.run` answers on the same touches: counts and rates exactly; where a measure takes
        medians, those too, from all their values.

    Raises
    ------
    BadColumnError
        If a needed column is missing, the subject is no whole number, or a touch lacks one of the three.
    """
    carried = _carried(frame)
    known = {name: tuple(column) for name, column in (values or _values(frame, carried)).items()}
    cut = (partitions, "subject") if partitions else ("subject",)
    order = [name for name in ("subject", "at", "touch_id") if name in carried]
    rows = frame.select(*[_selected(frame, name) for name in carried]).repartitionByRange(*cut)
    parts = rows.sortWithinPartitions(*order).mapInArrow(_worker(measure, prepare, known), "first long, part binary")
    found = sorted(((row.first, bytes(row.part)) for row in parts.collect()), key=lambda each: each[0])
    if not found:
        empty = _log_of([], carried, known)
        return measure.finish(measure.merge([measure.kernel(prepare(empty) if prepare else empty)]))
    return measure.finish(measure.merge([pickle.loads(part) for _first, part in found]))  # noqa: S301 (our own bytes)


def _carried(frame: DataFrame) -> list[str]:
    types = dict(frame.dtypes)
    for name in _NEEDED:
        if name not in types:
            raise BadColumnError(f"{name}: the frame has no such column; it has {', '.join(types)}. Rename yours.")
    if types["subject"] not in _WHOLE:
        raise BadColumnError(
            f"subject: expected whole numbers, got {types['subject']}. Number your subjects first, once, in a table."
        )
    return [*_NEEDED, *(name for name in COLUMNS if name in types and name not in _NEEDED)]


def _selected(frame: DataFrame, name: str) -> Any:
    from pyspark.sql import functions as f

    kind = dict(frame.dtypes)[name]
    if name == "at" and kind.startswith(("timestamp", "date")):
        return f.unix_micros(f.col(name).cast("timestamp")).alias(name)
    if name in CODED_COLUMNS:
        return f.col(name).cast("string").alias(name)
    return f.col(name)


def _values(frame: DataFrame, carried: Sequence[str]) -> dict[str, list[str]]:
    """Collect the values of the dictionary columns in one pass."""
    from pyspark.sql import functions as f

    coded = [name for name in carried if name in CODED_COLUMNS]
    row = frame.agg(*[f.collect_set(f.col(name).cast("string")).alias(name) for name in coded]).first()
    return {name: sorted(value for value in (row[name] if row else []) if value) for name in coded}


def _worker(
    measure: Measure[Any, Any, Any], prepare: Callable[[EventLog], Any] | None, values: Mapping[str, tuple[str, ...]]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Make what runs on each partition: whole subjects at a time, one part back per partition.

    A measure whose parts hold more than the answer needs says by `pack` what travels.
    """
    pack = getattr(measure, "pack", lambda part: part)

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow

        first, parts = None, []
        for log in _pieces(batches, values):
            first = int(log.subject_ids[0]) if first is None else first
            parts.append(measure.kernel(prepare(log) if prepare else log))
        if first is not None:
            part = pickle.dumps(pack(measure.merge(parts)), protocol=pickle.HIGHEST_PROTOCOL)
            yield pyarrow.RecordBatch.from_pydict({"first": [first], "part": [part]})

    return work


def _pieces(batches: Iterator[pa.RecordBatch], values: Mapping[str, tuple[str, ...]]) -> Iterator[EventLog]:
    """Cut sorted batches into logs of whole subjects; the last subject of a batch may go on in the next."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += batch.num_rows
        if rows >= PIECE:
            held, rows = yield from _cut(held, values)
    if rows:
        yield _log_of(held, held[0].schema.names, values)


def _cut(
    held: list[pa.RecordBatch], values: Mapping[str, tuple[str, ...]]
) -> Generator[EventLog, None, tuple[list[pa.RecordBatch], int]]:
    """Yield a log of all subjects but the last; return the batches of the last, and how many rows they have."""
    last = held[-1].column("subject")[-1].as_py()
    table = _table(held)
    subject = table.column("subject").to_numpy()
    end = int(np.searchsorted(subject, last))
    if end:
        yield _log_of(table.slice(0, end).to_batches(), table.schema.names, values)
    rest = table.slice(end).to_batches()
    return rest, table.num_rows - end


def _table(batches: Sequence[pa.RecordBatch]) -> pa.Table:
    import pyarrow

    return pyarrow.Table.from_batches(batches)


def _log_of(batches: Sequence[pa.RecordBatch], names: Sequence[str], values: Mapping[str, tuple[str, ...]]) -> EventLog:
    if not batches:
        empty = {name: Coded(np.empty(0, np.int32), values[name]) for name in values}
        activity = empty.pop("activity")
        return EventLog.from_columns(np.empty(0, np.int64), np.empty(0, np.int64), activity, **empty)
    table = _table(batches)
    for name in _NEEDED:
        if table.column(name).null_count:
            raise BadColumnError(f"{name}: {table.column(name).null_count} touches lack it; leave them out first.")
    columns = {name: _column(table.column(name), values.get(name)) for name in names}
    return EventLog.from_columns(columns.pop("subject"), columns.pop("at"), columns.pop("activity"), **columns)


def _column(column: Any, values: tuple[str, ...] | None) -> Any:
    import pyarrow.compute as pc

    if values is not None:
        import pyarrow

        codes = pc.index_in(column, value_set=pyarrow.array(values, pyarrow.string()))
        return Coded(pc.fill_null(codes, MISSING).to_numpy().astype(np.int32), values)
    if column.null_count:
        kind = str(column.type)
        column = pc.fill_null(
            column, True if kind == "bool" else float("nan") if kind in ("double", "float") else MISSING
        )
    return column.to_numpy()
