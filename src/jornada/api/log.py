"""Touches, and the number of interactions."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from itertools import islice
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, DateField, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from jornada.api.lookups import found
from jornada.api.problems import problem
from jornada.api.resources import serve
from jornada.api.schemas import Reason, Strict
from jornada.api.touches import TOUCHES, TouchOut, as_told, touch_out
from jornada.api.voided import Voided, voided_among
from jornada.apps.interactions import privacy
from jornada.apps.interactions.actions import record_touches, void_by_hand
from jornada.apps.interactions.models import Thread, Touch
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.interactions.queries import interactions, live_touches, visible_touches
from jornada.apps.leads.queries import visible_leads
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.org import access
from jornada.apps.org.prepared import rows_with
from jornada.apps.sales.queries import visible_opportunities
from jornada.ui.api_moments import AwareMoment

router = Router(tags=["touches"])
MOST = 10_000
FEW = 20
MOST_FAULTS = 100
Code = Annotated[str, StringConstraints(max_length=60)]
Big = Annotated[int, Field(gt=0, lt=2**63)]


class TouchIn(Strict):
    """One touch; what is left out takes the activity's default."""

    activity: Code = Field(description="code of the catalogue, for example `call.connected`")
    at: AwareMoment | None = Field(None, description="with its offset; now when left out")
    account: Big | None = None
    contact: Big | None = None
    thread: Big | None = None
    channel: Code = ""
    direction: Literal["", "in", "out"] = ""
    by: Literal["", "buyer", "marketing", "sales", "service", "system"] = ""
    outcome: Literal["", "none", "attempt", "connection", "meaningful"] = ""
    human: bool = True
    product: Big | None = None
    value: float | None = Field(None, allow_inf_nan=False)
    note: Annotated[str, StringConstraints(max_length=20_000)] = ""
    key: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = Field(
        None, description="your own id of the touch: sent twice, it is written once"
    )
    is_private: bool = Field(False, description="only you see it; counts include it")


class TouchesIn(Strict):
    touches: Annotated[list[TouchIn], Field(min_length=1, max_length=MOST)]


class PrivacyIn(Strict):
    is_private: bool


class Recorded(Schema):
    recorded: int
    skipped: int = Field(description="touches whose key was in the log already")
    voided: int = Field(
        description="of the skipped, those that were voided since: they do not count; "
        "send one with another key to have it counted"
    )
    voided_touches: list[Voided] = Field(description="these, one by one, in the order sent")


class Number(Schema):
    period: date | None = Field(description="first day of the month; null when not asked by month")
    channel: str | None
    direction: str | None
    number: int


serve(router, TOUCHES)


@router.post("/", response={201: Recorded})
def record(request: HttpRequest, payload: TouchesIn) -> Any:
    """Record up to 10,000 touches at once: all of them, or none when one is wrong."""
    access.require(request.auth, "account", "change")
    _refuse_out_of_reach(request.auth, payload.touches)
    now = timezone.now()
    rows = [_row(touch, now) for touch in payload.touches]
    private = [row.key for row, touch in zip(rows, payload.touches, strict=True) if touch.is_private]
    with transaction.atomic():
        done = record_touches(rows, source="api", user=request.auth, now=now)
        if private:
            fresh = Touch.objects.filter(key__in=private, source="api", user=request.auth, recorded_at=now)
            privacy.mark_own(request.auth, fresh)
    voided = voided_among(request.auth, rows) if done.skipped else []
    numbers = {"recorded": done.number, "skipped": done.skipped, "voided": len(voided)}
    return Status(201, {**numbers, "voided_touches": voided})


@router.post("/{int:pk}/void", response={201: TouchOut})
def void(request: HttpRequest, pk: int, payload: Reason) -> Any:
    """Take a touch out of all counts and derivations, with the reason. The row itself stays."""
    row = found(visible_touches(request.auth).select_related("activity", "account"), pk)
    access.require(request.auth, "account", "change", row.account)
    return Status(201, touch_out(void_by_hand(request.auth, row, payload.reason)))


