"""Addresses that let in whoever has them are cut before they are written to the log."""

from __future__ import annotations

import logging
import re
from typing import Any

SECRET = re.compile(
    r"(?P<head>/(?:welcome|password/reset/key|calendar/feed|daily-mail/off|p)/)(?P<secret>[^/\s\"'?]{12,})"
)
MASK = r"\g<head>…"


class SecretAddresses(logging.Filter):
    """Leaves out of a line what works as a key; an address that was refused may still work."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = SECRET.sub(MASK, record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_masked(value) for value in record.args)
        return True


def _masked(value: Any) -> Any:
    return SECRET.sub(MASK, value) if isinstance(value, str) else value
