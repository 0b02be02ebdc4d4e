"""Pages of time frames and of the limits of the temperature."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.interactions.places import NoSuchPlaceError, Place, find_place, may_change
from jornada.apps.leads.temperature import actions, queries
from jornada.apps.leads.temperature.forms import HeatLimitsForm, TimeFrameForm
from jornada.apps.leads.temperature.models import HeatLimits
from jornada.apps.org.record_pages import act, form_page
from jornada.apps.org.views import admin_only


def time_frame_new(request: HttpRequest, thread: int) -> HttpResponse:
    """State a time frame, from the dialog on a record's page or on a page of its own."""
    place = place_to_change(request, thread)
    return form_page(
        request,
        TimeFrameForm(request.POST or None, place=place, user=request.user),
        lambda form: actions.state_time_frame(request.user, _with(place, form), **_values(form)),
        title=_("When do they want to decide?"),
        back=url_of(place),
        said=_("The time frame is noted."),
        to=lambda _row: url_of(place),
        undo=lambda row: reverse("time_frame_withdraw", args=[row.pk]),
    )


@require_POST
def time_frame_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.withdrawable(request.user), pk=pk)
    place = place_to_change(request, row.thread_id)
    said = _("The time frame is withdrawn.")
    return act(request, lambda: actions.withdraw_time_frame(request.user, row, place), said, url_of(place))


@admin_only
def temperature_settings(request: HttpRequest) -> HttpResponse:
    row = HeatLimits.objects.filter(pk=1).first() or HeatLimits(pk=1)
    form = HeatLimitsForm(request.POST or None, instance=row, user=request.user)
    return form_page(
        request,
        form,
        lambda form: actions.change_limits(request.user, **form.values()) and reverse("temperature_settings"),
        title=_("Temperature"),
        back=reverse("lead_list"),
        template="leads/temperature/settings.html",
        said=_("Saved. All leads are looked at again within a minute."),
        usual=queries.Thresholds(),
    )


def place_to_change(request: HttpRequest, thread: int) -> Place:
    """Return the place of a thread on which the person may write."""
    try:
        place = find_place(request.user, {"thread": str(thread)})
    except NoSuchPlaceError as error:
        raise Http404 from error
    if not may_change(request.user, place):
        raise PermissionDenied
    return place


def url_of(place: Place) -> str:
    """Return the page of the record that lives on the thread of a place: an opportunity, else its lead."""
    for name in ("opportunity", "lead"):
        record = getattr(place.thread, name, None)
        if record is not None:
            return str(record.get_absolute_url())
    return place.url


def _with(place: Place, form: TimeFrameForm) -> Place:
    return Place(place.account, form.cleaned_data.get("contact") or None, place.thread)


def _values(form: TimeFrameForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "contact"}
