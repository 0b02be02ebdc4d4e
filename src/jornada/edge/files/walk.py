"""The way of one file through its writer: chunk by chunk, the next one made ready while the one before is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jornada.apps.org import beside
from jornada.edge.files.ahead import Ahead
from jornada.edge.files.kinds import Kind
from jornada.edge.files.load.matched import Matched
from jornada.edge.files.load.work import Verdicts
from jornada.edge.files.plan import Step
from jornada.edge.files.reading import Chunk


@dataclass
class Part:
    """A chunk on its way; `end` counts the rows of the file up to its last, `columns` were made ready ahead."""

    chunk: Chunk
    verdicts: Verdicts
    end: int
    columns: Any = None


@dataclass
class Walk:
    """A file, its writer and how far it was read; rows up to `start` were written before."""

    number: int
    step: Step
    kind: Kind
    phase: str
    writer: Any
    ahead: Ahead[Chunk]
    start: int
    matched: Matched | None = None
    row: int = 0

    def next(self) -> Part | None:
        """Read the next chunk that is to be written."""
        for chunk in self.ahead:
            self.row += chunk.rows
            if self.row > self.start:
                return Part(chunk, Verdicts(chunk), self.row)
            self._replay(chunk)
        return None

    def _replay(self, chunk: Chunk) -> None:
        """Let the writer know what it knew of a chunk that was written before the worker was killed."""
        if self.phase == "link":
            self.writer.replay_link(chunk)
        elif self.matched is not None:
            again = self.matched.read(len(chunk))
            if replay := getattr(self.writer, "replay", None):
                replay(chunk, again)
            if self.row >= self.start:
                self.matched.go_on()

    def next_meanwhile(self) -> Callable[[], Part | None]:
        """Make the next chunk ready while one is written; what is wrong with it is raised when it is asked for.

        A chunk that is not read yet is not waited for, since others wait for the transaction.
        """
        if not beside.is_on() or not self.ahead.is_ready():
            return self.next
        try:
            part = self.next()
            if part is not None and self.phase == "write" and hasattr(self.writer, "prepare"):
                part.columns = self.writer.prepare(part.chunk, part.verdicts)
        except Exception as error:
            return _Raising(error)
        return lambda: part

    def apply(self, part: Part) -> None:
        """Take a chunk through the writer."""
        self._write(part)
        if self.matched is not None and (about := getattr(self.writer, "about", None)):
            self.matched.write(*about, part.verdicts)

    def _write(self, part: Part) -> None:
        if self.phase == "link":
            part.verdicts.issues.clear()
            self.writer.link(part.chunk, part.verdicts)
        elif part.columns is not None:
            self.writer.write(part.chunk, part.verdicts, part.columns)
        else:
            self.writer.write(part.chunk, part.verdicts)


@dataclass
class _Raising:
    error: Exception

    def __call__(self) -> Part | None:
        raise self.error
