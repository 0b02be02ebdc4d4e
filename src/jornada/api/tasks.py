"""Planned touches: tasks with a due time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from jornada.api.etags import seen
from jornada.api.filters import Id, of
from jornada.api.listing import Filter
from jornada.api.resources import Resource, serve
from jornada.api.schemas import Strict
from jornada.api.tagged import Tags, tag_names, with_tag
from jornada.api.touches import TouchOut, touch_out
from jornada.apps.interactions import planning
from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.places import NoSuchPlaceError, Place, find_place, may_change, visible_planned
from jornada.apps.interactions.plans import LONGEST, TODO
from jornada.apps.interactions.task_list import RECORD, in_state
from jornada.ui.api_moments import AwareMoment, Moment

router = Router(tags=["tasks"])
Unit = Literal["", "day", "week", "month"]
MOST_BEFORE = 60 * 24 * 30


class TaskIn(Strict):
    activity: Annotated[str, StringConstraints(max_length=60)] = Field(
        description="what is planned: a code of the catalogue, for example `call.connected`; a `todo.done` may have "
        "neither account, contact nor thread"
    )
    due_at: AwareMoment = Field(
        description="with its offset; a new task is not due more than a day ago: what happened is a touch"
    )
    account_id: Id | None = None
    contact_id: Id | None = None
    thread_id: Id | None = Field(None, description="of a lead or an opportunity")
    owner_id: Id | None = Field(None, description="you, when left out")
    note: Annotated[str, StringConstraints(max_length=500)] = ""
    minutes: int | None = Field(None, ge=1, le=LONGEST, description="how long it takes")
    remind_before: int | None = Field(None, ge=0, le=MOST_BEFORE, description="minutes before it is due")
    repeat_every: int | None = Field(None, ge=1, le=365)
    repeat_unit: Unit = ""
    repeat_until: date | None = None
    tags: Tags | None = None


class TaskOut(Schema):
    id: int
    activity: str
    account_id: int | None
    contact_id: int | None
    thread_id: int | None
    owner_id: int | None
    due_at: datetime
    minutes: int | None = Field(description="how long it takes, where somebody said so")
    note: str
    remind_before: int | None = Field(description="minutes before it is due")
    repeat_every: int | None
    repeat_unit: str
    repeat_until: date | None
    tags: list[str]
    done_at: datetime | None
    cancelled_at: datetime | None
    touch_id: int | None = Field(description="the touch that it became")
    created_at: datetime


class Done(Strict):
    """How it went; what is left out is as planned."""

    at: AwareMoment | None = Field(None, description="now when left out")
    note: Annotated[str, StringConstraints(max_length=20_000)] = ""
    outcome: Literal["", "none", "attempt", "connection", "meaningful"] = ""


def task_out(row: PlannedTouch) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in TaskOut.model_fields if name not in ("activity", "tags")}
    return {**values, "activity": row.activity.code, "tags": tag_names(RECORD, row)}


def prepared(given: dict[str, Any], row: Any) -> dict[str, Any]:
    """Refuse a year that nobody means, and to plan what is past, with the name of the field."""
    due_at = given.get("due_at")
    said = planning.why_far(due_at) or ("" if row else planning.why_past(due_at)) if due_at else ""
    if said:
        raise ValidationError({"due_at": [said]})
    return given


def create_task(user: Any, *, activity: str, due_at: datetime, **values: Any) -> PlannedTouch:
    """Plan a touch at a record that the user sees."""
    asked = {name: values.pop(name) for name in ("account", "contact", "thread_id")}
    place = Place() if activity == TODO and not any(asked.values()) else _place(user, asked)
    values["owner"] = values.get("owner") or user
    return planning.plan_touch(user, place, _activity(activity), due_at, **values)


def change_task(user: Any, row: PlannedTouch, **values: Any) -> PlannedTouch:
    """Move a task, give it to somebody, say more about it; one without a buyer may be given one."""
    asked = {name: values.pop(name) for name in ("account", "contact", "thread_id") if name in values}
    if asked and row.has_place:
        raise ValidationError({next(iter(asked)): [planning.STAYS]})
    place = _place(user, asked) if any(asked.values()) else None
    if values.get("activity"):
        values["activity"] = _activity(values["activity"])
    with transaction.atomic():
        planning.change_task(user, row, place, **values)
        row.refresh_from_db()
    return row


TASKS = Resource(
    one="task",
    many="tasks",
    out=TaskOut,
    shape=task_out,
    visible=visible_planned,
    related=("activity",),
    record=RECORD,
    sorts={name: name for name in ("id", "due_at", "created_at")},
    default_sort="-due_at",
    filters=(
        Filter(
            "owner_id",
            Id | Literal["me", "all"],
            "`me`, when left out; `all`: everybody's that you see",
            apply=lambda rows, value: rows if value == "all" else rows.filter(owner=value),
        ),
        Filter(
            "status",
            Literal["open", "done", "cancelled", "all"],
            "`open`, when left out",
            apply=in_state,
        ),
        of("account_id"),
        of("contact_id"),
        of("thread_id"),
        Filter("activity", str, "its code", lookup="activity__code"),
        Filter("due_since", Moment, "due at this instant or later", lookup="due_at__gte"),
        Filter("due_until", Moment, "due before this instant", lookup="due_at__lt"),
        with_tag(RECORD),
    ),
    is_tagged=True,
    usual=lambda user: {"owner_id": user.pk, "status": "open"},
    form=TaskIn,
    create=create_task,
    update=change_task,
    delete=planning.cancel_task,
    prepare=prepared,
    list_note="Your open tasks, the one due last first, unless the parameters say otherwise.",
    delete_note="Cancel a task: it stays as cancelled; one that repeats does not come again.",
)
serve(router, TASKS)


@router.post("/{int:pk}/complete", response={201: TouchOut, 204: None})
def complete_task(request: HttpRequest, pk: int, payload: Done) -> Any:
    """Record the touch that was planned and close the task; one without a buyer is closed and leaves no touch."""
    said = {name: value for name, value in payload.dict(exclude_unset=True).items() if value}
    with seen(request, TASKS, pk) as task:
        touch = planning.complete_task(request.auth, task, **said)
    return Status(201, touch_out(touch)) if touch else Status(204, None)


def _activity(code: str) -> Activity:
    row = Activity.objects.filter(code=code, is_active=True).first()
    if row is None:
        text = _("There is no such record, or it is out of your reach: %(value)s.") % {"value": code}
        raise ValidationError({"activity": [text]})
    return row


def _place(user: Any, asked: dict[str, Any]) -> Place:
    ids = {
        "account": getattr(asked.get("account"), "pk", None),
        "contact": getattr(asked.get("contact"), "pk", None),
        "thread": asked.get("thread_id"),
    }
    try:
        place = find_place(user, {name: str(pk) for name, pk in ids.items() if pk})
    except NoSuchPlaceError as error:
        text = _("Give one of account_id, contact_id and thread_id that you may see.")
        raise ValidationError({"account_id": [text]}) from error
    if not may_change(user, place):
        raise PermissionDenied
    return place
