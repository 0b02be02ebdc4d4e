"""Rows of a file that are none of its records: blank ones, headers said again, what another kind is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jornada.analytics.door import Table
from jornada.edge.files.issues import Issue
from jornada.edge.files.kinds import Field, Kind, plain
from jornada.edge.files.plan import Step

# So many columns must say their header for a row to be one of headers.
FEWEST_HEADERS = 2


# What the column of another kind is called that says whose people these are.
COMPANY_TAX = Field("company_tax", "tax_id", "", "", (), longest=20)


@dataclass(frozen=True)
class Beside:
    """The other kinds of records that are made of the same file as this one.

    With `is_part` some come after it, and take what a row says that is not about this one. Others came before and took
    the rows that fill the field `told_by`: a company without a person, say. The columns of the fields that are `shared`
    go to another kind as well. `company_tax` is the column that tells the tax id of the company of a person.
    """

    is_part: bool = False
    told_by: str = ""
    shared: frozenset[str] = frozenset()
    company_tax: str = ""

    @classmethod
    def of(cls, step: Step, ordered: Sequence[Step]) -> Beside:
        """Look at the other steps of the same file."""
        others = [one for one in ordered if one is not step and one.is_of_table(step)]
        before = {one.kind for one in ordered[: ordered.index(step)] if one in others}
        taken = {header for one in others for header, code in one.columns.items() if code}
        shared = frozenset(code for header, code in step.columns.items() if header in taken)
        is_of_company = step.kind == "contacts" and "accounts" in before
        is_part, told_by = len(before) < len({one.kind for one in others}), "account" if is_of_company else ""
        return cls(is_part, told_by, shared, _company_tax(step, others) if is_of_company else "")


def _company_tax(step: Step, others: Sequence[Step]) -> str:
    told = (one.columns.items() for one in others if one.kind == "accounts")
    return next((header for of in told for header, code in of if code == "tax_id" and not step.columns.get(header)), "")


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
        elif is_of_others and filled <= beside.shared | {beside.told_by, COMPANY_TAX.code}:
            found[row] = "of_others"
    return found


def said_none(lines: Sequence[int], cells: Sequence[Any], words: frozenset[str], why: str) -> list[Issue]:
    """Note the rows of which a column says that they are no records."""
    said = [plain("" if cell is None else str(cell)) for cell in cells]
    return [Issue(lines[row], "", str(cells[row]), why) for row, word in enumerate(said) if word in words]


def text_headers(table: Table, readings: Mapping[str, Any]) -> dict[str, str]:
    return {name: table.column(name).header for name, reading in readings.items() if reading.kind == "text"}


def headers_again(lines: Sequence[int], columns: Mapping[str, Any], headers: Mapping[str, str]) -> list[Issue]:
    """Note the rows that say the headers again, as files do that were put together from several."""
    found: list[Issue] = []
    texts = {name: header for name, header in headers.items() if header and header in columns[name]}
    if len(texts) < FEWEST_HEADERS:
        return found
    for row, line in enumerate(lines):
        said = [columns[name][row] == header for name, header in texts.items()]
        if all(said):
            found.append(Issue(line, "", next(iter(texts.values())), "header_row"))
    return found
