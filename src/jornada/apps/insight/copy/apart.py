"""A program of its own that reads columns out of an SQLite file: `python apart.py FILE`, the query on its input.

It answers on its output with pickled NumPy arrays. ADBC brings an SQLite library with it. A process may have one only:
when one library closes the file, the system drops the locks that the other holds on it, and two processes write at the
same time (https://sqlite.org/howtocorrupt.html, 2.2).
"""

from __future__ import annotations

import pickle
import sys
from typing import Any
from urllib.parse import quote

import numpy as np


def main() -> None:
    """Answer one query."""
    import adbc_driver_sqlite.dbapi as sqlite

    # As an address: a file that is not there is said, not made.
    with sqlite.connect(f"file:{quote(sys.argv[1])}?mode=rw") as database, database.cursor() as cursor:
        pickle.dump(columns_of(cursor, sys.stdin.read()), sys.stdout.buffer, protocol=5)


def columns_of(cursor: Any, sql: str) -> dict[str, Any]:
    """Read through ADBC into DuckDB, which hands back arrays."""
    import duckdb

    cursor.execute(sql)
    rows = cursor.fetch_arrow()
    with duckdb.connect() as engine:
        columns = engine.execute("SELECT * FROM rows").fetchnumpy()
    del rows
    return {name: _filled(column) for name, column in columns.items()}


def _filled(column: Any) -> Any:
    return column.astype(np.float64).filled(np.nan) if isinstance(column, np.ma.MaskedArray) else column


if __name__ == "__main__":
    main()
