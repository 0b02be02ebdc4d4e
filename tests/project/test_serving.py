"""`jornada up` with real processes that are killed: the service comes back, and stops when asked to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from jornada.project import serving

PATIENCE_SECONDS = 60


@pytest.fixture
def site(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"JORNADA_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    code = "from jornada.project.commands.up import command; command()"
    told = [sys.executable, "-c", code, "--port", str(port), "--threads", "0"]
    process = subprocess.Popen(told, env=environment, stderr=subprocess.PIPE, start_new_session=True)
    try:
        answered_by(process, port, set())
        yield process, port
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def web_processes(process) -> set[int]:
    """Return the processes that serve: the tracker of shared things is none."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {int(pid) for pid in children if b"spawn_main" in command_of(pid)}


def command_of(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        # It ended since its parent was asked.
        return b""


def answered_by(process, port, before) -> set[int]:
    """Wait until another process than those before answers; return which serve now."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "jornada up ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:
                assert answer.status == 200
            if now := web_processes(process) - before:
                return now
        except (OSError, urllib.error.URLError):
            pass
        time.sleep(0.1)
    raise AssertionError("nobody answers")


def kill(pids) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux who serves")
def test_web_processes_that_are_killed_again_and_again_come_back(site):
    process, port = site
    killed: set[int] = set()
    for _time in range(3):
        now = web_processes(process) - killed
        kill(now)
        killed |= now
        # The next one is killed as soon as it is there, before it serves: within the seconds in which granian gives up.
        until = time.monotonic() + PATIENCE_SECONDS
        while not web_processes(process) - killed and time.monotonic() < until:
            time.sleep(0.02)
    answered_by(process, port, killed)
    process.send_signal(signal.SIGTERM)
    # On a slow machine the processes live long enough for granian itself to start the next one.
    assert process.wait(timeout=30) is not None


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux who serves")
def test_no_web_process_is_left_with_the_port_when_the_command_is_killed(site):
    process, port = site
    left = web_processes(process)
    process.kill()
    process.wait()
    until = time.monotonic() + PATIENCE_SECONDS
    while any(Path(f"/proc/{pid}").exists() for pid in left) and time.monotonic() < until:
        time.sleep(0.1)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


class Falling:
    """A server that falls a few times and is asked to stop then."""

    def __init__(self, left: list[int]) -> None:
        self.left, self.interrupt_signal = left, False

    def serve(self) -> None:
        self.left[0] -= 1
        self.interrupt_signal = self.left[0] == 0
        raise SystemExit(1)


def test_the_waits_grow_while_it_falls_and_begin_anew_after_a_calm_minute(monkeypatch):
    waits: list[float] = []
    monkeypatch.setattr(serving, "_is_stopped_within", lambda seconds, _server: waits.append(seconds))
    instants = iter([0, 1, 1, 2, 2, 3, 3, 100, 100, 101])
    left = [5]
    serving.serve_on(lambda: Falling(left), lambda: next(instants))
    assert waits == [0.0, 1.0, 2.0, 0.0]


def test_a_signal_that_comes_while_it_waits_ends_it(monkeypatch):
    kept = [(number, signal.getsignal(number)) for number in serving.STOPS]
    try:
        server = Falling([2])
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
        assert serving._is_stopped_within(10.0, server)
    finally:
        for number, handler in kept:
            signal.signal(number, handler)
