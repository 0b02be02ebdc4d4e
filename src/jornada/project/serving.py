"""The web processes: kept running, however often and however soon one after the other they are killed.

Granian starts a process that ended again, but gives up when the new one ends within a few seconds, too. Then all is
started anew from here, at once the first time and after growing waits when it happens again and again.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

logger = logging.getLogger(__name__)
CALM_SECONDS = 60.0
LONGEST_WAIT = 30.0
LAST_ANSWERS_SECONDS = 10.0
STOPS = (signal.SIGINT, signal.SIGTERM)


class Server(Protocol):
    """What is asked of granian."""

    interrupt_signal: bool

    def serve(self) -> Any: ...


def serve_on(make: Callable[[], Server], clock: Callable[[], float] = time.monotonic) -> None:
    """Serve until somebody asks for the end; begin anew whenever granian gives up."""
    falls = 0
    while True:
        server, begun = make(), clock()
        try:
            server.serve()
        except SystemExit as end:
            logger.debug("Granian ended with %s.", end.code)
        if server.interrupt_signal:
            return
        falls = 0 if clock() - begun > CALM_SECONDS else falls
        wait = pause(falls)
        falls += 1
        logger.error("The web processes ended one after the other; they are started again in %s s.", wait)
        if _is_stopped_within(wait, server):
            return


def end_with_parent() -> None:
    """End this web process once `jornada up` is gone: one that is left behind would keep the port for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def pause(falls: int) -> float:
    """Say how long to wait after so many falls in a row.

    Examples
    --------
    >>> [pause(falls) for falls in (0, 1, 2, 9)]
    [0.0, 1.0, 2.0, 30.0]
    """
    return min(2.0 ** (falls - 1), LONGEST_WAIT) if falls else 0.0


def _follow(parent: Any) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_ANSWERS_SECONDS)
    os._exit(1)


def _is_stopped_within(seconds: float, server: Server) -> bool:
    """Wait, but not when a signal comes: granian's own answer to it is gone with granian."""
    asked = threading.Event()
    for number in STOPS:
        signal.signal(number, lambda *_signal: asked.set())
    return server.interrupt_signal or asked.wait(seconds)
