"""What is known of each subject before the outcome: a small table of numbers and texts, one row per subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.errors import BadColumnError, WrongLengthError
from jornada.analytics.grouped import Floats

Column = Floats | Coded


@dataclass(frozen=True, eq=False)
class Frame:
    """Columns to predict from.

    Attributes
    ----------
    columns : dict of str to ndarray of float64 or Coded
        Numbers with NaN where blank, texts with code -1 where blank; all of one length, by name.
    rows : int
    """

    columns: dict[str, Column]
    rows: int

    def __len__(self) -> int:
        return self.rows

    @classmethod
    def from_columns(cls, columns: Mapping[str, Any]) -> Frame:
        """Check columns and put them together, in alphabetical order of their names.

        Parameters
        ----------
        columns : mapping of str to array
            Numbers, yes or no, text (None where blank) or Coded.

        Raises
        ------
        WrongLengthError
            If the columns differ in length.
        BadColumnError
            If a column has more than one dimension or holds an endless number.

        Examples
        --------
        >>> frame = Frame.from_columns({"calls": [1, None], "source": ["web", None]})
        >>> frame.columns["calls"].tolist(), frame.columns["source"].decode()
        ([1.0, nan], ['web', None])
        """
        read = {name: _column(name, columns[name]) for name in sorted(columns)}
        sizes = {len(column) for column in read.values()}
        if len(sizes) > 1:
            told = ", ".join(f"{name} {len(column)}" for name, column in read.items())
            raise WrongLengthError(f"The columns to predict from must be of one length; they have: {told}.")
        return cls(read, sizes.pop() if sizes else 0)

    def take(self, rows: Any) -> Frame:
        """Keep some rows, by index or mask."""
        kept = {name: take(column, rows) for name, column in self.columns.items()}
        picked = np.asarray(rows)
        return Frame(kept, int(picked.sum()) if picked.dtype == np.bool_ else len(picked))

    def without(self, names: Any) -> Frame:
        """Leave some columns out."""
        return Frame({name: column for name, column in self.columns.items() if name not in names}, self.rows)


def take(column: Column, rows: Any) -> Column:
    """Keep some rows of a column."""
    return column.take(rows) if isinstance(column, Coded) else column[rows]


def is_blank(column: Column) -> NDArray[np.bool_]:
    """Say which rows hold nothing."""
    return column.codes < 0 if isinstance(column, Coded) else np.isnan(column)


def shown(column: Column, row: int) -> str:
    """Write one value as text; empty where blank.

    Examples
    --------
    >>> shown(np.array([2.0, 0.125]), 0), shown(Coded.encode(["web"]), 0)
    ('2', 'web')
    """
    if isinstance(column, Coded):
        return column.values[column.codes[row]] if column.codes[row] >= 0 else ""
    value = float(column[row])
    return "" if np.isnan(value) else f"{value:.6g}"


def _column(name: str, raw: Any) -> Column:
    if isinstance(raw, Coded):
        return raw.check(name)
    rows = np.asarray(raw)
    if rows.ndim != 1:
        raise BadColumnError(f"{name}: a column has one dimension; this one has {rows.ndim}.")
    if rows.dtype.kind in "OUS" and not _is_numeric(rows):
        return Coded.encode(rows.tolist())
    numbers = np.array(rows, dtype=np.float64)
    if np.isinf(numbers).any():
        raise BadColumnError(f"{name}: found an endless number; leave such values blank.")
    return numbers


def _is_numeric(rows: NDArray[Any]) -> bool:
    return rows.dtype.kind == "O" and {type(value) for value in rows.tolist()} <= {int, float, bool, type(None)}
