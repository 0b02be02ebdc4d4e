"""Reading one step ahead: the next chunk is read and converted while the database writes the one before."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
_END: Any = object()
# A thread that comes back from SQLite waits this long for the other to let go. The usual five milliseconds are longer
# than a statement takes, and two threads would be slower than one.
TURN = 0.0003


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Give the same items in the same order, the next one being made meanwhile; an error comes in its place."""
    iterator = iter(items)
    with _short_turns, ThreadPoolExecutor(1, "ahead") as reader:
        coming = reader.submit(next, iterator, _END)
        while (item := coming.result()) is not _END:
            coming = reader.submit(next, iterator, _END)
            yield item


class _ShortTurns:
    """Short turns between threads for as long as somebody reads ahead: the last one gives the usual ones back."""

    def __init__(self) -> None:
        self._lock, self._readers, self._usual = threading.Lock(), 0, sys.getswitchinterval()

    def __enter__(self) -> None:
        with self._lock:
            self._readers += 1
            if self._readers == 1:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(TURN)

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            self._readers -= 1
            if not self._readers:
                sys.setswitchinterval(self._usual)


_short_turns = _ShortTurns()
