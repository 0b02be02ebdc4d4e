"""Buyers by how recently, how often and for how much they bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY
from jornada.analytics.purchases import PURCHASES, purchases_of
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import number, percent
from jornada.analytics.words.cohorts import RFM, SEGMENTS

SEGMENT_CODES = ("champions", "loyal", "new", "promising", "attention", "at_risk", "asleep", "lost")
# Rows: recency from long ago (1) to just now (5); columns: frequency and money together from 1 to 5.
_TABLE = np.array([
    [7, 7, 5, 5, 5],
    [7, 6, 6, 5, 5],
    [6, 6, 4, 4, 1],
    [3, 3, 4, 1, 1],
    [2, 2, 3, 1, 0],
])  # fmt: skip
FEW_BUYERS = 30


@dataclass(frozen=True, eq=False, slots=True)
class Rfm(Result):
    """Scores and segments, one row per buyer.

    Attributes
    ----------
    subject_ids : ndarray of int64, shape (buyers,)
    days_ago, money : ndarray of float64
        Since the last purchase; of all purchases.
    count : ndarray of int64
        Purchase days.
    recency, frequency, value : ndarray of int64
        Scores 1 to 5; 5 is recent, often, much. Equal figures have equal scores.
    segment : ndarray of int64
        Position in `SEGMENT_CODES`.
    """

    subject_ids: Ints
    days_ago: Floats
    money: Floats
    count: Ints
    recency: Ints
    frequency: Ints
    value: Ints
    segment: Ints

    def named(self, language: Language = "en") -> list[str]:
        """Name the segment of each buyer."""
        names = [SEGMENTS[language][code] for code in SEGMENT_CODES]
        return [names[place] for place in self.segment.tolist()]

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per buyer."""
        codes = [SEGMENT_CODES[place] for place in self.segment.tolist()]
        names = ("subject_ids", "days_ago", "count", "money", "recency", "frequency", "value")
        return {name.replace("subject_ids", "subject"): getattr(self, name).tolist() for name in names} | {
            "segment": codes
        }

    def explain(self, language: Language = "en") -> str:
        """Say what champions and good buyers at risk bring."""
        words, buyers = RFM[language], len(self.subject_ids)
        if buyers < FEW_BUYERS:
            return words["few"].format(buyers=buyers)
        (count, share), (risk, risk_share) = (self._part(code) for code in ("champions", "at_risk"))
        return words["said"].format(
            buyers=number(buyers, language), champions=number(count, language), share=percent(share, language),
            risk=number(risk, language), risk_share=percent(risk_share, language),
        )  # fmt: skip

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw money per segment."""
        words, names = RFM[language], [SEGMENTS[language][code] for code in SEGMENT_CODES]
        money = np.bincount(self.segment, weights=self.money, minlength=len(names)).tolist()
        bars = Series(words["value"], names, money, is_faint=len(self.subject_ids) < FEW_BUYERS)
        return (Chart("bar", words["title"], "", words["value"], (bars,)),)

    def _part(self, code: str) -> tuple[int, float]:
        own = self.segment == SEGMENT_CODES.index(code)
        total = float(self.money.sum())
        return int(own.sum()), float(self.money[own].sum()) / total if total else float("nan")


def rfm(log: EventLog, now: int, *, activities: Sequence[str] = PURCHASES) -> Rfm:
    """Score buyers by recency, frequency and money, and put them into eight named segments.

    Each score is the fifth in which the middle of a buyer's rank lies: 1 + floor(5 (below + equal / 2) / all),
    where below and equal count the buyers with a smaller and the same figure. Equal figures so have equal
    scores, whatever the order of rows; where most bought once, the scores of frequency are few, as they
    should be. Segments by recency and by the rounded mean of frequency and money. Bult & Wansbeek 1995,
    "Optimal selection for direct mail", Marketing Science 14:378-394, on what the scores are for.

    Parameters
    ----------
    log : EventLog
        With a `value` column, if money is to count.
    now : int
        As-of time, microseconds UTC.
    activities : sequence of str
        What is a purchase.

    Returns
    -------
    Rfm

    Examples
    --------
    >>> log = EventLog.from_columns([1, 2, 2, 3], [0, 5 * DAY, 9 * DAY, 0], ["order.placed"] * 4, value=[5, 5, 9, 5])
    >>> found = rfm(log, now=10 * DAY)
    >>> found.recency.tolist(), found.frequency.tolist(), found.named()
    ([2, 5, 2], [2, 5, 2], ['asleep', 'champions', 'asleep'])
    """
    bought = purchases_of(log, now, activities)
    ago = (now - bought.last) / DAY
    recency, frequency, value = (scores(column) for column in (-ago, bought.count, bought.value))
    both = (frequency + value + 1) // 2
    segment = _TABLE[recency - 1, both - 1].astype(np.int64)
    return Rfm(bought.subject_ids, ago, bought.value, bought.count, recency, frequency, value, segment)


def scores(figures: Any, fifths: int = 5) -> Ints:
    """Score figures from 1 to `fifths` by quantiles; equal figures have equal scores.

    Examples
    --------
    >>> scores([10, 20, 20, 30, 40]).tolist()
    [1, 3, 3, 4, 5]
    """
    _, place, counts = np.unique(np.asarray(figures), return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    scored: Ints = (1 + np.floor(fifths * middle / max(1, counts.sum()))).astype(np.int64)[place]
    return scored
