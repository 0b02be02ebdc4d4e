"""The door to whoever answers conditions over all records; pages know no more of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from jornada.rules.condition_facts import Verdict
from jornada.rules.conditions import Condition

# Who reads what everybody reads: nothing private.
NOBODY = AnonymousUser()


class NoEngineError(LookupError):
    """No app answers conditions."""


class Engine(Protocol):
    """Answers conditions from the analytics copy.

    What is private counts for a `reader` only where that person takes part in it, and always without a reader.
    """

    def count(self, user: Any, record: str, condition: Condition) -> tuple[int, int]:
        """Say how many of the records that the user sees match, and how many the user sees; the user reads."""
        ...

    def narrow(self, rows: QuerySet, record: str, condition: Condition, reader: Any = None) -> QuerySet:
        """Keep the rows that match; what the rows may be is the caller's to decide."""
        ...

    def ids(self, record: str, condition: Condition, reader: Any = None) -> Any:
        """Return the ids of all records that match, as an ascending array."""
        ...

    def then(self, record: str, condition: Condition, ids: Any, at: Any) -> Any:
        """Say of which records, given by id, a condition held at the instant of each (microseconds since 1970).

        Touches count as of then; fields, stages and lists as they stand now.
        """
        ...

    def population(self, record: str, conditions: Iterable[Condition] = ()) -> tuple[Any, datetime]:
        """Return all records of a kind as the columns that these conditions read, and now where the company is."""
        ...

    def version(self) -> str:
        """Name the state of the data that answers come from: the same name, the same data."""
        ...

    def explain(self, record: str, pk: int, condition: Condition, reader: Any = None) -> Verdict | None:
        """Say whether a condition holds of one record and which part decided; None when it is not in the copy yet."""
        ...

    def explain_each(self, record: str, pk: int, conditions: Sequence[Condition]) -> list[Verdict | None]:
        """Say it of several conditions, all as of the same moment."""
        ...


_engines: list[Engine] = []


def register(engine: Engine) -> None:
    """Put an engine in charge; the later registration wins."""
    _engines.append(engine)


def engine() -> Engine:
    """Return the engine in charge."""
    if not _engines:
        raise NoEngineError("Nobody answers conditions: an app must call `jornada.ui.conditions.engine.register`.")
    return _engines[-1]
