"""Segments: saved conditions, lists kept by hand, and their members."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import AfterValidator

from jornada.api.filters import possible
from jornada.api.lookups import found
from jornada.api.paging import PAGE, Page, PageQuery, page
from jornada.api.schemas import Name, Short, Strict
from jornada.apps.market.segments import actions, queries
from jornada.apps.market.segments.models import Segment
from jornada.rules.condition_check import check
from jornada.rules.condition_json import ConditionFormatError, from_json, to_json
from jornada.ui.conditions import faults
from jornada.ui.conditions.engine import engine
from jornada.ui.conditions.words import reading, vocabulary

router = Router(tags=["segments"])
RecordName = Literal["account", "contact", "lead", "opportunity"]


class SegmentIn(Strict):
    name: Name
    record: RecordName = "account"
    note: Short = ""
    is_shared: bool = True
    condition: dict[str, Any] | None = Field(None, description="see the reference of conditions; null: kept by hand")


class SegmentChange(Strict):
    name: Name | None = None
    note: Short | None = None
    is_shared: bool | None = None
    condition: dict[str, Any] | None = None


class SegmentOut(Schema):
    id: int
    name: str
    record: str
    note: str
    is_shared: bool
    owner_id: int | None
    condition: dict[str, Any] | None
    reading: str = Field(description="the condition in words, in your language")
    members: int = Field(description="those that you see")
    refreshed_at: datetime | None
    fault: str


class MemberOut(Schema):
    id: int
    name: str
    joined_at: datetime | None


class MembersIn(Strict):
    ids: Annotated[list[int], Field(max_length=10_000), AfterValidator(possible)]


class Changed(Schema):
    changed: int


class CountIn(Strict):
    record: RecordName = "account"
    condition: dict[str, Any]


class CountOut(Schema):
    matching: int
    total: int
    reading: str


@router.get("/", response=Page[SegmentOut])
def list_segments(request: HttpRequest, paging: PageQuery = PAGE, record: RecordName | None = None) -> Any:
    """List the segments that you see, newest first."""
    rows = queries.visible_segments(request.auth)
    rows = rows.filter(record=record) if record else rows
    return page(rows, paging, lambda row: segment_out(row, request.auth))


@router.post("/count", response=CountOut)
def count_matches(request: HttpRequest, payload: CountIn) -> Any:
    """Say how many of the records that you see a condition matches, without saving it."""
    condition = from_json(sound(request.auth, payload.record, payload.condition))
    matching, total = engine().count(request.auth, payload.record, condition)
    words = vocabulary(payload.record, request.auth)
    return {"matching": matching, "total": total, "reading": reading(condition, words)}


@router.post("/", response={201: SegmentOut})
def create_segment(request: HttpRequest, payload: SegmentIn) -> Any:
    """Make a segment; its members are found at once."""
    values = payload.dict()
    if payload.condition is not None:
        values["condition"] = sound(request.auth, payload.record, payload.condition)
    return Status(201, segment_out(actions.create_segment(request.auth, **values), request.auth))


@router.get("/{int:pk}", response=SegmentOut)
def read_segment(request: HttpRequest, pk: int) -> Any:
    return segment_out(_segment(request, pk), request.auth)


@router.patch("/{int:pk}", response=SegmentOut)
def change_segment(request: HttpRequest, pk: int, payload: SegmentChange) -> Any:
    """Change the fields that are sent; a list kept by hand takes no condition."""
    row = _segment(request, pk)
    values = {name: value for name, value in payload.dict(exclude_unset=True).items() if value is not None}
    if "condition" in values:
        if row.is_static:
            raise HttpError(422, _("condition: expected none for a list kept by hand; make a segment instead."))
        values["condition"] = sound(request.auth, row.record, values["condition"])
    return segment_out(actions.update_segment(request.auth, row, **values), request.auth)


@router.delete("/{int:pk}", response={204: None})
def delete_segment(request: HttpRequest, pk: int) -> Any:
    """Delete a segment that no other one names."""
    actions.delete_segment(request.auth, _segment(request, pk))
    return Status(204, None)


@router.get("/{int:pk}/members", response=Page[MemberOut])
def list_members(request: HttpRequest, pk: int, paging: PageQuery = PAGE) -> Any:
    """List the members that you see, newest record first."""
    row = _segment(request, pk)
    told = page(queries.members_of(row, request.auth), paging, lambda member: member)
    since = queries.joined_at(row, [member.pk for member in told["items"]])
    items = [{"id": m.pk, "name": str(m), "joined_at": since.get(m.pk)} for m in told["items"]]
    return {**told, "items": items}


@router.post("/{int:pk}/members", response=Changed)
def add_members(request: HttpRequest, pk: int, payload: MembersIn) -> Any:
    """Put records on a list kept by hand; ids that you do not see are passed over."""
    return {"changed": actions.add_members(request.auth, _segment(request, pk), payload.ids)}


@router.post("/{int:pk}/members/remove", response=Changed)
def remove_members(request: HttpRequest, pk: int, payload: MembersIn) -> Any:
    """Take records off a list kept by hand."""
    return {"changed": actions.remove_members(request.auth, _segment(request, pk), payload.ids)}


def segment_out(row: Segment, user: Any) -> dict[str, Any]:
    names = ("id", "name", "record", "note", "is_shared", "owner_id", "condition", "refreshed_at", "fault")
    told = {name: getattr(row, name) for name in names}
    return {**told, "members": queries.member_count(row, user), "reading": _reading(row, user)}


def sound(user: Any, record: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return the condition as it is stored, or refuse it with the place that is wrong."""
    try:
        condition = from_json(data)
    except ConditionFormatError as error:
        raise HttpError(422, faults.in_full(error)) from error
    wrong = [faults.with_place(fault) for fault in check(condition, vocabulary(record, user)) if not fault.is_odd]
    if wrong:
        raise HttpError(422, "; ".join(wrong[:5]))
    return to_json(condition)


def _reading(row: Segment, user: Any) -> str:
    if row.condition is None:
        return ""
    try:
        return reading(from_json(row.condition), vocabulary(row.record, user))
    except ConditionFormatError as error:
        return faults.in_full(error)


def _segment(request: HttpRequest, pk: int) -> Segment:
    return found(queries.visible_segments(request.auth), pk)
