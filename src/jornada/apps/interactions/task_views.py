"""Pages of tasks: planned touches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jornada.apps.interactions import planning, privacy
from jornada.apps.interactions.answers import changed
from jornada.apps.interactions.closed_task import closed_page
from jornada.apps.interactions.forms import TaskChangeForm, TaskForm, TouchForm
from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.moves import EXPECTED, day_of, hour_of, moment_of, moved_to
from jornada.apps.interactions.places import Place, may_change, place_of_row, visible_planned, visible_tasks
from jornada.apps.interactions.task_list import RECORD
from jornada.apps.interactions.views import (
    asking_page,
    choose_place,
    done,
    form_answer,
    has_place,
    may_record,
    place_or_404,
)
from jornada.apps.interactions.whose import whose
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.tags.actions import change_tags, named
from jornada.apps.org.tags.lists import chips
from jornada.apps.org.tags.queries import tags_of
from jornada.ui.addresses import back_to, is_id
from jornada.ui.cells import in_digits
from jornada.ui.undo import say

SHOWN = 200
SNOOZES = ("hour", "tomorrow", "week")
DONE = gettext_lazy("Done, and recorded on the timeline.")
TODO_DONE = gettext_lazy("Done.")


def task_list(request: HttpRequest) -> HttpResponse:
    """Show open tasks: overdue, today, later; one's own unless somebody else's are asked for."""
    shown = whose(request)
    rows = shown.of(visible_tasks(request.user)).select_related("activity", "owner", "account__owner", "contact__owner")
    tasks = list(rows.order_by("due_at", "id")[: SHOWN + 1])
    held = tags_of(RECORD, [task.pk for task in tasks])
    for task in tasks:
        task.tag_chips = chips(held.get(task.pk, []), reverse("task_all"))
    context = {
        "groups": _groups(tasks[:SHOWN]),
        "mine": shown.to_change(tasks),
        "has_more": len(tasks) > SHOWN,
        "whose": shown,
        "now": timezone.now(),
        "may_plan": may_record(request.user),
    }
    return render(request, "interactions/task_list.html", context)


@require_POST
def task_bulk(request: HttpRequest) -> HttpResponse:
    """Do or put off the tasks that are ticked; those that are closed or not one's own to change are left out."""
    ids = [int(pk) for pk in request.POST.getlist("task") if is_id(pk)][:SHOWN]
    act = request.POST.get("act", "")
    if act != "done" and act not in SNOOZES:
        raise BadRequest(f"act: expected done, {', '.join(SNOOZES)}; got {act!r}.")
    at = None if act == "done" else planning.snoozed(request.user, act)
    number = sum(_done_one(request.user, task, at) for task in _tasks_to_change(request.user, ids))
    left = len(ids) - number
    messages.success(request, ngettext("%(n)s task changed.", "%(n)s tasks changed.", number) % {"n": number})
    if left:
        messages.warning(
            request, ngettext("%(n)s was left as it is.", "%(n)s were left as they are.", left) % {"n": left}
        )
    return redirect(back_to(request, reverse("task_list")))


def _tasks_to_change(user: Any, ids: list[int]) -> list[PlannedTouch]:
    rows = visible_tasks(user).filter(pk__in=ids)
    rows = rows.select_related("activity", "owner", "thread", "account__owner", "contact__owner")
    return [row for row in rows if row.owner_id == user.pk or may_change(user, place_of_row(row))]


def _done_one(user: Any, task: PlannedTouch, at: datetime | None) -> bool:
    try:
        planning.reschedule_task(user, task, at) if at else planning.complete_task(user, task)
    except (WrongMomentError, PermissionDenied):
        return False
    return True


def task_new(request: HttpRequest) -> HttpResponse:
    """Plan a touch at a place; without one, ask for it first. `?day=` and `?hour=` say when it is due to begin with.

    `?place=none` plans a to-do that has no buyer.
    """
    is_todo = request.GET.get("place") == "none"
    if not has_place(request) and not is_todo:
        return choose_place(request, "task_new", _("Plan task"))
    place = Place() if is_todo else place_or_404(request)
    if not (may_record(request.user) if is_todo else may_change(request.user, place)):
        raise PermissionDenied
    day, hour = day_of(request.GET.get("day", "")), hour_of(request.GET.get("hour", ""))
    form = TaskForm(
        request.POST or None, user=request.user, place=place, initial={"due_at": _begin(day, hour)} if day else {}
    )
    if request.method == "POST" and form.is_valid():
        say(request, _("Planned."), _plan(request, form))
        return done(request, place)
    return form_answer(request, "interactions/task_form.html", form, place, title=_("Plan task"))


