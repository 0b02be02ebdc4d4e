"""Writes of lines and people of an opportunity; the amount follows the lines unless somebody set it by hand.

Lines are what the amount is made of: who may not change that leaves them as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jornada.apps.market.models import Contact, Product
from jornada.apps.org import access, edits, history
from jornada.apps.org.edits import WrongMomentError, refuse_unless
from jornada.apps.sales.models import Opportunity, OpportunityContact, OpportunityLine
from jornada.rules.pricing import line_total, proposal_total
from jornada.ui.numbers import money

MOST_LINES = 200
LARGEST = Decimal(10) ** 14


def add_line(user: Any, opportunity: Opportunity, **values: Any) -> OpportunityLine:
    """Add a line; without a price the price list's is taken. The first line of a blank amount makes it follow."""
    with transaction.atomic():
        row = _to_change(user, opportunity)
        refuse_unless(row.lines.count() < MOST_LINES, _("There are too many lines; join some."))
        line = edits.create(user, OpportunityLine, {"opportunity": row, **completed(row, values)})
        if row.amount is None:
            edits.write(user, row, {"amount_from_lines": True})
        follow(user, row)
    return line


def update_line(user: Any, line: OpportunityLine, **values: Any) -> OpportunityLine:
    with transaction.atomic():
        row = _to_change(user, line.opportunity)
        changed = edits.update(user, line, completed(row, values))
        follow(user, row)
    return changed


def delete_line(user: Any, line: OpportunityLine) -> None:
    with transaction.atomic():
        row = _to_change(user, line.opportunity)
        history.record_deleted(user, line)
        line.delete()
        follow(user, row)


def replace_lines(user: Any, opportunity: Opportunity, lines: Sequence[dict[str, Any]]) -> None:
    """Put these lines in place of those that were there."""
    with transaction.atomic():
        row = _to_change(user, opportunity)
        refuse_unless(len(lines) <= MOST_LINES, _("There are too many lines; join some."))
        for line in row.lines.all():
            history.record_deleted(user, line)
        row.lines.all().delete()
        for values in lines:
            edits.create(user, OpportunityLine, {"opportunity": row, **completed(row, values)})
        if lines and row.amount is None:
            edits.write(user, row, {"amount_from_lines": True})
        follow(user, row)


def begin_with(user: Any, row: Opportunity, items: Sequence[dict[str, Any]]) -> None:
    """Write the lines of an opportunity that is just being opened; a blank amount follows them."""
    if not items:
        return
    access.require_field(user, "opportunity", "amount")
    for values in items:
        edits.create(user, OpportunityLine, {"opportunity": row, **completed(row, values)})
    if row.amount is None:
        edits.write(user, row, {"amount_from_lines": True})
    follow(user, row)


def complete_all(currency: str, items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fill in what the products say of rows in this currency, or refuse the first that lacks a price."""
    filled = [completed(Opportunity(currency=currency), values) for values in items]
    total = proposal_total([line_total(line["quantity"], line["unit_price"]) for line in filled])
    refuse_unless(total < LARGEST, _("The lines come to more than can be kept; check quantities and prices."))
    return filled


def follow_lines(user: Any, opportunity: Opportunity) -> Opportunity:
    """Let the amount be the sum of the lines from now on, in place of what was written by hand."""
    with transaction.atomic():
        row = _to_change(user, opportunity)
        edits.write(user, row, {"amount_from_lines": True})
        follow(user, row)
    return row


def lines_total(opportunity: Opportunity) -> Decimal:
    return proposal_total([line.total for line in opportunity.lines.all()])


def follow(user: Any, row: Opportunity) -> None:
    """Make the amount of an opportunity that is held the sum of its lines, unless it was set by hand."""
    if row.amount_from_lines:
        total = lines_total(row)
        refuse_unless(total < LARGEST, _("The lines come to more than can be kept; check quantities and prices."))
        edits.write(user, row, {"amount": total if row.lines.exists() else None})


def worth(opportunity: Opportunity, values: dict[str, Any]) -> Decimal | None:
    """Return what a line would come to; none as long as it lacks something."""
    try:
        line = completed(opportunity, {**values, "description": values.get("description") or "-"})
    except WrongMomentError:
        return None
    return line_total(line["quantity"], line["unit_price"], line["discount"], line["discount_amount"])


def add_person(user: Any, opportunity: Opportunity, contact: Contact, role: str = "") -> OpportunityContact:
    """Let a contact take part, with the role played here; the contact's own role when none is given."""
    with transaction.atomic():
        row = _to_change(user, opportunity, may_be_closed=True)
        is_new = not row.people.filter(contact=contact).exists()
        refuse_unless(is_new, _("%(name)s takes part already.") % {"name": contact.name})
        values = {"opportunity": row, "contact": contact, "role": role or contact.buying_role}
        return edits.create(user, OpportunityContact, values)


def change_role(user: Any, person: OpportunityContact, role: str) -> OpportunityContact:
    with transaction.atomic():
        _to_change(user, person.opportunity, may_be_closed=True)
        return edits.update(user, person, {"role": role})


def remove_person(user: Any, person: OpportunityContact) -> None:
    with transaction.atomic():
        _to_change(user, person.opportunity, may_be_closed=True)
        history.record_deleted(user, person)
        person.delete()


def completed(opportunity: Opportunity, values: dict[str, Any]) -> dict[str, Any]:
    """Fill in what the product says: its name, and its price where the currency is the same."""
    product = values.get("product")
    filled = {**values, "description": values.get("description") or (product.name if product else "")}
    refuse_unless(bool(filled["description"]), _("Name a product or write what the line is about."))
    if filled.get("unit_price") is None:
        price = listed_price(product, opportunity.currency)
        refuse_unless(price is not None, _("The price list has no price in this currency; write the price."))
        filled["unit_price"] = price
    worth = Decimal(filled.get("quantity", 1)) * filled["unit_price"]
    refuse_unless(worth < LARGEST, _("This line comes to more than can be kept; check quantity and price."))
    check_discount(filled, line_total(filled.get("quantity", 1), filled["unit_price"]), opportunity.currency)
    return filled


def check_discount(values: dict[str, Any], worth: Decimal, currency: str) -> None:
    """Refuse a discount that is given twice, or is more than what it is taken off."""
    off = values.get("discount_amount") or Decimal(0)
    refuse_unless(not (off and values.get("discount")), _("Give the discount in percent or as an amount, not both."))
    refuse_unless(off <= worth, too_much(worth, currency))


def too_much(worth: Decimal, currency: str) -> str:
    return _("The discount is more than the price without it, %(worth)s.") % {"worth": money(worth, currency)}


def listed_price(product: Product | None, currency: str) -> Decimal | None:
    """Return the list price of a product, where the list has one in this currency."""
    return product.list_price if product and product.currency == currency else None


def _to_change(user: Any, opportunity: Opportunity, may_be_closed: bool = False) -> Opportunity:
    access.require(user, "opportunity", "change", opportunity)
    if not may_be_closed:
        access.require_field(user, "opportunity", "amount")
    row = edits.locked(opportunity)
    is_open = row.outcome == Opportunity.Outcome.OPEN
    refuse_unless(may_be_closed or is_open, _("This opportunity is closed; reopen it to change its lines."))
    return row
