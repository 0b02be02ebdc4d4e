"""What the rows of a chunk refer to, looked up at once before the commit.

SQLite checks row by row and reference by reference, which costs as much as writing the rows. An import turns that off
for its transactions (`trusted_references`) and does this instead, under the same write lock. What goes on on PostgreSQL
is told in `org.references`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Field, ForeignKey, Model

from jornada.apps.org.references import GONE
from jornada.apps.org.sets import among, one_parameter


class References:
    """Collects the ids that rows name, by the table they are of."""

    def __init__(self) -> None:
        self._ids: dict[type[Model], set[Any]] = defaultdict(set)
        self._made: dict[type[Model], set[Any]] = defaultdict(set)

    def note(self, model: type[Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Note what rows about to be written refer to; `fields` are names of fields or of their columns."""
        if connection.vendor == "sqlite":
            for place, name in enumerate(fields):
                if target := _target(_field(model, name)):
                    self._ids[target].update({row[place] for row in rows})

    def note_columns(self, model: type[Model], columns: Mapping[str, Sequence[Any]]) -> None:
        """Note the same of rows given column by column, and which rows are made."""
        if connection.vendor == "sqlite" and "id" in columns:
            self._made[model].update(columns["id"])
        for name, values in columns.items() if connection.vendor == "sqlite" else ():
            if target := _target(_field(model, name)):
                self._ids[target].update(values)

    def check(self) -> None:
        """See that all of it is there; called in the transaction, when everything is written.

        What the same transaction wrote needs no look.
        """
        noted, self._ids = self._ids, defaultdict(set)
        made, self._made = self._made, defaultdict(set)
        with connection.cursor() as cursor:
            for model, ids in noted.items():
                wanted = sorted(ids - made[model] - {None})
                if not wanted:
                    continue
                cursor.execute(
                    f"SELECT count(*) FROM {model._meta.db_table} WHERE {among('id')}", [one_parameter(wanted)]
                )
                if cursor.fetchone()[0] < len(wanted):
                    raise IntegrityError(GONE.format(model._meta.label))


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    return next(one for one in model._meta.concrete_fields if name in (one.name, one.attname))


def _target(field: Field[Any, Any]) -> type[Model] | None:
    if not isinstance(field, ForeignKey):
        return None
    target: type[Model] = field.related_model
    return target if target._meta.pk.column == "id" else None
