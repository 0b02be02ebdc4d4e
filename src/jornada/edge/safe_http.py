"""Requests that the server makes to addresses that people wrote: only to allowed places, and never for long.

The name is resolved once; every address it has must be public, and the connection goes to the address that was
checked, so that a name cannot point elsewhere a moment later (DNS rebinding). Redirects are not followed. What comes
back is read up to a limit, and all of it, the first line and the headers too, has one deadline.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
CONNECT_SECONDS, WHOLE_SECONDS = 5.0, 15.0
MOST_BYTES = 64 * 1024
LATE = gettext_lazy("The answer took too long.")
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What stands for itself in a path or query; other signs are written in percents, as browsers do.
PLAIN = "%/:?@!$&'()*+,;=~[]|^`{}\\\"<>"


class NotAllowedError(Exception):
    """The address leads to a place that the server does not call."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, the beginning of the body, and how long it took."""

    status: int
    body: bytes
    milliseconds: int


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a body and return the answer; raises `NotAllowedError`, or `OSError` when nothing came back."""
    started = time.monotonic()
    parts = check_url(url)
    address = allowed_address(parts.hostname or "", port_of(parts))
    connection = Pinned(parts, address, started + WHOLE_SECONDS)
    try:
        connection.request("POST", target_of(parts), body=body, headers={**headers, "Connection": "close"})
        response = connection.getresponse()
        kept = _read(response)
        return Answer(response.status, kept, int((time.monotonic() - started) * 1000))
    except http.client.HTTPException as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()


def check_url(url: str) -> SplitResult:
    """Read an address, or say why it is none that can be called; names and paths of any script come back as ASCII."""
    try:
        parts = _in_ascii(urlsplit(url))
        port = parts.port
    except ValueError as error:
        raise NotAllowedError(_("This is not an address.")) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise NotAllowedError(_("Expected an address such as https://example.com/hooks."))
    if parts.username or parts.password:
        raise NotAllowedError(_("An address with a user and a password in it is not called."))
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in url):
        raise NotAllowedError(_("An address has no blanks."))
    return parts


def allowed_address(host: str, port: int, let_in: Collection[str] = ()) -> str:
    """Resolve a name and return an address to connect to; refuse it when any of its addresses is not public.

    `let_in` names hosts that this caller alone may call wherever they are.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OSError(_("The name %(host)s is not known.") % {"host": host}) from error
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    private = {*settings.PRIVATE_HOSTS, *let_in}
    for address in addresses:
        if not is_public(ipaddress.ip_address(address)) and not _is_let_in(host, address, private):
            told = {"host": host, "address": address}
            raise NotAllowedError(_("%(host)s leads to %(address)s, which is not a public address.") % told)
    return addresses[0]


def is_public(address: Address) -> bool:
    """Say whether an address is reached over the public internet; one wrapped in another is looked at itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:  # RFC 3879 took these out of use; networks that have them still answer
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_loopback)


def _is_let_in(host: str, address: str, private: Collection[str]) -> bool:
    if host.lower() in private or address in private:
        return True
    networks = [ipaddress.ip_network(one, strict=False) for one in private if "/" in one]
    return any(ipaddress.ip_address(address) in network for network in networks)


class Pinned(http.client.HTTPConnection):
    """A connection to one address, that speaks to the name (in Host and in TLS), until an instant of `monotonic`."""

    def __init__(self, parts: SplitResult, address: str, until: float) -> None:
        super().__init__(parts.hostname or "", port_of(parts), timeout=CONNECT_SECONDS)
        self._address, self._is_tls, self._until = address, parts.scheme == "https", until
        self.default_port = 443 if self._is_tls else 80

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), CONNECT_SECONDS)
        if self._is_tls:
            context: Any = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        self.sock = Hurried(self.sock, self._until)


class Hurried:
    """A socket whose every read has a deadline: a drop now and then does not keep it open."""

    def __init__(self, sock: Any, until: float) -> None:
        self._sock, self._until = sock, until

    def sendall(self, data: Any) -> None:
        self._hurry()
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reads(self._sock.makefile(mode, buffering=0), self._hurry))

    def close(self) -> None:
        self._sock.close()

    def _hurry(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError(str(LATE))
        self._sock.settimeout(left)


class _Reads(io.RawIOBase):
    """Reads of a socket, each preceded by a look at the clock."""

    def __init__(self, raw: Any, hurry: Callable[[], None]) -> None:
        self._raw, self._hurry = raw, hurry

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._hurry()
        try:
            return self._raw.readinto(buffer)
        except TimeoutError as error:
            raise TimeoutError(str(LATE)) from error

    def close(self) -> None:
        self._raw.close()
        super().close()


def _in_ascii(parts: SplitResult) -> SplitResult:
    """Write a name as DNS knows it and a path as HTTP carries it; raises ValueError for a name that cannot be."""
    host = parts.hostname or ""
    if not host.isascii():
        netloc = parts.netloc.lower().replace(host, host.encode("idna").decode())
        parts = parts._replace(netloc=netloc)
    return parts._replace(path=quote(parts.path, safe=PLAIN), query=quote(parts.query, safe=PLAIN))


def _read(response: http.client.HTTPResponse) -> bytes:
    """Read the beginning of a body."""
    kept = b""
    while len(kept) < MOST_BYTES:
        piece = response.read1(MOST_BYTES - len(kept))
        if not piece:
            break
        kept += piece
    return kept


def target_of(parts: SplitResult) -> str:
    """Return what a request asks for: path and query."""
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"


def port_of(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
