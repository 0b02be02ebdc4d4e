"""What stands at the address of a task that is closed: when that was, the way to its record and the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.places import NoSuchPlaceError, find_place
from jornada.apps.interactions.threads import ThreadPage, pages_of


def closed_page(request: HttpRequest, task: PlannedTouch, back: str) -> HttpResponse:
    """Say that a task is closed, as a page or in the drawer that asked for it."""
    again = urlencode({"next": back})
    context = {
        "task": task,
        "record": record_of(request.user, task),
        "reopen": f"{reverse('task_undo', args=[task.pk])}?{again}",
        "base": "interactions/bare.html" if request.htmx else "base.html",
    }
    return render(request, "interactions/task_closed.html", context)


def record_of(user: Any, task: PlannedTouch) -> ThreadPage | None:
    """Return the page of what a task is about, as far as the person sees it: its deal or lead first."""
    page = pages_of(user, [task.thread_id]).get(task.thread_id) if task.thread_id else None
    if page:
        return page
    for record in (task.contact, task.account):
        if record and _sees(user, record):
            return ThreadPage(record.get_absolute_url(), str(record))
    return None


def _sees(user: Any, record: Any) -> bool:
    try:
        find_place(user, {record._meta.model_name: str(record.pk)})
    except NoSuchPlaceError:
        return False
    return True
