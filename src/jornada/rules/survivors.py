"""Which value a merged record keeps: what is filled in wins over blanks, then what was written last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

BLANKS = (None, "")


def chosen(rows: Sequence[Mapping[str, Any]], changed_at: Sequence[datetime]) -> dict[str, int]:
    """Propose from which record each field is taken.

    Parameters
    ----------
    rows : sequence of mapping
        The records with the same fields; the first is the one that stays.
    changed_at : sequence of datetime
        When each was last changed; as long as `rows`.

    Returns
    -------
    dict of str to int
        Per field the place in `rows`: the newest that fills it in; the first where values agree or all are blank.

    Examples
    --------
    >>> from datetime import UTC
    >>> old, new = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    >>> chosen([{"phone": "1", "email": "a"}, {"phone": "", "email": "b"}], [old, new])
    {'phone': 0, 'email': 1}
    """
    order = sorted(range(len(rows)), key=lambda place: changed_at[place], reverse=True)
    return {field: _one(rows, field, order) for field in rows[0]}


def completeness(row: Mapping[str, Any]) -> int:
    """Count the fields that are filled in.

    Examples
    --------
    >>> completeness({"phone": "", "email": "a", "owner": None})
    1
    """
    return sum(value not in BLANKS for value in row.values())


def _one(rows: Sequence[Mapping[str, Any]], field: str, order: Sequence[int]) -> int:
    filled = [place for place in order if rows[place][field] not in BLANKS]
    if not filled or rows[filled[0]][field] == rows[0][field]:
        return 0
    return filled[0]
