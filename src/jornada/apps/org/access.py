"""The one place that turns a person's reach into a filter on rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, Q, QuerySet
from django.db.models.lookups import In

from jornada.apps.org.models import User
from jornada.apps.org.owners import NOBODY, owned_by
from jornada.rules.access import Action, Reach, Record, Role, reach

M = TypeVar("M", bound=Model)
Reason = Callable[[Any], Exists]
_reasons: dict[Record, dict[str, Reason]] = {}


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


def one(rows: QuerySet[M], user: Any, record: Record, pk: int) -> QuerySet[M]:
    """Keep one record, if the user may see it; also when it is shown to the user for a reason of another app.

    Lists do not ask for such reasons: an OR would take them off their index.
    """
    mine, reasons = rows.filter(pk=pk), _reasons.get(record, {}).values()
    if how_far(user, record) in ("all", "none") or not reasons:
        return scope(mine, user, record)
    shown = reduce(or_, (Q(reason(user)) for reason in reasons))
    return mine.filter(shown | Q(pk__in=scope(mine, user, record).values("pk")))


def also_show(record: Record, code: str, reason: Reason) -> None:
    """Let people see single records beyond their reach, for as long as a condition on the record holds."""
    _reasons.setdefault(record, {})[code] = reason


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


def may_make(record: Record) -> Callable[[Any], bool]:
    """Return what says of a user whether new records of a kind may be made; for menus."""
    return lambda user: may(user, record, "change")


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
