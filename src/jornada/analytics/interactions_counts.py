"""Touches counted: how many per case, conversion by count (naive), and the yield of the n-th touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.contacts import ContactTable, contacts
from jornada.analytics.errors import WrongLengthError
from jornada.analytics.grouped import Floats, Ints, divided, quantiles, sort_within
from jornada.analytics.interactions_cases import ENDINGS, Cases
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import percent
from jornada.analytics.words.interactions import number, say

SHOWN = 25


@dataclass(frozen=True, eq=False, slots=True)
class TouchYield(Result):
    """Yield of the n-th touch, and conversion by number of touches: the naive curve, which is no effect.

    Attributes
    ----------
    table : ContactTable
        Its `hazard` is the yield, its `rate` the naive one; cases without a touch stand in `never`.
    cases, conversions : int
    """

    table: ContactTable
    cases: int
    conversions: int

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per number of touches."""
        rows = self.table.to_rows()
        names = ("clients", "contacts")
        renamed = dict(zip(names, ("cases", "touches"), strict=True))
        columns = ("contacts", "clients", "successes", "reached")
        shares = tuple(f"{rate}{end}" for rate in ("hazard", "rate") for end in ("", "_low", "_high"))
        return {renamed.get(name, name): [row[name] for row in rows] for name in (*columns, *shares)}

    def explain(self, language: Language = "en") -> str:
        """Say what the first touch yields, and warn of the naive rate."""
        if not self.conversions:
            return say("nobody", language, cases=self.cases)
        first = percent(float(self.table.hazard.rate[0]), language) if len(self.table) else "–"
        per = number(self.table.contacts_per_success, language, 1)
        words = say("yield", language, won=self.conversions, cases=self.cases, first=first, per=per)
        return f"{words} {say('warning', language)}"

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the yield, and the naive rate pale behind it with its warning."""
        top = slice(0, SHOWN)
        lines = []
        for name, rates, is_faint in (("hazard", self.table.hazard, False), ("naive", self.table.rate, True)):
            y, low, high = (column[top].tolist() for column in (rates.rate, rates.low, rates.high))
            title = say(name, language) + (f" ({say('naive_note', language)})" if is_faint else "")
            lines.append(Series(title, self.table.contacts[top].tolist(), y, low, high, is_faint=is_faint))
        chart = Chart(
            "points",
            say("naive_title", language),
            say("touches", language),
            say("converted", language),
            lines,
            is_share=True,
            note=say("naive_note", language),
        )
        return (chart,)


@dataclass(frozen=True, eq=False, slots=True)
class TouchDistribution(Result):
    """How many touches cases have, all together and by a dimension; cases without any count as 0.

    Attributes
    ----------
    dimension : str
        What the values are: a text column of the log, "segment", "stage" or "ending".
    values : tuple of str
        The first is "" for all together.
    cases, touches : ndarray of int64, shape (values,)
        Cases that the figures are over, and their touches.
    with_any : ndarray of int64
        Cases with one touch at least.
    mean, median, p90 : ndarray of float64
        Touches per case.
    most : ndarray of int64
    """

    dimension: str
    values: tuple[str, ...]
    cases: Ints
    touches: Ints
    with_any: Ints
    mean: Floats
    median: Floats
    p90: Floats
    most: Ints

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per value, all together first."""
        names = ("cases", "touches", "with_any", "mean", "median", "p90", "most")
        return {self.dimension: list(self.values)} | {name: getattr(self, name).tolist() for name in names}

    def explain(self, language: Language = "en") -> str:
        """Say how many touches the middle case has."""
        if not self.cases[0]:
            return say("distribution_empty", language)
        middle, top = (number(float(each[0]), language, 0) for each in (self.median, self.p90))
        figures = {"touches": int(self.touches[0]), "cases": int(self.cases[0])}
        return say("distribution", language, **figures, median=middle, p90=top)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the mean per value."""
        title = say("distribution_title", language, dimension=self.dimension)
        bars = Series(say("per_case", language), list(self.values[1:]), self.mean[1:].tolist())
        return (Chart("bar", title, self.dimension, say("per_case", language), (bars,)),)


def touch_yield(cases: Cases) -> TouchYield:
    """Say what the n-th touch yields, and how conversion goes with the number of touches.

    The yield of the n-th touch is the cases converted after exactly n touches over the cases that had n
    (`contacts.contacts`); open cases count as reached and not converted.

    Parameters
    ----------
    cases : Cases

    Returns
    -------
    TouchYield

    Examples
    --------
    >>> from jornada.analytics.interactions_cases import cases
    >>> from jornada.analytics.log import EventLog
    >>> log = EventLog.from_columns([1, 1, 1, 2], [0, 5, 9, 3], ["call", "mail", "deal.won", "call"])
    >>> touch_yield(cases(log, conversion=["deal.won"])).table.hazard.rate.tolist()
    [0.0, 1.0]
    """
    return TouchYield(contacts(cases.touches, cases.is_won), len(cases), int(cases.is_won.sum()))


def distribution(cases: Cases, dimension: str = "kind", values: Coded | None = None) -> TouchDistribution:
    """Count touches per case, by kind of touch or by an attribute of the case.

    Parameters
    ----------
    cases : Cases
    dimension : str, default "kind"
        "kind" (what `cases` tells apart), "segment", "ending", or the name of `values`.
    values : Coded, optional
        One value per touch or per case, to count by something else, such as the stage at the touch.

    Returns
    -------
    TouchDistribution
        By kind: over all cases. By an attribute: over the cases that have it.

    Raises
    ------
    WrongLengthError
        If `values` has neither one row per case nor one per touch.

    Examples
    --------
    >>> from jornada.analytics.interactions_cases import cases
    >>> from jornada.analytics.log import EventLog
    >>> log = EventLog.from_columns([1, 1, 2], [0, 5, 3], ["a", "b", "a"], channel=["web", "phone", "web"])
    >>> table = distribution(cases(log, conversion=["deal.won"], by="channel"), "kind")
    >>> table.values, table.mean.tolist(), table.with_any.tolist()
    (('', 'phone', 'web'), [1.5, 0.5, 1.0], [2, 1, 2])
    """
    column = _column(cases, dimension) if values is None else values
    if len(column) not in {len(cases), len(cases.at)}:
        raise WrongLengthError(
            f"{dimension}: expected one value per case ({len(cases)}) or per touch ({len(cases.at)}); "
            f"got {len(column)}."
        )
    is_per_touch = (values is None and dimension == "kind") or len(column) != len(cases)
    group, count = _by_touch(cases, column) if is_per_touch else (column.codes.astype(np.int64), cases.touches)
    known = group >= 0
    everyone = np.concatenate((np.zeros(len(cases), np.int64), group[known] + 1))
    counts = np.concatenate((cases.touches, count[known]))
    return _described(dimension, column.values, everyone, counts)


def stage_at_touch(cases: Cases) -> Coded:
    """Say at which stage each touch counts, which is where it moves its case to; missing before the first."""
    if not cases.stages:
        return Coded(np.full(len(cases.at), -1, np.int32), ())
    marks = np.repeat(np.arange(len(cases)), np.diff(cases.stage_offsets))
    # Changes of stage and touches in one order of (case, time), a change before a touch at the same instant.
    case = np.concatenate((marks, cases.case))
    at, is_touch = np.concatenate((cases.stage_at, cases.at)), np.arange(len(case)) >= len(marks)
    order = np.lexsort((is_touch, at, case))
    mark = np.maximum.accumulate(np.where(is_touch[order], 0, order + 1))
    own = (mark > 0) & (case[order] == case[np.maximum(mark - 1, 0)])
    stage = np.where(own, np.concatenate(([-1], cases.stage))[np.where(own, mark, 0)], -1)
    found = np.empty(len(case), np.int32)
    found[order] = stage
    return Coded(found[len(marks) :], cases.stages)


def _column(cases: Cases, dimension: str) -> Coded:
    if dimension == "kind":
        return Coded(cases.kind, cases.kinds)
    if dimension == "stage":
        return stage_at_touch(cases)
    if dimension == "ending":
        return Coded(cases.ending.astype(np.int32), ENDINGS)
    return Coded(cases.segment, cases.segments)


def _by_touch(cases: Cases, column: Coded) -> tuple[Ints, Ints]:
    """Count touches per value and case, cases without any too."""
    kinds, known = len(column.values), column.codes >= 0
    key = column.codes[known] * np.int64(len(cases)) + cases.case[known]
    return np.repeat(np.arange(kinds), len(cases)), np.bincount(key, minlength=kinds * len(cases))


def _described(dimension: str, values: tuple[str, ...], group: Ints, count: Ints) -> TouchDistribution:
    size = len(values) + 1
    ordered, offsets = sort_within(group, count, size)
    cases = np.diff(offsets)
    touches = np.bincount(group, count, size).astype(np.int64)
    median, p90 = quantiles(ordered, offsets, (0.5, 0.9))
    most = np.zeros(size, np.int64)
    most[cases > 0] = ordered[offsets[1:][cases > 0] - 1]
    with_any = np.bincount(group[count > 0], minlength=size)
    return TouchDistribution(
        dimension, ("", *values), cases, touches, with_any, divided(touches, cases), median, p90, most
    )
