"""Writes of pipelines and their stages; each noted in the change history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jornada.apps.org import edits, history
from jornada.apps.org.access import is_admin
from jornada.apps.org.edits import refuse_unless
from jornada.apps.sales.models import Opportunity, Pipeline, PipelineStage, StageMove

COPIED = (
    *("order", "code", "label_en", "label_pt", "probability", "journey_stage"),
    *("purpose", "card_limit", "stalled_days", "exit_criteria"),
)


def create_pipeline(admin: Any, *, like: Pipeline, is_default: bool = False, **values: Any) -> Pipeline:
    """Add a pipeline; it starts with the stages of another one."""
    _require_admin(admin)
    with transaction.atomic():
        pipeline = edits.create(admin, Pipeline, {**values, "is_default": False})
        rows = like.stages.filter(is_retired=False).order_by("order")
        PipelineStage.objects.bulk_create(
            PipelineStage(pipeline=pipeline, **{name: getattr(row, name) for name in COPIED}) for row in rows
        )
        return _settle_default(admin, pipeline, is_default)


def update_pipeline(admin: Any, pipeline: Pipeline, *, is_default: bool = False, **values: Any) -> Pipeline:
    _require_admin(admin)
    with transaction.atomic():
        return _settle_default(admin, edits.update(admin, pipeline, values), is_default)


def delete_pipeline(admin: Any, pipeline: Pipeline) -> None:
    """Delete a pipeline that never had an opportunity."""
    _require_admin(admin)
    refuse_unless(not pipeline.is_default, _("Make another pipeline the default first."))
    with transaction.atomic():
        refuse_unless(not is_used(pipeline), _("Opportunities went through this pipeline; their history needs it."))
        history.record_deleted(admin, pipeline)
        pipeline.delete()


def is_used(pipeline: Pipeline) -> bool:
    """Say whether an opportunity went through a pipeline."""
    has_history = StageMove.objects.filter(to_stage__pipeline=pipeline).exists()
    return has_history or Opportunity.objects.filter(stage__pipeline=pipeline).exists()


def add_stage(admin: Any, pipeline: Pipeline, **values: Any) -> PipelineStage:
    """Add a stage at the end of the pipeline."""
    _require_admin(admin)
    with transaction.atomic():
        edits.locked(pipeline)
        last = pipeline.stages.aggregate(last=Max("order"))["last"]
        code = _free_code(pipeline, values["label_en"])
        place = {"pipeline": pipeline, "code": code, "order": 0 if last is None else last + 1}
        return edits.create(admin, PipelineStage, {**values, **place})


def update_stage(admin: Any, stage: PipelineStage, **values: Any) -> PipelineStage:
    _require_admin(admin)
    return edits.update(admin, stage, values)


def order_stages(admin: Any, pipeline: Pipeline, ids: Sequence[int]) -> None:
    """Put the stages of a pipeline in this order; those that are not named follow in the order they had."""
    _require_admin(admin)
    with transaction.atomic():
        rows = {row.pk: row for row in pipeline.stages.select_for_update().order_by("is_retired", "order")}
        named = [pk for pk in dict.fromkeys(ids) if pk in rows]
        for order, pk in enumerate([*named, *(pk for pk in rows if pk not in set(named))]):
            edits.write(admin, rows[pk], {"order": order})


def retire_stage(admin: Any, stage: PipelineStage, into: PipelineStage | None = None) -> int:
    """Take a stage out of use; its open opportunities go to `into`. Return how many went.

    The stage stays for the history, and closed opportunities stay at it.
    """
    _require_admin(admin)
    with transaction.atomic():
        edits.locked(stage.pipeline)
        row = edits.locked(stage)
        is_last = not stage.pipeline.stages.filter(is_retired=False).exclude(pk=row.pk).exists()
        refuse_unless(not is_last, _("A pipeline needs a stage: add another one first."))
        held = Opportunity.objects.filter(stage=row, outcome=Opportunity.Outcome.OPEN)
        refuse_unless(into is not None or not held.exists(), _("Open opportunities stand here: say where they go."))
        is_taker = into is None or (not into.is_retired and into.pk != row.pk)
        refuse_unless(is_taker, _("They can only go to another stage that is in use."))
        moved = 0 if into is None else _move_all(admin, row, into)
        edits.write(admin, row, {"is_retired": True})
    return moved


def use_stage_again(admin: Any, stage: PipelineStage) -> PipelineStage:
    _require_admin(admin)
    return edits.update(admin, stage, {"is_retired": False})


def _move_all(admin: Any, stage: PipelineStage, into: PipelineStage) -> int:
    rows = list(Opportunity.objects.select_for_update().filter(stage=stage, outcome=Opportunity.Outcome.OPEN))
    for row in rows:
        edits.write(admin, row, {"stage": into})
    now = timezone.now()
    values = {"at": now, "user": admin, "from_stage": stage, "to_stage": into, "outcome": Opportunity.Outcome.OPEN}
    StageMove.objects.bulk_create((StageMove(opportunity=row, **values) for row in rows), batch_size=2_000)
    return len(rows)


def _settle_default(admin: Any, pipeline: Pipeline, is_default: bool) -> Pipeline:
    """Let one pipeline be the default: making this one so takes it from the other."""
    if is_default and not pipeline.is_default:
        for other in Pipeline.objects.filter(is_default=True).exclude(pk=pipeline.pk):
            edits.write(admin, other, {"is_default": False})
        edits.write(admin, pipeline, {"is_default": True})
    return pipeline


def _free_code(pipeline: Pipeline, name: str) -> str:
    taken = set(pipeline.stages.values_list("code", flat=True))
    code = slugify(name)[:50] or "stage"
    return next(free for free in (code, *(f"{code}-{n}" for n in range(2, 10_000))) if free not in taken)


def _require_admin(user: Any) -> None:
    if not is_admin(user):
        raise PermissionDenied
