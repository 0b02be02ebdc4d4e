"""A log larger than memory: buckets of subjects on disk, each opened, analysed and let go in turn.

Buckets are ranges of subject ids, so that pieces come in the order of the whole. Lists of values only
ever grow at their end: codes written long ago stay right. Appending touches rewrites the buckets
concerned and no other.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics import log_files
from jornada.analytics.coded import Coded
from jornada.analytics.errors import BadColumnError, LogFilesError
from jornada.analytics.log import CODED_COLUMNS, EventLog
from jornada.analytics.log_merge import concat

FORMAT = 1
INDEX = "store.json"
BUCKET_TOUCHES = 4_000_000


@dataclass(frozen=True, slots=True)
class BucketStore:
    """A log cut by subject into buckets on disk.

    Attributes
    ----------
    folder : Path
    edges : tuple of int
        First subject id of each bucket but the first, ascending.
    values : dict of str to tuple of str
        Values of each dictionary column over all buckets.
    touches : tuple of int
        Touches per bucket.

    Examples
    --------
    >>> import tempfile
    >>> log = EventLog.from_columns([1, 2, 3, 4], [5, 6, 7, 8], ["a", "b", "a", "c"])
    >>> store = create(log, tempfile.mkdtemp(), bucket=2)
    >>> len(store), [piece.subject_ids.tolist() for piece in store.pieces()]
    (4, [[1, 2], [3, 4]])
    """

    folder: Path
    edges: tuple[int, ...]
    values: dict[str, tuple[str, ...]]
    touches: tuple[int, ...]

    def __len__(self) -> int:
        return sum(self.touches)

    def pieces(self) -> Iterator[EventLog]:
        """Open one bucket after the other, memory-mapped, all with the same lists of values."""
        for place in range(len(self.touches)):
            piece = self.piece(place)
            if len(piece):
                yield piece

    def piece(self, place: int) -> EventLog:
        """Open one bucket."""
        return _with_values(log_files.load(self.folder / _name(place)), self.values)


def create(log: EventLog, folder: str | os.PathLike[str], bucket: int = BUCKET_TOUCHES) -> BucketStore:
    """Write a log into a new store.

    Parameters
    ----------
    log : EventLog
        With numbered subjects.
    folder : path
        Made when missing; a store that was there is replaced.
    bucket : int, default 4,000,000
        Touches per bucket, about.

    Raises
    ------
    BadColumnError
        If the log names its subjects instead of numbering them.
    """
    if log.subject_names is not None:
        raise BadColumnError("A store needs numbered subjects; build the log with whole numbers as subjects.")
    parts = log.buckets(max(1, -(-len(log) // bucket)))
    edges = tuple(int(part.subject_ids[0]) for part in parts[1:])
    store = BucketStore(Path(folder), edges, _values_of(log), tuple(len(part) for part in parts))
    for place, part in enumerate(parts):
        log_files.save(part, store.folder / _name(place))
    return _write_index(store)


def open_store(folder: str | os.PathLike[str]) -> BucketStore:
    """Open a store.

    Raises
    ------
    LogFilesError
        If the folder holds none, or one of another format.
    """
    home = Path(folder)
    try:
        index = json.loads((home / INDEX).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError) as error:
        raise LogFilesError(f"{home}: holds no store of touches ({error}); make one with create().") from error
    if index.get("format") != FORMAT:
        raise LogFilesError(f"{home}: format {index.get('format')}, this version reads {FORMAT}; make it again.")
    values = {name: tuple(column) for name, column in index["values"].items()}
    return BucketStore(home, tuple(index["edges"]), values, tuple(index["touches"]))


def append(store: BucketStore, fresh: EventLog) -> BucketStore:
    """Add touches; only the buckets of their subjects are sorted and written again.

    Touches are added to those of the same subject; a column that the store does not carry is filled
    with unknown there. A reader that opened the store before goes on with what it opened.

    Raises
    ------
    BadColumnError
        If the log names its subjects instead of numbering them.

    Examples
    --------
    >>> import tempfile
    >>> store = create(EventLog.from_columns([1, 2], [5, 6], ["a", "b"]), tempfile.mkdtemp())
    >>> more = append(store, EventLog.from_columns([2, 9], [4, 1], ["new", "a"]))
    >>> [touch for piece in more.pieces() for touch in piece.activity.decode()]
    ['a', 'new', 'b', 'a']
    """
    if fresh.subject_names is not None:
        raise BadColumnError("A store needs numbered subjects; build the log with whole numbers as subjects.")
    values = {name: _grown(store.values.get(name, ()), known) for name, known in _values_of(fresh).items()}
    grown = replace(store, values={**store.values, **values})
    place_of = np.searchsorted(np.array(store.edges, dtype=np.int64), fresh.subject_ids, side="right")
    touches = list(store.touches)
    for place in np.unique(place_of).tolist():
        part = fresh.select_subjects(place_of == place)
        both = _with_values(concat([grown.piece(place), part]), grown.values)
        log_files.save(both, store.folder / _name(place))
        touches[place] = len(both)
    return _write_index(replace(grown, touches=tuple(touches)))


def _write_index(store: BucketStore) -> BucketStore:
    """Put the index in force in one step: buckets with longer lists of values read right under the old one too."""
    index = {
        "format": FORMAT,
        "edges": store.edges,
        "values": {name: list(values) for name, values in store.values.items()},
        "touches": store.touches,
    }
    draft = store.folder / f"{INDEX}.{os.getpid()}"
    draft.write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")
    os.replace(draft, store.folder / INDEX)
    return store


def _values_of(log: EventLog) -> dict[str, tuple[str, ...]]:
    return {name: column.values for name, column in log.columns() if name in CODED_COLUMNS}


def _grown(known: tuple[str, ...], fresh: tuple[str, ...]) -> tuple[str, ...]:
    """Add the new values at the end."""
    there = set(known)
    return (*known, *(value for value in fresh if value not in there))


def _with_values(log: EventLog, values: Mapping[str, tuple[str, ...]]) -> EventLog:
    """Express a log over the store's lists of values; columns that it lacks are unknown."""
    columns: dict[str, Any] = {}
    for name, wanted in values.items():
        column = getattr(log, name)
        columns[name] = column.recode(wanted) if column is not None else Coded(_unknown(len(log)), wanted)
    return replace(log, **columns)


def _unknown(rows: int) -> NDArray[np.int32]:
    return np.full(rows, -1, dtype=np.int32)


def _name(place: int) -> str:
    return f"bucket-{place:05d}"
