"""Who may be given records: those whose role may change some of the kind; others would own what they cannot touch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from jornada.apps.org.kept import Kept
from jornada.apps.org.models import RoleRule, User
from jornada.apps.org.queries import people
from jornada.rules.access import RECORDS, ROLES, Record, reach, read_rule


def holders(*records: str) -> QuerySet[User]:
    """Return the active people who may own records of any of these kinds; of none but tasks, everybody."""
    ruled = [record for record in RECORDS if record in records]
    return people().filter(_may_own(ruled)) if ruled else people()


def may_hold(person: Any, record: str) -> bool:
    """Say whether a person's role lets them own records of a kind."""
    return record not in RECORDS or person.is_superuser or person.role in _roles(record)


def _may_own(records: Iterable[Record]) -> Q:
    roles = frozenset().union(*(_roles(record) for record in records))
    return Q(role__in=sorted(roles)) | Q(is_superuser=True)


def _read_roles(record: Record) -> frozenset[str]:
    kept = dict(RoleRule.objects.values_list("code", "rule"))
    rules = {code: read_rule(code, kept.get(code) or {}) for code in {*ROLES, *kept}}
    return frozenset(code for code, rule in rules.items() if reach(rule, record, "change") != "none")


# The roles that may change records of a kind.
_roles = Kept(_read_roles, RoleRule)
