"""Planned touches: tasks with a due time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from jornada.api.paging import PAGE, Page, PageQuery, page
from jornada.apps.interactions.models import PlannedTouch

router = Router(tags=["tasks"])


class TaskOut(Schema):
    id: int
    activity: str
    account_id: int | None
    contact_id: int | None
    due_at: datetime
    note: str


@router.get("/", response=Page[TaskOut])
def my_tasks(request: HttpRequest, paging: PageQuery = PAGE) -> Any:
    """List your open tasks, the one due last first."""
    rows = PlannedTouch.objects.filter(owner=request.auth, done_at=None, cancelled_at=None).select_related("activity")
    return page(rows, paging, _task, by="due_at")


def _task(row: PlannedTouch) -> dict[str, Any]:
    names = ("id", "account_id", "contact_id", "due_at", "note")
    return {**{name: getattr(row, name) for name in names}, "activity": row.activity.code}
