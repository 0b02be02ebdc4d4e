"""Ids for rows that bring none: made of what identifies them, so that the same file twice never doubles."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

MARK = "~"


def own_marks(given: Sequence[str | None], identity: Sequence[Sequence[Any]], seen: dict[str, int]) -> list[str]:
    """Keep the ids given; for the others make one of the identifying values and of how often they stood before.

    `seen` lives as long as the file is read, so that two equal rows are two records, and the same two next time.
    """
    marks = []
    for row, external in enumerate(given):
        if external:
            marks.append(external)
            continue
        text = "\x1f".join("" if column[row] is None else str(column[row]) for column in identity)
        base = hashlib.blake2b(text.casefold().encode(), digest_size=9).hexdigest()
        seen[base] += 1
        marks.append(f"{MARK}{base}" if seen[base] == 1 else f"{MARK}{base}-{seen[base]}")
    return marks
