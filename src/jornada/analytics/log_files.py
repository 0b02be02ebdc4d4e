"""A log on disk: one .npy file per column, memory-mapped on reading, changed all at once.

Layout of the folder: `log.json` names the folder of columns in force (`columns-…`) and holds the
values of the dictionary columns. Writing fills a new folder of columns and then replaces
`log.json` in one step, so that readers see the old log or the new one, never a mixture.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.errors import LogFilesError
from jornada.analytics.log import CODED_COLUMNS, EventLog

FORMAT = 1
INDEX = "log.json"


def save(log: EventLog, folder: str | os.PathLike[str]) -> Path:
    """Write a log into a folder, in place of the log that was there.

    Parameters
    ----------
    log : EventLog
    folder : path
        Made when missing.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OSError
        If the disk is full or closed to us; the log that was there stays in force.

    Examples
    --------
    >>> import tempfile
    >>> home = tempfile.mkdtemp()
    >>> len(load(save(EventLog.from_columns([1, 1], [2, 1], ["a", "b"]), home)))
    2
    """
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    part = home / f"columns-{uuid.uuid4().hex}"
    draft = home / f"{part.name}.json"
    try:
        part.mkdir()
        _write_columns(log, part)
        draft.write_text(json.dumps(_index(log, part.name), ensure_ascii=False), encoding="utf-8")
        os.replace(draft, home / INDEX)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        draft.unlink(missing_ok=True)
        raise
    _sweep(home, part.name)
    return home


def load(folder: str | os.PathLike[str]) -> EventLog:
    """Open a log written by `save`; columns are read from disk as they are used.

    Raises
    ------
    LogFilesError
        If the folder holds no log, a log of another format, or a damaged one.
    """
    home = Path(folder)
    for _ in range(3):
        index = _read_index(home)
        try:
            return _open(home / index["columns_in"], index)
        except FileNotFoundError:
            # Between our two reads a newer log came into force and the old columns were swept.
            continue
    raise LogFilesError(f"{home}: column files are missing; delete the folder and write the log again.")


def _write_columns(log: EventLog, part: Path) -> None:
    columns = {"subject_ids": log.subject_ids, "offsets": log.offsets, **dict(log.columns())}
    for name, column in columns.items():
        np.save(part / f"{name}.npy", column.codes if isinstance(column, Coded) else column)


def _index(log: EventLog, columns_in: str) -> dict[str, Any]:
    carried = dict(log.columns())
    return {
        "format": FORMAT,
        "columns_in": columns_in,
        "columns": list(carried),
        "values": {name: list(column.values) for name, column in carried.items() if name in CODED_COLUMNS},
        "subject_names": None if log.subject_names is None else list(log.subject_names),
        "touches": len(log),
    }


def _read_index(home: Path) -> dict[str, Any]:
    try:
        index: dict[str, Any] = json.loads((home / INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise LogFilesError(f"{home}: holds no log ({INDEX} is not there); write one with save().") from missing
    except ValueError as broken:
        raise LogFilesError(f"{home / INDEX}: cannot be read ({broken}); write the log again.") from broken
    if index.get("format") != FORMAT:
        raise LogFilesError(
            f"{home}: the log has format {index.get('format')}, this version reads {FORMAT}; write it again."
        )
    return index


def _open(part: Path, index: dict[str, Any]) -> EventLog:
    names = ["subject_ids", "offsets", *index["columns"]]
    columns: dict[str, Any] = {name: _map(part / f"{name}.npy") for name in names}
    for name, values in index["values"].items():
        columns[name] = Coded(columns[name], tuple(values))
    if any(len(columns[name]) != index["touches"] for name in index["columns"]):
        raise LogFilesError(f"{part}: columns differ in length; delete the folder and write the log again.")
    known = index["subject_names"]
    return EventLog(subject_names=None if known is None else tuple(known), **columns)


def _map(file: Path) -> Any:
    try:
        # asarray: the memmap subclass slows every slice, a plain view of it does not.
        return np.asarray(np.load(file, mmap_mode="r", allow_pickle=False))
    except FileNotFoundError:
        raise
    except (ValueError, OSError) as broken:
        raise LogFilesError(
            f"{file}: cannot be read ({broken}); delete the folder and write the log again."
        ) from broken


def _sweep(home: Path, keep: str) -> None:
    for old in home.glob("columns-*"):
        if old.is_dir() and old.name != keep:
            shutil.rmtree(old, ignore_errors=True)
