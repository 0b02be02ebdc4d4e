"""The company's OpenID Connect provider, when it is named in the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

NAMES = ("JORNADA_OIDC_URL", "JORNADA_OIDC_CLIENT_ID", "JORNADA_OIDC_SECRET")


def read_provider(environment: Mapping[str, str]) -> dict[str, Any]:
    """Read one provider; none when no variable is set, a fault when some are missing.

    What holds for all, those of the settings page too: the code that comes back is of use to this browser alone (PKCE).

    Examples
    --------
    >>> read_provider({})
    {'openid_connect': {'OAUTH_PKCE_ENABLED': True}}
    """
    given = {name: environment.get(name, "").strip() for name in NAMES}
    if not any(given.values()):
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise ImproperlyConfigured(
            f"Sign-in through a provider needs {', '.join(NAMES)}; {', '.join(missing)} missing."
        )
    url = given["JORNADA_OIDC_URL"]
    if not url.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        raise ImproperlyConfigured(f"JORNADA_OIDC_URL must begin with https://, not {url!r}.")
    app = {
        "provider_id": "company",
        "name": environment.get("JORNADA_OIDC_NAME", "").strip() or "OpenID Connect",
        "client_id": given["JORNADA_OIDC_CLIENT_ID"],
        "secret": given["JORNADA_OIDC_SECRET"],
        "settings": {"server_url": url.rstrip("/")},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
