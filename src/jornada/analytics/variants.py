"""Variants: the different paths that subjects take, and how many take each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from jornada.analytics.engine import run
from jornada.analytics.grouped import Floats, Ints, quantiles
from jornada.analytics.log import EventLog
from jornada.analytics.numerals import MICROS
from jornada.analytics.path_hash import Hashes, path_hashes
from jornada.analytics.result import Chart, Language, Result


@dataclass(frozen=True, eq=False, slots=True)
class VariantPart:
    """The path hash and the duration of each subject, piece after piece; and who of `logs` spells out its path."""

    logs: tuple[EventLog, ...]
    path: Hashes
    span: Ints
    example: Ints


@dataclass(frozen=True, eq=False, slots=True)
class VariantTable(Result):
    """Paths, the most frequent first.

    Attributes
    ----------
    path : ndarray of uint64, shape (variants,)
        64-bit hash of the ordered activities.
    subjects : ndarray of int64
        How many took it.
    share : ndarray of float64
        Of all subjects, 0 to 1.
    coverage : ndarray of float64
        Share of subjects on this path or a more frequent one.
    median_span : ndarray of float64
        Time from first to last touch, microseconds.
    """

    path: Hashes
    subjects: Ints
    share: Floats
    coverage: Floats
    median_span: Floats
    examples: Ints
    logs: tuple[EventLog, ...]
    collapse_repeats: bool

    def __len__(self) -> int:
        return len(self.path)

    def activities(self, variant: int) -> list[str]:
        """Spell out a path, by its place in the table."""
        starts = np.cumsum([0, *(log.subjects for log in self.logs)])
        piece = int(np.searchsorted(starts, self.examples[variant], side="right")) - 1
        log, subject = self.logs[piece], int(self.examples[variant] - starts[piece])
        codes = log.activity.codes[log.offsets[subject] : log.offsets[subject + 1]]
        if self.collapse_repeats:
            codes = codes[np.concatenate(([True], codes[1:] != codes[:-1]))]
        return [log.activity.values[code] for code in codes]

    def columns(self) -> dict[str, Any]:
        """Give one row per path, spelled out with > between its activities; spans in seconds."""
        return {
            "path": [" > ".join(self.activities(place)) for place in range(len(self))],
            "subjects": self.subjects,
            "share": self.share,
            "coverage": self.coverage,
            "median_span_seconds": self.median_span / MICROS,
        }

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.following import say_variants

        return say_variants(self, language)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        from jornada.analytics.words.following import chart_variants

        return chart_variants(self, language)


@dataclass(frozen=True, slots=True)
class Variants:
    """The measure behind `variants`."""

    collapse_repeats: bool = False

    def kernel(self, log: EventLog) -> VariantPart:
        span = log.at[log.offsets[1:] - 1] - log.at[log.offsets[:-1]]
        return VariantPart((log,), _path_hashes(log, self.collapse_repeats), span, np.arange(log.subjects))

    def merge(self, parts: Sequence[VariantPart]) -> VariantPart:
        logs = tuple(log for part in parts for log in part.logs)
        path, span = (np.concatenate([getattr(part, name) for part in parts]) for name in ("path", "span"))
        starts = np.cumsum([0, *(sum(log.subjects for log in part.logs) for part in parts)])
        example = np.concatenate([part.example + start for part, start in zip(parts, starts, strict=False)])
        return VariantPart(logs, path, span, example)

    def pack(self, part: VariantPart) -> VariantPart:
        """Keep of the logs one subject a path: what travels from a cluster's worker."""
        _paths, first, which = np.unique(part.path, return_index=True, return_inverse=True)
        wanted = np.sort(part.example[first])
        starts = np.cumsum([0, *(log.subjects for log in part.logs)])
        cuts = np.searchsorted(wanted, starts)
        kept = zip(part.logs, starts[:-1], pairwise(cuts), strict=True)
        logs = tuple(_only(log, wanted[a:b] - start) for log, start, (a, b) in kept if b > a)
        return VariantPart(logs, part.path, part.span, np.searchsorted(wanted, part.example[first])[which])

    def finish(self, part: VariantPart) -> VariantTable:
        order = np.lexsort((part.span, part.path)) if len(part.path) else np.empty(0, np.int64)
        path = part.path[order]
        starts = np.flatnonzero(np.concatenate(([True], path[1:] != path[:-1]))[: len(path)])
        offsets = np.concatenate((starts, [len(path)]))
        subjects = np.diff(offsets)
        median = quantiles(part.span[order], offsets, (0.5,))[0]
        # Of equally frequent paths the one met first comes first: the order does not hang on hashes.
        first = np.minimum.reduceat(order, starts) if len(starts) else starts
        rank = np.lexsort((first, -subjects))
        share = subjects[rank] / max(1, len(path))
        return VariantTable(
            path=path[starts][rank],
            subjects=subjects[rank],
            share=share,
            coverage=np.cumsum(share),
            median_span=median[rank],
            examples=part.example[first[rank]],
            logs=part.logs,
            collapse_repeats=self.collapse_repeats,
        )


def _only(log: EventLog, subjects: Ints) -> EventLog:
    """Keep some subjects, and of their touches what spells out a path."""
    is_kept = np.zeros(log.subjects, dtype=bool)
    is_kept[subjects] = True
    rows = np.repeat(is_kept, np.diff(log.offsets))
    return EventLog.from_columns(log.subject[rows], log.at[rows], log.activity.take(rows))


def variants(log: EventLog, *, collapse_repeats: bool = False) -> VariantTable:
    """Count the paths of subjects: their activities in order.

    Paths are told apart by a 64-bit number (`path_hash.path_hashes`).

    Parameters
    ----------
    log : EventLog
    collapse_repeats : bool, default False
        Whether an activity repeated directly counts once. Say so in the title.

    Returns
    -------
    VariantTable

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 2, 2, 3], [1, 2, 1, 2, 1], list("ababa"))
    >>> table = variants(log)
    >>> table.subjects.tolist(), table.activities(0), table.coverage.round(2).tolist()
    ([2, 1], ['a', 'b'], [0.67, 1.0])
    """
    return run(Variants(collapse_repeats), log)


def _path_hashes(log: EventLog, collapse_repeats: bool) -> Hashes:
    if not len(log):
        return np.empty(0, dtype=np.uint64)
    codes, offsets = log.activity.codes, log.offsets
    if collapse_repeats:
        kept = np.concatenate(([True], codes[1:] != codes[:-1]))
        kept[offsets[:-1]] = True
        codes = codes[kept]
        offsets = np.concatenate(([0], np.cumsum(kept)))[offsets]
    return path_hashes(log.activity.values, codes, offsets)
