"""Reading one step ahead: the next chunk is read and converted while the database writes the one before."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
_END: Any = object()
# A thread that comes back from SQLite waits this long for the other to let go. The usual five milliseconds are longer
# than a statement takes, and two threads would be slower than one.
TURN = 0.0001


class Ahead(Iterator[Item]):
    """Gives the same items in the same order, the next one being made meanwhile; an error comes in its place."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = iter(items)
        self._reader: ThreadPoolExecutor | None = None
        self._coming: Future[Item] | None = None

    def __next__(self) -> Item:
        if self._coming is None:
            if self._items is _END:
                raise StopIteration
            _short_turns.begin()
            self._reader = ThreadPoolExecutor(1, "ahead")
            self._ask()
        try:
            item = self._coming.result()
        except BaseException:
            self.close()
            raise
        if item is _END:
            self.close()
            raise StopIteration
        self._ask()
        return item

    def is_ready(self) -> bool:
        """Say that the next item, the end or an error would come at once."""
        return self._coming is not None and self._coming.done()

    def close(self) -> None:
        """Make no more items; what is being made is waited for."""
        reader, self._reader, self._coming, self._items = self._reader, None, None, _END
        if reader is not None:
            reader.shutdown(wait=True, cancel_futures=True)
            _short_turns.end()

    __del__ = close

    def _ask(self) -> None:
        self._coming = self._reader.submit(next, self._items, _END)


class _ShortTurns:
    """Short turns between threads for as long as somebody reads ahead: the last one gives the usual ones back."""

    def __init__(self) -> None:
        self._lock, self._readers, self._usual = threading.Lock(), 0, sys.getswitchinterval()

    def begin(self) -> None:
        with self._lock:
            self._readers += 1
            if self._readers == 1:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(TURN)

    def end(self) -> None:
        with self._lock:
            self._readers -= 1
            if not self._readers:
                sys.setswitchinterval(self._usual)


_short_turns = _ShortTurns()
