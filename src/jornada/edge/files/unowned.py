"""Rows that name nobody in charge: whose the new records are that come of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from jornada.apps.org import access
from jornada.apps.org.holders import holders, may_hold
from jornada.apps.org.models import User
from jornada.edge.files.owners import key_of
from jornada.edge.files.plan import Step


def has_owners(step: Step) -> bool:
    """Say whether records of this kind of file belong to somebody."""
    return "owner" in step.of.by_code


def settle(step: Step, user: Any) -> None:
    """Choose, where nobody has yet: who would not see the records without being their owner is their owner."""
    if step.owner is None and has_owners(step):
        sees_all = access.how_far(user, step.of.record, "view") == "all"  # type: ignore[arg-type]
        step.owner = "" if sees_all or not may_hold(user, step.of.record) else key_of(user)


def choices(step: Step, user: Any) -> list[tuple[str, str]]:
    """Offer nobody, oneself and, to who may hand records to others, all whose role lets them own such records."""
    if not has_owners(step):
        return []
    found = [("", _("nobody"))]
    if may_hold(user, step.of.record):
        found.append((key_of(user), _("me (%(name)s)") % {"name": user}))
    if access.may(user, step.of.record, "assign"):  # type: ignore[arg-type]
        found += [(key_of(one), str(one)) for one in holders(step.of.record) if one.pk != user.pk]
    kept = {key for key, _label in found}
    # Somebody else may have prepared the import.
    return found if step.owner is None or step.owner in kept else [*found, (step.owner, step.owner)]


def take(step: Step, user: Any, chosen: str | None) -> None:
    """Take over who was chosen, among those who may be."""
    if chosen is not None and chosen in dict(choices(step, user)):
        step.owner = chosen


def owner_of(step: Step) -> int | None:
    """Return who owns the new records of rows that name nobody; None for nobody, or who is not there any more."""
    if not step.owner or not has_owners(step):
        return None
    found = User.objects.filter(Q(email=step.owner) | Q(username=step.owner), is_active=True).order_by("pk")
    return found.values_list("pk", flat=True).first()
