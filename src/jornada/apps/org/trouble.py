"""What went wrong with disk or database, in words: for a page, for the API, and for a command."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from jornada.ui import errors

LOCKED = ("database is locked", "database table is locked", "lock timeout", "deadlock detected")
FULL = ("database or disk is full", "no space left on device", "could not extend file", "disk i/o error")
GONE = ("unable to open database", "connection", "could not connect", "server closed", "terminating", "pool")


def in_words(error: BaseException, *, is_read: bool = False) -> str | None:
    """Say what happened and what to do, or None when the error is not about disk or database.

    Of a page that was only looked at nobody learns that nothing was written: it may be where a form that was saved
    leads to. Some errors come as the driver raises them: Django dresses none that appears while a cursor is closed.
    """
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return _full(is_read=is_read)
    if not isinstance(error, DatabaseError | InterfaceError | connection.Database.Error):
        return None
    text = str(error).lower()
    if any(mark in text for mark in FULL):
        return _full(is_read=is_read)
    if is_locked(error):
        return _busy(is_read=is_read)
    if isinstance(error, _of_connections()) and any(mark in text for mark in GONE):
        return _unsure() if getattr(error, "is_of_commit", False) else _gone(is_read=is_read)
    return None


def is_locked(error: BaseException) -> bool:
    """Say whether the database refused a write for the sake of another one: it can be tried again."""
    text = str(error).lower()
    return any(mark in text for mark in LOCKED)


class TroubleMiddleware:
    """Answer 503 in words instead of a broken page when disk or database fail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return _answer(request, error)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what no view could: the person and the session are read before, and need the database too."""
    error = sys.exc_info()[1]
    return (_answer(request, error) if error else None) or errors.server_error(request)


def _answer(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    sentence = in_words(error, is_read=request.method in ("GET", "HEAD"))
    if sentence is None:
        return None
    context = {"reason": sentence, "is_form": request.method == "POST"}
    answer = render(None, "503.html", context, status=503)
    answer["Retry-After"] = "5"
    if "HX-Request" in request.headers:
        # A part of a page keeps what was typed, and says the same as the page would.
        trigger_client_event(answer, "toast", {"text": sentence, "tone": "bad"})
    return answer


def _of_connections() -> tuple[type[BaseException], ...]:
    driver = connection.Database
    return OperationalError, InterfaceError, driver.OperationalError, driver.InterfaceError


def _full(*, is_read: bool) -> str:
    if is_read:
        return _("The disk is full. What was saved stays; free some space, then try again.")
    return _("The disk is full. Nothing was written; free some space, then try again.")


def _busy(*, is_read: bool) -> str:
    if is_read:
        return _("The database is busy with another write. What was saved stays; try again in a moment.")
    return _("The database is busy with another write. Nothing was written; try again in a moment.")


def _gone(*, is_read: bool) -> str:
    if is_read:
        return _("The database does not answer. What was saved stays; check that it runs, then try again.")
    return _("The database does not answer. Nothing was written; check that it runs, then try again.")


def _unsure() -> str:
    return _("The database went away while this was being saved. Look whether it is there before you send it again.")
