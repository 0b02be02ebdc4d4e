"""A session of `requests` for libraries that bring their own calls: only to places that `safe_http` lets through.

Every hop of a redirect is looked at anew, since the session sends it through the same transport.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers

from jornada.apps.org.signin.adapters import CompanyAccountAdapter
from jornada.edge import safe_http
from jornada.edge.safe_http import NotAllowedError, Pinned, allowed_address, check_url

MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 3


class GuardedAccountAdapter(CompanyAccountAdapter):
    """Ask providers of sign-in (configuration, token, details, keys) through the guard."""

    def get_requests_session(self) -> requests.Session:
        return session(_hosts_of_operator())


class Transport(BaseAdapter):
    """Sends what a session asks for over a connection to an address that was checked."""

    def __init__(self, let_in: Collection[str] = ()) -> None:
        super().__init__()
        self.let_in = let_in

    def send(self, request: requests.PreparedRequest, **_options: Any) -> requests.Response:  # type: ignore[override]
        until = time.monotonic() + safe_http.WHOLE_SECONDS
        try:
            parts = check_url(request.url or "")
            address = allowed_address(parts.hostname or "", safe_http.port_of(parts), self.let_in)
        except NotAllowedError as error:
            raise requests.exceptions.InvalidURL(str(error), request=request) from error
        connection = Pinned(parts, address, until)
        try:
            sent = {**request.headers, "Connection": "close", "Accept-Encoding": "identity"}
            connection.request(request.method or "GET", safe_http.target_of(parts), body=request.body, headers=sent)
            return _answer(request, connection.getresponse())
        except (http.client.HTTPException, OSError) as error:
            raise requests.exceptions.ConnectionError(error, request=request) from error
        finally:
            connection.close()

    def close(self) -> None:
        pass


def session(let_in: Collection[str] = ()) -> requests.Session:
    """Make a session; `let_in` names hosts that the operator wrote, which may be private."""
    made = requests.Session()
    made.trust_env, made.max_redirects = False, MOST_REDIRECTS
    for scheme in ("https://", "http://"):
        made.mount(scheme, Transport(let_in))
    return made


def _answer(request: requests.PreparedRequest, raw: http.client.HTTPResponse) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer.reason, answer.url, answer.request = raw.status, raw.reason, request.url or "", request
    answer.headers = CaseInsensitiveDict(raw.headers.items())
    answer.encoding = get_encoding_from_headers(answer.headers)
    answer._content = _body(raw)
    return answer


def _body(raw: http.client.HTTPResponse) -> bytes:
    kept = b""
    while piece := raw.read1(64 * 1024):
        kept += piece
        if len(kept) > MOST_BYTES:
            raise OSError(f"The answer is larger than {MOST_BYTES} bytes.")
    return kept


def _hosts_of_operator() -> frozenset[str]:
    """Name the hosts of providers that stand in the environment: whoever runs the machine wrote them."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    hosts = [urlsplit(app["settings"]["server_url"]).hostname for app in apps]
    return frozenset(host for host in hosts if host)
