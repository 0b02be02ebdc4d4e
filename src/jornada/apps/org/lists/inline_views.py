"""The address that edits one field in place: its input, and what came of writing it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from jornada.apps.org import access
from jornada.apps.org.edits import StaleError, WrongMomentError
from jornada.apps.org.lists import inline
from jornada.apps.org.lists.kinds import Kind, kind_of
from jornada.ui import cells
from jornada.ui.columns import columns_for
from jornada.ui.listing import drawn_cell

CLOSED, STALE, WRONG = 403, 409, 422


def edit_field(request: HttpRequest, record: str, pk: int, field: str) -> HttpResponse:
    """Give the input of a field (GET), or write it (POST): 200 with what to show now, 409 when it changed meanwhile."""
    kind = kind_of(record)
    if kind is None:
        raise Http404
    row = get_object_or_404(kind.visible(request.user, "view").select_related(*kind.related), pk=pk)
    if not kind.allows(request.user, "change", row):
        raise PermissionDenied
    try:
        return _write(request, kind, row, field) if request.method == "POST" else _input(request, kind, row, field)
    except inline.NoSuchFieldError:
        raise Http404 from None


def editable(request: HttpRequest, record: str) -> frozenset[str]:
    """Name the fields of a list that this person may edit in place, in the rows that they may change."""
    kind = kind_of(record)
    if kind is None or not kind.allows(request.user, "change"):
        return frozenset()
    locked = {name.replace("custom.", "custom_") for name in access.locked_fields(request.user, kind.code)}
    return inline.editable_fields(kind) - locked


def _write(request: HttpRequest, kind: Kind, row: Any, field: str) -> HttpResponse:
    try:
        written = inline.write_field(kind, request.user, row, field, request.POST, request.POST.get("seen", ""))
    except inline.NotValidError as error:
        return _input(request, kind, row, field, form=error.form, faults=error.faults, status=WRONG)
    except WrongMomentError as error:
        return _input(request, kind, row, field, faults=[str(error)], status=WRONG)
    except (inline.ChangedMeanwhileError, StaleError) as error:
        return _both(request, kind, row, field, error)
    label = _label(kind, request.user, row, field)
    undo = None
    if written.first is not None:
        values = {"batch": str(written.batch), "first": written.first}
        undo = {"label": _("Undo"), "url": reverse("undo_changes"), "values": values}
    fresh = written.row or row
    said = " ".join([_("%(field)s saved.") % {"field": label}, *written.doubts]) if undo else ""
    is_gone, tone = written.row is None, "warn" if written.doubts else "good"
    return JsonResponse(
        {"html": _drawn(kind, fresh, field, request), "said": said, "undo": undo, "gone": is_gone, "tone": tone}
    )


def _both(request: HttpRequest, kind: Kind, row: Any, field: str, error: Any) -> HttpResponse:
    """Show what somebody else wrote beside what was about to be written."""
    current = getattr(error, "row", None) or error.current
    form = inline.form_for(kind, request.user, current, field, request.POST)
    form.is_valid()
    context = {
        "who": getattr(error, "who", "") or _("somebody"),
        "theirs": inline.shown(kind, current, field) or "–",
        "seen": inline.digest_of(current, field),
    }
    return _input(request, kind, current, field, form=form, status=STALE, **context)


def _input(request: HttpRequest, kind: Kind, row: Any, field: str, **more: Any) -> HttpResponse:
    form = more.pop("form", None) or inline.form_for(kind, request.user, row, field)
    status = more.pop("status", 200)
    context = {
        "bound": form[field],
        "seen": inline.digest_of(row, field),
        "url": request.path,
        "industries": getattr(form, "industries", None) if field == "industry" else None,
        **more,
    }
    return render(request, "org/lists/edit_field.html", context, status=status)


def _label(kind: Kind, user: Any, row: Any, field: str) -> str:
    return str(inline.form_for(kind, user, row, field)[field].label)


def _drawn(kind: Kind, row: Any, field: str, request: HttpRequest) -> str:
    """Draw the field as the list's column does, or in plain words where no column shows it."""
    asked = request.POST.get("column", "")
    columns = columns_for(request, kind.code, kind.options(request)["columns"])
    column = next((one for one in columns if (one.code == asked if asked else one.shows == field)), None)
    if column is not None:
        return str(conditional_escape(drawn_cell(column, row)))
    words = inline.shown(kind, row, field)
    return str(conditional_escape(words)) if words else str(cells.EMPTY)
