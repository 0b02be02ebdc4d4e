"""A few columns of rows that are narrowed by ever other texts and numbers, with a query whose text is written once.

For whole rows by their keys see `prepared`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import QuerySet

from jornada.apps.org.prepared import MOST_SHAPES, NUMBER, TEXT, shape_of_values, with_numbers
from jornada.apps.org.statements import kept_cursor

MARK = re.compile(TEXT.replace("%d", r"(\d+)"))
Narrow = Callable[..., QuerySet]
# Parts of a parameter: what stands there anyway, and the places of values.
Parts = tuple[str | int, ...]
_known: dict[Hashable, _Text] = {}


@dataclass(frozen=True, slots=True)
class _Text:
    """A query as the database is told it, and where the values stand in its parameters."""

    sql: str
    params: tuple[Any, ...]
    numbers: tuple[tuple[int, int], ...]
    texts: tuple[tuple[int, Parts], ...]

    def filled(self, values: Sequence[int | str]) -> list[Any]:
        params = list(self.params)
        for place, number in self.numbers:
            params[place] = values[number]
        for place, parts in self.texts:
            params[place] = "".join(str(values[part]) if isinstance(part, int) else part for part in parts)
        return params


def values_with(names: QuerySet, narrow: Narrow, values: Sequence[int | str], most: int) -> list[tuple[Any, ...]]:
    """Return what `narrow(names, *values)[:most]` does.

    Parameters
    ----------
    names : QuerySet
        A `values_list` of plain columns.
    narrow : function
        Of a module, not a closure. It asks the same of whatever values, and these go into the parameters as they are:
        no `startswith` or `contains`, which escape what stands for any sign.
    values : sequence of int or str
        What differs from one call to the next.
    most : int
        Rows at most.

    Examples
    --------
    >>> names = Account.objects.values_list("pk", "name")  # doctest: +SKIP
    >>> values_with(names, _between, (1, 100), 8)  # doctest: +SKIP
    [(7, 'Padaria Central')]
    """
    shape = shape_of_values(names)
    if shape is None:
        return list(narrow(names, *values)[:most])
    shape = (shape, narrow, most, tuple(isinstance(one, str) for one in values))
    text = _known.get(shape) or _write(shape, names, narrow, values, most)
    with kept_cursor(connections[names.db]) as cursor:
        cursor.execute(text.sql, text.filled(values))
        return [tuple(row) for row in cursor.fetchall()]


def _write(shape: Hashable, names: QuerySet, narrow: Narrow, values: Sequence[int | str], most: int) -> _Text:
    """Let Django write the text, with marks in the place of the values."""
    marks = [TEXT % place if isinstance(one, str) else NUMBER + place for place, one in enumerate(values)]
    compiler = narrow(names, *marks)[:most].query.get_compiler(using=names.db)
    sql, params = with_numbers(*compiler.as_sql())
    numbers = [(place, marks.index(one)) for place, one in enumerate(params) if isinstance(one, int) and one in marks]
    texts = [(place, _parts(one)) for place, one in enumerate(params) if isinstance(one, str) and MARK.search(one)]
    told = {number for _place, number in numbers} | {part for _place, parts in texts for part in parts[1::2]}
    if told != set(range(len(marks))) or compiler.get_converters([column for column, _sql, _alias in compiler.select]):
        raise LookupError(f"Not every value stands as it was given in, or comes as it is: {sql}")
    if len(_known) >= MOST_SHAPES:
        _known.clear()
    _known[shape] = _Text(sql, params, tuple(numbers), tuple(texts))
    return _known[shape]


def _parts(param: str) -> Parts:
    """Take a parameter apart: at each second place stands the number of a value."""
    return tuple(int(part) if place % 2 else part for place, part in enumerate(MARK.split(param)))
