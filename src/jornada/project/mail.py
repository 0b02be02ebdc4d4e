"""The mail server, read from one address: smtp://user:password@host:587/?tls=true."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

VARIABLE = "JORNADA_MAIL_URL"
EXPECTED = "Expected for example smtp://user:password@mail.company.com:587/?tls=true."
PORTS = {"smtp": 25, "smtps": 465}
ANSWERS = {"true": True, "1": True, "false": False, "0": False}
PATIENCE_SECONDS = 10


def read_mail_url(url: str) -> dict[str, Any]:
    """Return Django's settings of the mail server at an address; nothing for no address."""
    if not url.strip():
        return {}
    parts, port = _parts(url.strip())
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": _is_tls(parts),
        "EMAIL_TIMEOUT": PATIENCE_SECONDS,
    }


def _parts(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _wrong(f"cannot be read ({error})") from error
    if parts.scheme not in PORTS:
        raise _wrong(f"begins with {parts.scheme!r}, not smtp or smtps")
    if not parts.hostname:
        raise _wrong("names no host")
    if parts.path not in ("", "/"):
        raise _wrong(f"has a path, {parts.path!r}")
    return parts, port


def _is_tls(parts: SplitResult) -> bool:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    text = options.pop("tls", "false").lower()
    if options:
        raise _wrong(f"has an unknown option, {', '.join(sorted(options))}")
    if text not in ANSWERS:
        raise _wrong(f"says tls={text}; tls is true or false")
    if ANSWERS[text] and parts.scheme == "smtps":
        raise _wrong("asks for both smtps and tls=true; one of them is enough")
    return ANSWERS[text]


def _wrong(what: str) -> ImproperlyConfigured:
    """Describe the fault without the address itself, which holds a password."""
    return ImproperlyConfigured(f"{VARIABLE} {what}. {EXPECTED}")
