"""The address behind Undo of edits in place."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.lists import trash
from jornada.apps.org.lists.undo import changes_under, undo_changes
from jornada.ui.addresses import back_to

MOST = 500


@require_POST
def undelete(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back what one deleted a moment ago, and go to its page."""
    to = back_to(request, "/")
    try:
        row = trash.take_back(request.user, pk, timezone.now())
    except WrongMomentError as error:
        messages.error(request, str(error))
        return redirect(to)
    if row is None:
        messages.error(request, _("It could not be brought back."))
        return redirect(to)
    messages.success(request, _("“%(name)s” is back.") % {"name": row})
    return redirect(row.get_absolute_url() if hasattr(row, "get_absolute_url") else to)


@require_POST
def undo_saved(request: HttpRequest, batch: uuid.UUID, first: int) -> HttpResponse:
    """Take back what one saved by a form a moment ago, and go to its page."""
    done = undo_changes(request.user, changes_under(batch, request.user, first)[:MOST])
    if done.restored:
        messages.success(request, _("Undone."))
    else:
        messages.error(request, done.why or _("Nothing was undone: somebody changed it since."))
    return redirect(back_to(request, "/"))


@require_POST
def undo_edit(request: HttpRequest) -> HttpResponse:
    """Take an edit in place back; only one's own."""
    try:
        batch, first = uuid.UUID(request.POST.get("batch", "")), int(request.POST.get("first", ""))
    except ValueError as error:
        raise BadRequest(f"batch, first: expected a UUID and a number ({error}).") from error
    if not 0 < first < 2**62:
        raise BadRequest("first: expected the number of a change.")
    done = undo_changes(request.user, changes_under(batch, request.user, first)[:MOST])
    if done.restored:
        response = HttpResponse(status=204)
        return trigger_client_event(response, "undone", {"text": _("Undone.")})
    said = done.why or _("Nothing was undone: somebody changed it since.")
    return trigger_client_event(HttpResponse(status=204), "toast", {"text": said, "tone": "bad"})
