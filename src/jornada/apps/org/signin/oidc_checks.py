"""What is checked of a provider's answer besides what allauth checks: OpenID Connect Core, 3.1.3.7 and 5.3.2.

The nonce is made from the state, which lives in the session of this browser and is used once: it needs no keeping.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode

from jornada.apps.org.signin.oidc_keys import check_signature


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """Believe a token only if the provider signed it, for this sign-in, for us, about the person whose details came."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The provider sent no id_token")
        login = super().complete_login(request, app, token, **kwargs)
        data = login.account.extra_data
        about = data.get("userinfo")
        if about is not None and about.get("sub") != data["id_token"].get("sub"):
            raise OAuth2Error("The details are of somebody else than the id_token")
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        check_signature(id_token, self.openid_config, app.secret)
        claims = super()._decode_id_token(app, id_token)
        if not constant_time_compare(str(claims.get("nonce", "")), nonce_of(self.request.GET.get("state", ""))):
            raise OAuth2Error("The id_token is of another sign-in (nonce)")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The id_token was made for another client (azp)")
        return claims


def nonce_of(state: str) -> str:
    return salted_hmac("oidc nonce", state, algorithm="sha256").hexdigest()


def with_nonce(address: str) -> str:
    """Add the nonce to the address of the provider that a browser is sent to."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "state" not in query:
        return address
    return parts._replace(query=urlencode({**query, "nonce": nonce_of(query["state"])})).geturl()
