"""Reads of pipelines and opportunities; what a person may see of them is decided here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.threads import ThreadPage
from jornada.apps.org import access
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.owners import owned_by
from jornada.apps.sales.models import (
    Opportunity,
    OpportunityContact,
    OpportunityLine,
    Pipeline,
    PipelineStage,
    Proposal,
)
from jornada.rules.access import Action
from jornada.rules.stage_mapping import StageFacts

DECISIONS = ("deal.won", "deal.lost")
# Of an account with more open opportunities, a task is tied to an older one on that one's page.
MOST_DEALS = 100


def visible_opportunities(user: Any, action: Action = "view") -> QuerySet[Opportunity]:
    return access.scope(Opportunity.objects.all(), user, "opportunity", action)


def owned_of(field: str) -> Callable[[Any], Exists]:
    """Return what lets a person see the account or contact of an opportunity that is the person's own."""

    def reason(user: Any) -> Exists:
        mine = visible_opportunities(user).filter(owned_by([user.pk]))
        return Exists(mine.filter(**{field: OuterRef("pk")}))

    return reason


def pages_of_threads(user: Any, thread_ids: Collection[int]) -> dict[int, ThreadPage]:
    """Name the opportunities that live on these threads, those that the person may see."""
    rows = visible_opportunities(user).filter(thread__in=thread_ids).only("pk", "name", "thread_id")
    return {row.thread_id: ThreadPage(row.get_absolute_url(), row.name) for row in rows}


def open_deals_at(user: Any, account: Any, contact: Any) -> list[tuple[int, str]]:
    """Return thread and name of the open opportunities of an account, or of those a contact takes part in there."""
    rows = visible_opportunities(user).filter(outcome=Opportunity.Outcome.OPEN, account=account)
    if contact is not None:
        people = OpportunityContact.objects.filter(contact=contact)
        rows = rows.filter(Q(contact=contact) | Q(pk__in=people.values("opportunity")))
    return list(rows.order_by("-created_at", "-id").values_list("thread", "name")[:MOST_DEALS])


def default_pipeline() -> Pipeline:
    return Pipeline.objects.order_by("-is_default", "id")[0]


def pipelines() -> QuerySet[Pipeline]:
    """Return all pipelines, the default one first."""
    return Pipeline.objects.order_by("-is_default", NAME)


def stages(pipeline: Pipeline | None = None) -> QuerySet[PipelineStage]:
    """Return the stages in use of a pipeline (the default one when none is given), in order."""
    rows = PipelineStage.objects.filter(is_retired=False).order_by("order")
    return rows.filter(pipeline=pipeline) if pipeline else rows.filter(pipeline__is_default=True)


def every_stage() -> QuerySet[PipelineStage]:
    """Return the stages in use of all pipelines, the default one first."""
    rows = PipelineStage.objects.filter(is_retired=False).select_related("pipeline")
    return rows.order_by("-pipeline__is_default", "pipeline__name", "order")


def open_by(place: str) -> dict[int, int]:
    """Count open opportunities by `stage` or `stage__pipeline`, where there are some, by the index of the board."""
    rows = Opportunity.objects.filter(outcome=Opportunity.Outcome.OPEN).order_by()
    return dict(rows.values_list(place).annotate(number=Count("pk")))


def first_stage(pipeline: Pipeline | None = None) -> PipelineStage:
    return stages(pipeline)[0]


def facts_of(stage: PipelineStage) -> StageFacts:
    """Say of a stage what tells it apart, for finding its like in another pipeline."""
    return StageFacts(stage.pk, stage.label_en, stage.journey_stage, stage.probability)


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


def accepted_proposal(opportunity: Opportunity) -> Proposal | None:
    """Return the version that the buyer accepted, the latest of several: what the opportunity is won at."""
    return opportunity.proposals.filter(status=Proposal.Status.ACCEPTED).order_by("-version").first()


def accepted_amount(opportunity: Opportunity, currency: str) -> Decimal | None:
    """Return what the buyer accepted in this currency; None: nothing, or in another one."""
    accepted = accepted_proposal(opportunity)
    return accepted.total if accepted and accepted.currency == currency else None


def hides_amounts(user: Any) -> bool:
    """Say whether the role hides what opportunities are worth; lines, proposals and sums are hidden with it."""
    return "amount" in access.hidden_fields(user, "opportunity")


def about_product(is_product: Q) -> Q:
    """Ask for opportunities by product: by those of their lines, and by their own where they have no lines."""
    lines = OpportunityLine.objects.filter(opportunity=OuterRef("pk"))
    return Q(Exists(lines.filter(is_product))) | (is_product & ~Exists(lines))
