"""Keys for the API: shown once, kept as prefix and SHA-256, checked on each call."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.utils import timezone

from jornada.apps.org.models import ApiToken, User

MARK = "jor_"
PREFIX_LENGTH = 12
SEEN_EVERY = timedelta(minutes=5)


def create(user: User, name: str) -> tuple[ApiToken, str]:
    """Make a token; the text is returned this one time and never kept."""
    text = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(user=user, name=name, prefix=text[:PREFIX_LENGTH], digest=_digest(text))
    return token, text


def verify(text: str) -> User | None:
    """Return whose token this is, when it is known, not revoked, and its owner still works here."""
    token = ApiToken.objects.select_related("user").filter(prefix=text[:PREFIX_LENGTH], revoked_at=None).first()
    if token is None or not hmac.compare_digest(token.digest, _digest(text)) or not token.user.is_active:
        return None
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user


def revoke(token: ApiToken) -> None:
    """End a token at once; its row stays, to show that it was there."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
