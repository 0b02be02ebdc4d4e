"""The roles of this workspace: those shipped and those added, and what is laid down for each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from jornada.apps.org import history
from jornada.apps.org.access import is_admin
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.models import RoleRule, User
from jornada.rules.access import ROLES, Rule, read_rule

SECOND_FACTOR = "needs_second_factor"


def role_choices() -> list[tuple[str, str]]:
    """Return code and name of each role: the shipped ones first, in their order, then own ones by name."""
    named = dict(RoleRule.objects.exclude(name="").order_by(NAME).values_list("code", "name"))
    shipped = [(code, named.pop(code, str(label))) for code, label in User.Role.choices]
    return [*shipped, *named.items()]


def name_of(user: User) -> str:
    """Name a person's role; without a rule read along, own roles are looked up."""
    given = getattr(user, "role_name", "")
    if given or user.role in User.Role.values:
        return given or str(User.Role(user.role).label)
    return RoleRule.objects.filter(code=user.role).values_list("name", flat=True).first() or user.role


def rule_for(code: str) -> Rule:
    row = RoleRule.objects.filter(code=code).first()
    return read_rule(code, row.rule if row else {})


def add_role(admin: Any, name: str, base: str) -> RoleRule:
    """Add a role that begins as a shipped one."""
    _require_admin(admin)
    with transaction.atomic():
        row = RoleRule.objects.create(code=_free_code(name), name=name, rule={"base": base})
        history.record_created(admin, row)
    return row


def save_role(
    admin: Any, code: str, name: str, reaches: Mapping[str, str], fields: Mapping[str, str], base: str = ""
) -> None:
    """Keep what a role may do; of a shipped role only what differs from how it is shipped."""
    _require_admin(admin)
    refuse_unless(code != "admin", _("An administrator may do everything."))
    with transaction.atomic():
        row, _made = RoleRule.objects.select_for_update().get_or_create(code=code)
        before = history.snapshot(row)
        row.name = name
        row.rule = {**row.rule, "reaches": dict(reaches), "fields": dict(fields), **({"base": base} if base else {})}
        if history.record_updated(admin, row, before):
            row.save(update_fields=["name", "rule"])


def delete_role(admin: Any, code: str) -> None:
    """Delete a role of the company's own; a shipped one becomes again as it is shipped.

    A second factor that sign-in asks of the role is still asked.
    """
    _require_admin(admin)
    with transaction.atomic():
        row = RoleRule.objects.select_for_update().get(code=code)
        if code in ROLES and row.rule.get(SECOND_FACTOR):
            _make_as_shipped(admin, row)
            return
        number = 0 if code in ROLES else User.objects.filter(role=code).count()
        refuse_unless(not number, _("%(n)d people have this role: give them another one first.") % {"n": number})
        history.record_deleted(admin, row)
        row.delete()


def _make_as_shipped(admin: Any, row: RoleRule) -> None:
    before = history.snapshot(row)
    row.name, row.rule = "", {SECOND_FACTOR: True}
    if history.record_updated(admin, row, before):
        row.save(update_fields=["name", "rule"])


def _free_code(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30] or "role"
    taken = {*ROLES, *RoleRule.objects.values_list("code", flat=True)}
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if code not in taken)


def _require_admin(user: Any) -> None:
    if not is_admin(user):
        raise PermissionDenied
