"""The two answers that the editor asks for while somebody edits: its rows anew, and the count."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from jornada.ui.conditions.editor import ConditionEditor
from jornada.ui.conditions.fields import RECORDS


@require_POST
def rows(request: HttpRequest) -> HttpResponse:
    """Draw the rows after a line was added, removed or changed its field."""
    return render(request, "ui/condition/rows.html", {"editor": _editor(request)})


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Say how many records match so far, among those that the person sees."""
    editor = _editor(request)
    return render(request, "ui/condition/count.html", {"answer": editor.answer(), "editor": editor})


def _editor(request: HttpRequest) -> ConditionEditor:
    record, name = request.POST.get("record", ""), request.POST.get("editor", "condition")
    if record not in RECORDS or not name.isidentifier():
        raise Http404
    empty = request.POST.get("when_empty", "")
    return ConditionEditor(record, request.user, data=request.POST, name=name, when_empty=empty)
