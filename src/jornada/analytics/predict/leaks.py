"""Columns that know too much: filled only with the outcome, dated after it, or telling it by themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.predict.frame import Column, Frame, is_blank
from jornada.analytics.predict.quality import auc_of, equal_bins
from jornada.analytics.result import Language
from jornada.analytics.words.afterwards import AFTER, EARLIER, PERHAPS, plain_name
from jornada.analytics.words.predict import say

TOO_GOOD, TELLING = 0.9, 0.7
PURE, FEWEST_FILLED = 0.995, 20
Why = Literal["alone", "filled", "later", "name"]


@dataclass(frozen=True, slots=True)
class Leak:
    """A column that was named, and why.

    Attributes
    ----------
    column : str
    why : {"alone", "filled", "later", "name"}
        It tells the outcome by itself (AUC above 0.9); it is filled with one outcome only; its dates lie
        after the moment of prediction; its name says that it is known afterwards (and it tells much).
    auc : float
        Of the column alone, 0.5 to 1; NaN where not measured.
    is_kept : bool
        Kept on demand.
    """

    column: str
    why: Why
    auc: float
    is_kept: bool = False

    def explain(self, language: Language = "en") -> str:
        """Say why the column was left out, or kept in spite of it."""
        told = say(f"leak_{self.why}", language, column=self.column, auc=f"{self.auc:.2f}")
        return told + " " + say("leak_kept" if self.is_kept else "leak_out", language, column=self.column)


def find_leaks(
    frame: Frame,
    happened: NDArray[np.bool_],
    *,
    keep: Collection[str] = (),
    later: Mapping[str, float] | None = None,
    is_trusted: bool = False,
) -> tuple[Leak, ...]:
    """Name the columns that can only be known once the outcome is.

    Four signs, the first that holds is told: an AUC above 0.9 of the column alone (its values grouped,
    learnt on one half and judged on the other); at least 20 filled cells, of which 99.5 % go with one
    outcome, beyond what chance gives (1 in a million); dates mostly after the moment of prediction; a
    name such as *close date*, *lost reason*, *duration* or *number of invoices* (those that can also be
    known before only with an AUC of 0.7).

    Parameters
    ----------
    frame : Frame
        Rows with a known outcome.
    happened : ndarray of bool, shape (rows,)
    keep : collection of str
        Columns that are kept all the same.
    later : mapping of str to float, optional
        For date columns: share of their filled cells that lie after the moment of prediction, 0 to 1.
    is_trusted : bool
        Columns were made from what came before the cut-off; only a telling AUC is looked for.

    Returns
    -------
    tuple of Leak
        In the order of the columns.

    Examples
    --------
    >>> won = np.arange(60) % 3 == 0
    >>> frame = Frame.from_columns({"price": np.where(won, 9.0, np.nan), "age": np.arange(60) % 7})
    >>> [(leak.column, leak.why) for leak in find_leaks(frame, won)]
    [('price', 'alone')]
    """
    found = []
    for name, column in frame.columns.items():
        auc = alone(column, happened)
        why = _why(name, column, happened, auc, (later or {}).get(name, 0.0), is_trusted)
        if why:
            found.append(Leak(name, why, auc, name in keep))
    return tuple(found)


def alone(column: Column, happened: NDArray[np.bool_]) -> float:
    """Say how well one column tells the outcome: AUC of its groups' shares, each half judged by the other.

    Returns
    -------
    float
        0.5 to 1; 0.5 where there is nothing to tell.
    """
    group = _groups(column)
    half = _halves(group, happened)
    score = np.empty(len(group))
    base, size = float(happened.mean()), int(group.max(initial=0)) + 1
    for side in (0, 1):
        learn, told = half == side, half != side
        count = np.bincount(group[learn], minlength=size)
        share = (np.bincount(group[learn], happened[learn], minlength=size) + 2 * base) / (count + 2)
        score[told] = share[group[told]]
    found = [auc_of(score[half == side], happened[half == side])[0] for side in (0, 1)]
    auc = float(np.mean(found))
    return 0.5 if np.isnan(auc) else max(auc, 0.5)


def _why(
    name: str, column: Column, happened: NDArray[np.bool_], auc: float, later: float, is_trusted: bool
) -> Why | None:
    if auc > TOO_GOOD:
        return "alone"
    if is_trusted:
        return None
    if _is_filled_with_outcome(column, happened):
        return "filled"
    if later > 0.5:
        return "later"
    plain = plain_name(name)
    if EARLIER.search(plain):
        return None
    is_named = AFTER.search(plain) or (auc > TELLING and PERHAPS.search(plain))
    return "name" if is_named else None


def _is_filled_with_outcome(column: Column, happened: NDArray[np.bool_]) -> bool:
    filled = ~is_blank(column)
    count, rest = int(filled.sum()), int((~filled).sum())
    if count < FEWEST_FILLED or rest < FEWEST_FILLED:
        return False
    hits, base = int(happened[filled].sum()), float(happened.mean())
    is_yes, is_no = hits >= PURE * count, count - hits >= PURE * count
    # By chance alone: a probability of base ** count, or of (1 - base) ** count.
    surprise = -count * np.log(base if is_yes else 1 - base)
    return bool((is_yes or is_no) and surprise > np.log(1e6))


def _groups(column: Column) -> Ints:
    """Group values: texts as they are, numbers into at most 20 bins, zero and blank apart."""
    if isinstance(column, Coded):
        return column.codes.astype(np.int64) + 1
    group = np.zeros(len(column), dtype=np.int64)
    filled = ~np.isnan(column)
    values: Floats = column[filled]
    group[filled] = np.where(values == 0, 1, 2 + equal_bins(values, 20))
    return group


def _halves(group: Ints, happened: NDArray[np.bool_]) -> Ints:
    """Deal the rows of each (group, outcome) to two halves in turn, so that no order of rows matters."""
    key = group * 2 + happened
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1) != 0)
    place = np.arange(len(key)) - np.repeat(starts, np.diff(np.append(starts, len(key))))
    half = np.empty(len(key), dtype=np.int64)
    # An odd one falls to the half that its group and outcome say, not always to the first.
    half[order] = (place + key[order] * 2654435761 % 97) % 2
    return half
