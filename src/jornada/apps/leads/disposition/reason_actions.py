"""Writes of the reasons to set leads aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from jornada.apps.leads.disposition.models import DispositionReason
from jornada.apps.leads.intent.forms import free_code
from jornada.apps.org import edits, history
from jornada.apps.org.access import is_admin
from jornada.apps.org.edits import refuse_unless


def create_reason(admin: Any, **values: Any) -> DispositionReason:
    """Add a reason at the end of the list."""
    _require_admin(admin)
    taken = set(DispositionReason.objects.values_list("code", flat=True))
    last = DispositionReason.objects.aggregate(last=Max("order"))["last"] or 0
    code = free_code(values["label_en"] or values["label_pt"], taken)
    return edits.create(admin, DispositionReason, {**values, "code": code, "order": min(last + 1, 32_000)})


def update_reason(
    admin: Any, reason: DispositionReason, seen_at: datetime | None = None, **values: Any
) -> DispositionReason:
    _require_admin(admin)
    return edits.update(admin, reason, values, seen_at)


def order_reasons(admin: Any, ids: Sequence[int]) -> None:
    _require_admin(admin)
    with transaction.atomic():
        rows = {row.pk: row for row in DispositionReason.objects.select_for_update()}
        named = [pk for pk in dict.fromkeys(ids) if pk in rows]
        for order, pk in enumerate([*named, *(pk for pk in rows if pk not in set(named))]):
            edits.write(admin, rows[pk], {"order": order})


def delete_reason(admin: Any, reason: DispositionReason) -> None:
    """Delete a reason that no lead was set aside for; one that was can be switched off."""
    _require_admin(admin)
    with transaction.atomic():
        is_used = reason.leads.exists() or reason.code == "other"
        refuse_unless(not is_used, _("Leads were set aside for this reason. Switch it off instead."))
        history.record_deleted(admin, reason)
        reason.delete()


def _require_admin(user: Any) -> None:
    if not is_admin(user):
        raise PermissionDenied
