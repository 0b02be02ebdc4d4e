"""The amount that the buyer accepted, taken for the opportunity's own, and the way back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jornada.apps.org import access, edits, history
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.models import Change
from jornada.apps.sales import actions, line_actions
from jornada.apps.sales.closing import put_back_under
from jornada.apps.sales.models import Opportunity, Proposal


def is_other_amount(opportunity: Opportunity, accepted: Proposal) -> bool:
    return accepted.currency != opportunity.currency or accepted.total != opportunity.amount


def take_amount(user: Any, opportunity: Opportunity, accepted: Proposal) -> Change | None:
    """Take the total of the accepted version as the amount; return the change, if it is one."""
    with transaction.atomic():
        row = actions.update_opportunity(user, opportunity, amount=accepted.total)
        return history.changes_of(row).filter(field="amount", new=str(row.amount)).first()


def give_back(user: Any, opportunity: Opportunity, change: Change) -> None:
    """Give the opportunity the amount that it had before, and let it follow its lines again if it did."""
    access.require(user, "opportunity", "change", opportunity)
    access.require_field(user, "opportunity", "amount")
    with transaction.atomic():
        row = edits.locked(opportunity)
        is_as_left = history.snapshot(row)["amount"] == change.new
        refuse_unless(is_as_left, _("Nothing was undone: somebody changed it since."))
        put_back_under(user, row, change, only=("amount", "amount_from_lines"))
        line_actions.follow(user, row)
