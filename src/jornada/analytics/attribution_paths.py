"""Journeys for attribution: the touches before a conversion, or before nothing came of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.errors import BadColumnError, WrongLengthError
from jornada.analytics.grouped import Floats, Ints


@dataclass(frozen=True, eq=False)
class Journeys:
    """Paths of touches, each with how often it ended in a conversion and how often it did not.

    Make one with `from_paths`, or of a log with `attribution_journeys.journeys`.

    Attributes
    ----------
    names : tuple of str
        What earns credit: channels, programs, activities; in alphabetical order.
    step : ndarray of int32, shape (touches,)
        Positions in `names`, journey after journey, in order of time.
    offsets : ndarray of int64, shape (journeys + 1,)
        Where each journey starts; a journey may have no touch.
    conversions, nulls : ndarray of float64, shape (journeys,)
        How often the path ended in a conversion, and how often it did not.
    value : ndarray of float64, shape (journeys,), or None
        Money of the conversions, in one currency, 0 or more.
    age : ndarray of int64, shape (touches,), or None
        Microseconds from the touch to the end of its journey; None where times are not known.
    lead, opportunity : ndarray of int64, shape (journeys,), or None
        Place in the journey of the touch by which the lead, and the opportunity, came about; -1 where
        none did. None where nothing is known of them.
    touch_id : ndarray of int64, shape (touches,), or None
        Which touch of the log it is.
    subject_id : ndarray of int64, shape (journeys,), or None
        Whose journey it is.

    Examples
    --------
    >>> made = Journeys.from_paths(["ads > mail", "mail"], [2, 1], [0, 5])
    >>> made.names, made.step.tolist(), made.offsets.tolist()
    (('ads', 'mail'), [0, 1, 1], [0, 2, 3])
    """

    names: tuple[str, ...]
    step: NDArray[np.int32]
    offsets: Ints
    conversions: Floats
    nulls: Floats
    value: Floats | None = None
    age: Ints | None = None
    lead: Ints | None = None
    opportunity: Ints | None = None
    touch_id: Ints | None = None
    subject_id: Ints | None = None

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @cached_property
    def lengths(self) -> Ints:
        """Touches per journey."""
        return np.diff(self.offsets)

    @cached_property
    def journey(self) -> Ints:
        """The journey of each touch, shape (touches,)."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @classmethod
    def from_paths(
        cls, paths: Sequence[str | None], conversions: Any, nulls: Any = None, value: Any = None, *, sep: str = ">"
    ) -> Journeys:
        """Build journeys from paths that were counted already.

        Parameters
        ----------
        paths : sequence of str or None
            Names in order of time with `sep` between them; blanks around a name and empty steps do not
            count, None or blank is a journey without a touch. `Direct × 3` is three touches.
        conversions : array of numbers, shape (paths,)
            How often the path ended in a conversion, 0 or more; NaN counts as 0.
        nulls : array of numbers, optional
            How often it did not.
        value : array of numbers, optional
            Money of all conversions of the path together.
        sep : str, default ">"

        Raises
        ------
        WrongLengthError
            If the columns differ in length.
        BadColumnError
            If a number is negative or infinite, the separator is empty, or value comes without a conversion.
        """
        mark = sep.strip() or sep
        if not mark:
            raise BadColumnError("The separator of the paths is empty; expected a sign such as > between the names.")
        rows = len(paths)
        counted = [_numbers(name, column, rows) for name, column in (("conversions", conversions), ("nulls", nulls))]
        money = None if value is None else _numbers("value", value, rows)
        if money is not None and (lost := np.flatnonzero((money > 0) & (counted[0] == 0))).size:
            raise BadColumnError(
                f"Path {lost[0] + 1} has value {money[lost[0]]:g} but no conversion; money comes from conversions. "
                "Correct the count or clear the value."
            )
        steps, lengths = _split(paths, mark)
        kept = steps.codes >= 0
        path = np.repeat(np.arange(rows), lengths)[kept]
        offsets = np.concatenate(([0], np.cumsum(np.bincount(path, minlength=rows)))).astype(np.int64)
        return cls(steps.values, steps.codes[kept], offsets, counted[0], counted[1], money)

    def select(self, keep: NDArray[np.bool_]) -> Journeys:
        """Keep some journeys, given one bool per journey."""
        rows = np.repeat(keep, self.lengths)
        offsets = np.concatenate(([0], np.cumsum(self.lengths[keep]))).astype(np.int64)
        return self._with(offsets, keep, rows)

    def buckets(self, n: int) -> list[Journeys]:
        """Cut into at most `n` parts of about the same number of journeys; views on the same memory."""
        cuts = np.unique(np.linspace(0, len(self), max(1, n) + 1).astype(np.int64)).tolist()
        return [self._slice(first, last) for first, last in pairwise(cuts)] or [self]

    def _slice(self, first: int, last: int) -> Journeys:
        offsets = self.offsets[first : last + 1]
        return self._with(offsets - offsets[0], slice(first, last), slice(int(offsets[0]), int(offsets[-1])))

    def _with(self, offsets: Ints, journeys: Any, touches: Any) -> Journeys:
        taken = {name: getattr(self, name) for name in ("step", "age", "touch_id")}
        whole = {
            name: getattr(self, name) for name in ("conversions", "nulls", "value", "lead", "opportunity", "subject_id")
        }
        columns: dict[str, Any] = {name: None if column is None else column[touches] for name, column in taken.items()}
        columns |= {name: None if column is None else column[journeys] for name, column in whole.items()}
        return replace(self, offsets=offsets, **columns)


def _numbers(name: str, column: Any, rows: int) -> Floats:
    if column is None:
        return np.zeros(rows)
    numbers = np.nan_to_num(np.asarray(column, dtype=np.float64), nan=0.0, posinf=np.inf, neginf=-np.inf)
    if numbers.shape != (rows,):
        raise WrongLengthError(f"{name} has {numbers.size} rows, the paths have {rows}; each path needs one number.")
    wrong = np.flatnonzero((numbers < 0) | np.isinf(numbers))
    if wrong.size:
        came = f"{numbers[wrong[0]]:g} at path {wrong[0] + 1}"
        raise BadColumnError(f"{name} must be 0 or more and finite; found {came}. Correct or leave out that path.")
    return numbers


# How reports of web analytics write a step that follows itself: `Direct × 3`.
_TIMES = re.compile(r"\s*(.*\S)(?:\s*×\s*|\sx\s)(\d{1,3})\s*")


def _written_out(path: str, mark: str) -> str:
    """Write a step as often as it says that it comes.

    Examples
    --------
    >>> _written_out("Direct × 2 > Email", ">")
    'Direct>Direct> Email'
    """
    if "×" not in path and " x" not in path:
        return path
    steps = [(_TIMES.fullmatch(step), step) for step in path.split(mark)]
    return mark.join(mark.join([found[1]] * max(int(found[2]), 1)) if found else step for found, step in steps)


def _split(paths: Sequence[str | None], mark: str) -> tuple[Coded, Ints]:
    """Split all paths at once; empty steps are coded as missing."""
    texts = [_written_out(path or "", mark) for path in paths]
    if not texts:
        return Coded(np.empty(0, np.int32), ()), np.empty(0, np.int64)
    steps = mark.join(texts).split(mark)
    trimmed = {step: step.strip() for step in set(steps)}
    lengths = np.fromiter((text.count(mark) + 1 for text in texts), np.int64, len(texts))
    return Coded.encode(list(map(trimmed.__getitem__, steps))), lengths
