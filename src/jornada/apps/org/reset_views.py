"""The page that mails a link for a new password, where there is a mail server to send it."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.views import PasswordResetView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jornada.apps.org.adapter import MailFailedError

logger = logging.getLogger(__name__)


class MailedResetView(PasswordResetView):
    """Ask for an address and mail the link; without a mail server, say who can help."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.HAS_MAIL:
            return render(request, "account/password_reset_by_hand.html")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except MailFailedError as error:
            logger.warning("The mail server refused a message: %s", error.__cause__)
            form.add_error(
                None, _("The mail could not be sent. Try again later, or ask your administrator for a new password.")
            )
            return self.render_to_response(self.get_context_data(form=form), status=503)
