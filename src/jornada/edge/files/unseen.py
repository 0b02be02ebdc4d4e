"""Signs that take no room: they come along when people copy from pages and documents, and nobody means them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Blanks without room, marks of direction, soft hyphens.
UNSEEN = "\u200b\u200c\u200e\u200f\u202a\u202c\u202d\u2060\ufeff\u00ad"
_NO_ROOM = dict.fromkeys(map(ord, UNSEEN))


def without_unseen(cells: Sequence[Any]) -> Sequence[Any]:
    """Leave such signs out of a column."""
    text = "\0".join(filter(None, cells))
    if not any(sign in text for sign in UNSEEN):
        return cells
    return [cell and (cell.translate(_NO_ROOM) or None) for cell in cells]