def task_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what of a task one likes: its words, when it is due, whose it is, with whom, how often.

    What was planned with no buyer is given the one that the address names.
    """
    task = _task(request, pk)
    if task.is_closed and request.method != "POST":
        return _closed(request, task)
    place = place_of_row(task) if task.has_place or not has_place(request) else place_or_404(request)
    form = TaskChangeForm(request.POST or None, user=request.user, place=place, task=task)
    if request.method == "POST" and form.is_valid():
        given = None if task.has_place else form.full_place
        if _taken(form, lambda: planning.change_task(request.user, task, given, **form.changes)):
            say(request, _("Saved."))
            return done(request, place)
    return form_answer(request, "interactions/task_form.html", form, place, title=_("Change task"), task=task)


def task_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the account or contact that a to-do is about."""
    task = _task(request, pk)
    if task.is_closed:
        return _closed(request, task)
    if task.has_place:
        raise Http404
    return choose_place(request, "task_change", _("Give it a buyer"), task=task.pk)


def task_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was planned with the words and the outcome it had."""
    task = _task(request, pk)
    place = place_of_row(task)
    if place == Place():
        raise Http404
    if task.is_closed and request.method != "POST":
        return _closed(request, task)
    known = {"activity": task.activity.code, "note": task.note}
    form = TouchForm(request.POST or None, user=request.user, place=place, initial=known)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        said = {"activity": values["activity"].code, "contact": form.full_place.ids["contact"]}
        said |= {name: values[name] for name in ("at", "note", "outcome")}
        do = partial(_complete, request.user, task, said, is_private=values["is_private"])
        if _taken(form, do):
            say(request, _said_done(task), _undo(request, task))
            return done(request, place)
    return form_answer(request, "interactions/touch_form.html", form, place, title=_("Record touch"))


@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was planned."""
    task = _task(request, pk)
    _act(request, lambda: planning.complete_task(request.user, task), partial(_said_done, task), _undo(request, task))
    return done(request, place_of_row(task))


@require_POST
def task_snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a task off: an hour, to the next working morning, to next week."""
    task, until = _task(request, pk), request.POST.get("until", "")
    if until not in SNOOZES:
        raise BadRequest(f"until: expected one of {', '.join(SNOOZES)}; got {until!r}.")
    at = planning.snoozed(request.user, until)
    said = _("Comes back %(when)s.") % {"when": in_digits(at)}
    undo = _undo(request, task, due=task.due_at.isoformat())
    _act(request, lambda: planning.reschedule_task(request.user, task, at), said, undo)
    return done(request, place_of_row(task))


@require_POST
def task_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a task to another day, another hour or by some minutes: dropped there in the agenda."""
    task = _task(request, pk)
    due_at = moved_to(task.due_at, request.POST)
    if due_at is None:
        raise BadRequest(f"{EXPECTED}; got {dict(request.POST.items())!r}.")
    back = back_to(request, reverse("agenda"))
    try:
        planning.reschedule_task(request.user, task, due_at)
    except WrongMomentError as error:
        return changed(request, "agenda-changed", str(error), back, tone="bad")
    undo = {"label": _("Undo"), "url": request.path, "values": {"at": task.due_at.isoformat()}}
    said = _("Moved to %(when)s.") % {"when": in_digits(due_at)}
    if not request.htmx:
        say(request, said, _undo(request, task, due=task.due_at.isoformat()))
        return redirect(back)
    return changed(request, "agenda-changed", said, back, None if "undo" in request.POST else undo)


