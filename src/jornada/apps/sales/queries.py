"""Reads of pipelines and opportunities; what a person may see of them is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

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


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A stage of the board: how many open opportunities, what they are worth, and the first of them."""

    stage: PipelineStage
    number: int
    total: Decimal
    cards: list[Opportunity]

    @property
    def has_more(self) -> bool:
        return self.number > len(self.cards)


def board(user: Any, owner: int | None = None, cap: int = 12) -> list[BoardColumn]:
    """Return the open opportunities by stage: one query for the sums and one for the cards of each stage.

    Rows are counted and not ids, which on PostgreSQL do not stand in the index that the sums are read from.
    """
    rows = visible_opportunities(user).filter(outcome=Opportunity.Outcome.OPEN)
    rows = rows.filter(owner=owner) if owner else rows
    sums = {
        row["stage"]: row for row in rows.values("stage").annotate(number=Count("*"), total=Sum("amount")).order_by()
    }
    none = {"number": 0, "total": None}
    return [
        BoardColumn(stage, found["number"], found["total"] or Decimal(0), _cards(rows, stage, cap))
        for stage in stages()
        for found in [sums.get(stage.pk, none)]
    ]


def _cards(rows: QuerySet[Opportunity], stage: PipelineStage, cap: int) -> list[Opportunity]:
    return list(rows.filter(stage=stage).select_related("account", "owner").order_by("-created_at", "-id")[:cap])
