"""Writes of reminder rules; administrators only."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from jornada.apps.journeys.models import SilenceRule
from jornada.apps.org import access, edits, history


def visible_rules(user: Any) -> QuerySet[SilenceRule]:
    """Return the rules, to administrators only; anybody else is refused."""
    _require(user)
    return SilenceRule.objects.all()


def create_rule(admin: Any, **values: Any) -> SilenceRule:
    _require(admin)
    SilenceRule(**values).validate_unique()
    return edits.create(admin, SilenceRule, values)


def update_rule(admin: Any, rule: SilenceRule, seen_at: datetime | None = None, **values: Any) -> SilenceRule:
    _require(admin)
    with_values(rule, values).validate_unique()
    return edits.update(admin, rule, values, seen_at)


def delete_rule(admin: Any, rule: SilenceRule) -> None:
    """Take a rule away; the tasks it made stay."""
    _require(admin)
    with transaction.atomic():
        history.record_deleted(admin, rule)
        SilenceRule.objects.filter(pk=rule.pk).delete()


def with_values(rule: SilenceRule | None, values: dict[str, Any]) -> SilenceRule:
    """Return a rule as it would be with these values, written nowhere."""
    changed = copy(rule) if rule else SilenceRule(pk=0)
    for name, value in values.items():
        setattr(changed, name, value)
    return changed


def _require(user: Any) -> None:
    if not access.is_admin(user):
        raise PermissionDenied
