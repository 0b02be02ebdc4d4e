"""What a log holds: how much, from when to when, in which columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.log import CODED_COLUMNS, EventLog
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import about as words

MOST_ACTIVITIES = 20


@dataclass(frozen=True, eq=False, slots=True)
class LogAbout(Result):
    """Size, period and columns of a log.

    Attributes
    ----------
    touches, subjects : int
    first, last : numpy.datetime64 or None
        Instants UTC; None for an empty log.
    activities : dict of str to int
        Touches of each, the most frequent first.
    rows : tuple of (str, str, int, int)
        Columns of the log and attributes of its subjects: name, kind (text, number, attribute), different values,
        blanks.
    """

    touches: int
    subjects: int
    first: np.datetime64 | None
    last: np.datetime64 | None
    activities: dict[str, int]
    rows: tuple[tuple[str, str, int, int], ...]

    def columns(self) -> dict[str, Any]:
        """Give one row per column of the log."""
        names = ("column", "kind", "different", "blank")
        return {name: [row[place] for row in self.rows] for place, name in enumerate(names)}

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        if self.first is None:
            return wrote.pick(*words.EMPTY)
        return wrote.pick(
            *words.ABOUT,
            touches=wrote.number(self.touches),
            subjects=wrote.number(self.subjects),
            each=wrote.short(self.touches / self.subjects),
            first=wrote.date(str(self.first)),
            last=wrote.date(str(self.last)),
            activities=wrote.number(len(self.activities)),
            most=next(iter(self.activities)),
            count=wrote.number(next(iter(self.activities.values()))),
        )

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        wrote, shown = Numerals(language), list(self.activities.items())[:MOST_ACTIVITIES]
        series = Series("", [name for name, _ in shown], [count for _, count in shown])
        title, activity, touches = (wrote.pick(*each) for each in (words.TITLE, words.ACTIVITY, words.TOUCHES))
        return (Chart("bar", title, activity, touches, (series,)),) if shown else ()


def about(log: EventLog) -> LogAbout:
    """Say what a log holds.

    Examples
    --------
    >>> found = about(EventLog.from_columns([1, 1, 2], [0, 5, 9], ["a", "b", "a"], channel=["web", None, "web"]))
    >>> found.touches, found.activities, found.columns()["column"]
    (3, {'a': 2, 'b': 1}, ['activity', 'channel'])
    """
    count = np.bincount(log.activity.codes, minlength=len(log.activity.values))
    rank = [code for code in np.argsort(-count, kind="stable").tolist() if count[code]]
    ends = (log.at.min(), log.at.max()) if len(log) else ()
    first, last = (np.datetime64(int(each), "us") for each in ends) if len(log) else (None, None)
    named = [(name, column) for name, column in log.columns() if name not in {"touch_id", "at"}]
    rows = [_row(name, "text" if name in CODED_COLUMNS else "number", column) for name, column in named]
    rows += [_row(name, "attribute", column) for name, column in (log.attributes or {}).items()]
    activities = {log.activity.values[code]: int(count[code]) for code in rank}
    return LogAbout(len(log), log.subjects, first, last, activities, tuple(rows))


def _row(name: str, kind: str, column: Any) -> tuple[str, str, int, int]:
    values = (
        column.codes if isinstance(column, Coded) else column if column.dtype.kind == "f" else column.astype(np.int64)
    )
    blank = np.isnan(values) if values.dtype.kind == "f" else np.asarray(values < 0)
    return name, kind, len(np.unique(values[~blank])), int(blank.sum())
