"""Many opportunities opened or changed at once, as `actions` does it for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from jornada.apps.interactions.actions import record_touches
from jornada.apps.interactions.follow import follow
from jornada.apps.interactions.models import Thread
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.org import access, many
from jornada.apps.org.queries import workspace
from jornada.apps.sales import queries
from jornada.apps.sales.actions import instant_of
from jornada.apps.sales.checks import meant
from jornada.apps.sales.models import Opportunity, PipelineStage, StageMove

Line = Mapping[str, Any]


def create_opportunities(user: Any, lines: Sequence[Line]) -> list[Opportunity]:
    """Open opportunities, each on a thread of its own, with the touch that says so."""
    access.require(user, "opportunity", "create")
    now, first, usual = timezone.now(), queries.first_stage(), {"currency": workspace().currency}
    with transaction.atomic():
        made = [Opportunity(**{**usual, **values, "stage": values.get("stage") or first}) for values in lines]
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
        changed = many.write(user, [(row, meant(row, values)) for row, values in changes])
        done = [(row, stage, names) for (row, _v), stage, names in zip(changes, before, changed, strict=True)]
        many.insert([_move(user, row, stage, row.stage) for row, stage, names in done if "stage" in names])
        follow([row for row, _stage, names in done if {"account", "contact"} & {*names}])
    return changed


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
