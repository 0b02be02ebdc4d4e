"""Who may import what, and whose imports one sees."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from jornada.apps.org import access
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.models import ImportPlan
from jornada.rules.access import Record

_RECORDS: dict[str, Record] = {
    "accounts": "account",
    "contacts": "contact",
    "leads": "lead",
    "opportunities": "opportunity",
}
# Files about no single kind of record, by the shipped role that a role begins from.
_OTHERS = {
    "admin": frozenset(KINDS),
    "manager": frozenset(KINDS),
    "marketing": frozenset({"products", "touches"}),
}


def kinds_for(user: Any) -> list[str]:
    """Return the kinds of files that a person may import, in their order; none for most roles."""
    others = _OTHERS.get(access.base_role(user), frozenset()) if getattr(user, "is_active", False) else frozenset()
    return [
        kind for kind in KINDS if (access.may(user, _RECORDS[kind], "import") if kind in _RECORDS else kind in others)
    ]


def may_import(user: Any) -> bool:
    return bool(kinds_for(user))


def visible_plans(user: Any) -> QuerySet[ImportPlan]:
    """Return a person's own imports; administrators see everybody's."""
    plans = ImportPlan.objects.select_related("user", "job")
    if access.is_admin(user):
        return plans
    return plans.filter(user=user) if may_import(user) else plans.none()
