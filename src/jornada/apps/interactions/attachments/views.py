"""Parts and addresses of files on records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from jornada.apps.interactions.answers import changed
from jornada.apps.interactions.attachments import actions, queries, store
from jornada.apps.interactions.attachments.models import Attachment
from jornada.apps.interactions.held import first_rows, place_of_held, with_places
from jornada.apps.interactions.notes.queries import may_write, sees
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.views import place_or_404
from jornada.ui.addresses import back_to

SHOWN = 8
MOST_SHOWN = 500
MOST_AT_ONCE = 20
EVENT = "files-changed"


def file_list(request: HttpRequest) -> HttpResponse:
    """Show the files of a place: the box on its page, or all of them as a page of their own."""
    place = place_or_404(request)
    if request.htmx and "panel" in request.GET:
        return render(request, "interactions/files/box.html", box(request, place))
    context = box(request, place, shown=MOST_SHOWN)
    return render(request, "interactions/files/list.html", context)


def box(request: HttpRequest, place: Place, shown: int = SHOWN, **more: Any) -> dict[str, Any]:
    """Return what the box on a record page shows: the latest files, and the field for new ones."""
    files = first_rows(queries.files_at(request.user, place), shown + 1)
    return {
        "place": place,
        "files": [(file, queries.may_delete(request.user, file)) for file in files[:shown]],
        "has_more": len(files) > shown,
        "may_write": may_write(request.user),
        "back": request.GET.get("next", request.path),
        **more,
    }


@require_POST
def file_new(request: HttpRequest) -> HttpResponse:
    """Take in files; those that are refused are named, the others are kept."""
    place, uploads = place_or_404(request), request.FILES.getlist("files")
    faults = [] if uploads else [_("Choose a file first.")]
    if len(uploads) > MOST_AT_ONCE:
        faults, uploads = [_("At most %(n)s files at once.") % {"n": MOST_AT_ONCE}], []
    kept = 0
    for upload in uploads:
        try:
            actions.add_file(request.user, place, upload)
            kept += 1
        except ValidationError as error:
            faults += error.messages
    if request.htmx and faults:
        context = box(request, place, faults=faults)
        answer = render(request, "interactions/files/box.html", context, status=422)
        return trigger_client_event(answer, "timeline-changed", {}) if kept else answer
    for fault in faults:
        messages.error(request, fault)
    if not kept:
        return redirect(back_to(request, place.url))
    said = ngettext("%(n)s file kept.", "%(n)s files kept.", kept) % {"n": kept}
    return changed(request, EVENT, said, back_to(request, place.url))


@require_GET
def file_get(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a file: to be saved; a picture may be shown (`?show`). Nothing of it may run here."""
    file = get_object_or_404(queries.visible_files(request.user), pk=pk)
    return hand_out(file, is_shown=bool(file.picture) and "show" in request.GET)


def hand_out(file: Attachment, *, is_shown: bool = False) -> HttpResponse:
    """Answer with the content of a file that the person may see."""
    try:
        content = store.path_of(file.digest).open("rb")
    except OSError as error:
        raise Http404(_("The content of this file is missing on the server.")) from error
    kind = file.picture if is_shown else "application/octet-stream"
    answer = FileResponse(content, as_attachment=not is_shown, filename=file.name, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@require_POST
def file_delete(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(with_places(queries.visible_files(request.user)), pk=pk)
    actions.delete_file(request.user, file)
    undo = {"label": _("Undo"), "url": reverse("file_restore", args=[pk]), "values": {}}
    return changed(request, EVENT, _("File deleted."), back_to(request, place_of_held(file).url), undo)


@require_POST
def file_restore(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(with_places(Attachment.objects.all()), pk=pk)
    if not sees(request.user, place_of_held(file)):
        raise PermissionDenied
    actions.bring_back(request.user, file)
    return changed(request, EVENT, _("The file is back."), back_to(request, place_of_held(file).url))
