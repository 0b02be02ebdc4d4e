"""The server calls public addresses only, whatever a name says, and never for long."""

import http.server
import ipaddress
import socket
import threading
import time
from unittest import mock

import pytest
from django.utils import translation

from jornada.edge import safe_http
from jornada.edge.safe_http import NotAllowedError, is_public, post


def _resolves_to(monkeypatch, *addresses):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.5", "64:ff9b::7f00:1", "2002:7f00:1::",
        "fec0::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_not_called(monkeypatch, address):
    assert not is_public(ipaddress.ip_address(address))
    _resolves_to(monkeypatch, address)
    with pytest.raises(NotAllowedError):
        post("http://innocent.example/", b"", {})


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_public_address_is_called(address):
    assert is_public(ipaddress.ip_address(address))


def test_one_private_address_among_several_is_enough_to_refuse(monkeypatch):
    _resolves_to(monkeypatch, "8.8.8.8", "10.0.0.5")
    with pytest.raises(NotAllowedError):
        post("http://innocent.example/", b"", {})


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com", "file:///etc/passwd", "http://", "https://user:pw@example.com/", "http://a b/", "http://x:99999/",
     "http://example.com/\r\nX: y", "gopher://127.0.0.1"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url):
    with pytest.raises(NotAllowedError):
        post(url, b"", {})


@pytest.fixture
def server():
    """Serve: `/` thanks, `/moved` redirects, `/long` never ends, `/slow` drips its headers, `/late` thinks."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            Handler.hosts.append(self.headers["Host"])
            Handler.paths.append(self.path)
            if self.path == "/slow":
                self.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 400)
                return
            time.sleep(0.6 if self.path == "/late" else 0)
            self.send_response(302 if self.path == "/moved" else 200)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()
            try:
                for _piece in range(400 if self.path == "/long" else 1):
                    self.wfile.write(b"thanks" * (1 if self.path == "/" else 200))
                    time.sleep(0.02 if self.path == "/long" else 0)
            except OSError:
                pass

        def log_message(self, *args):
            pass

        def drip(self, head):
            try:
                for place in range(len(head)):
                    self.wfile.write(head[place : place + 1])
                    time.sleep(0.02)
            except OSError:
                pass

        hosts: list = []
        paths: list = []

    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    made.hosts, made.paths = Handler.hosts, Handler.paths
    yield made
    made.shutdown()


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch, settings, server):
    """A name that points elsewhere the next time it is asked (DNS rebinding) does not lead elsewhere."""
    settings.PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    asked = []

    def resolve(host, port, *args, **kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda h, *a, **k: real(h, *a, **k) if h[0].isdigit() else resolve(h, *a)
    )
    answer = post(f"http://rebound.example:{server.server_port}/", b"{}", {})
    assert (answer.status, answer.body, asked) == (200, b"thanks", ["rebound.example"])
    assert server.hosts == [f"rebound.example:{server.server_port}"]


def test_a_redirect_is_not_followed(settings, server):
    settings.PRIVATE_HOSTS = frozenset({"127.0.0.0/8"})
    assert post(f"http://127.0.0.1:{server.server_port}/moved", b"{}", {}).status == 302


def test_an_answer_without_end_is_cut(monkeypatch, settings, server):
    settings.PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(safe_http, "WHOLE_SECONDS", 0.5)
    with pytest.raises(TimeoutError, match=str(safe_http.LATE)):
        post(f"http://127.0.0.1:{server.server_port}/long", b"{}", {})


def test_headers_that_drip_are_cut(monkeypatch, settings, server):
    settings.PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(safe_http, "WHOLE_SECONDS", 0.5)
    started = time.monotonic()
    with pytest.raises(TimeoutError, match=str(safe_http.LATE)):
        post(f"http://127.0.0.1:{server.server_port}/slow", b"{}", {})
    assert time.monotonic() - started < 3


def test_an_answer_may_take_as_long_as_is_said_though_connecting_may_not(monkeypatch, settings, server):
    settings.PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(safe_http, "CONNECT_SECONDS", 0.2)
    assert post(f"http://127.0.0.1:{server.server_port}/late", b"{}", {}).status == 200


def test_an_address_of_any_script_is_called_in_ascii(monkeypatch, settings, server):
    settings.PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: real("127.0.0.1", *a, **k))
    answer = post(f"http://São.exemplo:{server.server_port}/avisos/é%20x?cor=azulão&n=1", b"{}", {})
    assert (answer.status, server.hosts[-1]) == (200, f"xn--so-sia.exemplo:{server.server_port}")
    assert server.paths[-1] == "/avisos/%C3%A9%20x?cor=azul%C3%A3o&n=1"


@pytest.mark.parametrize("url", ["http://é..com/", f"http://{'é' * 70}.com/"])
def test_a_name_that_cannot_be_is_no_address(url):
    with pytest.raises(NotAllowedError):
        safe_http.check_url(url)


def test_what_went_wrong_is_said_in_the_readers_language(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", mock.Mock(side_effect=OSError))
    with translation.override("pt-br"), pytest.raises(OSError, match="não é conhecido"):
        post("http://nowhere.example/", b"", {})
