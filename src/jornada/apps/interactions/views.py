"""Pages of the log: recording, voiding, the timeline."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.interactions import actions, privacy, queries, timeline, touch_extras
from jornada.apps.interactions.answers import changed
from jornada.apps.interactions.errors import CannotVoidError
from jornada.apps.interactions.forms import TouchForm, VoidForm
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.places import (
    NoSuchPlaceError,
    Place,
    find_place,
    found_places,
    may_change,
    place_of_row,
    recent_places,
)
from jornada.apps.market.quick import Made, make
from jornada.apps.org import access
from jornada.apps.org.edits import WrongMomentError
from jornada.ui import once
from jornada.ui.addresses import is_our_page
from jornada.ui.paging import UNKEPT
from jornada.ui.search import SHORTEST
from jornada.ui.undo import say


def touch_new(request: HttpRequest) -> HttpResponse:
    """Record a touch at a place: a page, or the inside of the drawer. Without a place, ask for one first."""
    if not has_place(request):
        return choose_place(request, "touch_new", _("Record touch"))
    place = place_or_404(request)
    if not may_change(request.user, place):
        raise PermissionDenied
    initial = {"activity": request.GET.get("activity")} if request.GET.get("activity") else {}
    form = TouchForm(request.POST or None, user=request.user, place=place, initial=initial)
    extras = touch_extras.extras_for(request.user, place, request.POST or None)
    if request.method == "POST" and form.is_valid() and all(extra.form.is_valid() for extra in extras):
        try:
            touch = _record(request.user, form, extras)
        except WrongMomentError as error:
            form.add_error(None, str(error))
        else:
            once.made(request, actions.once_name(touch))
            # What was asked or agreed beside it is not taken back with the touch.
            is_alone = not any(extra.form.has_changed() for extra in extras)
            say(request, _("Recorded."), _way_back(request, touch) if is_alone else "")
            return done(request, place)
    title = _("Record touch")
    return form_answer(request, "interactions/touch_form.html", form, place, title=title, extras=extras)


@require_POST
def touch_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a touch that one recorded oneself a moment ago."""
    rows = queries.visible_touches(request.user).select_related("thread", "account__owner", "contact__owner")
    touch = get_object_or_404(rows, pk=pk, user=request.user)
    place = place_of_row(touch)
    if not may_change(request.user, place):
        raise PermissionDenied
    _void(request, touch, _("Taken back at once."), _("Taken back."))
    return redirect(_back(request, place))


