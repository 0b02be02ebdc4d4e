"""Figures that were computed once are kept per version of the copy, filter and scope."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

KEPT = 64

Result = TypeVar("Result")
_lock = Lock()
_results: OrderedDict[Hashable, Any] = OrderedDict()


def remembered(key: Hashable, compute: Callable[[], Result]) -> Result:
    """Return the result kept under the key, computed first when there is none."""
    with _lock:
        if key in _results:
            _results.move_to_end(key)
            return _results[key]
    result = compute()
    with _lock:
        _results[key] = result
        while len(_results) > KEPT:
            _results.popitem(last=False)
    return result


def forget() -> None:
    """Drop all results; for measurements."""
    with _lock:
        _results.clear()
