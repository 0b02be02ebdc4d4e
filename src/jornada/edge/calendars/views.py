"""The calendar page: the secret link, and the import of a file; the feed itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jornada.edge.calendars import feed
from jornada.edge.calendars.models import CalendarFeed
from jornada.edge.calendars.take import Taken, take_file

MOST_BYTES = 5 * 1024 * 1024
SHOWN = 200


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Calendar file (.ics)"), help_text=gettext_lazy("At most 5 MB."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB: export a shorter period."))
        return file


@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@require_POST
def link_new(request: HttpRequest) -> HttpResponse:
    """Make a link and show it, this one time."""
    secret = feed.make_link(request.user)
    return _page(request, link=request.build_absolute_uri(reverse("calendar_feed", args=[secret])))


@require_POST
def link_revoke(request: HttpRequest) -> HttpResponse:
    feed.revoke_link(request.user)
    messages.success(request, _("The link works no more."))
    return redirect("calendar")


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the meetings of a file, and say of each what became of it."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, status=422, form=form)
    rows = take_file(request.user, form.cleaned_data["file"].read())
    return _page(request, rows=rows[:SHOWN], counts=_counts(rows))


@never_cache
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer the calendar of whoever the secret belongs to; nobody is signed in here."""
    user = feed.user_of(secret)
    if user is None:
        raise Http404
    headers = {"Content-Disposition": 'inline; filename="jornada.ics"', "Referrer-Policy": "no-referrer"}
    return HttpResponse(feed.calendar_of(user), content_type="text/calendar; charset=utf-8", headers=headers)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    known = {"feed": CalendarFeed.objects.filter(user=request.user).first(), "form": FileForm()}
    return render(request, "calendars/calendar.html", {**known, **context}, status=status)


def _counts(rows: list[Taken]) -> dict[str, int]:
    said = [row.what or "skipped" for row in rows]
    return {what: said.count(what) for what in ("recorded", "planned", "skipped")}
