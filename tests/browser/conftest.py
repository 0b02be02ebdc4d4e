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
from playwright.sync_api import expect

from tests.template import template

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
# Charts that grow and panels that slide keep two processors busy; nothing here asks how they look on the way.
STILL = {"reduced_motion": "reduce"}
# An answer that a busy machine writes after seven seconds is still right: how fast pages are, benchmarks tell.
expect.set_options(timeout=20_000)
# What a failed test tells beside itself.
LOGS: list[Path] = []
WAITING: dict[int, str] = {}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Say with a failed test what its server wrote, and which requests were still without an answer."""
    report = yield
    if report.failed:
        written = [log.read_text(errors="replace")[-3000:] for log in LOGS]
        report.sections.append(("the server's log", "\n".join(written)))
        report.sections.append(("requests without an answer", "\n".join(WAITING.values())))
    return report


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = os.environ.get("JORNADA_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Serve the demo company; answers the address."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(demo_company(tmp_path_factory), home, dirs_exist_ok=True)
    environment = environment_of(home)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    LOGS.append(home / "up.log")
    log = LOGS[-1].open("wb")
    server = subprocess.Popen([COMMAND, "up", "--port", str(port)], env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(address, server, home / "up.log")
        yield address
    finally:
        server.terminate()
        server.wait(60)


def demo_company(tmp_path_factory) -> Path:
    """Return a home with the demo company: made by the first of the run's processes, waited for by the others."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    making, made = shared / "demo-making", shared / "demo"
    try:
        making.mkdir()
    except FileExistsError:
        return waited_for(made)
    if template():
        shutil.copyfile(template(), making / "jornada.sqlite3")
    words = [COMMAND, "demo", "--accounts", "120", "--yes"]
    subprocess.run(words, env=environment_of(making), check=True, capture_output=True)
    shutil.copytree(making, made.with_suffix(".part"))
    return made.with_suffix(".part").rename(made)


def environment_of(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return {**kept, "JORNADA_HOME": str(home), "JORNADA_SECRET_KEY": "only-for-tests"}


def waited_for(folder: Path) -> Path:
    for _ in range(900):
        if folder.exists():
            return folder
        time.sleep(0.2)
    raise RuntimeError(f"{folder} was not made: the process that began with it failed.")


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
def contexts(browser, browser_context_args, site):
    """Give browsers by name, signed in once and kept, as is their cache: fresh ones fetch every file for each page."""
    kept = {}

    def of(name):
        if name not in kept:
            kept[name] = signed_in(browser.new_context(**STILL, **browser_context_args), site, name)
        return kept[name]

    yield of
    for context in kept.values():
        context.close()


def signed_in(context, site, name):
    page = context.new_page()
    page.goto(f"{site}/auth/login/")
    page.fill("input[name=login]", f"{name}@demo.jornada")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/auth/login" not in url)
    page.close()
    return context


@pytest.fixture
def sign_in(contexts):
    """Give somebody's browser a new page: `sign_in("ana")`. Console errors fail the test at its end."""
    errors: list[str] = []
    pages = []

    def enter(name: str = "ana"):
        page = contexts(name).new_page()
        page.on("console", lambda message: errors.append(message.text) if is_fault(message) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        watch(page)
        pages.append(page)
        return page

    WAITING.clear()
    yield enter
    for page in pages:
        page.context.set_offline(False)
        page.close()
    assert errors == []


def is_fault(message) -> bool:
    """Say whether the console tells of a fault; a request that a newer one took the place of is none."""
    return message.type == "error" and not message.text.startswith(("htmx:afterRequest", "htmx:sendAbort"))


def watch(page):
    """Keep the requests of a page that have no answer yet."""
    page.on("request", lambda request: WAITING.update({id(request): f"{request.method} {request.url}"}))
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda request: WAITING.pop(id(request), None))


@pytest.fixture
def calm(contexts):
    """A page whose console may tell of requests that are refused or cut off here."""
    page = contexts("ana").new_page()
    yield page
    page.close()
