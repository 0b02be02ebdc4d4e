"""Writers take turns: the threads of a process by a lock, the processes of a machine by a locked file.

SQLite lets one write at a time. Whoever finds it taken sleeps and looks again, for longer each time, up to a tenth of a
second, while others who came later get in between. Here they stand in a line: who waits for the turn holds the place
behind it, so that the process that has just written cannot take it again first. Both locks are the system's: they end
with the process that holds them, however it ends.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: its processes wait as SQLite has them wait
    fcntl = None  # type: ignore[assignment]

# How long to sleep between two looks, and for how long of the waiting.
LOOKS = ((0.05, 0.0003), (1.0, 0.001), (float("inf"), 0.005))


class Turn:
    """The right to write into one file.

    Examples
    --------
    >>> import tempfile
    >>> turn = Turn(Path(tempfile.mkdtemp()) / "company.sqlite3")
    >>> turn.take(seconds=1), turn.take(seconds=0)
    (True, False)
    >>> turn.give_back()
    """

    def __init__(self, database: Path) -> None:
        self._paths = [database.with_name(f"{database.name}.{name}") for name in ("next", "turn")]
        self._threads = threading.Lock()
        self._files: list[IO[bytes]] = []
        self._process = 0

    def take(self, seconds: float) -> bool:
        """Wait for the turn for so long; say whether it came."""
        until = time.monotonic() + seconds
        if not self._threads.acquire(timeout=seconds):
            return False
        if self._take_among_processes(until):
            return True
        self._threads.release()
        return False

    def give_back(self) -> None:
        for file in self._opened()[1:]:
            _unlock(file)
        self._threads.release()

    def _take_among_processes(self, until: float) -> bool:
        files = self._opened()
        if not files:
            return True
        place, turn = files
        if not _lock(place, until):
            return False
        try:
            return _lock(turn, until)
        finally:
            _unlock(place)

    def _opened(self) -> list[IO[bytes]]:
        """Open the two files; anew in a process that was forked, which would else share its parent's locks.

        Where they cannot be made, on a full disk, processes wait as SQLite has them wait.
        """
        if self._process != os.getpid():
            self._process = os.getpid()
            try:
                self._files = [path.open("ab") for path in self._paths] if fcntl else []
            except OSError:
                self._files = []
        return self._files


@cache
def turn_for(database: str) -> Turn:
    """Return the one turn of a file, by whatever name it is opened."""
    return _turn_of(Path(database).resolve())


@cache
def _turn_of(path: Path) -> Turn:
    return Turn(path)


def _lock(file: IO[bytes], until: float) -> bool:
    started = time.monotonic()
    while not _is_locked(file):
        now = time.monotonic()
        if now >= until:
            return False
        time.sleep(next(sleep for limit, sleep in LOOKS if now - started < limit))
    return True


def _is_locked(file: IO[bytes]) -> bool:
    """Lock a file unless another process has; a file system without locks leaves the waiting to SQLite."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _unlock(file: IO[bytes]) -> None:
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_UN)
