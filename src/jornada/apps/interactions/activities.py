"""The catalogue of activities."""

from __future__ import annotations

from jornada.apps.interactions.models import Activity
from jornada.apps.org.kept import Kept


def _read_activities() -> tuple[Activity, ...]:
    return tuple(Activity.objects.order_by("order", "code"))


# The catalogue of activities, in its order; not to be changed.
activities = Kept(_read_activities, Activity)
