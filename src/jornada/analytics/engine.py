"""Running measures: cut the data by subject, compute each piece on a thread, put the pieces together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, Self, TypeVar

# A few megabytes of codes and times: the temporaries of a kernel stay near the processor.
BUCKET = 1 << 18


class Pieces(Protocol):
    """Data that can be cut by subject: `EventLog`, `Visits`, `Opportunities`."""

    def __len__(self) -> int: ...

    def buckets(self, n: int) -> Sequence[Self]:
        """Cut into at most `n` parts, no subject in two of them."""
        ...


Data = TypeVar("Data", bound=Pieces)
Data_contra = TypeVar("Data_contra", bound=Pieces, contravariant=True)
Part = TypeVar("Part")
Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)


class Measure(Protocol[Data_contra, Part, Result_co]):
    """A question about a log, as three functions that any engine can run.

    `kernel` turns a piece of the data into a partial result, `merge` puts partial results in the
    order of the pieces together, `finish` makes the answer.
    """

    def kernel(self, data: Data_contra, /) -> Part: ...

    def merge(self, parts: Sequence[Part], /) -> Part: ...

    def finish(self, part: Part, /) -> Result_co: ...


def run(
    measure: Measure[Data, Part, Result], data: Data, *, threads: int | None = None, bucket: int = BUCKET
) -> Result:
    """Answer a measure over data in memory, on all processors.

    Parameters
    ----------
    measure : Measure
    data : EventLog, Visits or Opportunities
    threads : int, optional
        As many as there are processors when left out.
    bucket : int, default 262144
        Rows per piece, about. The answer does not depend on it.

    Returns
    -------
    object
        What the measure's `finish` makes.

    Examples
    --------
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.durations import Durations
    >>> log = EventLog.from_columns([1, 1, 2], [0, 4, 9], ["a", "b", "a"])
    >>> run(Durations(), log).max
    4.0
    """
    count = max(1, -(-len(data) // bucket))
    pieces = data.buckets(count)
    if len(pieces) == 1:
        return measure.finish(measure.merge([measure.kernel(pieces[0])]))
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        parts = list(pool.map(measure.kernel, pieces))
    return measure.finish(measure.merge(parts))
