"""A place of its own for every file that is open, in one in-memory DuckDB of the process: to make one takes 20 ms."""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
import threading

import duckdb

MEMORY = "1GB"
_numbers = itertools.count()
_making = threading.Lock()
# By the process that made it: the threads of one that was inherited by a fork are not there, and it is never closed.
_bases: dict[int, duckdb.DuckDBPyConnection] = {}
_spills: dict[int, tempfile.TemporaryDirectory[str]] = {}


class Room:
    """A schema in the database of the process, whose names nobody else sees.

    Attributes
    ----------
    main : DuckDBPyConnection
        Stands in the schema. One query at a time; more need a `beside` each.
    """

    def __init__(self) -> None:
        self._name = f"room{next(_numbers)}"
        try:
            self.main = self._entered(_connection())
        except duckdb.Error:
            # After an internal error DuckDB refuses all further work in the same database.
            self.main = self._entered(_connection(is_new=True))

    def _entered(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {self._name}; USE {self._name}; SET TimeZone = 'UTC'")
        return connection

    def beside(self) -> duckdb.DuckDBPyConnection:
        """Open one more connection to what stands in the room."""
        return self._entered(self.main.cursor())

    def close(self) -> None:
        """Take away what stands in the room."""
        with contextlib.suppress(duckdb.Error):
            self.main.execute(f"USE main; DROP SCHEMA IF EXISTS {self._name} CASCADE")
        self.main.close()


def _connection(*, is_new: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a connection to the database of this process."""
    process = os.getpid()
    with _making:
        if is_new or process not in _bases:
            _bases[process] = _made(process)
        return _bases[process].cursor()


def _made(process: int) -> duckdb.DuckDBPyConnection:
    """Make a database that stays within its memory and spills into a folder, which goes away with the process."""
    if process not in _spills:
        _spills[process] = tempfile.TemporaryDirectory(prefix="jornada-spill-")
    return duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": _spills[process].name,
            "autoinstall_known_extensions": False,
            # A file of the same name and age may hold something else.
            "enable_external_file_cache": False,
        }
    )
