"""Files on record pages: the box, and their places on the timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.attachments import queries
from jornada.apps.interactions.held import RECORDS
from jornada.apps.interactions.places import Place, place_of_record
from jornada.apps.interactions.timeline_beside import register_beside


def files_panel(kind: str) -> Callable[[HttpRequest, Any], dict[str, Any]]:
    """Show the latest files of a record and the field for new ones."""

    def provide(request: HttpRequest, record: Any) -> dict[str, Any]:
        from jornada.apps.interactions.attachments.views import box

        context = box(request, place_of_record(kind, record))
        return {"template": "interactions/files/panel.html", "context": context}

    return provide


def files_holding(user: Any, place: Place, text: str) -> QuerySet:
    """Return the files of a place that hold a text."""
    rows = queries.files_at(user, place)
    return rows.filter(name__icontains=text) if text else rows


def register(panels: Any, search: Any) -> None:
    for kind in RECORDS:
        panels.register(kind, "files", 45, files_panel(kind), place="side", jump=_("Files"))
    register_beside("files", _("Files"), files_holding, "interactions/files/timeline_file.html")
    search.register("files", _("Files"), queries.find_files, order=65, icon="paperclip")
