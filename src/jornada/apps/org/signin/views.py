"""Pages of one's own sign-in: second factor, passkeys, recovery codes, where one is signed in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jornada.apps.org.signin import browsers, devices, log
from jornada.apps.org.signin.backend import needs_second_factor


def security(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "org/signin/security.html",
        {
            **_factors(request.user),
            "browsers": [_shown(row, request) for row in browsers.browsers_of(request.user)],
            "sign_ins": [(row, devices.named(row.agent)) for row in log.last_sign_ins(request.user)],
            "is_required": needs_second_factor(request.user),
            "providers": SocialAccount.objects.filter(user=request.user),
        },
    )


@require_POST
def browser_end(request: HttpRequest, pk: int) -> HttpResponse:
    browsers.end(get_object_or_404(request.user.browsers.exclude(session_key=request.session.session_key), pk=pk))
    messages.success(request, _("Signed out there."))
    return redirect("security")


@require_POST
def browsers_end(request: HttpRequest) -> HttpResponse:
    number = browsers.end_all(request.user, but=request.session.session_key)
    said = ngettext("Signed out of %(n)d other browser.", "Signed out of %(n)d other browsers.", number)
    messages.success(request, said % {"n": number})
    return redirect("security")


def _factors(user: Any) -> dict[str, Any]:
    rows = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    return {
        "app": next((row for row in rows if row.type == Authenticator.Type.TOTP), None),
        "passkeys": [row for row in rows if row.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
    }


def _shown(row: Any, request: HttpRequest) -> dict[str, Any]:
    return {
        "row": row,
        "name": devices.named(row.agent),
        "icon": "device-mobile" if devices.is_phone(row.agent) else "device-desktop",
        "is_here": row.session_key == request.session.session_key,
    }
