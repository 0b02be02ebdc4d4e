"""A real site for the browser: the command `jornada up` over a scratch home with a small demo company."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).parent / "jornada")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "jornada-demo"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = os.environ.get("JORNADA_CHROMIUM") or shutil.which("chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Serve the demo company; answers the address."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "JORNADA_HOME": str(home), "JORNADA_SECRET_KEY": "only-for-tests"}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    subprocess.run([COMMAND, "demo", "--accounts", "120", "--yes"], env=environment, check=True, capture_output=True)
    log = (home / "up.log").open("wb")
    server = subprocess.Popen([COMMAND, "up", "--port", str(port)], env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(address, server, home / "up.log")
        yield address
    finally:
        server.terminate()
        server.wait(15)


def wait_until_up(address: str, server: subprocess.Popen, log: Path) -> None:
    # A machine with other work takes its time to start; a server that stopped is told at once.
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"The server stopped: {log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=1)
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The server did not answer: {log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def cookies():
    """Sessions that were opened, by name: signing in once is enough, and the hash of passwords is slow by design."""
    return {}


@pytest.fixture
def sign_in(page, site, cookies):
    """Sign somebody in: `sign_in("ana")`; answers the page. Console errors fail the test at its end."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))

    def enter(name: str = "ana"):
        page.context.add_cookies(cookies.get(name, []))
        page.goto(f"{site}/settings/profile/")
        if "/auth/login" in page.url:
            page.fill("input[name=login]", f"{name}@demo.jornada")
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda url: "/auth/login" not in url)
            cookies[name] = page.context.cookies()
        return page

    yield enter
    assert errors == []
