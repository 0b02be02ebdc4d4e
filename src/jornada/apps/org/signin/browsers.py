"""Where people are signed in: noted at the sign-in, seen every few minutes, ended from afar."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone

from jornada.apps.org.models import User
from jornada.apps.org.signin.models import BrowserSession, SignIn

SEEN_EVERY = timedelta(minutes=5)


def note_sign_in(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    """Remember the browser in which somebody has just signed in."""
    if request.session.session_key is None:
        request.session.save()
    now = timezone.now()
    values = {
        "user": user,
        "agent": request.META.get("HTTP_USER_AGENT", "")[:300],
        "address": address_of(request),
        "way": way_of(request),
        "began_at": now,
        "seen_at": now,
    }
    BrowserSession.objects.update_or_create(session_key=request.session.session_key, defaults=values)
    _is_news(request.session.session_key)


def note_seen(request: HttpRequest) -> None:
    """Write down that a browser is in use, not more often than every few minutes."""
    key = request.session.session_key
    if key and _is_news(key):
        values = {"seen_at": timezone.now(), "address": address_of(request)}
        if not BrowserSession.objects.filter(session_key=key).update(**values):
            note_sign_in(None, request, request.user)


def browsers_of(user: User) -> list[BrowserSession]:
    """Return where a person is signed in now, the latest first; rows whose session is over are removed."""
    rows = list(user.browsers.all())
    keys = [row.session_key for row in rows]
    living = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    BrowserSession.objects.filter(pk__in=[row.pk for row in rows if row.session_key not in living]).delete()
    return [row for row in rows if row.session_key in living]


def end(row: BrowserSession) -> None:
    """Sign a browser out: its next request is a stranger's."""
    import_module(settings.SESSION_ENGINE).SessionStore().delete(row.session_key)
    row.delete()


def end_all(user: User, but: str | None = None) -> int:
    """Sign a person out everywhere, or everywhere but in one browser; return in how many."""
    rows = list(user.browsers.exclude(session_key=but or ""))
    for row in rows:
        end(row)
    return len(rows)


def _is_news(key: str) -> bool:
    return bool(caches["local"].add(f"seen:{key}", 1, SEEN_EVERY.total_seconds()))


def address_of(request: HttpRequest) -> str:
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.IS_HTTPS else ""
    return (forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))[:45]


def way_of(request: HttpRequest) -> SignIn.Way:
    """Name how the person came in, from what allauth notes in the session."""
    records = request.session.get("account_authentication_methods") or []
    methods = {record.get("method") for record in records}
    if any(record.get("passwordless") for record in records):
        return SignIn.Way.PASSKEY
    if "socialaccount" in methods:
        return SignIn.Way.PROVIDER
    if "link" in methods:
        return SignIn.Way.LINK
    return SignIn.Way.TWO_FACTORS if "mfa" in methods else SignIn.Way.PASSWORD
