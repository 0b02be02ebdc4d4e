"""Reads of pipelines and opportunities; what a person may see of them is decided here."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from jornada.apps.interactions.models import Touch
from jornada.apps.org import access
from jornada.apps.sales.models import Opportunity, Pipeline, PipelineStage
from jornada.rules.access import Action

DECISIONS = ("deal.won", "deal.lost")


def visible_opportunities(user: Any, action: Action = "view") -> QuerySet[Opportunity]:
    return access.scope(Opportunity.objects.all(), user, "opportunity", action)


def default_pipeline() -> Pipeline:
    return Pipeline.objects.order_by("-is_default", "id")[0]


def stages(pipeline: Pipeline | None = None) -> QuerySet[PipelineStage]:
    """Return the stages of a pipeline (the default one when none is given), in order."""
    rows = PipelineStage.objects.order_by("order")
    return rows.filter(pipeline=pipeline) if pipeline else rows.filter(pipeline__is_default=True)


def first_stage() -> PipelineStage:
    return stages()[0]


def decision_touches(opportunity: Opportunity) -> QuerySet[Touch]:
    """Return the touches that say the opportunity was won or lost and still count, latest first."""
    return Touch.objects.filter(
        thread=opportunity.thread_id, activity__code__in=DECISIONS, voids=None, voided_by=None
    ).order_by("-at", "-id")


def own_touches(opportunity: Opportunity) -> QuerySet[Touch]:
    """Return the touches that this opportunity wrote itself and that still count."""
    codes = ("deal.opened", *DECISIONS)
    return Touch.objects.filter(
        thread=opportunity.thread_id, activity__code__in=codes, voids=None, voided_by=None
    ).order_by("-at", "-id")
