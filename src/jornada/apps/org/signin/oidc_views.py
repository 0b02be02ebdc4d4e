"""To the company's provider and back; what goes wrong on the way is said in words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect import views as provider
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jornada.apps.org.signin import log
from jornada.apps.org.signin.models import SignIn
from jornada.apps.org.signin.oidc_checks import CheckedAdapter, with_nonce
from jornada.apps.org.signin.oidc_keys import KeysNotReadError, NotSignedError

logger = logging.getLogger(__name__)


def begin(request: HttpRequest, provider_id: str) -> Any:
    answer = _guarded(provider.login, request, provider_id)
    if answer.status_code == 302:
        answer["Location"] = with_nonce(answer["Location"])
    return answer


def come_back(request: HttpRequest, provider_id: str) -> Any:
    return _guarded(_checked, request, provider_id)


def cancelled(request: HttpRequest) -> HttpResponse:
    return redirect("account_login")


def failed(request: HttpRequest) -> HttpResponse:
    return _told(request, _("The sign-in was not completed. Try again."), 401)


def unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "account/signup_closed.html", status=403)


def _checked(request: HttpRequest, provider_id: str) -> Any:
    try:
        return OAuth2CallbackView.adapter_view(CheckedAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error


def _guarded(view: Callable[..., Any], request: HttpRequest, provider_id: str) -> Any:
    """Turn an answer that is missing or makes no sense into a page; the cause goes to the log."""
    try:
        # What `requests` raises is an OSError.
        return view(request, provider_id)
    except (NotSignedError, KeysNotReadError) as error:
        logger.warning("Sign-in through %s failed: %s", provider_id, error)
        if isinstance(error, NotSignedError):
            log.note_refused(request, SignIn.Way.PROVIDER)
        return _told(request, str(error.text), error.status)
    except (OSError, OAuth2Error, PermissionDenied, ValueError, KeyError, TypeError) as error:
        logger.warning("Sign-in through %s failed: %s", provider_id, error)
        return _told(
            request, _("The provider does not answer as it should. Try again, or sign in with your password."), 503
        )


def _told(request: HttpRequest, text: str, status: int) -> HttpResponse:
    return render(request, "socialaccount/authentication_error.html", {"text": text}, status=status)
