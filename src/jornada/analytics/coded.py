"""Dictionary columns: a text column kept as integer codes plus its list of values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.errors import BadColumnError

MISSING = -1


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of text as codes into a tuple of values.

    Attributes
    ----------
    codes : ndarray of int32, shape (rows,)
        Index into `values`; -1 where nothing is known.
    values : tuple of str
        Each value once.

    Raises
    ------
    BadColumnError
        If a code points outside `values`, or a value stands twice.

    Examples
    --------
    >>> column = Coded.encode(["web", None, "email", "web"])
    >>> column.values, column.codes.tolist()
    (('email', 'web'), [1, -1, 0, 1])
    """

    codes: NDArray[np.int32]
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", np.asarray(self.codes, dtype=np.int32))
        object.__setattr__(self, "values", tuple(self.values))

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def encode(cls, column: Iterable[Any]) -> Coded:
        """Code a column of text; None, NaN and empty text become missing.

        Parameters
        ----------
        column : iterable of str or None
            One value per row. Values that are not text are written as text.

        Returns
        -------
        Coded
            Values in alphabetical order, whatever the order of the rows.
        """
        rows = _as_list(column)
        seen = {raw: _as_text(raw) for raw in set(rows)}
        values = tuple(sorted({text for text in seen.values() if text}))
        place = {text: code for code, text in enumerate(values)}
        code_of = {raw: place.get(text, MISSING) for raw, text in seen.items()}
        return cls(np.fromiter(map(code_of.__getitem__, rows), np.int32, len(rows)), values)

    def check(self, name: str) -> Coded:
        """Return the column itself when sound; see the class for what is refused."""
        if len(set(self.values)) != len(self.values):
            raise BadColumnError(f"{name}: the values of a coded column must differ; one stands twice.")
        if len(self.codes) and not (self.codes.min() >= MISSING and self.codes.max() < len(self.values)):
            raise BadColumnError(
                f"{name}: codes must lie between -1 and {len(self.values) - 1}, the last of the values; "
                f"found {self.codes.min()} to {self.codes.max()}."
            )
        return self

    def code(self, value: str) -> int:
        """Say the code of a value, -1 when the column does not know it."""
        return self.values.index(value) if value in self.values else MISSING

    def codes_of(self, values: Iterable[str]) -> list[int]:
        """Say the codes of those values that the column knows."""
        place = {text: code for code, text in enumerate(self.values)}
        return [place[text] for text in values if text in place]

    def lookup(self, values: Iterable[str]) -> NDArray[np.bool_]:
        """Make a table that says for each code whether it is one of `values`.

        Returns
        -------
        ndarray of bool, shape (values + 1,)
            Its last entry answers for missing (code -1) and is False.
        """
        table = np.zeros(len(self.values) + 1, dtype=np.bool_)
        table[self.codes_of(values)] = True
        return table

    def take(self, rows: Any) -> Coded:
        """Keep some rows, by index, mask or slice; the values stay as they are."""
        return Coded(self.codes[rows], self.values)

    def recode(self, values: Sequence[str]) -> Coded:
        """Express the column over another list of values that holds all of its own."""
        if tuple(values) == self.values:
            return self
        place = {text: code for code, text in enumerate(values)}
        table = np.array([*(place[text] for text in self.values), MISSING], dtype=np.int32)
        return Coded(table[self.codes], tuple(values))

    def decode(self) -> list[str | None]:
        """Write the column out as text, None where nothing is known."""
        table: list[str | None] = [*self.values, None]
        return [table[code] for code in self.codes.tolist()]


def shared_values(columns: Iterable[Coded]) -> tuple[str, ...]:
    """List the values of several columns, each once, in alphabetical order."""
    return tuple(sorted({value for column in columns for value in column.values}))


def _as_list(column: Iterable[Any]) -> list[Any]:
    if isinstance(column, np.ndarray):
        if column.ndim != 1:
            raise BadColumnError(f"A column has one dimension; this one has {column.ndim}.")
        rows: list[Any] = column.tolist()
        return rows
    return column if isinstance(column, list) else list(column)


def _as_text(raw: Any) -> str:
    is_blank = raw is None or (isinstance(raw, float) and isnan(raw))
    return "" if is_blank else str(raw)
