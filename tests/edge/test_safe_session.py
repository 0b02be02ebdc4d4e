"""What asks providers of sign-in goes through the guard."""

import contextlib
import http.server
import json
import threading

import pytest
import requests
from allauth.socialaccount.adapter import get_adapter

from jornada.edge import safe_session


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Content-Type", "application/json")
        if self.path == "/moved":
            self.send_header("Location", "http://169.254.169.254/keys")
        self.end_headers()
        sent = b"x" * (safe_session.MOST_BYTES + 1) if self.path == "/large" else b'{"keys": []}'
        with contextlib.suppress(OSError):
            self.wfile.write(b"" if self.path == "/moved" else sent)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"took": body, "said": self.headers["Authorization"]}).encode())

    def log_message(self, *_said):
        pass


@pytest.fixture
def server():
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://localhost:{made.server_address[1]}"
    made.shutdown()


def test_a_private_address_is_not_asked(server):
    with pytest.raises(requests.exceptions.InvalidURL, match=r"127\.0\.0\.1"):
        get_adapter().get_requests_session().get(f"{server}/keys")


def test_the_provider_of_the_environment_may_be_private(server, settings):
    app = {"settings": {"server_url": server}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    assert get_adapter().get_requests_session().get(f"{server}/keys").json() == {"keys": []}
    answer = get_adapter().get_requests_session().post(f"{server}/token", data={"code": "c"}, auth=("me", "s"))
    assert answer.json() == {"took": "code=c", "said": "Basic bWU6cw=="}


@pytest.mark.parametrize(
    ("path", "fault"),
    [("/moved", requests.exceptions.InvalidURL), ("/large", requests.exceptions.ConnectionError)],
)
def test_a_redirect_inside_and_an_answer_without_end_are_refused(server, path, fault):
    with pytest.raises(fault):
        safe_session.session({"localhost"}).get(f"{server}{path}")
