"""Who may import what, and whose imports one sees."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from jornada.edge.files.kinds import KINDS
from jornada.edge.files.models import ImportPlan

_MARKETING = frozenset({"accounts", "contacts", "leads", "products", "touches"})
_KINDS_BY_ROLE = {"admin": frozenset(KINDS), "manager": frozenset(KINDS), "marketing": _MARKETING}


def kinds_for(user: Any) -> list[str]:
    """Return the kinds of files that a person may import, in their order; none for most roles."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    allowed = _KINDS_BY_ROLE.get("admin" if user.is_superuser else user.role, frozenset())
    return [kind for kind in KINDS if kind in allowed]


def may_import(user: Any) -> bool:
    return bool(kinds_for(user))


def visible_plans(user: Any) -> QuerySet[ImportPlan]:
    """Return a person's own imports; administrators see everybody's."""
    plans = ImportPlan.objects.select_related("user", "job")
    if user.is_superuser or user.role == "admin":
        return plans
    return plans.filter(user=user) if may_import(user) else plans.none()
