"""The stage of an account in lists: a column and a filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jornada.apps.journeys.models import Position, Stage
from jornada.apps.journeys.queries import active_stages
from jornada.ui.columns import Column
from jornada.ui.filters import Filter

TONES = {Stage.Phase.BEFORE: "accent", Stage.Phase.PURCHASE: "good", Stage.Phase.AFTER: "info"}
NOWHERE = "none"


def register(columns: Any, filters: Any) -> None:
    columns.register("account", Column("stage", _("Stage"), order=40, values=stages_of, kind="badge"))
    filters.register("account", Filter("stage", _("Stage"), choices=stage_choices, apply=standing_at, order=5))


def stages_of(account_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return the stage and its tone of each of these accounts that stands somewhere (one query)."""
    rows = Position.objects.filter(account__in=account_ids).exclude(stage=None).select_related("stage")
    return {row.pk: (row.stage.label, TONES[row.stage.phase]) for row in rows}


def stage_choices(request: Any) -> list[tuple[str, Any]]:
    return [*((stage.code, stage.label) for stage in active_stages()), (NOWHERE, _("At no stage"))]


def standing_at(rows: QuerySet, code: str) -> QuerySet:
    if code == NOWHERE:
        return rows.filter(position__stage=None)
    return rows.filter(position__stage__code=code, position__stage__map__status="active")
