"""How many requests a token may make: counted over all processes, a block of requests at a time.

Each process takes a block out of the count in the database's cache and uses it up on its own, so that reading does not
cost a write each time. Counts are exact to a block for each process.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from ninja.throttling import BaseThrottle

from jornada.api.callers import caller_of

BLOCKS = 20
MOST_CALLERS = 10_000


@dataclass(slots=True)
class Share:
    """What this process may still use of a window, and how much all of them had taken when it took."""

    have: int
    taken: int


class PerCaller(BaseThrottle):
    """Refuses a caller who has used up the requests of this window."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shares: dict[tuple[str, int], Share] = {}

    def allow_request(self, request: HttpRequest) -> bool:
        most, window = settings.API_RATE
        if not most or getattr(request, "is_counted", False):
            return True
        now = time.time()
        slot = int(now // window)
        left = self._use_one(caller_of(request), slot, most, window)
        request.rate = (most, max(left, 0), math.ceil((slot + 1) * window - now))  # type: ignore[attr-defined]
        return left >= 0

    def _use_one(self, caller: str, slot: int, most: int, window: int) -> int:
        """Use one request up; return how many are left as far as this process knows, -1 when there was none."""
        with self._lock:
            share = self._shares.get((caller, slot))
            if share is None or not share.have:
                self._forget(slot)
                share = self._shares[caller, slot] = _block(caller, slot, most, window)
            if not share.have:
                return -1
            share.have -= 1
            return share.have + most - share.taken

    def _forget(self, slot: int) -> None:
        is_full = len(self._shares) > MOST_CALLERS
        self._shares = {key: share for key, share in self._shares.items() if key[1] >= slot and not is_full}


def _block(caller: str, slot: int, most: int, window: int) -> Share:
    """Take the next block out of the count that all processes share."""
    key = f"api-rate:{caller}:{slot}"
    taken = cache.get(key, 0)
    block = max(0, min(max(1, most // BLOCKS), most - taken))
    if block:
        cache.set(key, taken + block, window * 2)
    return Share(block, taken + block)


def tell(request: HttpRequest, answer: HttpResponse) -> None:
    """Say in the headers of an answer what is left of the window."""
    rate: Any = getattr(request, "rate", None)
    if rate:
        answer["RateLimit-Limit"], answer["RateLimit-Remaining"], answer["RateLimit-Reset"] = map(str, rate)
        if answer.status_code == 429:
            answer["Retry-After"] = str(rate[2])
