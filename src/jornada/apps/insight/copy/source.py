"""Reading columns out of the database: whole numbers, floats and text, as NumPy arrays.

Large reads go through ADBC into DuckDB, which hands back arrays (about 1M rows a second, no
pyarrow), an SQLite file in a process of its own; small ones, and reads inside an open transaction,
through Django's own cursor.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from jornada.apps.insight.copy.apart import columns_of

Arrays = dict[str, NDArray[Any]]
LARGE_ROWS = 50_000


class Dialect:
    """The few expressions that SQLite and PostgreSQL write differently."""

    def __init__(self, vendor: str) -> None:
        self.is_sqlite = vendor == "sqlite"

    def micros(self, column: str) -> str:
        """An instant as microseconds since 1970 in UTC."""
        if self.is_sqlite:
            # Django writes "2026-11-21 21:44:36.123456", without the fraction when it is zero.
            fraction = f"CAST(substr({column} || '000000', 21, 6) AS INTEGER)"
            return f"(unixepoch({column}) * 1000000 + {fraction})"
        return f"CAST(extract(epoch FROM {column}) * 1000000 AS bigint)"

    def days(self, column: str) -> str:
        """A date as days since 1970."""
        return f"(unixepoch({column}) / 86400)" if self.is_sqlite else f"({column} - DATE '1970-01-01')"

    def real(self, column: str) -> str:
        return f"CAST({column} AS REAL)" if self.is_sqlite else f"CAST({column} AS double precision)"

    @staticmethod
    def code(column: str, values: tuple[str, ...]) -> str:
        """A text out of a fixed list as its place in the list, -1 for any other."""
        cases = " ".join(f"WHEN '{value}' THEN {place}" for place, value in enumerate(values))
        return f"CASE {column} {cases} ELSE -1 END"


def read(sql: str, rows_expected: int) -> Arrays:
    """Run a query of ours (its only parameters are whole numbers, written in) and return its columns."""
    is_apart = connection.in_atomic_block or _is_in_memory()
    if rows_expected < LARGE_ROWS or is_apart:
        return _by_cursor(sql)
    if connection.vendor == "sqlite":
        return read_file(str(connection.settings_dict["NAME"]), sql)
    return read_server(_address(), sql)


def read_file(path: str, sql: str) -> Arrays:
    """Read an SQLite file in a process of its own: `apart` says why."""
    program = Path(__file__).with_name("apart.py")
    with tempfile.TemporaryFile() as answer:
        # Without -P the modules beside the program would stand before those of the same name elsewhere.
        command = [sys.executable, "-P", str(program), path]
        done = subprocess.run(command, input=sql.encode(), stdout=answer, stderr=subprocess.PIPE, check=False)  # noqa: S603
        if done.returncode:
            raise OSError(f"{path} was not read: {done.stderr.decode(errors='replace').strip()[-500:]}")
        answer.seek(0)
        return pickle.load(answer)  # noqa: S301 - written by the program that was started above


def read_server(address: str, sql: str) -> Arrays:
    """Read from PostgreSQL through ADBC; `address` begins with postgresql://."""
    import adbc_driver_postgresql.dbapi as postgresql

    with postgresql.connect(address) as database, database.cursor() as cursor:
        return columns_of(cursor, sql)


def _by_cursor(sql: str) -> Arrays:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    if not rows:
        return {name: np.empty(0, np.int64) for name in names}
    return {name: _array(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}


def _array(values: tuple[Any, ...]) -> NDArray[Any]:
    if isinstance(values[0], str):
        return np.array(values, dtype=object)
    array = np.array(values)
    return array if array.dtype.kind in "iub" else np.array(values, dtype=np.float64)


def _is_in_memory() -> bool:
    name = str(connection.settings_dict["NAME"])
    return connection.vendor == "sqlite" and (":memory:" in name or "mode=memory" in name)


def _address() -> str:
    settings = connection.settings_dict
    person = quote(str(settings["USER"]), safe="")
    secret = f":{quote(str(settings['PASSWORD']), safe='')}" if settings["PASSWORD"] else ""
    host = quote(str(settings["HOST"] or "localhost"), safe=".:[]")
    return f"postgresql://{person}{secret}@{host}:{settings['PORT'] or 5432}/{quote(str(settings['NAME']), safe='')}"
