"""The page of all changes, for administrators."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jornada.apps.org import access, queries, why
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.change_words import ChangeWords, label_of, model_of
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.history_undo import kind_of_change, undo, undoable_among
from jornada.apps.org.list_filters import period_filters
from jornada.apps.org.lists.kinds import kind_of
from jornada.apps.org.models import Change, User
from jornada.apps.org.namesakes import people_to_find
from jornada.apps.org.record_pages import act
from jornada.apps.org.views import admin_only
from jornada.ui import cells
from jornada.ui.addresses import back_to, is_id
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.icons import icon
from jornada.ui.listing import build, respond

# Cards of phones leave out what has nothing in it; a dash would say that something is missing.
NO_BUTTON = mark_safe('<span class="cell-empty"></span>')
KINDS = (
    "market.account",
    "market.contact",
    "market.product",
    "leads.lead",
    "sales.opportunity",
    "sales.proposal",
    "sales.proposalterms",
    "handoff.agreement",
    "org.user",
    "org.team",
    "org.rolerule",
    "org.apitoken",
    "org.customfield",
)
LONGEST = 80
BUTTON = (
    '<button class="j-button" data-size="sm" data-tone="ghost" data-square form="undo" formaction="{}"'
    ' aria-label="{}" title="{}">{}</button>'
)
TONES = {"created": "good", "updated": "info", "deleted": "bad"}


@admin_only
def change_list(request: HttpRequest) -> Any:
    listing = build(
        request,
        "change",
        queries.visible_changes(request.user),
        columns=_columns(request),
        filters=_filters(),
        default_sort="-at",
    )
    context = {"title": _("Change history"), "empty_template": "org/changes_empty.html"}
    return respond(request, listing, "org/change_list.html", context)


@require_POST
def change_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one change back, and go to where the person was."""
    change = get_object_or_404(Change, pk=pk)
    kind = kind_of_change(change)
    seen = kind.visible(request.user, "view").filter(pk=change.object_id).first() if kind else None
    if seen is None or change.field in access.hidden_fields(request.user, kind.code if kind else ""):
        raise Http404
    return act(request, lambda: _take_back(request, change), _("The former value is back."), back_to(request, seen))


def _take_back(request: HttpRequest, change: Change) -> None:
    """Undo a change; what the role does not let through is said on the page that the person is on."""
    try:
        undo(request.user, change)
    except PermissionDenied as error:
        raise WrongMomentError(str(error) or _("Your role may not take this change back.")) from error


@admin_only
def who_sees(request: HttpRequest, record: str, pk: int) -> HttpResponse:
    """Say what somebody may do with a record, and why; nobody acts as them."""
    kind = kind_of(record)
    if kind is None:
        raise Http404
    row = get_object_or_404(kind.visible(request.user, "view").select_related("owner"), pk=pk)
    asked = request.GET.get("person", "")
    chosen = User.objects.filter(pk=int(asked)).first() if is_id(asked) else None
    person = chosen or row.owner or request.user
    context = {
        "row": row,
        "person": person,
        "people": User.objects.order_by(NAME).values_list("pk", "name", "is_active"),
        "answers": why.answers(person, kind.code, row),
        "fields": why.closed_fields(person, kind.code),
    }
    return render(request, "org/who_sees.html", context)


def _columns(request: HttpRequest) -> list[Column]:
    page = _Page(request.user)
    columns = [
        Column("at", gettext_lazy("When"), order=0, cell=lambda row: row.at, sort="at", kind="moment"),
        Column("who", gettext_lazy("Who"), order=10, cell=lambda row: row.user and str(row.user)),
        Column("kind", gettext_lazy("Kind"), order=20, cell=_kind, kind="badge"),
        Column("record_kind", gettext_lazy("Kind of record"), order=25, cell=_record_kind),
        Column("record", gettext_lazy("Record"), order=30, values=page.of(ChangeWords.record), draw=_named),
        Column("field", gettext_lazy("Field"), order=40, cell=_field),
        Column("old", gettext_lazy("Before"), order=50, values=page.of(ChangeWords.old), draw=_short),
        Column("new", gettext_lazy("After"), order=60, values=page.of(ChangeWords.new), draw=_short),
    ]
    if request.GET.get("export"):
        return columns
    return [*columns, Column("undo", gettext_lazy("Undo"), order=70, values=page.undoable, draw=_way_back(request))]


class _Page:
    """The changes on show and their words, read once for the columns that need them."""

    def __init__(self, user: Any) -> None:
        self._user = user
        self._ids: Sequence[int] = ()
        self._changes: list[Change] = []
        self._words = ChangeWords([])

    def of(self, say: Callable[[ChangeWords, Change], Any]) -> Callable[[Sequence[int]], Mapping[int, Any]]:
        """Return what answers a column's values by id."""

        def values(ids: Sequence[int]) -> dict[int, Any]:
            self._read(list(ids))
            return {change.pk: say(self._words, change) for change in self._changes}

        return values

    def undoable(self, ids: Sequence[int]) -> dict[int, bool]:
        self._read(list(ids))
        return dict.fromkeys(undoable_among(self._user, self._changes), True)

    def _read(self, ids: Sequence[int]) -> None:
        if ids != self._ids:
            self._ids, self._changes = ids, list(Change.objects.filter(pk__in=ids))
            self._words = ChangeWords(self._changes)


def _filters() -> list[Filter]:
    return [
        Filter("model", gettext_lazy("Record"), choices=_models, apply=lambda rows, v: rows.filter(model=v), order=10),
        Filter("kind", gettext_lazy("Kind"), choices=_kinds, apply=lambda rows, v: rows.filter(kind=v), order=20),
        Filter("field", gettext_lazy("Field"), choices=_changed_fields, apply=_of_field, order=25),
        Filter("who", gettext_lazy("Who"), choices=_people, apply=lambda rows, v: rows.filter(user=v), order=30),
        *period_filters("at", gettext_lazy("From"), gettext_lazy("Until")),
    ]


def _changed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of the kind of record that the list is narrowed to."""
    asked = request.GET.get("model", "")
    if asked not in KINDS:
        return []
    model = apps.get_model(asked)
    return [(field.name, label_of(model, field.name)) for field in model._meta.concrete_fields if not field.primary_key]


def _of_field(rows: Any, name: str) -> Any:
    return rows.filter(field=name)


def _named(value: tuple[str, str], change: Change) -> str:
    return cells.link(value) if value[1] else value[0]


def _short(value: str, change: Change) -> str:
    return Truncator(value).chars(LONGEST) if value else cells.EMPTY


def _way_back(request: HttpRequest) -> Callable[[Any, Change], Any]:
    """Draw the button that takes a change back, and leads to the list again."""
    query = urlencode({"next": request.get_full_path()})

    def draw(is_undoable: Any, change: Change) -> Any:
        if not is_undoable:
            return NO_BUTTON
        said = _("Take back the change of %(field)s") % {"field": _field(change)}
        address = f"{reverse('change_undo', args=[change.pk])}?{query}"
        return format_html(BUTTON, address, said, said, icon("arrow-back-up", "", "sm"))

    return draw


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
    return [(str(pk), name) for pk, name in people_to_find()]
