"""Where accounts stand on the journey map, how they came there, and on what evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from ninja import Field, Router, Schema

from jornada.api.lookups import found
from jornada.apps.journeys.models import Position, Visit
from jornada.apps.journeys.queries import active_map
from jornada.apps.market.queries import visible_accounts

router = Router(tags=["journey"])


class StageOut(Schema):
    code: str
    label_en: str
    label_pt: str
    phase: str
    accounts_now: int = Field(description="accounts within your reach that stand here")


class VisitOut(Schema):
    cycle: int
    stage: str
    entered_at: datetime
    left_at: datetime | None = Field(description="null while the account still stands here")
    left_by: str = Field(description="evidence, exit, expiry or closed; empty while open")
    evidence_touch_id: int | None = Field(description="the touch that placed the account here; null after an expiry")


class JourneyOut(Schema):
    account_id: int
    stage: str | None
    cycle: int
    since: datetime | None
    outcome: str = Field(description="won or lost, of the current cycle; empty while undecided")
    visits: list[VisitOut]


@router.get("/stages", response=list[StageOut])
def stages(request: HttpRequest) -> Any:
    """List the stages of the map in force, in order, with the accounts that stand there now."""
    positions = Position.objects.filter(account__in=visible_accounts(request.auth))
    standing = dict(positions.values_list("stage").annotate(n=Count("pk")).values_list("stage", "n"))
    names = ("code", "label_en", "label_pt", "phase")
    return [
        {**{name: getattr(stage, name) for name in names}, "accounts_now": standing.get(stage.pk, 0)}
        for stage in active_map().stages
    ]


@router.get("/accounts/{int:pk}", response=JourneyOut)
def journey_of_account(request: HttpRequest, pk: int) -> Any:
    """The whole walk of one account, oldest visit first, with the evidence for each move."""
    account = found(visible_accounts(request.auth, pk=pk), pk)
    position = Position.objects.select_related("stage").filter(account=account).first()
    visits = Visit.objects.filter(account=account).select_related("stage").order_by("number")
    return {
        "account_id": account.pk,
        "stage": position.stage.code if position and position.stage else None,
        "cycle": position.cycle if position else 1,
        "since": position.entered_at if position else None,
        "outcome": position.outcome if position else "",
        "visits": [_visit(visit) for visit in visits],
    }


def _visit(visit: Visit) -> dict[str, Any]:
    names = ("cycle", "entered_at", "left_at", "left_by", "evidence_touch_id")
    return {**{name: getattr(visit, name) for name in names}, "stage": visit.stage.code}
