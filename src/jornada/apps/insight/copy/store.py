"""The copy on disk: folders of columns, and one manifest that says which of them are in force.

A refresh writes new folders and then replaces `manifest.json` in one step, so that readers see the
copy as it was before or after, never a mixture. Folders that no manifest names are swept
two minutes later.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.files import locks

from jornada.analytics import log_files
from jornada.analytics.coded import Coded
from jornada.analytics.log import EventLog
from jornada.apps.insight.copy.tables import Columns

FORMAT = 2
MANIFEST = "manifest.json"
COLUMNS = "columns.json"
# Lies in a folder since it went out of force; a request that began before has so many seconds to open it.
GONE = "gone"
GRACE = 120
# The folder of answers that were computed (`insight.results`), which a sweep of columns leaves alone.
RESULTS = "results"


@dataclass(slots=True)
class Manifest:
    """What is in force: folders by table and bucket, small tables, and how far the database was read.

    `changed_at` says when each table was last read, in microseconds. `read` holds, for each group of
    tables that is refreshed together, the probe it was read at and the marks it has answered.
    """

    identity: str = ""
    version: str = ""
    made_at: int = 0
    folders: dict[str, dict[str, str]] = field(default_factory=dict)
    lookups: dict[str, Any] = field(default_factory=dict)
    read: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed_at: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT


def home() -> Path:
    """Return the folder of the copy."""
    return Path(settings.COPY_FOLDER)


def read_manifest() -> Manifest | None:
    """Read what is in force; None when there is no copy, or one of another format. Not to be changed."""
    path = home() / MANIFEST
    try:
        facts = path.stat()
        return _parsed(path, facts.st_mtime_ns, facts.st_ino)
    except (FileNotFoundError, ValueError, TypeError):
        return None


@lru_cache(maxsize=2)
def _parsed(path: Path, changed_at: int, file: int) -> Manifest | None:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Manifest(**told) if told.get("format") == FORMAT else None


def put_in_force(manifest: Manifest) -> None:
    """Replace the manifest, then sweep what it does not name."""
    manifest.version = uuid.uuid4().hex
    draft = home() / f"{manifest.version}.json"
    try:
        draft.write_text(json.dumps(asdict(manifest), ensure_ascii=False), encoding="utf-8")
        os.replace(draft, home() / MANIFEST)
    finally:
        draft.unlink(missing_ok=True)
    _sweep({folder for buckets in manifest.folders.values() for folder in buckets.values()})


def write_columns(table: str, columns: Columns) -> str:
    """Write a bucket into a new folder; return its name."""
    name, folder = _new_folder(table)
    values = {}
    for column, rows in columns.items():
        is_text = isinstance(rows, Coded)
        if is_text:
            values[column] = list(rows.values)
        np.save(folder / f"{column}.npy", rows.codes if is_text else rows)
    (folder / COLUMNS).write_text(json.dumps({"columns": list(columns), "values": values}, ensure_ascii=False))
    return name


def read_columns(name: str) -> Columns:
    """Read a bucket; the folder may be gone when a newer copy came into force meanwhile."""
    folder = home() / name
    told = json.loads((folder / COLUMNS).read_text(encoding="utf-8"))
    columns: Columns = {}
    for column in told["columns"]:
        rows = np.load(folder / f"{column}.npy", mmap_mode="r", allow_pickle=False)
        values = told["values"].get(column)
        columns[column] = np.asarray(rows) if values is None else Coded(np.asarray(rows), tuple(values))
    return columns


def write_log(table: str, log: EventLog) -> str:
    """Write a bucket of touches into a new folder; return its name."""
    name, folder = _new_folder(table)
    log_files.save(log, folder)
    return name


def read_log(name: str) -> EventLog:
    return log_files.load(home() / name)


def throw_away() -> None:
    """Delete the copy; it is made again from the database."""
    shutil.rmtree(home(), ignore_errors=True)


@contextmanager
def lock(*, wait: bool) -> Iterator[bool]:
    """Keep other processes from refreshing; answers False when one of them is at it already."""
    home().mkdir(parents=True, exist_ok=True)
    with (home() / "lock").open("a+b") as file:
        how = locks.LOCK_EX if wait else locks.LOCK_EX | locks.LOCK_NB
        is_mine = locks.lock(file, how)
        try:
            yield is_mine
        finally:
            if is_mine:
                locks.unlock(file)


def _new_folder(table: str) -> tuple[str, Path]:
    name = f"{table}-{uuid.uuid4().hex}"
    folder = home() / name
    folder.mkdir(parents=True)
    return name, folder


def _sweep(kept: set[str]) -> None:
    """Take away what no manifest names; folders a while after they went out of force, for those who still read."""
    for path in home().iterdir():
        if path.is_dir() and path.name not in kept and path.name != RESULTS:
            if _left_long_ago(path / GONE):
                shutil.rmtree(path, ignore_errors=True)
        elif path.suffix == ".json" and path.name != MANIFEST:
            path.unlink(missing_ok=True)


def _left_long_ago(mark: Path) -> bool:
    try:
        return time.time() - mark.stat().st_mtime > GRACE
    except FileNotFoundError:
        mark.touch()
        return False
