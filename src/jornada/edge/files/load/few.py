"""Few rows for a large base: what records are known by is asked for the rows at hand, not read as a whole.

Both ways find the same. Names are known again whatever their case and blanks: a record whose name is written as usual
stands in the index of the alphabet under the bare letters of the row's. Names with double blanks or with letters that
the index does not fold, addresses with capitals: such records are read whatever the rows say, there are next to none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Max, Model

from jornada.apps.market.models import Account, Contact
from jornada.apps.org.alphabet import ACCENTED, BARE, NAME, ON_POSTGRESQL_TOO
from jornada.edge.files.reading import CHUNK

K = TypeVar("K")
# With a row for so many records, or more, all are read; a small base is always read.
SHARE = 20
SMALLEST = 20_000
BATCH = 10_000
# The columns by which records are known again however they are written, and by what signs they are written oddly.
FOLDED: dict[type[Model], tuple[str, ...]] = {Account: ("name", "domain"), Contact: ("name", "email")}
EXACT = frozenset({"external_id", "tax_id"})
_BLANKS = "{c} LIKE '%  %' OR {c} LIKE ' %' OR {c} LIKE '% '"
_PG_WIDE, _WIDE = "octet_length({c}) <> length({c})", "length(CAST({c} AS blob)) <> length({c})"
_PG_FOLDED = f"octet_length(translate({{c}}, '{ACCENTED}', '{BARE}')) = length({{c}})"
_ODD = {
    "postgresql": {
        "name": f"{_PG_WIDE} AND NOT {_PG_FOLDED} OR {_BLANKS} OR {{c}} COLLATE \"C\" ~ '[\\x01-\\x1f]'",
        "": f'{_PG_WIDE} OR {{c}} <> lower({{c}} COLLATE "C")',
    },
    "sqlite": {
        "name": f"{_WIDE} AND {{c}} GLOB '*[^ -~{ACCENTED}]*' OR {_BLANKS} OR {{c}} GLOB '*[\x01-\x1f]*'",
        "": f"{_WIDE} OR {{c}} <> lower({{c}})",
    },
}


class Asked(dict[K, Any]):
    """What is known by some keys, read when it is asked for; `read` is given keys and tells those that are there."""

    def __init__(self, read: Callable[[Collection[K]], Mapping[K, Any]]) -> None:
        super().__init__()
        self._read, self._asked = read, set[K]()

    def ask(self, keys: Iterable[K]) -> None:
        """Read these keys at once; what was learnt of them meanwhile gives way to what is there."""
        fresh = {key for key in keys if key is not None} - self._asked
        if fresh:
            self._asked |= fresh
            found = self._read(fresh)
            self.update((key, found[key]) for key in fresh if key in found)

    def get(self, key: K, default: Any = None) -> Any:  # type: ignore[override]
        self.ask((key,))
        return super().get(key, default)

    def pop(self, key: K, *default: Any) -> Any:
        self.ask((key,))
        return super().pop(key, *default)

    def __setitem__(self, key: K, value: Any) -> None:
        self._asked.add(key)
        super().__setitem__(key, value)

    def __getitem__(self, key: K) -> Any:
        self.ask((key,))
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.ask((key,))  # type: ignore[arg-type]
        return super().__contains__(key)

    def __bool__(self) -> bool:
        """Nobody knows whether there is nothing."""
        return True


def ask(known: Any, keys: Iterable[Any]) -> None:
    """Read these keys where not all were read."""
    if isinstance(known, Asked):
        known.ask(keys)


class Few:
    """Says of tables whether a file is small against them, and reads records by the keys of its rows.

    Only of files that are written in one piece: what a chunk changes must not be what the next one finds.
    """

    def __init__(self) -> None:
        self.rows = 0
        self._is_few: dict[type[Model], bool] = {}
        self._odd: dict[type[Model], list[int]] = {}

    def begin(self, rows: int, *, is_whole: bool) -> None:
        """Note how many rows come; `is_whole` says that none of them was written before."""
        self.rows = rows if is_whole and rows <= CHUNK else 0
        self._is_few, self._odd = {}, {}

    def of(self, model: type[Model], *keys: str) -> bool:
        """Say whether the records of a table, known by these keys, are asked for."""
        if not self.rows or not set(keys) <= EXACT | {*FOLDED.get(model, ())}:
            return False
        if model not in self._is_few:
            last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
            is_few = last >= SMALLEST and self.rows * SHARE <= last
            self._is_few[model] = is_few and len(self._odd_ids(model)) * SHARE <= last
        return self._is_few[model]

    def rows_with(
        self, model: type[Model], key: str, values: Collection[Any], names: Iterable[str], **only: Any
    ) -> list[tuple[Any, ...]]:
        """Return ids and columns of the records that may have one of these keys, the newest first.

        Of names and addresses too many come back: whoever asks compares.
        """
        rows = model._default_manager.order_by().values_list("pk", *names).filter(**only)
        found: dict[int, tuple[Any, ...]] = {}
        for part in _parts(sorted(set(map(_letters, values)) if key == "name" else values)):
            some = rows.alias(letters=NAME).filter(letters__in=part) if key == "name" else _among(rows, key, part)
            found.update((row[0], row) for row in some)
        for part in _parts(self._odd_ids(model)) if key in FOLDED.get(model, ()) else ():
            found.update((row[0], row) for row in rows.filter(pk__in=part))
        return [found[pk] for pk in sorted(found, reverse=True)]

    def _odd_ids(self, model: type[Model]) -> list[int]:
        """Find the records that are written oddly, once a walk: one look at each name and address."""
        if model not in self._odd:
            quote, ways, names = connection.ops.quote_name, _ODD[connection.vendor], FOLDED.get(model, ())
            odd = " OR ".join(ways.get(name, ways[""]).format(c=quote(name)) for name in names)
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT id FROM {quote(model._meta.db_table)} WHERE {odd or '1 = 0'}")
                self._odd[model] = [pk for (pk,) in cursor.fetchall()]
        return self._odd[model]


def _among(rows: Any, key: str, part: list[Any]) -> Any:
    """Indexes leave blanks out, which the query has to say as well."""
    some = rows.filter(**{f"{key}__in": part})
    return some if key in ("external_id", "pk") else some.exclude(**{key: ""})


def _letters(name: str) -> str:
    """Return what the index of the alphabet has for a name that is known as this one."""
    return name.translate(ON_POSTGRESQL_TOO)


def _parts(values: list[Any]) -> Iterator[list[Any]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
