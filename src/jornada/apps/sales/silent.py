"""Open opportunities at a stage without a touch on their thread: reminder rules ask here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.queries import interactions, live_touches
from jornada.apps.journeys.models import SilenceRule
from jornada.apps.journeys.silence_of import Stages, Subject, had_one, has_plans
from jornada.apps.sales import queries
from jornada.apps.sales.models import Opportunity, PipelineStage
from jornada.ui.addresses import is_id

CODE = "opportunity"


def subject() -> Subject:
    return Subject(
        code=CODE,
        whose=gettext_lazy("The opportunity's owner"),
        stages=_stages,
        silent=silent_opportunities,
        place=_place,
        answered=_answered,
        now=_now,
        at_once=_at_once,
    )


def silent_opportunities(rule: SilenceRule, stage: str, since: datetime) -> QuerySet[Opportunity]:
    """Of an opportunity that nobody touched yet, silence begins when it was made."""
    touches = interactions(live_touches()).filter(thread=OuterRef("thread"))
    latest = Subquery(touches.order_by("-at").values("at")[:1])
    rows = Opportunity.objects.filter(outcome=Opportunity.Outcome.OPEN, stage=int(stage) if is_id(stage) else None)
    rows = rows.annotate(touched_at=latest, since=Coalesce(latest, "created_at")).filter(since__lt=since)
    of = {"thread": OuterRef("thread")}
    return rows.filter(~has_plans(**of), ~had_one(rule, **of))


def stage_name(stage: PipelineStage) -> str:
    """Name a stage as a rule does."""
    return f"{CODE}:{stage.pk}"


def stages_of_rules(rules: Iterable[SilenceRule]) -> dict[str, PipelineStage]:
    """Return the stages of pipelines that are there, by the names that the rules have for them."""
    ids = {rule.stage.partition(":")[2] for rule in rules if rule.stage.startswith(f"{CODE}:")}
    rows = PipelineStage.objects.filter(pk__in=[int(pk) for pk in ids if is_id(pk)]) if ids else ()
    return {stage_name(stage): stage for stage in rows}


def _stages() -> Stages:
    rows = groupby(queries.every_stage(), key=lambda stage: stage.pipeline)
    return [
        (_("Pipeline: %(name)s") % {"name": pipeline.name}, [(stage_name(stage), stage.label) for stage in stages])
        for pipeline, stages in rows
    ]


def _place(row: Opportunity) -> dict[str, Any]:
    return {"account_id": row.account_id, "contact_id": row.contact_id, "thread_id": row.thread_id}


def _answered(tasks: QuerySet[PlannedTouch]) -> QuerySet[PlannedTouch]:
    """Keep those of opportunities that were touched since, or are not open any more."""
    touched = interactions(live_touches()).filter(thread=OuterRef("thread"), at__gt=OuterRef("created_at"))
    is_open = Q(thread__opportunity__outcome=Opportunity.Outcome.OPEN)
    return tasks.exclude(thread=None).filter(Exists(touched) | ~is_open)


def _now(number: int) -> str:
    return ngettext("%(number)s opportunity now", "%(number)s opportunities now", number) % {"number": number}


def _at_once(number: int) -> str:
    return ngettext(
        "It makes %(n)s task at once, for an opportunity that is silent now.",
        "It makes %(n)s tasks at once, for the opportunities that are silent now.",
        number,
    )
