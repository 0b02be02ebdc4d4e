"""Pages and parts of notes. Every change answers with a message that offers the way back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.interactions.answers import changed
from jornada.apps.interactions.held import first_rows, place_of_held, with_places
from jornada.apps.interactions.notes import actions, queries
from jornada.apps.interactions.notes.models import Note
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.views import place_or_404
from jornada.apps.org.edits import StaleError, WrongMomentError
from jornada.apps.org.queries import people
from jornada.ui.addresses import back_to
from jornada.ui.undo import Half

SHOWN = 200
EVENT = "notes-changed"


def note_list(request: HttpRequest) -> HttpResponse:
    """Show the notes of a place: the box on its page, or all of them as a page of their own."""
    place = place_or_404(request)
    notes = queries.notes_at(request.user, place)
    if request.htmx and "panel" in request.GET:
        return render(request, "interactions/notes/box.html", box(request, place))
    context = {"place": place, "notes": notes[:SHOWN], "may_write": queries.may_write(request.user)}
    return render(request, "interactions/notes/list.html", context)


def box(request: HttpRequest, place: Place, **more: Any) -> dict[str, Any]:
    """Return what the box on a record page shows: the field for a new note, and the pinned ones."""
    return {
        "place": place,
        "pinned": first_rows(queries.notes_at(request.user, place).filter(is_pinned=True), SHOWN),
        "may_write": queries.may_write(request.user),
        "back": request.GET.get("next", request.path),
        **more,
    }


@require_POST
def note_new(request: HttpRequest) -> HttpResponse:
    place, text = place_or_404(request), request.POST.get("text", "")
    try:
        note = actions.write_note(request.user, place, text)
    except ValidationError as error:
        return _refused(request, box(request, place, text=text, error=error.messages[0]))
    return changed(
        request, EVENT, _said(_("Note written."), note), back_to(request, place.url), _undo(note, "note_delete")
    )


def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one note, or the field that changes it (`?edit`)."""
    row = _note(request, pk)
    if "edit" not in request.GET:
        context = {"note": row, "may_write": queries.may_write(request.user)}
        return render(request, "interactions/notes/note.html", context)
    if not queries.may_edit(request.user, row):
        raise PermissionDenied
    return _form(request, row, row.text)


@require_POST
def note_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row, text = _note(request, pk), request.POST.get("text", "")
    try:
        written = actions.change_note(request.user, row, text, _seen(request))
    except ValidationError as error:
        return _form(request, row, text, error.messages[0])
    except StaleError:
        return _form(request, _note(request, pk), text, _stale(), is_stale=True)
    return changed(request, EVENT, _said(_("Note changed."), written), _back(request, row), _undo_change(written))


@require_POST
def note_undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = _note(request, pk)
    said = _("The note reads as before.")
    return _done(request, row, lambda: actions.undo_change(request.user, row, _seen(request)), said)


@require_POST
def note_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = _note(request, pk)
    actions.delete_note(request.user, row)
    undo = None if "undo" in request.POST else _undo(row, "note_restore")
    return changed(request, EVENT, _("Note deleted."), _back(request, row), undo)


@require_POST
def note_restore(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(with_places(Note.objects.all()), pk=pk)
    if not queries.sees(request.user, place_of_held(row)):
        raise PermissionDenied
    return _done(request, row, lambda: actions.bring_back(request.user, row), _("The note is back."))


@require_POST
def note_pin(request: HttpRequest, pk: int) -> HttpResponse:
    row = _note(request, pk)
    is_pinned = request.POST.get("pin") == "1"
    actions.pin_note(request.user, row, is_pinned=is_pinned)
    said = _("Pinned: it stays above the timeline.") if is_pinned else _("No longer pinned.")
    undo = {"label": _("Undo"), "url": reverse("note_pin", args=[pk]), "values": {"pin": "0" if is_pinned else "1"}}
    return changed(request, EVENT, said, _back(request, row), None if "undo" in request.POST else undo)


def note_people(request: HttpRequest) -> JsonResponse:
    """Suggest whom a note at a place can mention."""
    text = request.GET.get("q", "").strip()
    found = queries.suggested(place_or_404(request), text) if text else list(people()[: queries.SUGGESTED])
    return JsonResponse({"people": [person.name for person in found]})


def _said(done: str, row: Note) -> str:
    """Add to what was done which @ told nobody: a first name alone, or a slip."""
    lost = queries.mentions_of_nobody(row.text)
    if not lost:
        return done
    names = ", ".join(f"@{word}" for word in lost)
    nobody = _("Nobody was told by %(names)s: a mention is a colleague's full name, from the list that appears.")
    return Half(f"{done} {nobody % {'names': names}}")


def _note(request: HttpRequest, pk: int) -> Note:
    rows = with_places(queries.visible_notes(request.user)).select_related("edited_by")
    return get_object_or_404(rows.prefetch_related("mentions"), pk=pk)


def _done(request: HttpRequest, row: Note, do: Callable[[], Any], said: str) -> HttpResponse:
    try:
        do()
    except (WrongMomentError, ValidationError) as error:
        said = error.messages[0] if isinstance(error, ValidationError) else str(error)
        return changed(request, EVENT, said, _back(request, row), tone="bad")
    return changed(request, EVENT, said, _back(request, row))


def _seen(request: HttpRequest) -> datetime | None:
    """Return since when the text had read so that was changed or is to be undone; None when it was not said."""
    with suppress(ValueError):
        return datetime.fromisoformat(request.POST.get("seen_at", ""))
    return None


def _stale() -> str:
    return _("Somebody changed this note after you opened it. Compare before you save again: saving keeps your text.")


def _undo_change(row: Note) -> dict[str, Any]:
    return {**_undo(row, "note_undo"), "values": {"seen_at": row.written_at.isoformat()}}


def _undo(row: Note, name: str) -> dict[str, Any]:
    return {"label": _("Undo"), "url": reverse(name, args=[row.pk]), "values": {}}


def _back(request: HttpRequest, row: Note) -> str:
    return back_to(request, place_of_held(row).url)


def _form(request: HttpRequest, row: Note, text: str, error: str = "", *, is_stale: bool = False) -> HttpResponse:
    base = "interactions/bare.html" if request.htmx else "base.html"
    context = {
        "note": row, "text": text, "error": error, "base": base, "place": place_of_held(row),
        "back": _back(request, row), "seen_at": row.written_at.isoformat(), "is_stale": is_stale,
    }  # fmt: skip
    return render(request, "interactions/notes/form.html", context, status=422 if error else 200)


def _refused(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    if request.htmx:
        return render(request, "interactions/notes/box.html", context, status=422)
    messages.error(request, context["error"])
    return redirect(back_to(request, context["place"].url))
