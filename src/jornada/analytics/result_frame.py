"""Tables of results for other libraries, through the Arrow PyCapsule interface; DuckDB makes the Arrow data."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.errors import MeasureError

if TYPE_CHECKING:
    from jornada.analytics.result import Result

Kind = Literal["pandas", "polars", "arrow"]
_MODULES: dict[str, str] = {"pandas": "pandas", "polars": "polars", "arrow": "pyarrow"}


class MissingLibraryError(ImportError):
    """A table asked for in a library that is not installed."""


def to_frame(result: Result, kind: Kind | None = None) -> Any:
    """Make a table of a result for pandas, Polars or PyArrow; see `Result.to_frame`.

    Parameters
    ----------
    result : Result
    kind : {"pandas", "polars", "arrow"}, optional

    Raises
    ------
    MissingLibraryError
        If the library is not installed.
    MeasureError
        If there is no such kind of table.
    """
    chosen = kind or _first_installed()
    if chosen not in _MODULES:
        raise MeasureError(f"There is no table of kind {chosen!r}; there are {', '.join(get_args(Kind))}.")
    library = _library(chosen)
    if chosen == "arrow":
        return library.table(result)
    if chosen == "polars":
        return library.DataFrame(result)
    # pandas would need PyArrow to read a stream, and reads arrays as they are.
    return library.DataFrame(plain_columns(result.columns()))


def arrow_stream(columns: Mapping[str, Any]) -> object:
    """Make an Arrow stream of columns; NaN comes out as null.

    Parameters
    ----------
    columns : mapping of str to sequence
        All of one length.

    Returns
    -------
    PyCapsule
        Of name `arrow_array_stream`; it holds what it needs and is read once.
    """
    import duckdb

    cells = plain_columns(columns)  # noqa: F841, read by name in the query
    # A connection of its own: an open stream keeps its connection busy.
    return duckdb.connect(config={"threads": 1}).sql("SELECT * FROM cells").__arrow_c_stream__()


def plain_columns(columns: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    """Make each column an array: of numbers, flags or instants, or of text with None where unknown.

    Examples
    --------
    >>> [str(column.dtype) for column in plain_columns({"a": ("x", None), "b": [1, None], "c": [1, 2]}).values()]
    ['object', 'float64', 'int64']
    """
    return {name: _plain(column) for name, column in columns.items()}


def _plain(column: Any) -> NDArray[Any]:
    if isinstance(column, np.ndarray) and column.dtype.kind in "iufbM":
        return np.ascontiguousarray(column)
    cells = list(column)
    kinds = {np.asarray(cell).dtype.kind for cell in cells if cell is not None}
    if kinds and kinds <= set("iuf"):
        return np.array([np.nan if cell is None else cell for cell in cells])
    if kinds == {"b"} and None not in cells:
        return np.array(cells, dtype=np.bool_)
    made = np.empty(len(cells), dtype=object)
    made[:] = cells if kinds == {"b"} else [None if cell is None else str(cell) for cell in cells]
    return made


def _first_installed() -> str:
    for kind, module in _MODULES.items():
        if find_spec(module):
            return kind
    raise MissingLibraryError(
        "to_frame needs a library for tables: install pandas, polars or pyarrow (pip install polars). "
        "Without one, columns() gives the table as arrays."
    )


def _library(kind: str) -> Any:
    try:
        return import_module(_MODULES[kind])
    except ImportError as error:
        raise MissingLibraryError(
            f"to_frame({kind!r}) needs {_MODULES[kind]}, which is not installed: pip install {_MODULES[kind]}. "
            "Without it, columns() gives the table as arrays."
        ) from error