@require_POST
def task_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that a task was done or cancelled; with `?due=`, that it was put off."""
    task, due_at = _task(request, pk), moment_of(request.GET.get("due", ""))
    if due_at:
        _act(request, lambda: planning.reschedule_task(request.user, task, due_at), _("Taken back."))
    else:
        _act(request, lambda: planning.reopen_task(request.user, task), _("Taken back."))
    return redirect(back_to(request, reverse("task_list")))


@require_POST
def task_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a task off the list."""
    task = _task(request, pk)
    _act(request, lambda: planning.cancel_task(request.user, task), _("Cancelled."), _undo(request, task))
    return done(request, place_of_row(task))


def _task(request: HttpRequest, pk: int) -> PlannedTouch:
    """Find a task that the user sees, open or closed; who may neither own nor change it is refused."""
    related = ("activity", "owner", "thread", "account__owner", "contact__owner")
    task = get_object_or_404(visible_planned(request.user).select_related(*related), pk=pk)
    if task.owner_id != request.user.pk and not may_change(request.user, place_of_row(task)):
        raise PermissionDenied
    return task


def _plan(request: HttpRequest, form: TaskForm) -> str:
    """Plan what was filled in; return where that is taken back."""
    values = form.cleaned_data
    kept = {name: values[name] for name in ("owner", "note", *TaskForm.EXTRA)}
    with transaction.atomic():
        task = planning.plan_touch(request.user, form.full_place, values["activity"], values["due_at"], **kept)
        change_tags(request.user, RECORD, [task], named(values["tags"]))
    return f"{reverse('task_cancel', args=[task.pk])}?{urlencode({'next': asking_page(request, form.place)})}"


def _complete(user: Any, task: PlannedTouch, said: dict[str, Any], *, is_private: bool) -> None:
    """Record what was planned, for the user's eyes alone where that was ticked."""
    with transaction.atomic():
        touch = planning.complete_task(user, task, **said)
        if is_private and touch:
            privacy.mark_private(user, touch)


def _act(request: HttpRequest, do: Any, said: str | Callable[[], str], undo: str = "") -> None:
    try:
        do()
    except WrongMomentError as error:
        messages.error(request, str(error))
    else:
        say(request, said() if callable(said) else said, undo)


def _taken(form: Any, do: Callable[[], Any]) -> bool:
    """Do what a form asks for; where the task stands otherwise by now, say so in it: what was typed stays."""
    try:
        do()
    except WrongMomentError as error:
        form.add_error(None, str(error))
        return False
    return True


def _said_done(task: PlannedTouch) -> str:
    """Say that a task was done; of one that repeats, when the next one is due."""
    said = str(DONE if task.has_place else TODO_DONE)
    if not task.repeat_every:
        return said
    following = planning.following(task)
    if following is None:
        return " ".join((said, _("It was the last one.")))
    return " ".join((said, _("The next one is due %(when)s.") % {"when": in_digits(following.due_at)}))


def _closed(request: HttpRequest, task: PlannedTouch) -> HttpResponse:
    return closed_page(request, task, asking_page(request, place_of_row(task)))


def _undo(request: HttpRequest, task: PlannedTouch, **values: str) -> str:
    """Return where what was just done with a task is taken back; from there one returns to the page at hand."""
    back = asking_page(request, place_of_row(task))
    return f"{reverse('task_undo', args=[task.pk])}?{urlencode({'next': back, **values})}"


def _begin(day: date, hour: time | None) -> datetime:
    """Return when a task of that day is due to begin with: at the hour asked for, or nine; today, the next full one."""
    now = timezone.localtime()
    if hour:
        return timezone.make_aware(datetime.combine(day, hour))
    if day == now.date():
        return (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return timezone.make_aware(datetime.combine(day, time(9)))


def _groups(tasks: list[PlannedTouch]) -> list[dict[str, Any]]:
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow, after = midnight + timedelta(days=1), midnight + timedelta(days=2)
    groups = [
        {"label": _("Overdue"), "tone": "bad", "tasks": [t for t in tasks if t.due_at < now]},
        {"label": _("Today"), "tone": "accent", "tasks": [t for t in tasks if now <= t.due_at < tomorrow]},
        {"label": _("Tomorrow"), "tone": "neutral", "tasks": [t for t in tasks if tomorrow <= t.due_at < after]},
        {"label": _("Later"), "tone": "neutral", "tasks": [t for t in tasks if t.due_at >= after]},
    ]
    return [group for group in groups if group["tasks"]]
