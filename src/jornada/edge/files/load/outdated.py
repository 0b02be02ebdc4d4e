"""Decisions that an import no longer tells: their touches are voided, since the log is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from jornada.apps.interactions.actions import void_touches
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.queries import live_touches

CODES = ("deal.opened", "deal.won", "deal.lost")
CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says of its opportunity now; None where the file says nothing."""

    outcome: str | None
    opened_at: datetime | None
    closed_at: datetime | None


def void_outdated(told: dict[int, Told], now: datetime) -> int:
    """Void the imported decisions on these threads that the rows contradict; return how many."""
    threads = sorted(told)
    outdated = [
        touch
        for start in range(0, len(threads), CHUNK)
        for touch in _decisions(threads[start : start + CHUNK])
        if is_outdated(touch.activity.code, touch.at, told[touch.thread_id])
    ]
    return void_touches(None, outdated, _("A later import tells otherwise"), now)


def is_outdated(activity: str, at: datetime, told: Told) -> bool:
    """Say whether a decision in the log contradicts what the row says now."""
    if activity == "deal.opened":
        return told.opened_at is not None and at != told.opened_at
    if told.outcome is None:
        return False
    return activity != f"deal.{told.outcome}" or (told.closed_at is not None and at != told.closed_at)


def _decisions(threads: Sequence[int]) -> list[Touch]:
    rows = live_touches().filter(thread__in=threads, activity__code__in=CODES, source="import", key__startswith="opp:")
    return list(rows.select_related("activity"))
