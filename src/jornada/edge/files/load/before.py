"""What a walk over a file found when it began: a worker that goes on in the middle of it must find the same.

Rows are known by ids, names and addresses, and the walk changes those. The history of changes tells what they were.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Max, Model

from jornada.apps.market.models import Merge
from jornada.apps.org.models import Change

_NUMBERS = frozenset({"account_id"})


@dataclass(frozen=True)
class Since:
    """The newest change and the newest merge that were there before a walk."""

    change: int = 0
    merge: int = 0

    @classmethod
    def today(cls) -> Since:
        """Note where a walk begins that is about to begin."""
        return cls(*(model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in (Change, Merge)))


class Before:
    """The records of a table as they were before the walk, as of when this is first asked."""

    def __init__(self, model: type[Model], batch: uuid.UUID, since: Since | None) -> None:
        self.model, self.batch, self.since = model, batch, since

    def rows(self, *names: str, **only: Any) -> Iterator[tuple[Any, ...]]:
        """Give the ids of records and what they had in these fields, the newest first.

        Before anything was changed the database leaves out what is not asked for (`only`); after that, whoever asks
        does: by what a record has now nothing is said of what it had.
        """
        rows = self.model._default_manager.order_by("-pk").values_list("pk", *names)
        if not (self.created or self._olds):
            yield from rows.filter(**only).iterator()
            return
        for pk, *values in rows.iterator():
            if pk not in self.created:
                old = self._olds.get(pk)
                yield pk, *([old.get(*pair) for pair in zip(names, values, strict=True)] if old else values)

    def old(self, pk: int, name: str, value: Any) -> Any:
        """Say what a record had in a field where it has `value` by now."""
        return self._olds.get(pk, {}).get(name, value)

    @cached_property
    def created(self) -> set[int]:
        """The records that the walk made."""
        return set(self._changes("created").values_list("object_id", flat=True))

    @cached_property
    def _olds(self) -> dict[int, dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        changes = self._changes("updated").order_by("-pk").values_list("object_id", "field", "old")
        for pk, field, old in changes.iterator():
            name = self.model._meta.get_field(field).attname if field in self._fields else field
            found.setdefault(pk, {})[name] = int(old) if old and name in _NUMBERS else old
        return found

    @cached_property
    def _fields(self) -> set[str]:
        return {field.name for field in self.model._meta.concrete_fields}

    def _changes(self, kind: str) -> Any:
        if self.since is None:
            return Change.objects.none()
        of_walk = Change.objects.filter(pk__gt=self.since.change, batch=self.batch, kind=kind)
        return of_walk.filter(model=self.model._meta.label_lower)
