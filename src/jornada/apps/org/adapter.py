"""How people get an account: an administrator makes it; nobody signs up alone."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from jornada.ui import numbers


class MailFailedError(Exception):
    """The mail server did not take a message."""


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Close the sign-up page; tell a mail server's refusal apart from other faults."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        works_for = numbers.duration(settings.PASSWORD_RESET_TIMEOUT)
        try:
            super().send_mail(template_prefix, email, {**context, "works_for": works_for})
        except OSError as error:
            raise MailFailedError from error
