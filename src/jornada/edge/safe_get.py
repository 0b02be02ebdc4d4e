"""Reading an address that somebody typed, from the server: only places that `safe_http` lets through, never too much.

Redirects are followed a few times, each looked at anew.
"""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin

from django.utils.translation import gettext as _

from jornada.edge.safe_http import NotAllowedError, Pinned, allowed_address, check_url, port_of, target_of

WHOLE_SECONDS = 20.0
MOST_REDIRECTS = 3


class CannotReadError(Exception):
    """The address cannot be read; the text tells the user why."""


@dataclass(frozen=True, slots=True)
class Read:
    """What came back; no body when nothing changed since the tag that was sent."""

    body: bytes
    tag: str
    is_unchanged: bool = False


def read(url: str, most_bytes: int, tag: str = "") -> Read:
    """Read an address; `tag` is what the server called the content the last time."""
    until = time.monotonic() + WHOLE_SECONDS
    for _hop in range(MOST_REDIRECTS + 1):
        status, headers, body = _once(url, most_bytes, tag, until)
        if status in (301, 302, 303, 307, 308) and headers.get("Location"):
            url = urljoin(url, headers["Location"])
            continue
        if status == 304:
            return Read(b"", tag, is_unchanged=True)
        if status != 200:
            raise CannotReadError(_("The server answered %(status)s.") % {"status": status})
        return Read(body, headers.get("ETag") or "")
    raise CannotReadError(_("The address leads from one place to the next without end."))


def check(url: str) -> SplitResult:
    """Return the parts of an address that may be called, or say why it is none."""
    try:
        return check_url(url)
    except NotAllowedError as error:
        raise CannotReadError(_("Expected an address such as https://calendar.example.com/my.ics.")) from error


def _once(url: str, most_bytes: int, tag: str, until: float) -> tuple[int, http.client.HTTPMessage, bytes]:
    parts = check(url)
    connection = Pinned(parts, _resolved(parts), until)
    sent = {"Accept": "text/calendar", "User-Agent": "Jornada", "Connection": "close"}
    try:
        connection.request("GET", target_of(parts), headers={**sent, **({"If-None-Match": tag} if tag else {})})
        response = connection.getresponse()
        return response.status, response.headers, _body(response, most_bytes)
    except TimeoutError as error:
        raise CannotReadError(_("The answer took too long.")) from error
    except (http.client.HTTPException, OSError, ValueError) as error:
        raise CannotReadError(_("The address does not answer: %(why)s") % {"why": str(error)[:120]}) from error
    finally:
        connection.close()


def _resolved(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        return allowed_address(host, port_of(parts))
    except NotAllowedError as error:
        raise CannotReadError(
            _("%(host)s is not a public address: it is not called from here.") % {"host": host}
        ) from error
    except OSError as error:
        raise CannotReadError(_("The name %(host)s is not known.") % {"host": host}) from error


def _body(response: http.client.HTTPResponse, most_bytes: int) -> bytes:
    kept = b""
    while True:
        piece = response.read1(64 * 1024)
        if not piece:
            return kept
        kept += piece
        if len(kept) > most_bytes:
            large = _("The calendar is larger than %(most)s MB.")
            raise CannotReadError(large % {"most": most_bytes // 1024**2})
