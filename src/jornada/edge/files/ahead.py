"""Reading one step ahead: the next chunk is read and converted while the database writes the one before."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

Item = TypeVar("Item")
_END: Any = object()
# A thread that comes back from SQLite waits this long for the other to let go. The usual five milliseconds are longer
# than a statement takes, and two threads would be slower than one.
TURN = 0.0003


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Give the same items in the same order, the next one being made meanwhile; an error comes in its place."""
    iterator = iter(items)
    with _short_turns(), ThreadPoolExecutor(1, "ahead") as reader:
        coming = reader.submit(next, iterator, _END)
        while (item := coming.result()) is not _END:
            coming = reader.submit(next, iterator, _END)
            yield item


@contextmanager
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
