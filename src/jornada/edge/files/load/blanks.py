"""What rows about something else say of people who are known: it fills what is blank there, and replaces nothing else
than a phone that is none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from jornada.apps.market.models import Contact
from jornada.apps.market.queries import visible_contacts
from jornada.edge.files.cells import is_phone
from jornada.edge.files.load.work import Work

FIELDS = ("email", "phone", "title")
BATCH = 10_000


class Blanks:
    """Gathers, by person, what rows bring; `write` fills it in where the importing person may change them."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._brought: dict[int, dict[str, str]] = {}
        self._filled: set[int] = set()

    def bring(self, pk: int, **values: str) -> None:
        """Note what a row says of a person; the first row of each field counts."""
        said = {name: value for name, value in values.items() if value}
        if said:
            self._brought[pk] = said | self._brought.get(pk, {})

    def write(self, fresh: Collection[int]) -> None:
        """Fill what is blank or wrong; those just made (`fresh`) have what their first row said."""
        brought, self._brought = self._brought, {}
        known = [pk for pk in brought if pk not in fresh and not self.work.is_imagined(Contact, pk)]
        updates: dict[str, list[tuple[str, str, int]]] = {name: [] for name in FIELDS}
        for row in self.changeable(known, *FIELDS):
            for name, value in brought[row["pk"]].items():
                if not row[name] or (name == "phone" and is_phone(value) and not is_phone(row[name])):
                    updates[name].append((row[name], value, row["pk"]))
        for name, rows in updates.items():
            self.work.update(Contact, (name, "updated_at"), [(value, self.work.now, pk) for _old, value, pk in rows])
            for old, value, pk in rows:
                self.work.note_updated(Contact, pk, name, old, value)
            self._filled.update(pk for _old, _value, pk in rows)

    def rows_that_filled(self, people: Sequence[int | None]) -> set[int]:
        """Return the rows of a chunk that are about people of whom something was filled; each is told once."""
        rows = {row for row, pk in enumerate(people) if pk in self._filled}
        self._filled.difference_update({people[row] for row in rows})
        return rows

    def changeable(self, ids: Sequence[int], *names: str) -> Iterator[dict[str, Any]]:
        """Read, of some people, those whom the importing person may change."""
        user = self.work.user
        rows = Contact.objects.all() if user is None else visible_contacts(user, "change")
        for start in range(0, len(ids), BATCH):
            yield from rows.filter(pk__in=ids[start : start + BATCH]).order_by().values("pk", *names)
