"""The part of every record page that says who changed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from jornada.apps.org.change_words import ChangeWords, label_of
from jornada.apps.org.history import changes_of
from jornada.apps.org.models import Change

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A change in words: who, when, which field, from what to what."""

    at: datetime
    who: str
    kind: str
    field: str
    old: str
    new: str


def history_panel(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    changes = list(changes_of(record)[: SHOWN + 1])
    if not changes:
        return None
    context = {"lines": in_words(type(record), changes[:SHOWN]), "has_more": len(changes) > SHOWN}
    return {"template": "org/panels/history.html", "context": context}


def in_words(model: type, changes: Sequence[Change]) -> list[Line]:
    """Write changes of one kind of record for people, with one query for each related kind."""
    words = ChangeWords(changes)
    return [
        Line(
            change.at,
            str(change.user) if change.user_id else "",
            change.kind,
            label_of(model, change.field),
            words.old(change),
            words.new(change),
        )
        for change in changes
    ]
