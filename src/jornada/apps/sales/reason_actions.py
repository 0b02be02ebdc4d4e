"""Writes of the pick list of reasons for a loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from jornada.apps.org import edits, history
from jornada.apps.org.access import is_admin
from jornada.apps.org.edits import refuse_unless
from jornada.apps.sales.models import LossReason, Opportunity
from jornada.apps.sales.reason_words import is_of_rivals

LABEL = 120


def create_reason(admin: Any, **values: Any) -> LossReason:
    """Add a reason at the end of the list."""
    _require_admin(admin)
    return edits.create(admin, LossReason, {**values, "order": _next_place()})


def update_reason(admin: Any, reason: LossReason, **values: Any) -> LossReason:
    _require_admin(admin)
    return edits.update(admin, reason, values)


def order_reasons(admin: Any, ids: Sequence[int]) -> None:
    _require_admin(admin)
    with transaction.atomic():
        rows = {row.pk: row for row in LossReason.objects.select_for_update()}
        named = [pk for pk in dict.fromkeys(ids) if pk in rows]
        for order, pk in enumerate([*named, *(pk for pk in rows if pk not in set(named))]):
            edits.write(admin, rows[pk], {"order": order})


def delete_reason(admin: Any, reason: LossReason) -> None:
    """Delete a reason that no opportunity was lost for; one that was can be switched off."""
    _require_admin(admin)
    with transaction.atomic():
        is_used = Opportunity.objects.filter(loss_reason=reason).exists()
        refuse_unless(not is_used, _("Opportunities were lost for this reason. Switch it off instead."))
        history.record_deleted(admin, reason)
        reason.delete()


def reason_named(text: str) -> LossReason:
    """Return the reason that is called so in either language, whatever the case; a new one joins the list."""
    label = " ".join(text.split())[:LABEL]
    known = {}
    for row in LossReason.objects.order_by("-order", "-id"):
        known |= {row.label_pt.casefold(): row, row.label_en.casefold(): row}
    found = known.get(label.casefold())
    if found:
        return found
    of_rivals = is_of_rivals(label)
    return LossReason.objects.create(label_en=label, label_pt=label, order=_next_place(), asks_competitor=of_rivals)


def _next_place() -> int:
    last = LossReason.objects.aggregate(last=Max("order"))["last"]
    return 0 if last is None else min(last + 1, 32_000)


def _require_admin(user: Any) -> None:
    if not is_admin(user):
        raise PermissionDenied
