"""Touches as they are read."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet, Value
from ninja import Field, Schema

from jornada.api.filters import of
from jornada.api.listing import Filter
from jornada.api.resources import Resource
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.queries import live_touches, visible_touches
from jornada.apps.org.access import hidden_names
from jornada.ui.api_moments import Moment


class TouchOut(Schema):
    id: int
    at: datetime
    activity: str
    channel: str
    direction: str
    by: str
    outcome: str
    human: bool
    account_id: int | None
    contact_id: int | None
    thread_id: int | None
    product_id: int | None
    user_id: int | None
    value: float | None
    note: str
    key: str | None
    is_private: bool = Field(description="only its participants see it; counts include it")


def touch_out(row: Touch) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in TouchOut.model_fields if name not in ("activity", "is_private")}
    value = None if getattr(row, "hides_value", False) else row.value
    return {**values, "value": value, "activity": row.activity.code, "is_private": hasattr(row, "private")}


def _live(user: Any) -> QuerySet[Touch]:
    return as_told(visible_touches(user) & live_touches(), user)


def as_told(rows: QuerySet[Touch], user: Any) -> QuerySet[Touch]:
    """Mark the touches whose value is not told to a person: it may be the amount that the role hides."""
    return rows.annotate(hides_value=Value(True)) if hidden_names(user, "touch") else rows


TOUCHES = Resource(
    one="touch",
    many="touches",
    out=TouchOut,
    shape=touch_out,
    visible=_live,
    related=("activity", "private"),
    sorts={"id": "id", "at": "at"},
    default_sort="-at",
    filters=(
        of("account_id"),
        of("contact_id"),
        of("thread_id", "of a lead or an opportunity"),
        of("user_id", "recorded by"),
        of("product_id"),
        Filter("channel", str),
        Filter("activity", str, "its code", lookup="activity__code"),
        Filter("direction", Literal["in", "out"]),
        Filter("outcome", Literal["none", "attempt", "connection", "meaningful"]),
        Filter("human", bool),
        Filter("key", str, "your own id of the touch"),
        Filter("since", Moment, "at this instant or later", lookup="at__gte"),
        Filter("until", Moment, "before this instant", lookup="at__lt"),
        Filter("recorded_since", Moment, "written at this instant or later", lookup="recorded_at__gte"),
    ),
    list_note="Those that count, latest first; voided ones are left out.",
)
