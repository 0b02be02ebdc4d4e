"""What the edit and delete pages of every kind of record share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.org import history
from jornada.apps.org.edits import StaleError, WrongMomentError
from jornada.apps.org.lists import trash
from jornada.apps.org.lists.kinds import kind_of_row
from jornada.apps.org.models import Change
from jornada.apps.org.prepared import seen_row
from jornada.apps.org.record_forms import RecordForm
from jornada.ui.undo import say

M = TypeVar("M", bound=Model)


def seen_or_404(rows: QuerySet[M], pk: int) -> M:
    """Return the record of a page, if it is among those that the person sees."""
    row = seen_row(rows, pk)
    if row is None:
        raise Http404
    return row


def form_page(
    request: HttpRequest,
    form: Any,
    save: Callable[[Any], Any],
    *,
    title: str,
    back: str,
    template: str = "org/record_form.html",
    said: str | Callable[[Any], str] = "",
    to: Callable[[Any], str] | None = None,
    undo: Callable[[Any], str] | None = None,
    **context: Any,
) -> HttpResponse:
    """Show a form, or save it and go to the record; what the rules refuse is said on the form.

    `to` and `undo` answer, of what was saved, the address to go to and the one that takes it back; `said` may, too.
    """
    alike, doubts = [], []
    if request.method == "POST" and form.is_valid() and "is_sure" not in request.POST:
        alike, doubts = _alike(form), _doubts(form)
    if request.method == "POST" and form.is_valid() and not (alike or doubts):
        batch = uuid.uuid4()
        try:
            saved = _save_under(batch, save, form)
        except StaleError as error:
            form.show_conflict(error.current)
        except WrongMomentError as error:
            form.add_error(None, str(error))
        else:
            told = said(saved) if callable(said) else said
            say(request, told or _("Saved."), undo(saved) if undo else _way_back(request, form, saved, batch))
            goes = to(saved) if to else saved
            return redirect(goes if isinstance(goes, str) else goes.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    shown = {"form": form, "title": title, "back": back, "is_stale": _is_stale(form), "alike": alike}
    shown |= {"doubts": doubts, **context}
    return render(request, template, shown, status=status)


def delete_page(
    request: HttpRequest,
    record: Any,
    delete: Callable[[], None],
    *,
    back: str,
    to: str,
    warning: str = "",
    held: Any = None,
) -> HttpResponse:
    """Delete and go to the list, with the way back; what stands against it is said on the page, which also asks.

    `held` says why the record stays, where that is known before.
    """
    refusal, is_final = held.said if held else "", False
    if request.method == "POST":
        try:
            kept = trash.throw_away(request.user, record, delete, is_sure="is_sure" in request.POST)
        except trash.ForGoodError:
            is_final = True
        except WrongMomentError as error:
            refusal = str(error)
        else:
            undo = f"{reverse('undelete', args=[kept])}?{urlencode({'next': to})}" if kept else ""
            say(request, _("“%(name)s” was deleted.") % {"name": record}, undo)
            return redirect(to)
    shown = {"record": record, "back": back, "warning": warning, "refusal": refusal, "is_final": is_final, "held": held}
    status = 422 if request.method == "POST" and (refusal or is_final) else 200
    return render(request, "org/record_delete.html", shown, status=status)


def act(request: HttpRequest, do: Callable[[], Any], said: str, to: str, undo: str = "") -> HttpResponse:
    """Do what a button says and go back; a refusal is told as a message. `undo` is the address that takes it back."""
    try:
        do()
    except WrongMomentError as error:
        messages.error(request, str(error))
    else:
        say(request, said, undo)
    return redirect(to)


def _save_under(batch: uuid.UUID, save: Callable[[Any], Any], form: Any) -> Any:
    """Save; what an edit of a record changes is noted under one batch, by which it is taken back."""
    if not isinstance(form, RecordForm):
        return save(form)
    with history.as_batch(batch) if _is_edit(form) else nullcontext():
        saved = save(form)
    form.was_saved(saved)
    return saved


def _way_back(request: HttpRequest, form: Any, saved: Any, batch: uuid.UUID) -> str:
    """Return the address that takes an edit back; blank for a new record, for no change, for what is no record."""
    if not _is_edit(form) or not isinstance(saved, Model) or kind_of_row(saved) is None:
        return ""
    changes = history.changes_of(saved).filter(batch=batch, kind=Change.Kind.UPDATED, user=request.user)
    first = changes.order_by("pk").first()
    if first is None:
        return ""
    query = urlencode({"next": saved.get_absolute_url()})
    return f"{reverse('undo_saved', args=[batch, first.pk])}?{query}"


def _is_edit(form: Any) -> bool:
    return isinstance(form, RecordForm) and form.instance.pk is not None


def _is_stale(form: Any) -> bool:
    return isinstance(form, RecordForm) and bool(form.conflicts)


def _doubts(form: Any) -> list[str]:
    return form.doubts() if isinstance(form, RecordForm) else []


def _alike(form: Any) -> list[Any]:
    return form.look_alikes() if isinstance(form, RecordForm) else []
