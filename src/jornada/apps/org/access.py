"""The one place that turns a person's reach into a filter on rows."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.db.models.lookups import In

from jornada.apps.org.models import User
from jornada.apps.org.owners import NOBODY, owned_by
from jornada.rules.access import Action, Reach, Record, Role, reach

M = TypeVar("M", bound=Model)


def scope(rows: QuerySet[M], user: Any, record: Record, action: Action = "view", owner: str = "owner") -> QuerySet[M]:
    """Keep the rows that the user may see (or change, delete, export)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return rows.none()
    far = reach(_role(user), record, action)
    if far == "all":
        return rows
    if far == "team":
        return rows.filter(_in_team(user, owner))
    if far == "own":
        return rows.filter(**{f"{owner}_id": user.pk})
    return rows.none()


def how_far(user: Any, record: Record, action: Action = "view") -> Reach:
    """Say how far the user reaches, for figures that are computed beside the database."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return "none"
    return reach(_role(user), record, action)


def may(user: Any, record: Record, action: Action, instance: Any = None) -> bool:
    """Say whether the user may do this to a record, or to any record of the kind when none is given."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    far = reach(_role(user), record, action)
    if far == "none":
        return False
    if instance is None or far == "all":
        return True
    if far == "own":
        return instance.owner_id == user.pk
    return instance.owner_id in (None, user.pk) or (user.team_id is not None and instance.owner.team_id == user.team_id)


def require(user: Any, record: Record, action: Action, instance: Any = None) -> None:
    """Refuse with 403 what `may` denies."""
    if not may(user, record, action, instance):
        raise PermissionDenied


def is_admin(user: Any) -> bool:
    """Say whether the user runs the workspace."""
    return bool(getattr(user, "is_authenticated", False) and user.is_active and _role(user) == "admin")


def _role(user: User) -> Role:
    return "admin" if user.is_superuser else cast(Role, user.role)


def _in_team(user: User, owner: str) -> In:
    mates = User.objects.filter(team=user.team_id).values_list("pk", flat=True) if user.team_id else [user.pk]
    return owned_by([NOBODY, *mates], owner)
