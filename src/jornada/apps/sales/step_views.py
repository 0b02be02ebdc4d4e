"""Moving, winning, losing and reopening an opportunity."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from jornada.apps.leads.queries import visible_leads
from jornada.apps.org import access
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.record_pages import act, form_page
from jornada.apps.sales import actions, closing, queries, returning
from jornada.apps.sales.closing_forms import LostForm, LostReturnForm, WonForm
from jornada.apps.sales.models import Opportunity
from jornada.ui.addresses import back_to, is_id, is_our_page

# What a card is dropped on, or moved to, beside the stages.
ENDS = {"win": "opportunity_win", "lose": "opportunity_lose"}


@require_POST
def opportunity_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move to the stage given: by a drag on the board (answered without a page) or by a button.

    What is given may be an end, too: then its form is asked for. `was` names the stage where the person saw it.
    """
    record = _to_change(request, pk)
    end = ENDS.get(request.POST.get("stage", ""))
    if end:
        asked = request.POST.get("next", "")
        return redirect(f"{reverse(end, args=[pk])}?{urlencode({'next': asked})}")
    stage = queries.every_stage().filter(pk=_number(request.POST.get("stage", ""))).first()
    if stage is None and request.htmx:
        return _refused_drag(record, _("This stage is no longer in use; the board shows those that are."))
    if stage is None:
        raise Http404
    if request.htmx:
        return _moved_by_drag(request, record, stage)
    back = request.POST.get("next", "")
    said = _("Moved to %(stage)s.") % {"stage": stage.label}
    to = back if is_our_page(request, back) else record.get_absolute_url()
    undo = way_back(record, to) if stage.pk != record.stage_id else ""
    return act(request, lambda: actions.move_opportunity(request.user, record, stage, _was(request)), said, to, undo)


@require_POST
def opportunity_unmove(request: HttpRequest, pk: int, stage: int) -> HttpResponse:
    """Take the last move back, from wherever it led."""
    record = _to_change(request, pk)
    before = get_object_or_404(queries.every_stage(), pk=stage)
    access.require_field(request.user, "opportunity", "stage")
    to = back_to(request, record)
    return act(request, lambda: actions.undo_move(request.user, record, before), _("Taken back."), to)


def way_back(record: Opportunity, page: str) -> str:
    """Return the address that takes a move back which is about to be made."""
    url = reverse("opportunity_unmove", args=[record.pk, record.stage_id])
    return f"{url}?{urlencode({'next': page})}"


def opportunity_win(request: HttpRequest, pk: int) -> HttpResponse:
    record = _to_change(request, pk)
    form = WonForm(request.POST or None, opportunity=record, user=request.user)
    title, submit = _("Won: %(name)s") % {"name": record.name}, _("Mark as won")
    return _closing(request, record, form, closing.win, title=title, said=_("Won! Well done."), submit=submit)


def opportunity_lose(request: HttpRequest, pk: int) -> HttpResponse:
    record = _to_change(request, pk)
    form = LostForm(request.POST or None, opportunity=record, user=request.user)
    title, submit = _("Lost: %(name)s") % {"name": record.name}, _("Mark as lost")
    return _closing(request, record, form, closing.lose, title=title, said=_("Marked as lost."), submit=submit)


@require_POST
def opportunity_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    record = _to_change(request, pk)
    said = _("The opportunity is open again.")
    to = back_to(request, record)
    undo = reverse("opportunity_close_again", args=[record.pk]) + _way(record, to)
    return act(request, lambda: closing.reopen(request.user, record), said, to, undo)


@require_POST
def opportunity_close_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take reopening back."""
    record = _to_change(request, pk)
    to = back_to(request, record)
    return act(request, lambda: closing.close_again(request.user, record), _("Taken back."), to)


def opportunity_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the buyer of a lost opportunity come back on another day, or on none."""
    record = _to_change(request, pk)
    access.require_field(request.user, "opportunity", "return_on")
    return form_page(
        request,
        LostReturnForm(request.POST or None, opportunity=record),
        lambda form: actions.change_return(request.user, record, form.cleaned_data["return_on"]),
        title=_("Change the day"),
        back=record.get_absolute_url(),
        template="sales/closing_form.html",
        said=_("The day is changed."),
    )


@require_POST
def opportunity_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next cycle of a lost opportunity now."""
    record, made = _to_change(request, pk), []
    said = _("The next cycle begins.")
    response = act(
        request, lambda: made.append(returning.bring_back(request.user, record)), said, record.get_absolute_url()
    )
    is_seen = made and visible_leads(request.user).filter(pk=made[0].pk).exists()
    return redirect(made[0]) if is_seen and not request.htmx else response


def _moved_by_drag(request: HttpRequest, record: Opportunity, stage: Any) -> HttpResponse:
    """Answer without a page: a toast that offers the way back, and word to the board to show the new sums."""
    before, is_undone = record.stage_id, "undo" in request.POST
    move = actions.undo_move if is_undone else actions.move_opportunity
    try:
        move(request.user, record, stage, _was(request))
    except WrongMomentError as error:
        return _refused_drag(record, str(error))
    undo = {"label": _("Undo"), "url": request.path, "values": {"stage": before, "was": stage.pk}}
    said = _("%(name)s moved to %(stage)s.") % {"name": record.name, "stage": stage.label}
    if is_undone or before == stage.pk:
        return trigger_client_event(HttpResponse(status=204), "board-changed", {})
    response = trigger_client_event(HttpResponse(status=204), "toast", {"text": said, "tone": "good", "undo": undo})
    return trigger_client_event(response, "board-changed", {"card": record.pk})


def _refused_drag(record: Opportunity, reason: str) -> HttpResponse:
    """Say why a card went back, and have the board drawn as it is now."""
    refused = HttpResponse(reason, status=409)
    trigger_client_event(refused, "toast", {"text": reason, "tone": "bad"})
    return trigger_client_event(refused, "board-changed", {"card": record.pk})


def _closing(
    request: HttpRequest, record: Opportunity, form: Any, close: Any, *, title: str, **said: str
) -> HttpResponse:
    """Ask how it ended: in a dialog of the board, or as a page; both lead back to where it was asked (`?next=`)."""
    back = back_to(request, record)
    way = _way(record, back)
    shown = {"form": form, "title": title, "way": way, "submit": said["submit"]}
    if request.htmx and request.method == "GET":
        return render(request, "sales/closing_box.html", shown)
    answer = form_page(
        request,
        form,
        lambda form: close(request.user, record, **form.cleaned_data),
        title=title,
        back=back,
        template="sales/closing_form.html",
        to=lambda _saved: back,
        undo=lambda saved: reverse("opportunity_reopen", args=[saved.pk]) + way,
        **said,
    )
    if not request.htmx:
        return answer
    # The dialog stays open with what is wrong in it; what is done leads on to a whole page.
    if isinstance(answer, HttpResponseRedirect):
        return HttpResponseClientRedirect(answer.url)
    return render(request, "sales/closing_box.html", shown, status=answer.status_code)


def _way(record: Opportunity, page: str) -> str:
    """Write the page to come back to, where it is another one than the record's."""
    return f"?{urlencode({'next': page})}" if page != record.get_absolute_url() else ""


def _to_change(request: HttpRequest, pk: int) -> Opportunity:
    rows = queries.visible_opportunities(request.user).select_related("stage__pipeline", "owner")
    record = get_object_or_404(rows, pk=pk)
    access.require(request.user, "opportunity", "change", record)
    return record


def _was(request: HttpRequest) -> int | None:
    return _number(request.POST.get("was", "")) or None


def _number(text: str) -> int:
    return int(text) if is_id(text) else 0
