"""Keys for the API: shown once, kept as prefix and SHA-256, checked on each call."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from copy import copy
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jornada.apps.org import history
from jornada.apps.org.kept import Kept
from jornada.apps.org.models import ApiToken, User
from jornada.apps.org.signin.backend import PeopleBackend

MARK = "jor_"
PREFIX_LENGTH = 12
SEEN_EVERY = timedelta(minutes=5)
EVERYTHING = "*"
_scopes: list[Callable[[], Iterable[tuple[str, str]]]] = []


def offer_scopes(provider: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """Let the API say which kinds of record its operations are about: code and label of each."""
    _scopes[:] = [provider]


def scope_names() -> list[tuple[str, str]]:
    return [pair for provider in _scopes for pair in provider()]


def has_scope(token: ApiToken, scope: str) -> bool:
    """Say whether a token may do this; who may write may also read."""
    kind, _colon, deed = scope.partition(":")
    return EVERYTHING in token.scopes or scope in token.scopes or (deed == "read" and f"{kind}:write" in token.scopes)


def create(
    user: User, name: str, scopes: Iterable[str] = (EVERYTHING,), expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """Make a token; the text is returned this one time and never kept."""
    text = MARK + secrets.token_urlsafe(32)
    values = {"name": name, "scopes": sorted(scopes), "expires_at": expires_at}
    with transaction.atomic():
        token = ApiToken.objects.create(user=user, prefix=text[:PREFIX_LENGTH], digest=_digest(text), **values)
        history.record_created(user, token)
    return token, text


def verify(text: str) -> User | None:
    """Return whose token this is, when it works and its owner still works here."""
    token = find(text)
    return token and token.user


def find(text: str) -> ApiToken | None:
    """Return the token with its person, when it is known, not revoked, not over, and the person still works here."""
    now = timezone.now()
    known = _known(text[:PREFIX_LENGTH])
    if known is None or not hmac.compare_digest(known.digest, _digest(text)) or is_over(known, now):
        return None
    person = PeopleBackend().get_user(known.user_id)
    if person is None:
        return None
    token = copy(known)
    token.user = person
    if token.last_used_at is None or abs(now - token.last_used_at) > SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def revoke(token: ApiToken) -> None:
    """End a token at once; its row stays, to show that it was there."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            history.record_deleted(token.user, token)


def is_over(token: ApiToken, now: datetime) -> bool:
    return token.expires_at is not None and token.expires_at <= now


def _read(prefix: str) -> ApiToken | None:
    return ApiToken.objects.filter(prefix=prefix, revoked_at=None).first()


_known = Kept(_read, ApiToken)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