@require_POST
def touch_private(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a touch to its participants only, or to everybody again."""
    rows = queries.visible_touches(request.user).select_related("user", "account", "contact", "thread")
    touch = get_object_or_404(rows, pk=pk)
    is_private = request.POST.get("private") == "1"
    (privacy.mark_private if is_private else privacy.open_again)(request.user, touch)
    said = _("Only participants see this touch now; counts stay.") if is_private else _("Everybody sees it again.")
    undo = {"label": _("Undo"), "url": request.path, "values": {"private": "0" if is_private else "1"}}
    back = _back(request, place_of_row(touch))
    return changed(request, "timeline-changed", said, back, None if "undo" in request.POST else undo)


@require_POST
def touch_whatsapp(request: HttpRequest) -> HttpResponse:
    """Record that a chat on WhatsApp was begun from a page; the message offers to take it back."""
    place = place_or_404(request)
    if not may_change(request.user, place):
        raise PermissionDenied
    note = UNKEPT.sub("", request.GET.get("text", ""))[:120]
    touch = actions.record_touch(request.user, "whatsapp.sent", note=note, **place.ids)
    undo = {
        "label": _("Undo"),
        "url": reverse("touch_void", args=[touch.pk]),
        "values": {"reason": _("Taken back at once: no message was sent.")},
    }
    return changed(request, "timeline-changed", _("WhatsApp recorded."), _back(request, place), undo)


def choose_place(request: HttpRequest, then: str, title: str, *, task: int | None = None) -> HttpResponse:
    """Find the account or contact that a touch was with, or is planned with.

    `then` names the page of its form, which may be that of a `task`. Who is not there yet can be made here (by POST).
    """
    text = request.GET.get("q", "").strip()
    kept = {name: request.GET[name] for name in ("day", "hour", "next") if name in request.GET}
    address = reverse(then, args=[task] if task else [])
    made, kind = _made(request, text)
    if made and made.record:
        say(request, _("“%(name)s” was created.") % {"name": made.record})
        return redirect(f"{address}?{urlencode({kind: made.record.pk, **kept})}")
    is_asked = len(text) >= SHORTEST
    places = found_places(request.user, text) if is_asked else recent_places(request.user)
    context = {"text": text if is_asked else "", "places": places, "then": then, "title": title}
    context |= {"kept": urlencode(kept), "kept_values": kept}
    context["here"] = request.path
    context |= {"address": address, "made": made, "made_kind": kind}
    may = {record: access.may(request.user, record, "create") for record in ("account", "contact")}
    context["may_make"] = may if is_asked else {}
    context["may_create"] = may["account"]
    is_part = bool(request.htmx) and not request.htmx.history_restore_request
    template = "interactions/place_options.html" if is_part else "interactions/place_choose.html"
    return render(request, template, context, status=422 if made else 200)


def _made(request: HttpRequest, name: str) -> tuple[Made | None, str]:
    """Make the account or contact that was asked for, with its kind."""
    kind = request.POST.get("make", "")
    if kind not in ("account", "contact"):
        return None, ""
    return make(request.user, kind, name, is_sure="sure" in request.POST), kind


def touch_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a touch out of the counts, with a reason."""
    touch = get_object_or_404(
        queries.visible_touches(request.user).select_related(
            "activity", "user", "thread", "account__owner", "contact__owner"
        ),
        pk=pk,
    )
    place = place_of_row(touch)
    if not may_change(request.user, place):
        raise PermissionDenied
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _void(request, touch, form.cleaned_data["reason"])
        return done(request, place)
    return form_answer(request, "interactions/void_form.html", form, place, title=_("Void touch"), touch=touch)


def timeline_page(request: HttpRequest) -> HttpResponse:
    """Show the touches of a place: a page, or the next part of the list."""
    place = place_or_404(request)
    is_part = bool(request.htmx) and not request.htmx.history_restore_request
    is_more = is_part and "after" in request.GET
    shown = timeline.read(request, place, is_part=is_more)
    context = {"place": place, "timeline": shown, "may_void": may_change(request.user, place)}
    template = "interactions/timeline_items.html" if is_more else "interactions/timeline_list.html"
    return render(request, template if is_part else "interactions/timeline.html", context)


def has_place(request: HttpRequest) -> bool:
    return bool(request.GET.keys() & {"account", "contact", "thread"})


def may_record(user: Any) -> bool:
    """Say whether the user may record and plan touches at all."""
    return access.may(user, "account", "change")


def place_or_404(request: HttpRequest) -> Place:
    try:
        return find_place(request.user, request.GET)
    except NoSuchPlaceError as error:
        raise Http404 from error


def form_answer(
    request: HttpRequest, template: str, form: Any, place: Place, *, title: str, **context: Any
) -> HttpResponse:
    """Show a form as a page or, to htmx, without the shell around it."""
    shown = {
        "form": form,
        "place": place,
        "title": title,
        "address": request.get_full_path(),
        "back": _back(request, place),
        "base": "interactions/bare.html" if request.htmx else "base.html",
        **context,
    }
    return render(request, template, shown, status=422 if request.method == "POST" else 200)


def done(request: HttpRequest, place: Place) -> HttpResponse:
    """Go back to the page that asked; an open drawer makes its page fresh."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(_back(request, place))


def asking_page(request: HttpRequest, place: Place) -> str:
    """Return the page that asked: the one named, or where the drawer is open."""
    here = request.htmx.current_url_abs_path if request.htmx else ""
    asked = request.GET.get("next", "") or here or ""
    return asked if is_our_page(request, asked) else place.url


def _way_back(request: HttpRequest, touch: Touch) -> str:
    back = asking_page(request, place_of_row(touch))
    return f"{reverse('touch_undo', args=[touch.pk])}?{urlencode({'next': back})}"


def _record(user: Any, form: TouchForm, extras: list[touch_extras.Extra]) -> Touch:
    """Record the touch and what was filled in with it, or nothing."""
    values, place = form.cleaned_data, form.full_place
    key = _free(form.touch_key)
    with transaction.atomic():
        is_again = Touch.objects.filter(key=key).exists()
        touch = actions.record_touch(
            user,
            values["activity"].code,
            at=values["at"],
            key=key,
            outcome=values["outcome"],
            note=values["note"],
            **place.ids,
        )
        for extra in extras:
            if extra.form.has_changed() and not is_again:
                extra.save(touch, place)
        if values["is_private"]:
            privacy.mark_private(user, touch)
    return touch


def _free(key: str) -> str:
    """Return the key under which the form is recorded: that of a touch that was taken back stands for none."""
    given, times = key, 0
    while Touch.objects.filter(key=key).exclude(voided_by=None).exists():
        times += 1
        key = f"{given}:{times}"
    return key


def _void(request: HttpRequest, touch: Touch, reason: str, said: str = "") -> None:
    try:
        actions.void_by_hand(request.user, touch, reason)
    except CannotVoidError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said or _("Voided: the touch no longer counts."))


def _back(request: HttpRequest, place: Place) -> str:
    asked = request.GET.get("next", "")
    return asked if is_our_page(request, asked) else place.url
