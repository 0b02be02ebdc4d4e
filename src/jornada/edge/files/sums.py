"""Rows that sum up others: below a group, below the table, and what reports write there beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate
from typing import Any

from jornada.analytics.door import Reading, Table, is_small_print
from jornada.edge.files.kinds import plain
from jornada.edge.files.matching.sum_words import COUNT, OF_GROUP, SUBTOTAL, TOTAL_ALONE, TOTALS

NUMBERS = {"money", "number", "integer", "employees", "yes_no"}
DEEPEST = 20
# What a sum is looked for in, of how many rows at least, and how far it may be off.
SUMMED = ("amount", "revenue", "list_price", "value")
FEWEST_SUMMED, ROUNDING = 2, Decimal("0.01")
# Of larger files, which no hand has made, only the columns that are imported are looked at.
FULLY_READ, MOST_BESIDE = 5_000, 3
Found = tuple[int, str, str, str]
Values = dict[str, list[Any]]


def says_sum(value: str) -> bool:
    """Say that a value of a list is the word of a sum, or small print: no stage, owner or company is called so."""
    word = plain(value)
    return word in TOTALS or bool(SUBTOTAL.fullmatch(word)) or is_small_print(value)


def amounts_beside(table: Table, asked: Mapping[str, Reading]) -> dict[str, Reading]:
    """Give the columns of numbers that nothing takes: whether a row sums up others is seen in them, too."""
    if table.rows > FULLY_READ:
        return {}
    free = [one for one in table.columns if one.kind in ("number", "integer") and one.name not in asked]
    return {one.name: replace(one.reading(), kind="decimal") for one in free[:MOST_BESIDE]}


class Sums:
    """Finds the rows that are none of the table, chunk by chunk; what `keeps` sums is left to be records."""

    def __init__(self, types: dict[str, str], *, keeps: bool, is_log: bool) -> None:
        self._types, self._keeps, self._is_log = types, keeps, is_log
        # Since the last sum: how many rows, and what their amounts add up to.
        self._rows, self._open = 0, Counter[str]()
        self._has_found = False

    def find(self, values: Values, beside: Mapping[str, Sequence[Any]], number: int, *, is_last: bool) -> list[Found]:
        """Give row, field, word and reason of what is left out of a chunk."""
        found: list[Found] = []
        if not (self._keeps or self._is_log):
            group = _Groups(self, values, beside, number)
            found = list(group.find())
            self._rows, self._open, self._has_found = group.carried(number)
        if is_last:
            left_out = {row for row, *_told in found}
            found += endings(values, self._types, number, left_out, keeps_sums=self._keeps)
        return found


class _Groups:
    """The rows of one chunk that sum up those above them, up to the sum before."""

    def __init__(self, so_far: Sums, values: Values, beside: Mapping[str, Sequence[Any]], number: int) -> None:
        self._values, self._types, self._number = values, so_far._types, number
        self._rows, self._open, self._has_found = so_far._rows, so_far._open, so_far._has_found
        self._amounts = {code: values[code] for code in SUMMED if code in values} | dict(beside)
        self._up_to = {
            code: list(accumulate((cell or 0 for cell in column), initial=0)) for code, column in self._amounts.items()
        }
        self._start = 0

    def find(self) -> Iterator[Found]:
        for row in self._may_be():
            if row < self._start or not self._sums_up(row):
                continue
            yield self._said(row)
            # Below a sum may stand how many they were.
            while row + 1 < self._number and sums_up(list(self._words(row + 1).values())):
                row += 1
                yield self._said(row)
            self._rows, self._open, self._start, self._has_found = 0, Counter(), row + 1, True

    def carried(self, number: int) -> tuple[int, Counter[str], bool]:
        """Return what is open at the end of the chunk: rows, sums, and whether any sum was found."""
        still = Counter({code: self._sum(code, number) for code in self._up_to})
        return self._rows + number - self._start, still, self._has_found

    def _may_be(self) -> list[int]:
        """Return the rows that are called a total, or that have an amount and no word."""
        texts = [column for code, column in self._values.items() if self._types[code] not in NUMBERS]
        called = {
            row for column in texts for row, cell in enumerate(column) if type(cell) is str and "total" in cell.lower()
        }
        fullest = min(texts, key=lambda column: column.count(None), default=[])
        silent = [row for row, cell in enumerate(fullest) if cell is None and all(one[row] is None for one in texts)]
        return sorted(called.union(silent))

    def _words(self, row: int) -> dict[str, str]:
        columns = ((code, column[row]) for code, column in self._values.items() if self._types[code] not in NUMBERS)
        return {code: str(cell) for code, cell in columns if cell is not None}

    def _said(self, row: int) -> Found:
        words = self._words(row)
        code = next(iter(words), "") or next((one for one in self._values if self._values[one][row] is not None), "")
        return row, code, words.get(code, ""), "total_row"

    def _sums_up(self, row: int) -> bool:
        words, is_sure = self._words(row), self._has_found or self._rows + row - self._start >= FEWEST_SUMMED
        adds_up = is_sure and self._adds_up(row, set(self._values) if not words else set(self._amounts))
        label = next((code for code, word in words.items() if _label(word)), "")
        if not label:
            return not words and adds_up
        above = {code: str(column[row - 1]) for code, column in self._values.items()} if row else {}
        others = {code: word for code, word in words.items() if code != label and not sums_up([word])}
        name = plain(words[label])
        if any(above.get(code) != word for code, word in others.items()):
            return False
        if SUBTOTAL.fullmatch(name) or adds_up:
            return True
        # A company may be called so: without its sum, only a name of the group right above tells.
        has_amount = any(column[row] is not None for column in self._amounts.values())
        return has_amount and not others and _group(name) in {plain(word) for word in above.values()}

    def _adds_up(self, row: int, codes: set[str]) -> bool:
        filled = {code: column[row] for code, column in self._amounts.items() if code in codes}
        sums = {code: self._sum(code, row) for code, cell in filled.items() if cell is not None}
        return any(one and abs(one - filled[code]) < ROUNDING for code, one in sums.items())

    def _sum(self, code: str, row: int) -> Any:
        """Add up what stands above a row, since the sum before."""
        return self._open[code] + self._up_to[code][row] - self._up_to[code][self._start]


def _label(word: str) -> bool:
    said = plain(word) if "total" in word.lower() else ""
    return bool(said) and (said in TOTALS or bool(SUBTOTAL.fullmatch(said) or OF_GROUP.fullmatch(said)))


def _group(name: str) -> str:
    """Return the group that a row is called the total of."""
    found = OF_GROUP.fullmatch(name)
    return (found[1] or found[2]) if found else ""


def endings(
    values: Values, types: dict[str, str], number: int, left_out: set[int], *, keeps_sums: bool = False
) -> Iterator[Found]:
    """Give row, field, word and reason of the rows at the end of a table that sum it up or are its small print."""
    is_report = False
    for row in range(number - 1, max(-1, number - 1 - DEEPEST), -1):
        if row in left_out:
            continue
        filled = {code: column[row] for code, column in values.items() if column[row] is not None}
        words = {code: str(value) for code, value in filled.items() if types[code] not in NUMBERS}
        code, word = next(iter(words.items()), ("", ""))
        if _is_sum(filled, words, is_report=is_report) or _adds_up(row, filled, words, values, left_out):
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
    if len(words) == 1 and TOTAL_ALONE.fullmatch(plain(*words.values())):
        return True
    return (is_report or len(filled) > 1) and sums_up(list(words.values()))


def _adds_up(row: int, filled: dict[str, Any], words: dict[str, str], values: Values, left_out: set[int]) -> bool:
    """Say that a row without words has the sum of an amount above it: its name may stand in another column."""
    if words or row < FEWEST_SUMMED:
        return False
    for code in (one for one in filled if one in SUMMED):
        above = sum(cell for at, cell in enumerate(values[code][:row]) if cell is not None and at not in left_out)
        if above and abs(above - filled[code]) < ROUNDING:
            return True
    return False


def sums_up(words: list[str]) -> bool:
    """Say that the words of a row are those of a sum, some of them numbers of rows."""
    said = [plain(word) for word in words]
    return any(one in TOTALS for one in said) and all(one in TOTALS or COUNT.fullmatch(one) for one in said)
