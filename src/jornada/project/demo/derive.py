"""Deriving visits, lead types and counts of the demo with the machinery that serves every day."""

from __future__ import annotations

from collections.abc import Callable

from jornada.flow.settle import settle_all
from jornada.project.demo.handover import write_handover
from jornada.project.demo.qualifying import write_answers, write_reasons, write_time_frames
from jornada.project.demo.scoring import write_scoring


def derive(tell: Callable[[str, int, int], None]) -> None:
    """Settle all that waits; cut short, a worker goes on with the rest."""
    settle_all(lambda done, total: tell("derive", done, total))
    write_time_frames()
    write_answers()
    settle_all(lambda done, total: tell("derive", done, total))
    write_handover()
    settle_all(lambda done, total: tell("derive", done, total))
    write_scoring()
    write_reasons()
