"""The paper of a proposal: what has room on it, and what is left off it."""

import re
from decimal import Decimal

import pytest

from jornada.apps.sales.line_actions import add_line
from jornada.apps.sales.models import Opportunity, Proposal
from jornada.apps.sales.proposals.actions import draft_proposal
from jornada.apps.sales.proposals.pdf import ROOMY, WIDTHS, _facts, _lines, as_pdf

pytestmark = pytest.mark.django_db


def drafted(owner, opportunity, lines, price="10.50"):
    for number in range(lines):
        add_line(owner, opportunity, description=f"Line {number}", quantity=Decimal(1), unit_price=Decimal(price))
    made = draft_proposal(owner, opportunity)
    Proposal.objects.filter(pk=made.pk).update(language="en")
    return Proposal.objects.get(pk=made.pk)


@pytest.mark.parametrize(("price", "widths"), [("10.50", ROOMY), ("99999.99", ROOMY), ("9999999.99", WIDTHS)])
def test_the_description_has_the_room_that_amounts_leave(owner, opportunity, price, widths):
    proposal = drafted(owner, opportunity, 1, price)
    table = _lines(proposal)
    assert tuple(table._argW) == widths
    assert sum(ROOMY) == pytest.approx(sum(WIDTHS))
    for row in table._cellvalues:
        for cell, width in zip(row[1:], widths[1:], strict=True):
            if hasattr(cell, "wrap"):
                cell.wrap(width - 12 if cell is not row[-1] else width - 6, 1000)
                assert len(cell.blPara.lines) == 1 or cell is row[1]


def test_who_it_is_for_is_left_off_while_nobody_is_named(owner, opportunity):
    Opportunity.objects.update(account=None, contact=None)
    opportunity.refresh_from_db()
    proposal = drafted(owner, opportunity, 1)
    Proposal.objects.update(receiver=None)
    cells = [cell.text for row in _facts(Proposal.objects.get(pk=proposal.pk))._cellvalues for cell in row]
    assert {"–", "For", "Para"} & set(cells) == set()


def test_each_of_several_pages_says_how_many_there_are(owner, opportunity):
    proposal = drafted(owner, opportunity, 60)
    made = as_pdf(proposal)
    assert len(re.findall(rb"/Type /Page\b", made)) == 2
    assert as_pdf(proposal) == made
