"""The page of all changes, for administrators."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.org import queries
from jornada.apps.org.change_words import ChangeWords, label_of, model_of
from jornada.apps.org.list_filters import period_filters
from jornada.apps.org.models import Change
from jornada.apps.org.views import admin_only
from jornada.ui import cells
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
LONGEST = 80
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
    page = _Page()
    return [
        Column("at", gettext_lazy("When"), order=0, cell=lambda row: row.at, sort="at", kind="moment"),
        Column("who", gettext_lazy("Who"), order=10, cell=lambda row: row.user and str(row.user)),
        Column("kind", gettext_lazy("Kind"), order=20, cell=_kind, kind="badge"),
        Column("record_kind", gettext_lazy("Kind of record"), order=25, cell=_record_kind),
        Column("record", gettext_lazy("Record"), order=30, values=page.of(ChangeWords.record), draw=_named),
        Column("field", gettext_lazy("Field"), order=40, cell=_field),
        Column("old", gettext_lazy("Before"), order=50, values=page.of(ChangeWords.old), draw=_short),
        Column("new", gettext_lazy("After"), order=60, values=page.of(ChangeWords.new), draw=_short),
    ]


class _Page:
    """The changes on show and their words, read once for the columns that need them."""

    def __init__(self) -> None:
        self._ids: Sequence[int] = ()
        self._changes: list[Change] = []
        self._words = ChangeWords([])

    def of(self, say: Callable[[ChangeWords, Change], Any]) -> Callable[[Sequence[int]], Mapping[int, Any]]:
        """Return what answers a column's values by id."""

        def values(ids: Sequence[int]) -> dict[int, Any]:
            self._read(list(ids))
            return {change.pk: say(self._words, change) for change in self._changes}

        return values

    def _read(self, ids: Sequence[int]) -> None:
        if ids != self._ids:
            self._ids, self._changes = ids, list(Change.objects.filter(pk__in=ids))
            self._words = ChangeWords(self._changes)


def _filters() -> list[Filter]:
    return [
        Filter("model", gettext_lazy("Record"), choices=_models, apply=lambda rows, v: rows.filter(model=v), order=10),
        Filter("kind", gettext_lazy("Kind"), choices=_kinds, apply=lambda rows, v: rows.filter(kind=v), order=20),
        Filter("who", gettext_lazy("Who"), choices=_people, apply=lambda rows, v: rows.filter(user=v), order=30),
        *period_filters("at", gettext_lazy("From"), gettext_lazy("Until")),
    ]


def _named(value: tuple[str, str], change: Change) -> str:
    return cells.link(value) if value[1] else value[0]


def _short(value: str, change: Change) -> str:
    return Truncator(value).chars(LONGEST) if value else cells.EMPTY


def _record_kind(change: Change) -> str:
    model = model_of(change)
    return capfirst(str(model._meta.verbose_name)) if model else change.model


def _field(change: Change) -> str:
    model = model_of(change)
    return label_of(model, change.field) if model and change.field else change.field


def _kind(change: Change) -> tuple[str, str]:
    return change.get_kind_display(), TONES[change.kind]


def _models(request: HttpRequest) -> list[tuple[str, str]]:
    return [(kind, capfirst(str(apps.get_model(kind)._meta.verbose_name_plural))) for kind in KINDS]


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    return Change.Kind.choices


def _people(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in queries.people().values_list("pk", "name")]
