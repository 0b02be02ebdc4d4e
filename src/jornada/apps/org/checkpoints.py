"""SQLite's log copied into its file in a thread of its own, while the next rows are written behind it.

After each commit that made the log long enough SQLite copies it, and whoever committed waits. A load of many rows
leaves that to a second connection, which may copy while the first one writes on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

# The usual number of pages after which SQLite copies.
USUAL = 1000
# The log starts again only at a moment when all of it is copied: once it is so long, such a moment is waited for.
LONGEST = 512 * 1024 * 1024


@contextmanager
def copied_beside() -> Iterator[Callable[[], object]]:
    """Give what to call after each commit. Without effect on PostgreSQL, and inside a transaction."""
    name = connection.settings_dict["NAME"]
    if connection.vendor != "sqlite" or connection.in_atomic_block or not Path(name).is_file():
        yield lambda: None
        return
    thread = ThreadPoolExecutor(1, "checkpoint")
    _copy_after(0)
    try:
        yield _Copier(Path(name), thread).committed
    finally:
        # What is left to copy is copied while the caller goes on.
        thread.shutdown(wait=False)
        _copy_after(USUAL)


class _Copier:
    def __init__(self, file: Path, thread: ThreadPoolExecutor) -> None:
        self._file, self._thread = file, thread
        self._log = file.with_name(f"{file.name}-wal")
        self._copying: Future[None] | None = None

    def committed(self) -> None:
        """Begin to copy; wait for the end where the log grew long."""
        if self._copying is not None:
            self._copying.result()
        self._copying = self._thread.submit(self._copy)
        if self._log.exists() and self._log.stat().st_size > LONGEST:
            self._copying.result()

    def _copy(self) -> None:
        own = sqlite3.connect(self._file, isolation_level=None)
        try:
            own.execute("PRAGMA synchronous = NORMAL")
            own.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.OperationalError:
            # Somebody else is copying: the next one to commit goes on with it.
            pass
        finally:
            own.close()


def _copy_after(pages: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA wal_autocheckpoint = {pages}")
