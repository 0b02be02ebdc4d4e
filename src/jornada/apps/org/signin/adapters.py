"""How allauth's second factors and providers behave in this house."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.org.signin import log
from jornada.apps.org.signin.backend import SECOND_FACTORS, with_rule
from jornada.apps.org.signin.models import SignIn


class FactorAdapter(DefaultMFAAdapter):
    """Keep secrets encrypted; hold on to the last factor of whoever must have one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy("Your role needs a second factor: set up another one first."),
        "incorrect_code": gettext_lazy("That did not match. Check the time of your device and try the next code."),
    }

    def get_totp_issuer(self) -> str:
        return "Jornada"

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person = with_rule(type(authenticator.user).objects.filter(pk=authenticator.user_id)).get()
        if not (person.role_rule or {}).get("needs_second_factor"):
            return True
        others = Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exclude(pk=authenticator.pk)
        return others.exists()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        from jornada.apps.org.signin.devices import in_words

        names = in_words(context.request.META.get("HTTP_USER_AGENT", "")) if context.request else ()
        return " · ".join(name for name in reversed(names) if name) or str(_("Passkey"))

    def _get_site_name(self) -> str:
        return "Jornada"


class CompanyAccountAdapter(DefaultSocialAccountAdapter):
    """Let in whom an administrator has made: found by the address that the provider vouches for."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing:
            return
        trusts = bool(sociallogin.provider.app.settings.get("trusts_addresses"))
        addresses = [one.email for one in sociallogin.email_addresses]
        believed = [one.email for one in sociallogin.email_addresses if one.verified or trusts]
        for address in believed:
            people = [person for person in filter_users_by_email(address) if person.is_active]
            if len(people) == 1:
                sociallogin.connect(request, people[0])
                return
        if addresses and not believed:
            log.note_unverified(request, addresses[0])
            raise ImmediateHttpResponse(unverified(request, sociallogin.provider.app.name))
        log.note_unknown(request, next(iter(addresses), ""))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **more: Any
    ) -> None:
        """Note an answer that was not believed; who turned back or found the provider silent was not refused."""
        if isinstance(exception, (OAuth2Error, PermissionDenied)):
            log.note_refused(request, SignIn.Way.PROVIDER)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def unverified(request: HttpRequest, provider: str) -> HttpResponse:
    """Say the same whether or not the address is somebody's here."""
    text = _(
        "%(provider)s does not say that your e-mail address is verified, so it lets nobody in. Tell an administrator"
        " of Jornada: the settings of the provider can trust its addresses."
    )
    return render(
        request, "socialaccount/authentication_error.html", {"text": text % {"provider": provider}}, status=403
    )


def _box() -> Fernet:
    digest = hashlib.sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
