"""The event log: touches as NumPy columns, sorted by subject and time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.errors import BadColumnError

if TYPE_CHECKING:
    from jornada.analytics.log_about import LogAbout
    from jornada.analytics.log_select import Moment

CODED_COLUMNS = ("activity", "channel", "direction", "by", "outcome", "role")
NUMBER_COLUMNS: dict[str, type[np.generic]] = {
    "human": np.bool_,
    "program": np.int32,
    "content": np.int32,
    "product": np.int32,
    "contact": np.int32,
    "user": np.int32,
    "value": np.float64,
}
COLUMNS = ("touch_id", "at", *CODED_COLUMNS, *NUMBER_COLUMNS)


@dataclass(frozen=True, eq=False)
class EventLog:
    """Touches sorted by (subject, at, touch_id), with the place where each subject starts.

    Make one with `from_columns`; the class itself trusts what it is given.

    Attributes
    ----------
    subject_ids : ndarray of int64, shape (subjects,)
        Real ids in ascending order; positions in `subject_names` when subjects came as text.
    offsets : ndarray of int64, shape (subjects + 1,)
        Touches of subject i are rows ``offsets[i]`` to ``offsets[i + 1] - 1``.
    touch_id : ndarray of int64, shape (touches,)
        Decides the order of touches at the same instant.
    at : ndarray of int64, shape (touches,)
        Microseconds since 1970 in UTC.
    activity : Coded
        What happened; never missing.
    channel, direction, by, outcome, role : Coded or None
        Further text columns; None when the log does not carry the column.
    human : ndarray of bool or None
        False for touches made by machines.
    program, content, product, contact, user : ndarray of int32 or None
        Ids, -1 where unknown.
    value : ndarray of float64 or None
        Money or points, NaN where unknown.
    subject_names : tuple of str or None
        Names of the subjects, when they came as text.
    attributes : dict of str to Coded, or None
        What is known of each subject, one value per entry of `subject_ids`; see `with_attributes`. They are not saved
        with the log, and `concat` drops them.

    Examples
    --------
    >>> log = EventLog.from_columns(["b", "a", "b"], [5, 1, 3], ["buy", "look", "look"])
    >>> log.subject_names, log.at.tolist(), log.activity.decode()
    (('a', 'b'), [1, 3, 5], ['look', 'look', 'buy'])
    """

    subject_ids: NDArray[np.int64]
    offsets: NDArray[np.int64]
    touch_id: NDArray[np.int64]
    at: NDArray[np.int64]
    activity: Coded
    channel: Coded | None = None
    direction: Coded | None = None
    by: Coded | None = None
    outcome: Coded | None = None
    role: Coded | None = None
    human: NDArray[np.bool_] | None = None
    program: NDArray[np.int32] | None = None
    content: NDArray[np.int32] | None = None
    product: NDArray[np.int32] | None = None
    contact: NDArray[np.int32] | None = None
    user: NDArray[np.int32] | None = None
    value: NDArray[np.float64] | None = None
    subject_names: tuple[str, ...] | None = None
    attributes: dict[str, Coded] | None = None

    def __len__(self) -> int:
        return len(self.at)

    @property
    def subjects(self) -> int:
        """How many subjects have at least one touch."""
        return len(self.subject_ids)

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Touches per subject, shape (subjects,)."""
        return np.diff(self.offsets)

    @cached_property
    def subject(self) -> NDArray[np.int32]:
        """Position of each touch's subject in `subject_ids`, shape (touches,)."""
        return np.repeat(np.arange(self.subjects, dtype=np.int32), self.lengths)

    @classmethod
    def from_columns(cls, subject: Any, at: Any, activity: Any, *, touch_id: Any = None, **columns: Any) -> EventLog:
        """Build a log from columns in any row order.

        Parameters
        ----------
        subject : array of int or text, or Coded, shape (touches,)
            Whose touch it is; never missing.
        at : array of int64 microseconds UTC, or of datetime64, shape (touches,)
            When it happened; never missing.
        activity : array of text or Coded, shape (touches,)
            What happened; never missing.
        touch_id : array of int64, optional
            Order of touches at the same instant; the order of the rows when left out.
        **columns
            Any of `channel`, `direction`, `by`, `outcome`, `role` (text or Coded), `human` (bool),
            `program`, `content`, `product`, `contact`, `user` (int, -1 or None: unknown), `value` (float).

        Raises
        ------
        WrongLengthError
            If the columns differ in length.
        BadTimeError
            If an instant is missing, or is neither a whole number nor a datetime64.
        MissingValueError
            If a subject or an activity is missing.
        BadColumnError
            If a column is unknown, of the wrong kind, or out of range.

        Examples
        --------
        >>> EventLog.from_columns([1, 1], [2, 1], ["b", "a"], touch_id=[10, 11]).touch_id.tolist()
        [11, 10]
        """
        from jornada.analytics.log_build import build

        return build(subject, at, activity, touch_id=touch_id, **columns)

    @classmethod
    def empty(cls) -> EventLog:
        """Make a log without touches."""
        return cls.from_columns(np.empty(0, np.int64), np.empty(0, np.int64), [])

    def columns(self) -> Iterator[tuple[str, Any]]:
        """Go through the columns that the log carries, by name."""
        for name in COLUMNS:
            column = getattr(self, name)
            if column is not None:
                yield name, column

    def select(self, mask: NDArray[np.bool_]) -> EventLog:
        """Keep the touches where `mask` is True; subjects left without a touch go.

        Parameters
        ----------
        mask : ndarray of bool, shape (touches,)

        Raises
        ------
        BadColumnError
            If `mask` is not one bool per touch.
        """
        mask = np.asarray(mask)
        if mask.dtype != np.bool_ or mask.shape != (len(self),):
            raise BadColumnError(
                f"select needs one True or False per touch ({len(self)}); got {mask.dtype} of shape {mask.shape}."
            )
        kept_before = np.concatenate(([0], np.cumsum(mask, dtype=np.int64)))[self.offsets]
        kept = np.diff(kept_before)
        rows = np.flatnonzero(mask)
        offsets = np.concatenate(([0], np.cumsum(kept[kept > 0])))
        return self._with_rows(rows, self.subject_ids[kept > 0], offsets.astype(np.int64))

    def select_subjects(self, keep: NDArray[np.bool_]) -> EventLog:
        """Keep whole subjects, given one bool per subject."""
        return self.select(np.repeat(np.asarray(keep, dtype=np.bool_), self.lengths))

    def filter(
        self,
        *,
        activity: str | Collection[str] | None = None,
        channel: str | Collection[str] | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
        subjects: Collection[Any] | None = None,
        mask: NDArray[np.bool_] | None = None,
    ) -> EventLog:
        """Keep the touches that meet all that is asked; subjects left without a touch go.

        Parameters
        ----------
        activity, channel : str or collection of str, optional
            One of these.
        since, until : str, date, datetime, datetime64 or int microseconds, optional
            From `since` to before `until`; UTC where no zone is named.
        subjects : collection, optional
            Ids or names of subjects.
        mask : ndarray of bool, shape (touches,), optional

        Raises
        ------
        MeasureError
            If the log has no such activity or channel, or a moment cannot be read.

        Examples
        --------
        >>> log = EventLog.from_columns(["a", "a", "b"], [0, 86_400_000_000, 0], ["ask", "buy", "ask"])
        >>> len(log.filter(activity="ask")), len(log.filter(since="1970-01-02")), len(log.filter(subjects=["a"]))
        (2, 1, 2)
        """
        from jornada.analytics.log_select import filtered

        return filtered(self, activity, channel, since, until, subjects, mask)

    def with_attributes(self, table: Any, key: str | None = None) -> EventLog:
        """Attach what a table knows of each subject; numbers become text.

        Parameters
        ----------
        table : mapping of columns, or table of pandas, Polars or PyArrow
            One row per subject.
        key : str, optional
            Column with the subjects; the first when left out.

        Raises
        ------
        BadColumnError
            If a subject stands twice in the table, or none of the log's subjects stands in it.

        Examples
        --------
        >>> log = EventLog.from_columns(["a", "a", "b"], [0, 1, 0], ["ask", "buy", "ask"])
        >>> log = log.with_attributes({"lead": ["b", "a"], "state": ["SP", "RJ"]})
        >>> {state: len(part) for state, part in log.split_by("state").items()}
        {'RJ': 2, 'SP': 1}
        """
        from jornada.analytics.log_select import with_attributes

        return with_attributes(self, table, key)

    def split_by(self, attribute: str) -> dict[str | None, EventLog]:
        """Cut the log into one per value of an attribute, the one with the most subjects first; None: unknown."""
        from jornada.analytics.log_select import split_by

        return split_by(self, attribute)

    def describe(self) -> LogAbout:
        """Say how much the log holds, from when to when, in which columns."""
        from jornada.analytics.log_about import about

        return about(self)

    def buckets(self, n: int) -> list[EventLog]:
        """Cut the log by subject into at most `n` parts of about the same number of touches.

        Returns
        -------
        list of EventLog
            Views on the same memory, in subject order, none of them empty (but one for an empty log).
        """
        goals = np.linspace(0, len(self), max(1, n) + 1)[1:-1]
        inner = np.searchsorted(self.offsets, goals)
        cuts = np.unique(np.concatenate(([0], inner, [self.subjects])))
        if len(cuts) < 2:
            return [self]
        return [self._slice(int(first), int(last)) for first, last in pairwise(cuts)]

    def _slice(self, first: int, last: int) -> EventLog:
        rows = slice(int(self.offsets[first]), int(self.offsets[last]))
        offsets = self.offsets[first : last + 1] - self.offsets[first]
        return self._with_rows(rows, self.subject_ids[first:last], offsets)

    def _with_rows(self, rows: Any, subject_ids: NDArray[np.int64], offsets: NDArray[np.int64]) -> EventLog:
        taken = {name: _take(column, rows) for name, column in self.columns()}
        if self.attributes:
            kept = np.searchsorted(self.subject_ids, subject_ids)
            taken["attributes"] = {name: column.take(kept) for name, column in self.attributes.items()}
        return replace(self, subject_ids=subject_ids, offsets=offsets, **taken)


def _take(column: Any, rows: Any) -> Any:
    return column.take(rows) if isinstance(column, Coded) else column[rows]
