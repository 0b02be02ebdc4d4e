"""The page that mails a link for a new password, where there is a mail server to send it."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.views import PasswordResetView
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.org.adapter import MailFailedError
from jornada.apps.org.invites.forms import HelpForm
from jornada.apps.org.invites.helping import ask_for_help

logger = logging.getLogger(__name__)


class MailedResetView(PasswordResetView):
    """Ask for an address and mail the link; without a mail server, say who can help."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.HAS_MAIL:
            return _by_hand(request)
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


def _by_hand(request: HttpRequest) -> HttpResponse:
    """Tell the administrators who asks; the answer is the same for a name that nobody has."""
    form = HelpForm(request.POST or None)
    is_told = request.method == "POST" and form.is_valid()
    if is_told:
        limited = ratelimit.consume_or_429(request, action="reset_password", key=form.cleaned_data["login"].lower())
        if limited:
            return limited
        ask_for_help(form.cleaned_data["login"], timezone.now())
    return render(request, "account/password_reset_by_hand.html", {"form": form, "is_told": is_told})
