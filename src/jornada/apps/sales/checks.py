"""What may be written of an opportunity, and what it means: asked by writes of one and of many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from jornada.apps.sales.models import Opportunity

Values = Mapping[str, Any]


def why_not(row: Opportunity | None, values: Values) -> str:
    """Say what speaks against opening or changing an opportunity so; nothing when it may be."""
    engaged, expected = (values.get(name, getattr(row, name, None)) for name in ("engaged_on", "expected_on"))
    if engaged and expected and expected < engaged:
        return _("It cannot close before the day it was engaged.")
    if row is not None and (why := why_not_in(row, values.get("currency"))):
        return why
    stage = values.get("stage")
    if row is None or stage is None or stage.pk == row.stage_id:
        return ""
    if row.outcome != Opportunity.Outcome.OPEN:
        return _("Reopen the opportunity first; then it can be moved.")
    return _("This stage is not in use any more; choose another one.") if stage.is_retired else ""


def why_not_in(row: Opportunity, currency: str | None) -> str:
    """Say why it cannot be in this currency: its lines are priced in its own, and figures do not turn into others."""
    if currency in (None, row.currency) or not row.lines.exists():
        return ""
    told = {"own": row.currency, "other": currency}
    return (
        _("The lines are priced in %(own)s: delete them, then change to %(other)s and add them at its prices.") % told
    )


def meant(row: Opportunity, values: Values) -> dict[str, Any]:
    """Whoever writes an amount means it: the lines do not change it any more, unless it is put back as it was."""
    is_by_hand = values.get("amount", row.amount) != row.amount and "amount_from_lines" not in values
    return {**values, "amount_from_lines": False} if is_by_hand else dict(values)
