"""Reads of people, teams, tokens, history and jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, QuerySet

from jornada.apps.org.access import is_admin
from jornada.apps.org.models import ApiToken, Change, Job, Team, User


def people() -> QuerySet[User]:
    """Return everybody who may own records now, by name."""
    return User.objects.filter(is_active=True).order_by("name", "id")


def users() -> QuerySet[User]:
    return User.objects.select_related("team")


def teams() -> QuerySet[Team]:
    return Team.objects.order_by("name")


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return a person's tokens: those in use first, newest first."""
    return user.api_tokens.order_by(F("revoked_at").asc(nulls_first=True), "-created_at")


def visible_changes(user: Any) -> QuerySet[Change]:
    """Return the change history of the whole workspace, to administrators only."""
    return Change.objects.select_related("user") if is_admin(user) else Change.objects.none()


def visible_jobs(user: Any) -> QuerySet[Job]:
    """Return a person's own jobs; administrators see everybody's."""
    rows = Job.objects.select_related("user")
    return rows if is_admin(user) else rows.filter(user=user)


def members_by_team(ids: Sequence[int]) -> dict[int, int]:
    """Count the active members of teams."""
    rows = User.objects.filter(team__in=ids, is_active=True).order_by().values("team").annotate(number=Count("pk"))
    return {row["team"]: row["number"] for row in rows}
