"""The path of an account along the stages, one cycle at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jornada.apps.journeys.models import Stage, Visit
from jornada.apps.journeys.queries import ActiveMap
from jornada.ui.numbers import duration

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A walk: its number, its visits, and where the account stood at each stage."""

    number: int
    visits: tuple[Visit, ...]
    steps: tuple[dict[str, str], ...]

    @property
    def ends_by(self) -> str:
        """Say how the cycle ended; empty while it goes on."""
        last = self.visits[-1]
        return str(Visit.LeftBy(last.left_by).label) if last.left_by == Visit.LeftBy.CLOSED else ""


def cycles_of(account: Any, active: ActiveMap) -> list[Cycle]:
    """Return the cycles of an account, oldest first (one query)."""
    visits = list(Visit.objects.filter(account=account).select_related("stage").order_by("number"))
    numbers = sorted({visit.cycle for visit in visits})
    return [_cycle(number, [visit for visit in visits if visit.cycle == number], active.stages) for number in numbers]


def stay_of(visit: Visit) -> str:
    """Say how long a visit lasted, or lasts so far."""
    span = (visit.left_at or timezone.now()) - visit.entered_at
    return _("under 1 min") if span < MINUTE else duration(span)


def _cycle(number: int, visits: Sequence[Visit], stages: Sequence[Stage]) -> Cycle:
    latest = {visit.stage_id: visit for visit in visits}
    furthest = max(visit.stage.order for visit in visits)
    steps = tuple(_step(stage, latest.get(stage.pk), furthest) for stage in stages)
    return Cycle(number, tuple(visits), steps)


def _step(stage: Stage, visit: Visit | None, furthest: int) -> dict[str, str]:
    step = {"label": stage.label, "state": "", "detail": "", "url": ""}
    if visit is None:
        return {**step, "state": "skipped" if stage.order < furthest else ""}
    if visit.left_at is None:
        since = date_format(timezone.localtime(visit.entered_at), "SHORT_DATE_FORMAT")
        return {**step, "state": "current", "detail": _("since %(day)s") % {"day": since}}
    state = "expired" if visit.left_by == Visit.LeftBy.EXPIRY else "past"
    return {**step, "state": state, "detail": stay_of(visit)}
