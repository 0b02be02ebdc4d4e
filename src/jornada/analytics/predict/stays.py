"""Deals as stays at stages, as they were known at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.errors import BadColumnError, WrongLengthError
from jornada.analytics.grouped import Ints
from jornada.analytics.opportunities import OPEN, UNKNOWN, WON, Opportunities

STILL = -1


@dataclass(frozen=True, eq=False)
class StageHistory:
    """When each deal entered each stage, in any order of rows.

    Attributes
    ----------
    deal : ndarray of int64, shape (entries,)
        Position among the opportunities.
    stage : Coded
    entered : ndarray of int64
        Microseconds UTC.
    """

    deal: Ints
    stage: Coded
    entered: Ints

    @classmethod
    def from_columns(cls, deal: Any, stage: Any, entered: Any) -> StageHistory:
        """Check columns and put them together.

        Raises
        ------
        WrongLengthError, BadColumnError
            If the columns differ in length, or a stage is blank or a deal below 0.

        Examples
        --------
        >>> StageHistory.from_columns([0, 0], ["demo", "offer"], [5, 9]).stage.values
        ('demo', 'offer')
        """
        coded = stage if isinstance(stage, Coded) else Coded.encode(stage)
        deals, times = np.asarray(deal, dtype=np.int64), np.asarray(entered)
        if times.dtype.kind == "M":
            times = times.astype("datetime64[us]").view(np.int64)
        if not len(deals) == len(coded) == len(times):
            raise WrongLengthError(f"{len(deals)} deals, {len(coded)} stages and {len(times)} times; they must agree.")
        if (coded.codes < 0).any() or (deals < 0).any():
            raise BadColumnError("stage history: every entry names a stage and a deal from 0 on.")
        return cls(deals, coded, times.astype(np.int64))


@dataclass(frozen=True, eq=False)
class Stays:
    """Stays ordered by deal and time, as known at `as_of`.

    Attributes
    ----------
    deal, stage, entered, left : ndarray of int64, shape (stays,)
        Whose, where, from when, to when (`as_of` where it still lasts); microseconds UTC.
    to : ndarray of int64
        Stage entered next; the number of stages: won; one more: lost; -1: still there.
    stages : tuple of str
    as_of : int
    """

    deal: Ints
    stage: Ints
    entered: Ints
    left: Ints
    to: Ints
    stages: tuple[str, ...]
    as_of: int

    @property
    def won(self) -> int:
        """Code of `to` for won; lost is one more."""
        return len(self.stages)


def stays_of(deals: Opportunities, history: StageHistory | None, as_of: int) -> Stays:
    """Cut deals into stays, knowing nothing that happened at or after a moment.

    Deals without an opening time, and closed ones without a closing time, are left out. Without a
    history, a deal stands at one stage, *open*, from its opening to its close.

    Parameters
    ----------
    deals : Opportunities
    history : StageHistory or None
    as_of : int
        Microseconds UTC.

    Returns
    -------
    Stays

    Examples
    --------
    >>> deals = Opportunities.from_columns(["won", "lost"], [1, 1], [0, 2], [9, 50])
    >>> found = stays_of(deals, None, 20)
    >>> found.deal.tolist(), found.left.tolist(), found.to.tolist()
    ([0, 1], [9, 20], [1, -1])
    """
    is_closed = deals.outcome != OPEN
    is_known = (deals.opened != UNKNOWN) & (deals.opened < as_of) & ~(is_closed & (deals.closed == UNKNOWN))
    ends = np.where(is_closed & (deals.closed < as_of), np.maximum(deals.closed, deals.opened), as_of)
    if history is None:
        history = StageHistory(np.arange(len(deals)), Coded(np.zeros(len(deals), np.int32), ("open",)), deals.opened)
    kept = is_known[history.deal] & (history.entered < ends[history.deal]) | (
        is_known[history.deal] & (history.entered == deals.opened[history.deal])
    )
    order = np.flatnonzero(kept)[np.lexsort((history.entered[kept], history.deal[kept]))]
    deal, stage, entered = history.deal[order], history.stage.codes[order].astype(np.int64), history.entered[order]
    is_last = np.diff(deal, append=-1) != 0
    left = np.where(is_last, ends[deal], np.roll(entered, -1))
    size = len(history.stage.values)
    done = np.where(is_closed & (deals.closed < as_of), np.where(deals.outcome == WON, size, size + 1), STILL)
    to = np.where(is_last, done[deal], np.roll(stage, -1))
    return Stays(deal, stage, entered, left, to, history.stage.values, as_of)
