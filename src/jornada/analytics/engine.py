"""Running measures: cut the data by subject, compute each piece on a thread, put the pieces together."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, Self, TypeVar

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


def stream(
    measure: Measure[Data, Part, Result],
    pieces: Iterable[Any],
    *,
    prepare: Callable[[Any], Data] | None = None,
    threads: int | None = None,
) -> Result:
    """Answer a measure over pieces that come one after the other: a log larger than memory.

    No more pieces are open at a time than there are threads. What a measure keeps of each piece stays:
    counts are small, exact medians keep every gap they are taken of.

    Parameters
    ----------
    measure : Measure
    pieces : iterable of EventLog
        Cut by subject, in subject order, with the same lists of values: `bucket_store.BucketStore.pieces`.
    prepare : callable, optional
        What the measure is asked of, made of each piece; for measures over visits
        ``lambda log: derive_visits(log, journey, now)``.
    threads : int, optional
        As many as there are processors when left out.

    Returns
    -------
    object
        What `run` answers on the whole.

    Raises
    ------
    ValueError
        If there is no piece.

    Examples
    --------
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.durations import Durations
    >>> log = EventLog.from_columns([1, 1, 2], [0, 4, 9], ["a", "b", "a"])
    >>> stream(Durations(), iter(log.buckets(2))).max
    4.0
    """
    parts = list(_parts(measure, pieces, prepare, threads or os.cpu_count() or 1))
    if not parts:
        raise ValueError("There is no piece to ask: an empty log is one empty piece.")
    return measure.finish(measure.merge(parts))


def _parts(
    measure: Measure[Data, Part, Any],
    pieces: Iterable[Any],
    prepare: Callable[[Any], Data] | None,
    threads: int,
) -> Iterator[Part]:
    def part_of(piece: Any) -> Part:
        return measure.kernel(prepare(piece) if prepare else piece)

    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[Part]] = deque()
        for piece in pieces:
            waiting.append(pool.submit(part_of, piece))
            if len(waiting) >= threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
