"""Python's search for circular garbage, put off while rows go through by the hundred thousand."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Put the search off: among millions of live rows it finds nothing and takes a third of the time.

    Rows are freed as ever, since nothing in them is circular; `collect_young`, now and then, finds what is.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def collect_young() -> None:
    """Free circular garbage since the last call; what lives on is not looked at again."""
    gc.collect(0)
