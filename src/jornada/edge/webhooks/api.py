"""Webhooks over the API: for administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict, StringConstraints

from jornada.apps.org import access
from jornada.edge.webhooks import actions
from jornada.edge.webhooks.models import Endpoint
from jornada.edge.webhooks.types import TYPES
from jornada.ui.api_moments import AwareMoment
from jornada.ui.paging import Order, read_cursor, take_page

router = Router(tags=["webhooks"])
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class EndpointIn(Schema):
    model_config = ConfigDict(extra="forbid")

    url: Url = Field(examples=["https://example.com/hooks/jornada"])
    description: Words = ""
    types: list[str] = Field([], description="types of events; none means all", examples=[["lead.created"]])


class EndpointChange(Schema):
    model_config = ConfigDict(extra="forbid")

    url: Url = Field("", examples=["https://example.com/hooks/jornada"])
    description: Words = ""
    types: list[str] = Field([], examples=[["lead.created"]])
    is_active: bool = True


class EndpointOut(Schema):
    id: int
    url: str
    description: str
    types: list[str]
    is_active: bool
    failing_since: datetime | None
    stopped_at: datetime | None = Field(description="switched off because it kept failing")
    created_at: datetime
    updated_at: datetime


class EndpointMade(EndpointOut):
    secret: str = Field(description="shown this one time", examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"])


class AttemptOut(Schema):
    at: datetime
    code: int | None = Field(description="status of the answer; null when none came")
    said: str = Field(description="the beginning of the answer, or what went wrong")
    milliseconds: int


class DeliveryOut(Schema):
    id: int
    event: str = Field(description="webhook-id of the message")
    type: str
    at: datetime
    status: str
    tries: int
    next_at: datetime | None
    attempts: list[AttemptOut]


class Deliveries(Schema):
    items: list[DeliveryOut]
    next: str | None


class TypeOut(Schema):
    type: str
    label: str


class Since(Schema):
    model_config = ConfigDict(extra="forbid")

    since: AwareMoment


class Replayed(Schema):
    replayed: int


class Tested(Schema):
    code: int | None
    said: str
    milliseconds: int


@router.get("/types", response=list[TypeOut])
def list_types(request: HttpRequest) -> Any:
    """List the types of events that can be told."""
    return [{"type": code, "label": str(label)} for code, label in TYPES.items()]


@router.get("/", response=list[EndpointOut])
def list_endpoints(request: HttpRequest) -> Any:
    """List the endpoints, newest first."""
    _require_admin(request)
    return list(actions.visible_endpoints(request.auth))


@router.post("/", response={201: EndpointMade})
def create_endpoint(request: HttpRequest, payload: EndpointIn) -> Any:
    """Add an endpoint; the answer shows its secret, this one time."""
    return Status(201, actions.create_endpoint(request.auth, **payload.dict()))


@router.get("/{int:pk}", response=EndpointOut)
def read_endpoint(request: HttpRequest, pk: int) -> Any:
    """Read one endpoint."""
    return _endpoint(request, pk)


@router.patch("/{int:pk}", response=EndpointOut)
def change_endpoint(request: HttpRequest, pk: int, payload: EndpointChange) -> Any:
    """Change the fields that are sent; switched on again, an endpoint starts afresh."""
    return actions.update_endpoint(request.auth, _endpoint(request, pk), **payload.dict(exclude_unset=True))


@router.delete("/{int:pk}", response={204: None})
def delete_endpoint(request: HttpRequest, pk: int) -> Any:
    """Take an endpoint away."""
    actions.delete_endpoint(request.auth, _endpoint(request, pk))
    return Status(204, None)


@router.post("/{int:pk}/rotate", response=EndpointMade)
def rotate_secret(request: HttpRequest, pk: int) -> Any:
    """Give it a new secret; for a day messages are signed with the old one too."""
    return actions.rotate_secret(request.auth, _endpoint(request, pk))


@router.post("/{int:pk}/test", response=Tested)
def send_test(request: HttpRequest, pk: int) -> Any:
    """Send a test message now and say what came back."""
    done = actions.send_test(request.auth, _endpoint(request, pk))
    return {"code": done.code, "said": done.said, "milliseconds": done.milliseconds}


# It waits for somebody else's answer: no transaction is held open meanwhile (see `api.idempotency`).
send_test.answers_after_commit = True


@router.get("/{int:pk}/deliveries", response=Deliveries)
def list_deliveries(
    request: HttpRequest, pk: int, status: str = "", after: str = "", limit: Annotated[int, Field(ge=1, le=500)] = 50
) -> Any:
    """List the messages to an endpoint with each try, newest first."""
    rows = _endpoint(request, pk).deliveries.select_related("event").prefetch_related("attempts")
    rows = rows.filter(status=status) if status else rows
    cursor = read_cursor(after, "")
    if after and cursor is None:
        raise ValidationError({"after": [_("This is no cursor: send `next` of the page before as it came.")]})
    page = take_page(rows, Order("pk", is_descending=True), cursor, limit)
    return {"items": [_delivery(row) for row in page.rows], "next": page.after or None}


@router.post("/{int:pk}/replay", response=Replayed)
def replay_failed(request: HttpRequest, pk: int, payload: Since) -> Any:
    """Send again all messages that were given up since an instant."""
    return {"replayed": actions.replay_failed(request.auth, _endpoint(request, pk), payload.since)}


@router.post("/{int:pk}/deliveries/{int:delivery_id}/replay", response=Replayed)
def replay_one(request: HttpRequest, pk: int, delivery_id: int) -> Any:
    """Send one message again, under the id that it had."""
    row = _one(_endpoint(request, pk).deliveries.all(), delivery_id)
    return {"replayed": actions.replay_one(request.auth, row)}


def _endpoint(request: HttpRequest, pk: int) -> Endpoint:
    _require_admin(request)
    return _one(actions.visible_endpoints(request.auth), pk)


def _require_admin(request: HttpRequest) -> None:
    if not access.is_admin(request.auth):
        raise PermissionDenied


def _one(rows: Any, pk: int) -> Any:
    row = rows.filter(pk=pk).first() if 0 < pk < 2**63 else None
    if row is None:
        raise Http404
    return row


def _delivery(row: Any) -> dict[str, Any]:
    names = ("id", "status", "tries", "next_at")
    told = {name: getattr(row, name) for name in names}
    return {**told, "event": row.event.key, "type": row.event.type, "at": row.event.at, "attempts": row.attempts.all()}
