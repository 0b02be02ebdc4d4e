"""Who calls, as a word that may be kept: limits and kept answers are each caller's own."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest


def caller_of(request: HttpRequest) -> str:
    """Return a digest of the token, or the id of the person who is signed in."""
    token = request.headers.get("Authorization", "")
    if token:
        return hashlib.sha256(token.encode()).hexdigest()[:40]
    return f"user-{request.user.pk}" if request.user.is_authenticated else "nobody"
