"""Which value a merged record keeps: that of the record that stays, and where it is blank that of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

BLANKS = (None, "")


def chosen(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Propose from which record each field is taken.

    Parameters
    ----------
    rows : sequence of mapping
        The records with the same fields; the first is the one that stays.

    Returns
    -------
    dict of str to int
        Per field the place in `rows` of the first that fills it in; 0 where all are blank.

    Examples
    --------
    >>> chosen([{"phone": "", "email": "a"}, {"phone": "1", "email": "b"}])
    {'phone': 1, 'email': 0}
    """
    return {field: _first_filled(rows, field) for field in rows[0]}


def completeness(row: Mapping[str, Any]) -> int:
    """Count the fields that are filled in.

    Examples
    --------
    >>> completeness({"phone": "", "email": "a", "owner": None})
    1
    """
    return sum(value not in BLANKS for value in row.values())


def _first_filled(rows: Sequence[Mapping[str, Any]], field: str) -> int:
    return next((place for place, row in enumerate(rows) if row[field] not in BLANKS), 0)
