"""The page of all changes, for administrators."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.org import queries
from jornada.apps.org.history_panel import label_of
from jornada.apps.org.list_filters import period_filters
from jornada.apps.org.models import Change
from jornada.apps.org.views import admin_only
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.listing import build, respond

KINDS = (
    "market.account",
    "market.contact",
    "market.product",
    "leads.lead",
    "sales.opportunity",
    "org.user",
    "org.team",
)
TONES = {"created": "good", "updated": "info", "deleted": "bad"}


@admin_only
def change_list(request: HttpRequest) -> Any:
    listing = build(
        request,
        "change",
        queries.visible_changes(request.user),
        columns=_columns(),
        filters=_filters(),
        default_sort="-at",
    )
    context = {"title": _("Change history"), "empty_template": "org/changes_empty.html"}
    return respond(request, listing, "org/change_list.html", context)


def _columns() -> list[Column]:
    return [
        Column("at", gettext_lazy("When"), order=0, cell=lambda row: row.at, sort="at", kind="moment"),
        Column("who", gettext_lazy("Who"), order=10, cell=lambda row: row.user and str(row.user)),
        Column("kind", gettext_lazy("Kind"), order=20, cell=_kind, kind="badge"),
        Column("record", gettext_lazy("Record"), order=30, cell=_record, kind="link"),
        Column("field", gettext_lazy("Field"), order=40, cell=_field),
        Column("old", gettext_lazy("Before"), order=50, cell=lambda row: (row.old or "")[:80]),
        Column("new", gettext_lazy("After"), order=60, cell=lambda row: (row.new or "")[:80]),
    ]


def _filters() -> list[Filter]:
    return [
        Filter("model", gettext_lazy("Record"), choices=_models, apply=lambda rows, v: rows.filter(model=v), order=10),
        Filter("kind", gettext_lazy("Kind"), choices=_kinds, apply=lambda rows, v: rows.filter(kind=v), order=20),
        Filter("who", gettext_lazy("Who"), choices=_people, apply=lambda rows, v: rows.filter(user=v), order=30),
        *period_filters("at", gettext_lazy("From"), gettext_lazy("Until")),
    ]


def _model(change: Change) -> Any:
    try:
        return apps.get_model(change.model)
    except (LookupError, ValueError):
        return None


def _record(change: Change) -> tuple[str, str]:
    """Link to the record by kind and number; pages of deleted ones are not there any more."""
    model = _model(change)
    name = capfirst(str(model._meta.verbose_name)) if model else change.model
    has_page = hasattr(model, "get_absolute_url") and change.kind != Change.Kind.DELETED
    return f"{name} {change.object_id}", model(pk=change.object_id).get_absolute_url() if has_page else ""


def _field(change: Change) -> str:
    model = _model(change)
    return label_of(model, change.field) if model and change.field else change.field


def _kind(change: Change) -> tuple[str, str]:
    return change.get_kind_display(), TONES[change.kind]


def _models(request: HttpRequest) -> list[tuple[str, str]]:
    return [(kind, capfirst(str(apps.get_model(kind)._meta.verbose_name_plural))) for kind in KINDS]


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    return Change.Kind.choices


def _people(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in queries.people().values_list("pk", "name")]
