"""Whether the provider signed its answer: OpenID Connect Core, 3.1.3.7, by the keys of its `jwks_uri`.

Keys are kept for some minutes. A token that names a key we do not know has them read once more: the provider may have
changed them since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

KEPT_SECONDS = 10 * 60
# What a provider uses that says nothing (Core, 3.1.3.7, 7).
USUAL = ("RS256",)
FAMILIES = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
LOCAL = ("localhost", "127.0.0.1", "::1")
Key = Mapping[str, Any]


class NotSignedError(Exception):
    """The token does not bear the provider's signature."""

    text = _("The answer does not bear the signature of your provider, so nobody was let in. Tell your administrator.")
    status = 401


class KeysNotReadError(Exception):
    """The provider's keys cannot be read, so nobody can say whether its answer is genuine."""

    text = _(
        "The keys by which your provider signs could not be read, so its answer cannot be checked. "
        "Try again in a moment, or sign in with your password."
    )
    status = 503


def check_signature(token: str, config: Mapping[str, Any], secret: str) -> None:
    """Raise `NotSignedError` unless the provider, or for HMAC whoever knows our secret, signed the token."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise NotSignedError(f"The id_token cannot be read: {error}") from error
    algorithm, kid = str(header.get("alg", "")), header.get("kid")
    if algorithm.lower() == "none" or algorithm not in (config.get("id_token_signing_alg_values_supported") or USUAL):
        raise NotSignedError(f"The id_token is signed by {algorithm!r}, which the provider does not name.")
    if algorithm.startswith("HS"):
        signed = bool(secret) and _is_signed(token, algorithm, secret)
    else:
        signed = _is_signed_by_provider(token, algorithm, kid, config)
    if not signed:
        raise NotSignedError(f"No key of the provider fits the id_token ({algorithm}, key {kid!r}).")


def _is_signed_by_provider(token: str, algorithm: str, kid: Any, config: Mapping[str, Any]) -> bool:
    address = str(config.get("jwks_uri") or "")
    kept = cache.get(_place(address))
    if kept and _fits(token, algorithm, kid, kept):
        return True
    return _fits(token, algorithm, kid, _read(address))


def _fits(token: str, algorithm: str, kid: Any, keys: Sequence[Key]) -> bool:
    return any(_is_signed(token, algorithm, key) for key in keys if _may_be(key, algorithm, kid))


def _may_be(key: Key, algorithm: str, kid: Any) -> bool:
    """Say whether a key is for this: by its name where the token names one, by its kind and by its purpose."""
    is_named = kid is None or key.get("kid") == kid
    is_kind = key.get("kty") == FAMILIES.get(algorithm[:2]) and key.get("alg", algorithm) == algorithm
    return is_named and is_kind and key.get("use", "sig") == "sig"


def _is_signed(token: str, algorithm: str, key: Key | str) -> bool:
    try:
        made = key if isinstance(key, str) else jwt.PyJWK(dict(key), algorithm).key
        jwt.PyJWS().decode_complete(token, made, algorithms=[algorithm])
    except (jwt.PyJWTError, ValueError, TypeError):
        return False
    return True


def _read(address: str) -> list[Key]:
    """Read the keys and keep them."""
    try:
        _require_safe(address)
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            # Whoever can write into one plain hop could write keys of their own.
            for hop in (*answer.history, answer):
                _require_safe(hop.url)
            answer.raise_for_status()
            keys = [key for key in answer.json()["keys"] if isinstance(key, dict)]
    # What `requests` raises is an OSError.
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeysNotReadError(f"The provider's keys at {address!r} cannot be read: {error}") from error
    cache.set(_place(address), keys, KEPT_SECONDS)
    return keys


def _require_safe(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOCAL:
        raise ValueError("expected an address that begins with https://")


def _place(address: str) -> str:
    return f"oidc-keys:{hashlib.sha256(json.dumps(address).encode()).hexdigest()[:32]}"
