"""Deriving visits, lead types and counts of the demo with the machinery that serves every day."""

from __future__ import annotations

from collections.abc import Callable

from jornada.flow.settle import settle_all


def derive(tell: Callable[[str, int, int], None]) -> None:
    """Settle all that waits; cut short, a worker goes on with the rest."""
    settle_all(lambda done, total: tell("derive", done, total))
