"""Reports that say what a group has in common only in its first row: the rows below it mean the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jornada.analytics.door import Table
from jornada.edge.files.kinds import Field
from jornada.edge.files.sums import NUMBERS, says_sum

# Salesforce marks the columns so by which a report is grouped; they stand before all others.
_GROUPED = re.compile(r"\s[↑↓]\s*$")


def groups_of(table: Table, fields: Mapping[str, Field]) -> list[str]:
    """Return the fields that are filled by the columns by which a report is grouped."""
    found = []
    for column in table.columns:
        if column.header.strip() and not _GROUPED.search(column.header):
            break
        one = fields.get(column.name)
        if one is not None and one.type not in NUMBERS:
            found.append(one.code)
    return found


class Groups:
    """Writes what a group has in common into each of its rows, chunk by chunk."""

    def __init__(self, codes: list[str], types: Mapping[str, str]) -> None:
        self._codes, self._types = codes, types
        self._said: dict[str, Any] = {}

    def fill(self, values: dict[str, list[Any]]) -> None:
        """Fill the blanks of a chunk; rows of sums are none of a group."""
        others = [
            column for code, column in values.items() if code not in self._codes and self._types[code] not in NUMBERS
        ]
        for code in self._codes:
            column = values[code]
            for row, value in enumerate(column):
                if value is None:
                    column[row] = self._said.get(code) if _is_record(others, row) else None
                elif not says_sum(str(value)):
                    self._said[code] = value


def _is_record(columns: list[list[Any]], row: int) -> bool:
    return any(one[row] is not None and not says_sum(str(one[row])) for one in columns)
