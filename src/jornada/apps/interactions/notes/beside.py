"""Notes on record pages: the box, and their places on the timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.held import RECORDS
from jornada.apps.interactions.notes import queries
from jornada.apps.interactions.places import Place, place_of_record
from jornada.apps.interactions.timeline_beside import register_beside


def notes_panel(kind: str) -> Callable[[HttpRequest, Any], dict[str, Any]]:
    """Show the field for a new note and the pinned notes of a record."""

    def provide(request: HttpRequest, record: Any) -> dict[str, Any]:
        from jornada.apps.interactions.notes.views import box

        context = box(request, place_of_record(kind, record))
        return {"template": "interactions/notes/panel.html", "context": context}

    return provide


def notes_holding(user: Any, place: Place, text: str) -> QuerySet:
    """Return the notes of a place that hold a text."""
    rows = queries.notes_at(user, place)
    return rows.filter(text__icontains=text) if text else rows


def register(panels: Any, search: Any) -> None:
    for kind in RECORDS:
        panels.register(kind, "notes", 55, notes_panel(kind), place="main", jump=_("Notes"))
    register_beside("notes", _("Notes"), notes_holding, "interactions/notes/note.html")
    search.register("notes", _("Notes"), queries.find_notes, order=60, icon="note")
