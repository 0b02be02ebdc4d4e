"""Keys for the API: shown once, kept as prefix and SHA-256."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.utils import timezone

from jornada.apps.org.models import ApiToken, User

USED_EVERY = timedelta(minutes=5)


def make_token(user: User, name: str) -> tuple[ApiToken, str]:
    """Make a key; the text is returned here and nowhere else."""
    prefix = secrets.token_hex(6)
    text = f"{prefix}.{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(user=user, name=name, prefix=prefix, digest=_digest(text))
    return token, text


def verify(text: str) -> User | None:
    """Return whose key this is, or None when it is unknown, revoked, or the person is inactive."""
    prefix = text.partition(".")[0]
    if not prefix.isalnum():
        return None
    token = ApiToken.objects.select_related("user").filter(prefix=prefix, revoked_at=None).first()
    if token is None or not hmac.compare_digest(token.digest, _digest(text)) or not token.user.is_active:
        return None
    _note_use(token)
    return token.user


def revoke(token: ApiToken) -> None:
    """Make a key useless for ever."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def _note_use(token: ApiToken) -> None:
    """Keep when the key was last used, to within minutes: a write on every call would cost more than the call."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
