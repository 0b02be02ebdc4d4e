"""How people get an account: an administrator makes it; nobody signs up alone."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from jornada.apps.org.models import User
from jornada.apps.org.signin import log
from jornada.apps.org.signin.models import SignIn
from jornada.ui import numbers


class MailFailedError(Exception):
    """The mail server did not take a message."""


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Close the sign-up page; tell a mail server's refusal apart from other faults; note who is held back."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            if not request.user.is_authenticated:
                typed = str(credentials.get("email") or credentials.get("username") or "")
                log.note_held(request, SignIn.Way.PASSWORD, typed=typed)
            raise

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        if not user.is_active:
            log.note_inactive(request, user)
        return super().pre_login(request, user, **more)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        works_for = numbers.duration(settings.PASSWORD_RESET_TIMEOUT)
        try:
            super().send_mail(template_prefix, email, {**context, "works_for": works_for})
        except OSError as error:
            raise MailFailedError from error
