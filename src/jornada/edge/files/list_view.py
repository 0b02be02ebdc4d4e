"""The list of imports: what came of each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jornada.edge.files.access import may_import, visible_plans
from jornada.edge.files.models import ImportPlan
from jornada.ui.columns import Column
from jornada.ui.listing import build, respond

TONES = {
    "draft": "neutral",
    "ready": "info",
    "running": "info",
    "done": "good",
    "failed": "bad",
    "cancelled": "warn",
    "undone": "neutral",
}


def import_list(request: HttpRequest) -> Any:
    if not may_import(request.user):
        raise PermissionDenied
    listing = build(
        request,
        "import",
        visible_plans(request.user),
        columns=_columns(),
        row_url=lambda row: row.get_absolute_url(),
        default_sort="-created",
    )
    context = {"title": _("Imports"), "empty_template": "files/import_empty.html"}
    return respond(request, listing, "files/import_list.html", context)


def _columns() -> list[Column]:
    return [
        Column("files", gettext_lazy("Files"), order=0, cell=str, is_primary=True),
        Column("status", gettext_lazy("Status"), order=10, cell=_status, kind="badge"),
        Column(
            "created_rows",
            pgettext_lazy("rows", "Created"),
            order=20,
            cell=lambda row: _count(row, "created"),
            kind="number",
        ),
        Column(
            "updated_rows",
            pgettext_lazy("rows", "Updated"),
            order=30,
            cell=lambda row: _count(row, "updated"),
            kind="number",
        ),
        Column(
            "rejected",
            pgettext_lazy("rows", "Rejected"),
            order=40,
            cell=lambda row: _count(row, "rejected"),
            kind="number",
        ),
        Column("user", gettext_lazy("By"), order=50, cell=lambda row: row.user and str(row.user)),
        Column(
            "created", gettext_lazy("When"), order=60, cell=lambda row: row.created_at, sort="created_at", kind="moment"
        ),
    ]


def _status(row: ImportPlan) -> tuple[str, str]:
    return row.get_status_display(), TONES[row.status]


def _count(row: ImportPlan, status: str) -> int | None:
    return row.result.get("totals", {}).get(status)