@router.put("/{int:pk}/private", response=TouchOut)
def set_private(request: HttpRequest, pk: int, payload: PrivacyIn) -> Any:
    """Show a touch only to its participants, or to everybody again; for who recorded it."""
    row = found(visible_touches(request.auth).select_related("user"), pk)
    (privacy.mark_private if payload.is_private else privacy.open_again)(request.auth, row)
    return touch_out(as_told(Touch.objects.select_related("activity", "private"), request.auth).get(pk=row.pk))


@router.get("/numbers", response=list[Number])
def numbers(
    request: HttpRequest,
    account_id: int | None = None,
    contact_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
    by: Literal["total", "month", "channel", "direction"] = "total",
) -> Any:
    """Number of interactions of one account or contact, from the day `since` to the day `until`.

    Split by month, channel or direction when asked. Decisions, such as a won opportunity, are no interactions.
    """
    if (account_id is None) == (contact_id is None):
        return problem(422, _("The input does not fit"), _("Give one of account_id and contact_id."))
    rows = _counts(request.auth, account_id, contact_id)
    if since:
        rows = rows.filter(at__date__gte=since)
    if until:
        rows = rows.filter(at__date__lte=until)
    return _split(rows, by)


def _row(touch: TouchIn, now: datetime) -> NewTouch:
    values = {name: value for name, value in touch.dict().items() if name != "is_private"}
    key = touch.key or (f"api:{uuid.uuid4().hex}" if touch.is_private else None)
    return NewTouch(**{**values, "at": (touch.at or now).astimezone(UTC), "key": key})


def _counts(user: Any, account_id: int | None, contact_id: int | None) -> Any:
    if account_id is not None:
        return interactions(live_touches()).filter(account=found(visible_accounts(user), account_id))
    return interactions(live_touches()).filter(contact=found(visible_contacts(user), contact_id or 0))


def _split(rows: Any, by: str) -> list[dict[str, Any]]:
    empty = {"period": None, "channel": None, "direction": None}
    if by == "total":
        return [{**empty, "number": rows.count()}]
    name = "period" if by == "month" else by
    grouped = rows.annotate(period=TruncMonth("at", output_field=DateField())) if by == "month" else rows
    found_rows = grouped.values(name).annotate(n=Count("id")).order_by(name)
    return [{**empty, name: row[name], "number": row["n"]} for row in found_rows]


def _refuse_out_of_reach(user: Any, touches: list[TouchIn]) -> None:
    """Name the ids that do not exist or that the caller may not see; the two are not told apart."""
    threads = Q(lead__in=visible_leads(user)) | Q(opportunity__in=visible_opportunities(user))
    threads |= Q(account__in=visible_accounts(user))
    reachable = {
        "account": visible_accounts(user),
        "contact": visible_contacts(user),
        "thread": Thread.objects.filter(threads),
    }
    text = _("There is no such record, or it is out of your reach: %(value)s.")
    faults: dict[str, list[str]] = {}
    for field, rows in reachable.items():
        wanted = {getattr(touch, field) for touch in touches} - {None}
        missing = wanted - _reached(rows, wanted)
        places = ((row, getattr(touch, field)) for row, touch in enumerate(touches)) if missing else ()
        wrong = ((row, value) for row, value in places if value in missing)
        faults |= {f"touches.{row}.{field}": [text % {"value": value}] for row, value in islice(wrong, MOST_FAULTS)}
    if faults:
        raise ValidationError(faults)


def _reached(rows: QuerySet, wanted: set[int]) -> set[int]:
    """Return which of these ids are among the rows; of few by a text that is known, of many without reading them."""
    if len(wanted) <= FEW:
        return {row.pk for row in rows_with(rows.order_by(), pk=sorted(wanted))}
    return set(rows.filter(pk__in=wanted).values_list("pk", flat=True))
