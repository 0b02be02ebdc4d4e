"""What qualifies a lead: when the buyer wants to decide."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from pydantic import AwareDatetime, StringConstraints

from jornada.api.lookups import found, references
from jornada.api.schemas import Strict
from jornada.apps.interactions.places import Place
from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import visible_leads
from jornada.apps.leads.temperature import actions as temperature_actions
from jornada.apps.leads.temperature import queries as temperature
from jornada.apps.leads.temperature.models import TimeFrame

router = Router(tags=["leads"])
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class TimeFrameIn(Strict):
    intent: Literal["now", "planned", "interest"]
    ends_on: date | None = Field(None, description="decides by this day; needed with `planned`")
    starts_on: date | None = Field(None, description="and not before this one")
    contact_id: int | None = Field(None, description="who said it; the contact of the lead when left out")
    words: Words = ""
    at: AwareDatetime | None = Field(None, description="when it was said; now when left out")


class TimeFrameOut(Schema):
    id: int
    intent: str
    starts_on: date | None
    ends_on: date | None
    contact_id: int | None
    words: str
    at: datetime
    touch_id: int


class TemperatureOut(Schema):
    temperature: str | None
    why: str = Field(
        description="says_now, near, due, soon, far, passed, now_is_over, no_date, asked, interest, nothing"
    )
    day: date | None = Field(description="the day that decided")
    changes_on: date | None = Field(description="the day on which it may change though nothing happens")
    time_frames: list[TimeFrameOut] = Field(description="what was stated, the latest first; it decides")


@router.get("/{int:pk}/temperature", response=TemperatureOut)
def read_temperature(request: HttpRequest, pk: int) -> Any:
    """Say how hot a lead is, and why."""
    lead = lead_of(request, pk)
    warmth = temperature.temperature_now(lead)
    return {
        "temperature": warmth.heat,
        "why": warmth.why,
        "day": warmth.day,
        "changes_on": warmth.changes_on,
        "time_frames": temperature.history_of(lead.thread_id),
    }


@router.post("/{int:pk}/time-frames", response={201: TimeFrameOut})
def state_time_frame(request: HttpRequest, pk: int, payload: TimeFrameIn) -> Any:
    """Note when the buyer wants to decide."""
    lead, values = lead_of(request, pk), references(request.auth, payload.dict())
    contact = values.pop("contact") or lead.contact
    place = Place(lead.account, contact, lead.thread)
    return Status(201, temperature_actions.state_time_frame(request.auth, place, **values))


@router.delete("/{int:pk}/time-frames/{int:frame}", response={204: None})
def withdraw_time_frame(request: HttpRequest, pk: int, frame: int) -> Any:
    """Take a statement back; the one before it counts again."""
    lead = lead_of(request, pk)
    rows = TimeFrame.objects.filter(thread=lead.thread_id, touch__voided_by=None).select_related("touch__activity")
    place = Place(lead.account, lead.contact, lead.thread)
    temperature_actions.withdraw_time_frame(request.auth, found(rows, frame), place)
    return Status(204, None)


def lead_of(request: HttpRequest, pk: int) -> Lead:
    rows = visible_leads(request.auth).select_related("account__owner", "contact__owner", "thread", "owner", "source")
    return found(rows, pk)
