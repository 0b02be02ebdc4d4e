"""Opportunities as columns, for the sales figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.errors import BadColumnError, BadTimeError, WrongLengthError
from jornada.analytics.grouped import Floats, Ints

OUTCOMES = ("open", "won", "lost")
OPEN, WON, LOST = range(3)
UNKNOWN = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, eq=False)
class Opportunities:
    """One row per opportunity.

    Attributes
    ----------
    outcome : ndarray of int8, shape (opportunities,)
        0 open, 1 won, 2 lost; texts in `OUTCOMES`.
    value : ndarray of float64
        Money, in one currency; NaN where unknown.
    opened, closed : ndarray of int64
        Microseconds UTC; `UNKNOWN` where there is none.
    groups : dict of str to Coded
        Columns to group by, such as product or owner; a blank is a group of its own.
    """

    outcome: NDArray[np.int8]
    value: Floats
    opened: Ints
    closed: Ints
    groups: dict[str, Coded]

    def __len__(self) -> int:
        return len(self.outcome)

    @classmethod
    def from_columns(
        cls, outcome: Any, value: Any, opened: Any, closed: Any, groups: Mapping[str, Any] | None = None
    ) -> Opportunities:
        """Check columns and put them together.

        Parameters
        ----------
        outcome : array of {"open", "won", "lost"}, or of their codes 0, 1, 2
        value : array of float
            None or NaN where unknown.
        opened, closed : array of int64 microseconds UTC, or of datetime64
            None, NaT or `UNKNOWN` where there is none.
        groups : mapping of str to array of text or Coded, optional

        Raises
        ------
        BadColumnError
            If an outcome or a value cannot be read.
        BadTimeError
            If an instant cannot be read.
        WrongLengthError
            If the columns differ in length.

        Examples
        --------
        >>> deals = Opportunities.from_columns(["won", "open"], [10, None], [0, 5], [9, None], {"product": ["A", ""]})
        >>> deals.outcome.tolist(), deals.groups["product"].decode()
        ([1, 0], ['A', None])
        """
        coded = {name: _coded(name, column) for name, column in (groups or {}).items()}
        result = cls(
            _outcomes(outcome), _values(value), _instants("opened", opened), _instants("closed", closed), coded
        )
        columns: dict[str, Any] = {"value": result.value, "opened": result.opened, "closed": result.closed, **coded}
        for name, column in columns.items():
            if len(column) != len(result):
                raise WrongLengthError(f"{name}: has {len(column)} rows, outcome has {len(result)}; they must agree.")
        return result

    def select(self, rows: Any) -> Opportunities:
        """Keep some opportunities, by index, mask or slice."""
        groups = {name: column.take(rows) for name, column in self.groups.items()}
        return Opportunities(self.outcome[rows], self.value[rows], self.opened[rows], self.closed[rows], groups)

    def buckets(self, n: int) -> list[Opportunities]:
        """Cut into at most `n` parts of about the same size, as views."""
        cuts = np.unique(np.linspace(0, len(self), max(1, n) + 1).astype(int)).tolist()
        if len(cuts) < 2:
            return [self]
        return [self.select(slice(first, last)) for first, last in pairwise(cuts)]


def _outcomes(column: Any) -> NDArray[np.int8]:
    rows = np.asarray(column)
    if rows.dtype.kind in "iu":
        if rows.size and not (rows.min() >= OPEN and rows.max() <= LOST):
            raise BadColumnError(f"outcome: codes are 0 to 2; found {rows.min()} to {rows.max()}.")
        return rows.astype(np.int8)
    coded = column if isinstance(column, Coded) else Coded.encode(column)
    strange = sorted(set(coded.values) - set(OUTCOMES))
    if strange or (coded.codes < 0).any():
        came = ", ".join(strange) or "a blank"
        raise BadColumnError(f"outcome: expected {', '.join(OUTCOMES)} in each row; found {came}.")
    return coded.recode(OUTCOMES).codes.astype(np.int8)


def _values(column: Any) -> Floats:
    try:
        values = np.array(column, dtype=np.float64)
    except (TypeError, ValueError) as wrong:
        raise BadColumnError(f"value: expected numbers; {wrong}.") from wrong
    if np.isinf(values).any():
        raise BadColumnError("value: found an endless number; leave such values blank.")
    return values


def _instants(name: str, column: Any) -> Ints:
    rows = np.asarray(column)
    if rows.dtype.kind == "O":
        rows = np.array([UNKNOWN if raw is None else raw for raw in rows], dtype=np.int64)
    if rows.dtype.kind == "M":
        rows = rows.astype("datetime64[us]").view(np.int64)
    if rows.size and rows.dtype.kind not in "iu":
        raise BadTimeError(f"{name}: expected microseconds as whole numbers, or datetime64; got {rows.dtype}.")
    return rows.astype(np.int64)


def _coded(name: str, column: Any) -> Coded:
    return (column if isinstance(column, Coded) else Coded.encode(column)).check(name)
