"""Rows of a file that are none of its records: blank ones, sums and small print below, what another kind is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jornada.analytics.door import is_small_print
from jornada.edge.files.kinds import Kind, plain
from jornada.edge.files.plan import Step

NUMBERS = {"money", "number", "integer", "employees", "yes_no"}
DEEPEST = 20
# What a sum is looked for in, of how many rows at least, and how far it may be off.
SUMMED = {"amount", "revenue", "list_price", "value"}
FEWEST_SUMMED, ROUNDING = 2, Decimal("0.01")
_TOTALS = {
    "total", "totals", "totais", "grand total", "grand totals", "total geral", "totais gerais", "sum", "soma",
    "subtotal", "suma", "total general", "count", "contagem", "average", "media",
}  # fmt: skip

# A sum whatever stands beside it, even nothing: `Total geral`, `Total de contas: 3`, `Totais (12)`.
_TOTAL_ALONE = re.compile(
    r"(grand |sub ?)?(total|totals|totais)( geral| gerais| general)?"
    r"( (de |of )?(registros?|linhas?|clientes?|contas?|empresas?|contatos?|pessoas?|leads?|negocios?|oportunidades?|"
    r"itens|records?|rows?|accounts?|companies|contacts?|people|deals?|opportunities))?( \d[\d ]*)?"
    r"( (registros?|linhas?|clientes?|contas?|empresas?|records?|rows?))?|soma|sums?|suma"
)
_COUNT = re.compile(r"\d+( (records?|rows?|registros?|linhas?|itens|clientes))?( s)?")


def endings(
    values: dict[str, list[Any]], types: dict[str, str], number: int, *, keeps_sums: bool = False
) -> Iterator[tuple[int, str, str, str]]:
    """Give row, field, word and reason of the rows at the end of a table that sum it up or are its small print."""
    is_report = False
    for row in range(number - 1, max(-1, number - 1 - DEEPEST), -1):
        filled = {code: column[row] for code, column in values.items() if column[row] is not None}
        words = {code: str(value) for code, value in filled.items() if types[code] not in NUMBERS}
        code, word = next(iter(words.items()), ("", ""))
        if _is_sum(filled, words, is_report=is_report) or _adds_up(row, filled, words, values):
            if keeps_sums:
                continue
            yield row, code or next(iter(filled)), word, "total_row"
        elif len(filled) == 1 and words and is_small_print(word):
            is_report = True
            yield row, code, word, "small_print"
        elif filled:
            return


def _is_sum(filled: dict[str, Any], words: dict[str, str], *, is_report: bool) -> bool:
    """Say that a row sums up by its words; one that has nothing else must leave no doubt."""
    if len(words) == 1 and _TOTAL_ALONE.fullmatch(plain(*words.values())):
        return True
    return (is_report or len(filled) > 1) and _sums_up(list(words.values()))


def _adds_up(row: int, filled: dict[str, Any], words: dict[str, str], values: dict[str, list[Any]]) -> bool:
    """Say that a row without words has the sum of an amount above it: its name may stand in another column."""
    if words or row < FEWEST_SUMMED:
        return False
    sums = {code: sum(cell for cell in values[code][:row] if cell is not None) for code in filled if code in SUMMED}
    return any(sums[code] and abs(sums[code] - filled[code]) < ROUNDING for code in sums)


def _sums_up(words: list[str]) -> bool:
    """Say that the words of a row are those of a sum, some of them numbers of rows."""
    said = [plain(word) for word in words]
    return any(one in _TOTALS for one in said) and all(one in _TOTALS or _COUNT.fullmatch(one) for one in said)


@dataclass(frozen=True)
class Beside:
    """The other kinds of records that are made of the same file as this one.

    With `is_part` some come after it, and take what a row says that is not about this one. Others came before and took
    the rows that fill the field `told_by`: a company without a person, say. The columns of the fields that are `shared`
    go to another kind as well.
    """

    is_part: bool = False
    told_by: str = ""
    shared: frozenset[str] = frozenset()

    @classmethod
    def of(cls, step: Step, ordered: Sequence[Step]) -> Beside:
        """Look at the other steps of the same file."""
        others = [one for one in ordered if one is not step and one.is_of_table(step)]
        before = {one.kind for one in ordered[: ordered.index(step)] if one in others}
        taken = {header for one in others for header, code in one.columns.items() if code}
        shared = frozenset(code for header, code in step.columns.items() if header in taken)
        is_of_company = step.kind == "contacts" and "accounts" in before
        return cls(len(before) < len({one.kind for one in others}), "account" if is_of_company else "", shared)


def nameless(kind: Kind, values: dict[str, list[Any]]) -> list[int]:
    """Return the rows that do not say of which record of a kind they speak."""
    names = set(kind.needs_one_of[0]) if kind.needs_one_of else {one.code for one in kind.fields if one.is_required}
    named = [column for code, column in values.items() if code in names]
    if not named or not all(None in column for column in named):
        return []
    return [row for row, cells in enumerate(zip(*named, strict=True)) if not any(cell is not None for cell in cells)]


def why_passed(
    rows: Sequence[int], values: dict[str, list[Any]], told: Mapping[int, set[str]], beside: Beside
) -> dict[int, str]:
    """Say why rows without a name are none of this kind; what is left out has something that no other kind takes.

    `told` gives, by row, the fields of which something is said already.
    """
    found = {}
    for row in rows:
        filled = {code for code, column in values.items() if column[row] is not None} | told.get(row, set())
        is_of_others = beside.is_part or beside.told_by in filled
        if not filled:
            found[row] = "blank_row"
        elif is_of_others and filled <= beside.shared | {beside.told_by}:
            found[row] = "of_others"
    return found
