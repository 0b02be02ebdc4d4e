"""Many opportunities opened or changed at once, as `actions` does it for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions.actions import record_touches
from jornada.apps.interactions.follow import follow
from jornada.apps.interactions.models import Thread
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.org import access, many
from jornada.apps.sales import queries
from jornada.apps.sales.actions import instant_of
from jornada.apps.sales.models import Opportunity, PipelineStage, StageMove

Line = Mapping[str, Any]


def create_opportunities(user: Any, lines: Sequence[Line]) -> list[Opportunity]:
    """Open opportunities, each on a thread of its own, with the touch that says so."""
    access.require(user, "opportunity", "create")
    now, first = timezone.now(), queries.first_stage()
    with transaction.atomic():
        made = [Opportunity(**{**values, "stage": values.get("stage") or first}) for values in lines]
        threads = [Thread(account=row.account, contact=row.contact, opened_at=now) for row in made]
        many.insert(threads)
        for row, thread in zip(made, threads, strict=True):
            row.thread = thread
        many.create(user, made)
        many.insert([_move(user, row, None, row.stage) for row in made])
        record_touches([_opened(row) for row in made], source="manual", user=user, now=now)
    return made


def update_opportunities(user: Any, changes: Sequence[tuple[Opportunity, Line]]) -> list[list[str]]:
    """Change opportunities that the caller holds; another stage is a move like any other."""
    before = [row.stage for row, _values in changes]
    with transaction.atomic():
        changed = many.write(user, [(row, _meant(row, values)) for row, values in changes])
        done = [(row, stage, names) for (row, _v), stage, names in zip(changes, before, changed, strict=True)]
        many.insert([_move(user, row, stage, row.stage) for row, stage, names in done if "stage" in names])
        follow([row for row, _stage, names in done if {"account", "contact"} & {*names}])
    return changed


def why_not(row: Opportunity | None, values: Line) -> str:
    """Say what speaks against opening or changing an opportunity so; nothing when it may be."""
    engaged, expected = (values.get(name, getattr(row, name, None)) for name in ("engaged_on", "expected_on"))
    if engaged and expected and expected < engaged:
        return _("It cannot close before the day it was engaged.")
    stage = values.get("stage")
    if row is None or stage is None or stage.pk == row.stage_id:
        return ""
    if row.outcome != Opportunity.Outcome.OPEN:
        return _("Reopen the opportunity first; then it can be moved.")
    return _("This stage is not in use any more; choose another one.") if stage.is_retired else ""


def _meant(row: Opportunity, values: Line) -> Line:
    """Whoever writes an amount means it: the lines do not change it any more."""
    is_by_hand = "amount" in values and values["amount"] != row.amount
    return {**values, "amount_from_lines": False} if is_by_hand else values


def _move(user: Any, row: Opportunity, before: PipelineStage | None, after: PipelineStage) -> StageMove:
    who = user if getattr(user, "pk", None) else None
    places = {"from_stage": before, "to_stage": after}
    return StageMove(opportunity=row, at=timezone.now(), user=who, outcome=row.outcome, **places)


def _opened(row: Opportunity) -> NewTouch:
    return NewTouch(
        "deal.opened",
        instant_of(row.engaged_on),
        account=row.account_id,
        contact=row.contact_id,
        thread=row.thread_id,
        product=row.product_id,
    )
