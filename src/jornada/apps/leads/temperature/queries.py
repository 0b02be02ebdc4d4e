"""Reads of time frames and temperatures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet
from django.utils import timezone

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.privacy import hidden_among, not_hidden
from jornada.apps.leads.temperature.models import HeatLimits, TimeFrame
from jornada.apps.org.kept import Kept
from jornada.apps.org.queries import workspace
from jornada.rules.temperature import (
    LOOKED_AT,
    Signal,
    Statement,
    Temperature,
    Thresholds,
    latest_signals,
    temperature,
    without_the_words,
)

SHOWN = 6


def company_zone() -> ZoneInfo:
    return ZoneInfo(workspace().time_zone)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    return timezone.localtime(at, zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _read_limits() -> Thresholds:
    row = HeatLimits.objects.filter(pk=1).first()
    return Thresholds(row.hot, row.warm, row.fresh, row.grace, row.asked) if row else Thresholds()


# Where hot, warm and cold meet.
limits = Kept(_read_limits, HeatLimits)


def time_frames(thread_ids: Collection[int]) -> QuerySet[TimeFrame]:
    """Return the statements that count, the latest first."""
    rows = TimeFrame.objects.filter(thread__in=thread_ids, touch__voided_by=None)
    return rows.select_related("touch__user", "contact").order_by("-at", "-id")


def history_of(thread_id: int, user: Any) -> list[tuple[TimeFrame, bool]]:
    """Return the latest statements, each with whether it was made in a private touch of others."""
    rows = list(time_frames([thread_id])[:SHOWN])
    hidden = hidden_among([row.touch_id for row in rows], user)
    return [(row, row.touch_id in hidden) for row in rows]


def withdrawable(user: Any) -> QuerySet[TimeFrame]:
    """Return the statements that count, but those of private touches of others: nobody withdraws what is kept away."""
    rows = TimeFrame.objects.filter(touch__in=not_hidden(Touch.objects.filter(voided_by=None), user))
    return rows.select_related("touch__activity")


def latest_of(thread_ids: Collection[int]) -> dict[int, dict[str, datetime]]:
    """Say when the buyer of each thread last did what `signals_of` looks at, by activity."""
    rows = Touch.objects.filter(
        thread__in=thread_ids, activity__code__in=LOOKED_AT, human=True, voids=None, voided_by=None
    )
    found: dict[int, dict[str, datetime]] = {}
    for thread, code, at in rows.order_by().values_list("thread", "activity__code").annotate(Max("at")):
        found.setdefault(thread, {})[code] = at
    return found


def signals_of(latest: Mapping[str, datetime], zone: ZoneInfo) -> list[Signal]:
    """Return the signals that count, each with its day."""
    return [Signal(kind, day_of(at, zone)) for kind, at in latest_signals(latest).items()]


def statement_of(row: TimeFrame, zone: ZoneInfo) -> Statement:
    return Statement(day_of(row.at, zone), row.intent, row.starts_on, row.ends_on)  # type: ignore[arg-type]


def temperature_for(record: Any, history: Sequence[tuple[TimeFrame, bool]], now: datetime | None = None) -> Temperature:
    """Work out the temperature as `temperature_now` does, and keep to oneself what was stated in a private touch.

    `history` is what `history_of` tells the reader.
    """
    said, is_hidden = history[0] if history else (None, False)
    found = _temperature(record, said, now)
    return without_the_words(found) if is_hidden else found


def temperature_now(record: Any, now: datetime | None = None) -> Temperature:
    """Work out the temperature of a lead or an opportunity as of now, with its reason."""
    return _temperature(record, time_frames([record.thread_id]).first(), now)


def _temperature(record: Any, said: TimeFrame | None, now: datetime | None) -> Temperature:
    zone, latest = company_zone(), latest_of([record.thread_id]).get(record.thread_id, {})
    is_interested = getattr(record, "type", "") != "suspect"
    return temperature(
        statement_of(said, zone) if said else None,
        signals_of(latest, zone),
        is_interested,
        day_of(now or timezone.now(), zone),
        limits(),
    )
