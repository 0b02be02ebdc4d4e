"""Which records the rows of a walk were about, kept beside the report until the import is through.

Rows that meet again on a walk, after the worker was killed, are about what they were about: the records they made are
there by then, and what they changed is no longer what they were known by.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from jornada.edge.files.load.work import Verdicts

_WIDTH = 2


class Matched:
    """Appends to a file, two numbers a row: record and company, 0 for none; negative where the row was refused."""

    def __init__(self, path: Path, *, is_new: bool) -> None:
        self.path = path
        self._file = path.open("w+b" if is_new or not path.exists() else "r+b")

    def write(self, ids: Sequence[int | None], companies: Sequence[int | None], verdicts: Verdicts) -> None:
        """Note the rows of a chunk."""
        found = array("q")
        for row, pk in enumerate(ids):
            found.append(-(pk or 0) if verdicts.is_rejected(row) else pk or 0)
            found.append((companies[row] or 0) if companies else 0)
        self._file.write(found.tobytes())
        self._file.flush()

    def read(self, rows: int) -> Again:
        """Return what was noted of the next rows; nothing is said of those that are missing."""
        found = array("q")
        data = self._file.read(rows * _WIDTH * found.itemsize)
        found.frombytes(data[: len(data) - len(data) % found.itemsize])
        found.extend([0] * (rows * _WIDTH - len(found)))
        return Again(found[::_WIDTH], found[1::_WIDTH])

    def go_on(self) -> None:
        """Cut off what was noted of rows that were never committed."""
        place = self._file.tell()
        os.truncate(self.path, place)
        self._file.seek(place)

    def close(self) -> None:
        self._file.close()


class Again:
    """What the rows of a chunk were about that was written before."""

    def __init__(self, ids: Iterable[int], companies: Iterable[int]) -> None:
        self.ids: list[int | None] = [abs(pk) or None for pk in ids]
        self.refused = [row for row, pk in enumerate(ids) if pk < 0]
        self.companies: list[int | None] = [pk or None for pk in companies]


class Replayed:
    """Stands in for what writes records: finds and learns as it did, and writes nothing."""

    def __init__(self, again: Again, created: set[int], mode: str) -> None:
        self.again, self.created, self.mode = again, created, mode

    def write(
        self,
        columns: Any,
        find: Callable[[int], int | None],
        verdicts: Verdicts,
        learn: Callable[[int, int], None],
    ) -> list[int | None]:
        for row, pk in enumerate(self.again.ids):
            if pk is None:
                continue
            if find(row) is None and pk in self.created:
                learn(row, pk)
            elif self.mode == "create":
                verdicts.skip(row, "", "", "exists_already")
        for row in self.again.refused:
            verdicts.reject(row, "", "", "not_yours")
        return self.again.ids

    def write_new(self, columns: Any, verdicts: Verdicts) -> list[int | None]:
        return self.again.ids
