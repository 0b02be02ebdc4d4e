"""Pages of working calendars (administrators) and absences (everybody, for whom they may)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.org import calendar_actions, queries
from jornada.apps.org.calendar_forms import COUNTRIES, AbsenceForm, CalendarDayForm, CalendarForm
from jornada.apps.org.calendars import holidays_of
from jornada.apps.org.models import Calendar, CalendarDay
from jornada.apps.org.record_pages import delete_page, form_page
from jornada.apps.org.views import admin_only
from jornada.apps.org.zones import zone_choices
from jornada.rules.calendars import bridge_days
from jornada.rules.hours_text import write_hours


@admin_only
def calendar_list(request: HttpRequest) -> HttpResponse:
    countries = dict(COUNTRIES)
    zones = dict(pair for _group, pairs in zone_choices() for pair in pairs)
    rows = [
        (
            row,
            [write_hours(day) for day in row.hours],
            zones.get(row.time_zone, row.time_zone),
            countries.get(row.country, row.country),
        )
        for row in queries.calendars()
    ]
    return render(request, "org/calendar_list.html", {"title": _("Working calendars"), "rows": rows})


@admin_only
def calendar_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        CalendarForm(request.POST or None, user=request.user),
        lambda form: reverse(
            "calendar_edit", args=[calendar_actions.create_calendar(request.user, **form.values()).pk]
        ),
        title=_("New working calendar"),
        back=reverse("calendar_list"),
        template="org/calendar_form.html",
    )


@admin_only
def calendar_edit(request: HttpRequest, pk: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=pk)
    return form_page(
        request,
        CalendarForm(request.POST or None, instance=calendar, user=request.user),
        lambda form: (
            calendar_actions.update_calendar(request.user, calendar, **form.values())
            and reverse("calendar_edit", args=[pk])
        ),
        title=calendar.name,
        back=reverse("calendar_list"),
        template="org/calendar_form.html",
        calendar=calendar,
        own_days=[(own, write_hours(own.hours)) for own in calendar.days.all()],
        day_form=CalendarDayForm(),
        holidays=_closed_this_year(calendar),
    )


@admin_only
@require_POST
def calendar_day_add(request: HttpRequest, pk: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=pk)
    form = CalendarDayForm(request.POST)
    if form.is_valid():
        calendar_actions.add_day(request.user, calendar, **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("calendar_edit", pk)


@admin_only
@require_POST
def calendar_day_delete(request: HttpRequest, pk: int) -> HttpResponse:
    own = get_object_or_404(CalendarDay.objects.select_related("calendar"), pk=pk)
    calendar_actions.delete_day(request.user, own)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": own})
    return redirect("calendar_edit", own.calendar_id)


@admin_only
def calendar_delete(request: HttpRequest, pk: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=pk)
    return delete_page(
        request,
        calendar,
        lambda: calendar_actions.delete_calendar(request.user, calendar),
        back=reverse("calendar_edit", args=[pk]),
        to=reverse("calendar_list"),
        warning=_("Its teams go on with the default calendar."),
    )


def absence_list(request: HttpRequest) -> HttpResponse:
    form = AbsenceForm(request.POST or None, whose=queries.people_led_by(request.user))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        calendar_actions.add_absence(request.user, values.pop("user"), **values)
        messages.success(request, _("Saved."))
        return redirect("absence_list")
    mine = set(queries.people_led_by(request.user).values_list("pk", flat=True))
    since = timezone.localdate().replace(month=1, day=1)
    rows = [(row, row.user_id in mine) for row in queries.visible_absences(request.user).filter(ends_on__gte=since)]
    shown = {"title": _("Absences"), "rows": rows, "form": form}
    return render(request, "org/absence_list.html", shown, status=422 if form.errors else 200)


@require_POST
def absence_delete(request: HttpRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(queries.visible_absences(request.user), pk=pk)
    calendar_actions.delete_absence(request.user, absence)
    messages.success(request, _("The absence was deleted."))
    return redirect("absence_list")


def _closed_this_year(calendar: Calendar) -> list[tuple[Any, str]]:
    """Name the closed days of this year and the next, in order."""
    year = timezone.localdate().year
    known = holidays_of(calendar, [year, year + 1])
    bridges = bridge_days(set(known)) if calendar.has_bridges else set()
    return sorted({**dict.fromkeys(bridges, _("Bridge day")), **known}.items())
