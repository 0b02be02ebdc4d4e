"""How long open opportunities of the demo have stood in their stage: most moved lately, one in five stands still."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils import timezone

from jornada.apps.sales.models import Opportunity, PipelineStage, StageMove

STILL_EACH = 5
LONGEST_STILL = 45


def let_open_ones_move() -> None:
    """Bring the latest move of each open opportunity near today, or give it one; call it in the load's transaction.

    The simulator closes what its buyers decide and leaves the rest where it stood, however long ago: sellers
    would have moved it, or given it up.
    """
    now, following = timezone.now(), _following()
    shifted, added, changed = [], [], []
    for row, latest in _open_ones():
        is_new = latest.from_stage_id is None
        stage = following.get(row.stage_id, row.stage) if is_new else row.stage
        at = now - timedelta(days=_days_in_stage(row.pk, stage), hours=row.pk % 9)
        if latest.at >= at or (is_new and stage == row.stage):
            continue
        if is_new:
            added.append(_move_on(row, stage, at))
        else:
            latest.at = at
            shifted.append(latest)
        _expect_later(row, timezone.localdate(now))
        changed.append(row)
    StageMove.objects.bulk_update(shifted, ["at"], batch_size=500)
    StageMove.objects.bulk_create(added, batch_size=500)
    Opportunity.objects.bulk_update(changed, ["stage", "expected_on"], batch_size=500)


def _open_ones() -> list[tuple[Opportunity, StageMove]]:
    rows = Opportunity.objects.filter(outcome="open").select_related("stage").order_by("pk")
    latest = {move.opportunity_id: move for move in StageMove.objects.filter(opportunity__in=rows).order_by("at", "pk")}
    return [(row, latest[row.pk]) for row in rows if row.pk in latest]


def _following() -> dict[int, PipelineStage]:
    """Return the next stage of each of the main pipeline; the last has none."""
    stages = list(PipelineStage.objects.filter(pipeline__is_default=True, is_retired=False).order_by("order"))
    return {one.pk: other for one, other in pairwise(stages)}


def _days_in_stage(place: int, stage: PipelineStage) -> int:
    limit = stage.stalled_days or LONGEST_STILL
    if place % STILL_EACH == 0:
        return limit + 2 + place * 7 % max(1, LONGEST_STILL - limit)
    return place * 11 % limit


def _move_on(row: Opportunity, to: PipelineStage, at: datetime) -> StageMove:
    move = StageMove(
        opportunity=row, at=at, user_id=row.owner_id, from_stage_id=row.stage_id, to_stage=to, outcome="open"
    )
    row.stage = to
    return move


def _expect_later(row: Opportunity, today: date) -> None:
    """Give those that moved a day still to come; those that stand still keep the one that passed."""
    if row.expected_on and row.expected_on < today and row.pk % STILL_EACH:
        row.expected_on = today + timedelta(days=10 + row.pk * 11 % 50)
