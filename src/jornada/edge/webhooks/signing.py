"""Signatures as Standard Webhooks has them: https://www.standardwebhooks.com."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

MARK = "whsec_"


def new_secret() -> str:
    """Return a fresh secret of 32 random bytes."""
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def headers_of(key: str, at: datetime, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """Return the headers that let the receiver check who sent a message and when."""
    stamp = str(int(at.timestamp()))
    signed = b".".join((key.encode(), stamp.encode(), body))
    signatures = " ".join(f"v1,{_signature(secret, signed)}" for secret in keys)
    return {"webhook-id": key, "webhook-timestamp": stamp, "webhook-signature": signatures}


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(MARK))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
