"""The calendar page: the secret link, and the import of a file; the feed itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jornada.edge.calendars import feed, subscriptions
from jornada.edge.calendars.models import CalendarFeed, CalendarSource
from jornada.edge.calendars.take import Taken, take_file
from jornada.edge.safe_get import CannotReadError
from jornada.ui import once
from jornada.ui.widgets import FileInput

MOST_BYTES = 5 * 1024 * 1024
SHOWN = 200


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Calendar file (.ics)"),
        help_text=gettext_lazy("At most 5 MB."),
        widget=FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB: export a shorter period."))
        return file


class SourceForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    url = forms.CharField(
        label=gettext_lazy("Address of the calendar (.ics)"),
        max_length=1000,
        help_text=gettext_lazy("The secret address in iCal format, of Google Calendar, Outlook or another."),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
    )


@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@require_POST
def link_new(request: HttpRequest) -> HttpResponse:
    """Make a link and show it, this one time."""
    secret = feed.make_link(request.user)
    once.shown(request, reverse("calendar"))
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
    for row in rows:
        if row.meeting.is_file:
            form.add_error("file", str(row.reason))
    if form.errors:
        return _page(request, status=422, form=form)
    return _page(request, rows=rows[:SHOWN], counts=_counts(rows))


@require_POST
def source_new(request: HttpRequest) -> HttpResponse:
    """Read a calendar from now on."""
    form = SourceForm(request.POST)
    if form.is_valid():
        try:
            source = subscriptions.subscribe(request.user, form.cleaned_data["name"], form.cleaned_data["url"].strip())
        except (CannotReadError, subscriptions.TooManyError) as error:
            form.add_error("url", str(error))
        except IntegrityError:
            form.add_error("url", _("You read this calendar already."))
        else:
            said = _("“%(name)s” is read from now on, every hour.") % {"name": source.name}
            messages.success(request, said)
            return redirect("calendar")
    return _page(request, status=422, source_form=form)


@require_POST
def source_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one calendar now."""
    source = get_object_or_404(CalendarSource, pk=pk, user=request.user)
    subscriptions.refresh(source)
    source.refresh_from_db()
    if source.problem:
        messages.error(request, source.problem)
    else:
        messages.success(request, _("“%(name)s” was read.") % {"name": source.name})
    return redirect("calendar")


@require_POST
def source_remove(request: HttpRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(CalendarSource, pk=pk, user=request.user)
    subscriptions.unsubscribe(request.user, source)
    said = _("“%(name)s” is read no more; its meetings to come are no tasks any more.") % {"name": source.name}
    messages.success(request, said)
    return redirect("calendar")


@never_cache
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer the calendar of whoever the secret belongs to; nobody is signed in here."""
    user = feed.user_of(secret)
    if user is None:
        raise Http404
    headers = {"Content-Disposition": 'inline; filename="jornada.ics"', "Referrer-Policy": "no-referrer"}
    return HttpResponse(feed.calendar_of(user), content_type="text/calendar; charset=utf-8", headers=headers)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    known = {
        "feed": CalendarFeed.objects.filter(user=request.user).first(),
        "form": FileForm(),
        "source_form": SourceForm(),
        "sources": CalendarSource.objects.filter(user=request.user),
    }
    return render(request, "calendars/calendar.html", {**known, **context}, status=status)


def _counts(rows: list[Taken]) -> dict[str, int]:
    said = ["known" if row.is_known else row.what or "skipped" for row in rows]
    return {what: said.count(what) for what in ("recorded", "planned", "known", "skipped")}
