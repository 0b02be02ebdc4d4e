"""Which opportunities have stalled or no next step: the board, My day and the list ask here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.sales.models import Opportunity, PipelineStage, StageMove


def is_stalled(stage: PipelineStage, since: datetime, now: datetime) -> bool:
    """Say whether whoever entered a stage then has been there too long; a stage may allow any time."""
    return stage.stalled_days is not None and (now - since).days > stage.stalled_days


def stalled(rows: QuerySet[Opportunity], now: datetime) -> QuerySet[Opportunity]:
    """Keep the stalled ones, with `in_stage_since`."""
    limits: dict[int, list[int]] = {}
    for pk, days in PipelineStage.objects.filter(stalled_days__isnull=False).values_list("pk", "stalled_days"):
        limits.setdefault(days or 0, []).append(pk)
    too_long = Q(pk__in=[])
    for days, stages in limits.items():
        too_long |= Q(stage__in=stages, in_stage_since__lte=now - timedelta(days=days + 1))
    return rows.annotate(in_stage_since=Coalesce(_entered(), F("created_at"))).filter(too_long)


def without_step(rows: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Keep those on whose thread nothing is planned."""
    return rows.filter(~Exists(planned_steps().filter(thread=OuterRef("thread"))))


def with_step(rows: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    return rows.filter(Exists(planned_steps().filter(thread=OuterRef("thread"))))


def planned_steps() -> QuerySet[PlannedTouch]:
    return PlannedTouch.objects.filter(done_at=None, cancelled_at=None)


def arrivals() -> QuerySet[StageMove]:
    """Return the moves that brought opportunities into the stage where they stand."""
    return StageMove.objects.filter(to_stage=F("opportunity__stage")).exclude(from_stage=F("to_stage")).order_by()


def _entered() -> Subquery:
    latest = arrivals().filter(opportunity=OuterRef("pk")).values("opportunity").annotate(latest=Max("at"))
    return Subquery(latest.values("latest"))
