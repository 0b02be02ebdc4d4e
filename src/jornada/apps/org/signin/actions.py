"""Writes of the company's sign-in, by administrators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction

from jornada.apps.org import history
from jornada.apps.org.access import is_admin
from jornada.apps.org.models import User
from jornada.apps.org.signin import browsers
from jornada.apps.org.signin.models import RoleRule


def require_second_factor(admin: Any, roles: Iterable[str]) -> None:
    """Lay down which roles need a second factor."""
    _require_admin(admin)
    wanted = set(roles)
    with transaction.atomic():
        for code in wanted - set(RoleRule.objects.values_list("code", flat=True)):
            RoleRule.objects.create(code=code)
        for row in RoleRule.objects.select_for_update():
            before = history.snapshot(row)
            row.rule = {**row.rule, "needs_second_factor": row.code in wanted}
            if history.record_updated(admin, row, before):
                row.save(update_fields=["rule"])


def remove_factors(admin: Any, person: User) -> None:
    """Take away the second factors of somebody who lost them, and sign them out everywhere."""
    _require_admin(admin)
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        browsers.end_all(person)


def _require_admin(user: Any) -> None:
    if not is_admin(user):
        raise PermissionDenied
