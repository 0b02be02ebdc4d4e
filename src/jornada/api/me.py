"""Who the caller is, and the vocabularies a client needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from jornada.api.filters import NAMED, of
from jornada.api.listing import Filter
from jornada.api.resources import Resource, serve
from jornada.apps.interactions.models import Activity
from jornada.apps.leads.queries import sources
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.models import Team, User
from jornada.apps.sales.queries import stages

router = Router(tags=["workspace"])
users = Router(tags=["users"])
teams = Router(tags=["teams"])


class Me(Schema):
    id: int
    name: str
    email: str | None
    role: str
    language: str
    time_zone: str


class UserOut(Schema):
    id: int
    name: str
    email: str | None
    role: str
    team_id: int | None
    is_active: bool


class TeamOut(Schema):
    id: int
    name: str
    office: str
    manager_id: int | None


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


def user_out(row: User) -> dict[str, Any]:
    return {name: getattr(row, name) for name in UserOut.model_fields}


def team_out(row: Team) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TeamOut.model_fields}


USERS = Resource(
    one="user",
    many="users",
    out=UserOut,
    shape=user_out,
    visible=lambda _user: User.objects.all(),
    sorts={"id": "id", "name": NAME},
    default_sort="name",
    filters=(
        NAMED,
        Filter("email", str, apply=lambda rows, value: rows.filter(email__iexact=value)),
        of("team_id"),
        Filter("role", str),
        Filter("is_active", bool, "who works here now"),
    ),
    list_note="Everybody of your company, by name.",
)
TEAMS = Resource(
    one="team",
    many="teams",
    out=TeamOut,
    shape=team_out,
    visible=lambda _user: Team.objects.all(),
    sorts={"id": "id", "name": NAME},
    default_sort="name",
    filters=(NAMED,),
    list_note="By name.",
)
serve(users, USERS)
serve(teams, TEAMS)
