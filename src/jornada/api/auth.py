"""Who calls: a token of the person's own, with its scopes, or the session of the browser.

What an operation needs follows from its address: `GET /accounts/7` needs `accounts:read`, every other method
`accounts:write`. `SHARED` names addresses that belong to another scope or to none.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.security import APIKeyCookie, HttpBearer

from jornada.apps.org import tokens
from jornada.apps.org.models import User

PREFIX = "/api/v1/"
NONE = ""
SHARED = {
    "proposals": "opportunities",
    "pipelines": "opportunities",
    "pipeline-stages": "opportunities",
    "lost-reasons": "opportunities",
    "competitors": "opportunities",
    "sources": "leads",
    "scoring": "leads",
    "activities": "touches",
    "kpis": "figures",
    "journey": "figures",
    "teams": "users",
    "me": NONE,
    "search": NONE,
    "docs": NONE,
    "openapi.json": NONE,
}
# Questions that are asked by POST because they do not fit in an address.
QUESTIONS = ("segments/count",)
LABELS = {
    "accounts": gettext_lazy("Accounts"),
    "contacts": gettext_lazy("Contacts"),
    "leads": gettext_lazy("Leads"),
    "opportunities": gettext_lazy("Opportunities"),
    "products": gettext_lazy("Products"),
    "touches": gettext_lazy("Interactions"),
    "tasks": gettext_lazy("Tasks"),
    "reminder-rules": gettext_lazy("Reminder rules"),
    "segments": gettext_lazy("Segments"),
    "personas": gettext_lazy("Personas"),
    "intent-tests": gettext_lazy("Intent tests"),
    "notes": gettext_lazy("Notes"),
    "files": gettext_lazy("Files"),
    "duplicates": gettext_lazy("Duplicates"),
    "handoff": gettext_lazy("Hand-off"),
    "figures": gettext_lazy("Figures"),
    "users": gettext_lazy("Users and teams"),
    "webhooks": gettext_lazy("Webhooks"),
}


class MissingScopeError(PermissionDenied):
    """The token may not do this; the text names the scope."""


def missing(scope: str) -> MissingScopeError:
    said = _("This token lacks the scope %(scope)s. Make one that has it under Settings › API tokens.")
    return MissingScopeError(said % {"scope": scope})


def may_read(request: HttpRequest, kind: str) -> bool:
    """Say whether the caller's token reads a kind of record; the browser's session reads what its person may."""
    token = getattr(request, "api_token", None)
    return token is None or tokens.has_scope(token, f"{kind}:read")


def scope_of(method: str, path: str) -> str:
    """Name the scope that a call needs; nothing for what every token may ask.

    Examples
    --------
    >>> scope_of("GET", "/api/v1/accounts/7")
    'accounts:read'
    >>> scope_of("POST", "/api/v1/proposals/3/send")
    'opportunities:write'
    """
    rest = path.removeprefix(PREFIX)
    first = rest.partition("/")[0]
    kind = SHARED.get(first, first)
    is_reading = method in ("GET", "HEAD", "OPTIONS") or rest.strip("/") in QUESTIONS
    return f"{kind}:{'read' if is_reading else 'write'}" if kind else NONE


def scope_names() -> list[tuple[str, str]]:
    """Return the kinds of record that the API has operations on, with their labels."""
    from jornada.api.urls import api

    firsts = {path.strip("/").partition("/")[0] for prefix, router in api._routers for path in _paths(prefix, router)}
    kinds = {SHARED.get(first, first) for first in firsts} - {NONE}
    order = [*LABELS, *sorted(kinds - set(LABELS))]
    return [(kind, str(LABELS.get(kind, kind.capitalize()))) for kind in order if kind in kinds]


def _paths(prefix: str, router: Any) -> list[str]:
    return [f"{prefix}/{path.lstrip('/')}" for path in router.path_operations]


class Bearer(HttpBearer):
    """`Authorization: Bearer <token>`; tokens are made under Settings › API tokens."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = tokens.find(token)
        if found is None:
            return None
        scope = scope_of(request.method or "GET", request.path_info)
        if scope and not tokens.has_scope(found, scope):
            raise missing(scope)
        request.api_token = found  # type: ignore[attr-defined]
        return found.user


class Session(APIKeyCookie):
    """The signed-in browser, which also sends the CSRF token when it writes."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        # A program sends no cookie: its token is missing, revoked or over, and that is what it must be told.
        return super()._get_key(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        return request.user if request.user.is_authenticated else None


AUTH = [Bearer(), Session()]
