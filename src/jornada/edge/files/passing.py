"""Rows of a file that are none of its records: blank ones, sums and small print below, what another kind is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jornada.analytics.door import is_small_print
from jornada.edge.files.kinds import Kind, plain

NUMBERS = {"money", "number", "integer", "employees", "yes_no"}
DEEPEST = 20
_TOTALS = {
    "total", "totals", "totais", "grand total", "grand totals", "total geral", "totais gerais", "sum", "soma",
    "subtotal", "suma", "total general", "count", "contagem", "average", "media",
}  # fmt: skip

_COUNT = re.compile(r"\d+( (records?|rows?|registros?|linhas?|itens|clientes))?( s)?")


def endings(values: dict[str, list[Any]], types: dict[str, str], number: int) -> Iterator[tuple[int, str, str, str]]:
    """Give row, field, word and reason of the rows at the end of a table that sum it up or are its small print."""
    is_report = False
    for row in range(number - 1, max(-1, number - 1 - DEEPEST), -1):
        filled = {code: column[row] for code, column in values.items() if column[row] is not None}
        words = {code: str(value) for code, value in filled.items() if types[code] not in NUMBERS}
        code, word = next(iter(words.items()), ("", ""))
        if (is_report or len(filled) > 1) and _sums_up(list(words.values())):
            yield row, code, word, "total_row"
        elif len(filled) == 1 and words and is_small_print(word):
            is_report = True
            yield row, code, word, "small_print"
        elif filled:
            return


def _sums_up(words: list[str]) -> bool:
    """Say that the words of a row are those of a sum, some of them numbers of rows."""
    said = [plain(word) for word in words]
    return any(one in _TOTALS for one in said) and all(one in _TOTALS or _COUNT.fullmatch(one) for one in said)


def says_nothing(kind: Kind, values: dict[str, list[Any]], *, is_part: bool, told_by: str = "") -> list[int]:
    """Return the rows that are blank; with `is_part`, as other kinds take the rest, those without a name too.

    So are those that an earlier kind took, which shows in the field `told_by`: a company without a person, say.
    """
    names = set(kind.needs_one_of[0]) if kind.needs_one_of else {one.code for one in kind.fields if one.is_required}
    named = [column for code, column in values.items() if code in names]
    if not named or not all(None in column for column in named):
        return []
    nameless = [
        row for row, cells in enumerate(zip(*named, strict=True)) if not any(cell is not None for cell in cells)
    ]
    told = values.get(told_by, [])
    return [
        row
        for row in nameless
        if is_part or (told and told[row] is not None) or all(column[row] is None for column in values.values())
    ]
