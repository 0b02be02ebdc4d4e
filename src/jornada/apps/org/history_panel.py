"""The part of every record page that says who changed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from jornada.apps.org.access import hidden_fields, is_admin
from jornada.apps.org.change_words import ChangeWords, label_of
from jornada.apps.org.custom.known import record_of
from jornada.apps.org.history import changes_of
from jornada.apps.org.history_undo import undoable
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
    pk: int = 0
    may_undo: bool = False


def history_panel(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    hidden = hidden_fields(request.user, record_of(type(record)))
    # Further e-mails and phones are hidden with the first.
    hidden |= {f"points.{name}" for name in hidden}
    changes = list(changes_of(record).exclude(field__in=hidden)[: SHOWN + 1])
    if not changes:
        return None
    shown = changes[:SHOWN]
    back = undoable(request.user, record, shown)
    context = {
        "lines": [replace(line, may_undo=line.pk in back) for line in in_words(type(record), shown)],
        "has_more": len(changes) > SHOWN,
        "who_sees": _who_sees(request.user, record),
    }
    return {"template": "org/panels/history.html", "context": context}


def _who_sees(user: Any, record: Any) -> str:
    """Return the page that explains who sees the record, for administrators."""
    kind = record_of(type(record))
    return reverse("who_sees", args=[kind, record.pk]) if kind and is_admin(user) else ""


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
            change.pk,
        )
        for change in changes
    ]
