"""A form that is sent twice does its work once.

Every form carries a token of its own. What came of it, with exactly the same content, is kept for an hour: the second
sending gets the answer of the first, and is told so. The same form sent again with other content, as after the
browser's back button, is a new wish and is done. Where a browser fetches the page again on the way back,
`behaviours/again.js` gives the form the token that it had. What was taken back by the button of its message
(`ui.undo`) was not done: the form may be sent again. So it may when what a form made (`made`) is taken back in any
other way (`taken_back`), by whomever.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from jornada.ui import undo

FIELD = "form_token"
KEPT, RUNNING_FOR = 60 * 60, 60
WAIT, STEP = 10.0, 0.1
DOUBLE_CLICK = 3.0
_RUNNING = "…"
LONGEST = 64
FAULT = 400


def new_token() -> str:
    return get_random_string(20)


def made(request: HttpRequest, name: str) -> None:
    """Say what this form made, for whoever takes it back later."""
    request._made_once = name  # type: ignore[attr-defined]


def shown(request: HttpRequest, address: str) -> None:
    """Say that what this form made is shown by its own answer, once; sent again, it leads to this address."""
    request._shown_once = address  # type: ignore[attr-defined]


def taken_back(name: str) -> None:
    """Let the form be sent again that made this, if it was sent within the hour."""
    with suppress(DatabaseError):
        if key := cache.get(f"made:{name}"):
            cache.delete(key)


class OnceMiddleware:
    """Answer the second sending of a form with where the first one led."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if not key:
            response = self.get_response(request)
            _let_again(request, response)
            return response
        if not cache.add(key, _RUNNING, RUNNING_FOR):
            first, done_at = _awaited(key)
            if first:
                _tell(request, done_at)
                return HttpResponseRedirect(first)
        try:
            response = self.get_response(request)
        except BaseException:
            _forget(key)
            raise
        _keep(key, response, getattr(request, "_shown_once", ""))
        if way_back := undo.way_back_of(request):
            _note_way_back(request, way_back, key)
        if name := getattr(request, "_made_once", ""):
            with suppress(DatabaseError):
                cache.set(f"made:{name}", key, KEPT)
        return response


def _keep(key: str, response: HttpResponse, address: str) -> None:
    """Keep where a form led; one that was refused may be sent again."""
    if isinstance(response, HttpResponseRedirect):
        cache.set(key, (response.url, time.time()), KEPT)
    elif address:
        cache.set(key, (address, time.time()), KEPT)
    else:
        _forget(key)


def _note_way_back(request: HttpRequest, address: str, key: str) -> None:
    """Remember which form is to be done again once somebody posts to this address."""
    with suppress(DatabaseError):
        cache.set(_of_way_back(request, address), key, KEPT)


def _let_again(request: HttpRequest, response: HttpResponse) -> None:
    """After an undo, let the form be sent again whose doing was taken back."""
    if request.method != "POST" or undo.FIELD not in request.POST or response.status_code >= FAULT:
        return
    with suppress(DatabaseError):
        if key := cache.get(_of_way_back(request, request.get_full_path())):
            cache.delete(key)


def _of_way_back(request: HttpRequest, address: str) -> str:
    text = repr((getattr(request.user, "pk", None), address))
    return f"undo:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"


def _forget(key: str) -> None:
    """Let the form be sent again; where the database is too busy for that, its own answer stands all the same."""
    with suppress(DatabaseError):
        cache.delete(key)


def _tell(request: HttpRequest, done_at: float) -> None:
    """Say that it was done before, unless the two sendings are one double click."""
    if time.time() - done_at > DOUBLE_CLICK:
        messages.info(request, _("This was saved already. It was not done a second time."))


def _awaited(key: str) -> tuple[str, float]:
    """Wait until the first sending is done; nothing when it was refused or never came to an end."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        found = cache.get(key)
        if found != _RUNNING:
            return found or ("", 0.0)
        time.sleep(STEP)
    return "", 0.0


def _key(request: HttpRequest) -> str:
    if request.method != "POST" or request.content_type not in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ):
        return ""
    if request.path.startswith("/api/") or request.FILES:
        return ""
    token = request.POST.get(FIELD, "")
    if not 0 < len(token) <= LONGEST:
        return ""
    content: list[Any] = [
        (name, values) for name, values in sorted(request.POST.lists()) if name != "csrfmiddlewaretoken"
    ]
    text = repr((request.path, getattr(request.user, "pk", None), content))
    return f"once:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"
