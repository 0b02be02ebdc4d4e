"""The step after the password: a code or a passkey, as long as there is one."""

from __future__ import annotations

from allauth.account.internal.stagekit import get_pending_stage
from allauth.mfa.base import views as allauth_views
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jornada.apps.org.signin.backend import SECOND_FACTORS


def authenticate(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor; whose factors were taken away meanwhile begins again with the password.

    Sent back to the sign-in page with the password still known, a browser would be led here for ever.
    """
    stage = get_pending_stage(request)
    if isinstance(stage, AuthenticateStage) and not is_mfa_enabled(stage.login.user, SECOND_FACTORS):
        messages.info(request, _("No second factor is asked for any more. Sign in with your password."))
        return stage.abort()
    return allauth_views.authenticate(request)
