"""After a merge or a split: what of the analytics copy is read again."""

from __future__ import annotations

from typing import Any

from jornada.apps.insight.copy.marks import mark_stale


def read_again(record: str, ids: list[int], **signal: Any) -> None:
    """Mark the touches and visits of both accounts, also of the one that is gone; moved rows are in the history."""
    if record == "account":
        mark_stale(ids)
