"""Who calls: a token of the person's own, or the session of the browser."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from jornada.apps.org import tokens
from jornada.apps.org.models import User


class Bearer(HttpBearer):
    """`Authorization: Bearer <token>`; tokens are made under Settings › API tokens."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        return tokens.verify(token)


class Session(APIKeyCookie):
    """The signed-in browser, which also sends the CSRF token when it writes."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        return request.user if request.user.is_authenticated else None


AUTH = [Bearer(), Session()]
