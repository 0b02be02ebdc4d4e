"""Who the caller is, and the vocabularies a client needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from jornada.apps.interactions.models import Activity
from jornada.apps.leads.queries import sources
from jornada.apps.sales.queries import stages

router = Router(tags=["workspace"])


class Me(Schema):
    id: int
    name: str
    email: str | None
    role: str
    language: str
    time_zone: str


class ActivityOut(Schema):
    code: str
    channel: str
    direction: str
    by: str
    outcome: str
    label_en: str
    label_pt: str


class Coded(Schema):
    code: str
    label_en: str
    label_pt: str


@router.get("/me", response=Me)
def me(request: HttpRequest) -> Any:
    """The person whose token this is."""
    return request.auth


@router.get("/activities", response=list[ActivityOut])
def activities(request: HttpRequest) -> Any:
    """The catalogue: what a touch can be."""
    return list(Activity.objects.filter(is_active=True))


@router.get("/sources", response=list[Coded])
def lead_sources(request: HttpRequest) -> Any:
    return list(sources())


@router.get("/pipeline-stages", response=list[Coded])
def pipeline_stages(request: HttpRequest) -> Any:
    """The stages of the default pipeline, in order."""
    return list(stages())
