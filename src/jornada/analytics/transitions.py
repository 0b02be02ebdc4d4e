"""Which activity follows which, how often, and after how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import (
    Floats,
    Ints,
    add_tallies,
    divided,
    quantiles,
    sort_by_group,
    tally,
    tally_subjects,
)
from jornada.analytics.log import EventLog
from jornada.analytics.numerals import MICROS
from jornada.analytics.result import Chart, Language, Result


@dataclass(frozen=True, eq=False, slots=True)
class TransitionTable(Result):
    """Direct successions of activities, the most frequent first; one entry per pair that occurs.

    Attributes
    ----------
    activities : tuple of str
        What the positions below mean.
    source, target : ndarray of int64
        Positions in `activities`.
    count : ndarray of int64
        How often `target` directly follows `source` in the same subject, itself included.
    subjects : ndarray of int64
        How many subjects do so at least once.
    share_out : ndarray of float64
        Probability that `target` comes next after `source`; the end of the log counts as next too.
    share_in : ndarray of float64
        Share of the touches of `target` that come directly after `source`; starts count too.
    median_gap, p90_gap : ndarray of float64
        Microseconds between the two; NaN when gaps were not asked for.
    starts, ends : ndarray of int64, shape (activities,)
        Subjects whose log starts, or ends, with the activity.
    """

    activities: tuple[str, ...]
    source: Ints
    target: Ints
    count: Ints
    subjects: Ints
    share_out: Floats
    share_in: Floats
    median_gap: Floats
    p90_gap: Floats
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.count)

    @property
    def self_loops(self) -> int:
        """How often an activity directly follows itself."""
        return int(self.count[self.source == self.target].sum())

    def columns(self) -> dict[str, Any]:
        """Give one row per pair; gaps in seconds."""
        names = np.array(self.activities, dtype=object)
        return {
            "source": names[self.source],
            "target": names[self.target],
            "count": self.count,
            "subjects": self.subjects,
            "share_out": self.share_out,
            "share_in": self.share_in,
            "median_gap_seconds": self.median_gap / MICROS,
            "p90_gap_seconds": self.p90_gap / MICROS,
        }

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.following import say_transitions

        return say_transitions(self, language)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        from jornada.analytics.words.following import chart_transitions

        return chart_transitions(self, language)


@dataclass(frozen=True, eq=False, slots=True)
class TransitionPart:
    """Counts by pair that occurs, and each pair with its gap. A pair is source x activities + target."""

    activities: tuple[str, ...]
    pair: Ints
    count: Ints
    subjects: Ints
    starts: Ints
    ends: Ints
    pairs: list[Ints]
    gaps: list[Ints]


@dataclass(frozen=True, slots=True)
class Transitions:
    """The measure behind `transitions`."""

    with_gaps: bool = True
    with_subjects: bool = True

    def kernel(self, log: EventLog) -> TransitionPart:
        codes, names = log.activity.codes, log.activity.values
        pairs = _pairs(log)
        pair, count = tally(pairs, len(names) ** 2 + 1)
        return TransitionPart(
            activities=names,
            pair=pair,
            count=count,
            subjects=tally_subjects(log.subject[:-1], pairs, pair, len(names) ** 2 + 1)
            if self.with_subjects
            else np.zeros_like(count),
            starts=np.bincount(codes[log.offsets[:-1]], minlength=len(names)),
            ends=np.bincount(codes[log.offsets[1:] - 1], minlength=len(names)),
            pairs=[pairs] if self.with_gaps else [],
            gaps=[np.diff(log.at)] if self.with_gaps else [],
        )

    def merge(self, parts: Sequence[TransitionPart]) -> TransitionPart:
        if any(part.activities != parts[0].activities for part in parts):
            raise MeasureError("Pieces of a log must share their list of activities; put them together with concat.")
        pair, count = add_tallies([part.pair for part in parts], [part.count for part in parts])
        return TransitionPart(
            activities=parts[0].activities,
            pair=pair,
            count=count,
            subjects=add_tallies([part.pair for part in parts], [part.subjects for part in parts])[1],
            starts=np.sum([part.starts for part in parts], axis=0),
            ends=np.sum([part.ends for part in parts], axis=0),
            pairs=[pairs for part in parts for pairs in part.pairs],
            gaps=[gaps for part in parts for gaps in part.gaps],
        )

    def finish(self, part: TransitionPart) -> TransitionTable:
        kinds = len(part.activities)
        within = part.pair < kinds * kinds
        median, p90 = _gap_quantiles(part)[:, within]
        pair, count, subjects = part.pair[within], part.count[within], part.subjects[within]
        source, target = np.divmod(pair, max(1, kinds))
        leaving = _sums(source, count, kinds) + part.ends
        arriving = _sums(target, count, kinds) + part.starts
        rank = np.argsort(-count, kind="stable")
        return TransitionTable(
            activities=part.activities,
            source=source[rank],
            target=target[rank],
            count=count[rank],
            subjects=subjects[rank],
            share_out=divided(count, leaving[source])[rank],
            share_in=divided(count, arriving[target])[rank],
            median_gap=median[rank],
            p90_gap=p90[rank],
            starts=part.starts,
            ends=part.ends,
        )


def transitions(log: EventLog, *, gaps: bool = True, subjects: bool = True) -> TransitionTable:
    """Count the direct successions of activities (the directly-follows graph).

    Loops of an activity on itself are counted; nothing is filtered, so counts of arrivals and
    departures agree (van der Aalst 2019, "A practitioner's guide to process mining: limitations of
    the directly-follows graph", Procedia Computer Science 164:321-328).

    Parameters
    ----------
    log : EventLog
    gaps : bool, default True
        Whether to measure the time between the two.
    subjects : bool, default True
        Whether to count subjects per pair.

    Returns
    -------
    TransitionTable

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 1, 2, 2], [0, 4, 5, 0, 10], ["a", "b", "b", "a", "b"])
    >>> table = transitions(log)
    >>> for row in range(len(table)):
    ...     print(table.source[row], table.target[row], table.count[row], table.median_gap[row])
    0 1 2 7.0
    1 1 1 1.0
    """
    return run(Transitions(gaps, subjects), log)


def _pairs(log: EventLog) -> Ints:
    """Code the pair at each touch but the last; pairs across two subjects go into a bin of their own."""
    codes, kinds = log.activity.codes, len(log.activity.values)
    pairs = np.multiply(codes[:-1], kinds, dtype=np.int64)
    pairs += codes[1:]
    pairs[log.offsets[1:-1] - 1] = kinds * kinds
    return pairs


def _gap_quantiles(part: TransitionPart) -> Floats:
    if not part.gaps:
        return np.full((2, len(part.pair)), np.nan)
    gaps = np.concatenate(part.gaps)
    # Between two subjects the time may run back; those pairs have their own bin, any gap will do.
    np.maximum(gaps, 0, out=gaps)
    offsets = np.concatenate(([0], np.cumsum(part.count)))
    return quantiles(sort_by_group(np.concatenate(part.pairs), gaps), offsets, (0.5, 0.9))


def _sums(group: Ints, count: Ints, groups: int) -> Ints:
    return np.bincount(group, weights=count, minlength=groups).astype(np.int64)
