"""Whose derived rows change though nothing happened."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from jornada.apps.interactions.models import TouchSummary
from jornada.apps.journeys.models import Position
from jornada.apps.org.aged import SLACK

LIMIT = 20_000
FIGURES_STAY_GOOD = timedelta(days=1)
FIGURES_LOOK_BACK = timedelta(days=62)


def accounts_due(now: datetime) -> list[int]:
    """Return accounts that fall back a stage by now, and those whose figures of the last 30 days have aged.

    What was derived at an instant to come was derived before the clock was put back: figures and stages are wrong.
    """
    falling = Position.objects.filter(expires_at__lte=now).order_by("expires_at").values_list("pk", flat=True)
    old = Q(last_at__gte=now - FIGURES_LOOK_BACK, derived_at__lte=now - FIGURES_STAY_GOOD)
    aged = TouchSummary.objects.filter(old | Q(derived_at__gt=now + SLACK)).values_list("pk", flat=True)
    return sorted({*falling[:LIMIT], *aged[:LIMIT]})
