"""Discounts as an amount: lines, versions, the file, forms in both languages, history."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from jornada.apps.org.change_words import ChangeWords
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Change
from jornada.apps.sales import line_actions
from jornada.apps.sales.line_forms import LineForm
from jornada.apps.sales.models import Opportunity, Proposal
from jornada.apps.sales.proposals import actions, queries
from jornada.apps.sales.proposals.forms import ProposalForm
from jornada.apps.sales.proposals.pdf import WIDTHS, _lines, _right
from jornada.ui.numbers import money

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(owner, opportunity):
    values = {"quantity": Decimal(3), "unit_price": Decimal("999.90"), "discount_amount": Decimal(500)}
    return line_actions.add_line(owner, opportunity, description="Seats", **values)


@pytest.fixture
def proposal(owner, opportunity, line):
    return actions.draft_proposal(owner, opportunity, discount_amount=Decimal("99.70"))


def typed(language, **given):
    with override(language):
        data = {"description": "Seats", "quantity": "1", "unit_price": "1000", **given}
        form = LineForm(data, currency="BRL", user=None)
        return form if not form.is_valid() else (form.values()["discount"], form.values()["discount_amount"])


def texts(proposal):
    return [cell.text for row in _lines(proposal)._cellvalues for cell in row if hasattr(cell, "text")]


def test_an_amount_is_taken_off_the_whole_line_and_the_sum_follows(opportunity, line):
    opportunity.refresh_from_db()
    assert (line.total, opportunity.amount) == (Decimal("2499.70"), Decimal("2499.70"))


def test_a_version_copies_amounts_and_takes_one_off_the_total(owner, opportunity, proposal):
    assert (proposal.subtotal, proposal.total) == (Decimal("2499.70"), Decimal("2400.00"))
    assert proposal.lines.get().discount_amount == 500
    assert actions.draft_proposal(owner, opportunity).discount_amount == Decimal("99.70")


@pytest.mark.parametrize("change", [{"currency": "USD"}, {"is_cheap": True}])
def test_an_amount_that_makes_no_sense_any_more_does_not_go_on(owner, opportunity, proposal, change):
    if change.pop("is_cheap", None):
        line_actions.replace_lines(owner, opportunity, [{"description": "Small", "unit_price": Decimal(50)}])
    Opportunity.objects.filter(pk=opportunity.pk).update(**change or {"outcome": "open"})
    assert actions.draft_proposal(owner, opportunity).discount_amount == 0


def test_a_percentage_given_takes_the_place_of_the_amount_of_the_version_before(owner, opportunity, proposal):
    second = actions.draft_proposal(owner, opportunity, discount=Decimal(10))
    assert (second.discount, second.discount_amount) == (10, 0)


@pytest.mark.parametrize(
    "wrong",
    [{"discount_amount": Decimal("100.01")}, {"discount_amount": Decimal(1), "discount": Decimal(1)}],
)
def test_a_discount_above_the_price_or_given_twice_is_refused(owner, opportunity, wrong):
    with pytest.raises(WrongMomentError):
        line_actions.add_line(owner, opportunity, description="Seat", unit_price=Decimal(100), **wrong)
    line_actions.add_line(owner, opportunity, description="Seat", unit_price=Decimal(100))
    with pytest.raises(WrongMomentError):
        actions.draft_proposal(owner, opportunity, **wrong)
    draft = actions.draft_proposal(owner, opportunity)
    with pytest.raises(WrongMomentError):
        actions.update_proposal(owner, draft, **wrong)


def test_lines_that_come_to_less_than_the_discount_are_not_taken_again(owner, opportunity, proposal):
    line_actions.replace_lines(owner, opportunity, [{"description": "Small", "unit_price": Decimal(50)}])
    with pytest.raises(WrongMomentError):
        actions.take_lines_again(owner, proposal)


@pytest.mark.parametrize(
    ("language", "given", "kept"),
    [
        ("pt-br", {"discount": "500,50", "discount_in": "amount"}, (0, Decimal("500.50"))),
        ("pt-br", {"discount": "R$ 500,00"}, (0, Decimal("500.00"))),
        ("en", {"discount": "10%", "discount_in": "amount"}, (10, 0)),
        ("en", {"discount": "10 R$", "discount_in": "percent"}, (0, 10)),
        ("pt-br", {"discount": "12,50 €", "discount_in": "percent"}, (0, Decimal("12.50"))),
        ("en", {"discount": "10", "discount_in": "percent"}, (10, 0)),
        ("en", {"discount": "", "discount_in": "amount"}, (0, 0)),
        ("en", {}, (0, 0)),
    ],
)
def test_a_discount_is_read_by_its_unit_and_a_typed_sign_says_more(language, given, kept):
    assert typed(language, **given) == kept


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"discount": "1.000,01", "discount_in": "amount"}, "R$\xa01.000,00"),
        ({"discount": "101"}, "100"),
        ({"discount": "-5", "discount_in": "amount"}, "0"),
        ({"discount": "muito", "discount_in": "amount"}, "1.234,50"),
    ],
)
def test_the_field_says_what_is_wrong_with_a_discount(given, said):
    assert said in typed("pt-br", **given).errors["discount"][0]


def test_pages_show_the_amount_and_keep_what_was_typed(client, owner, opportunity, line):
    client.force_login(owner)
    page = client.get(f"/opportunity-lines/{line.pk}/").text
    assert 'value="500.00"' in page
    assert '<option value="amount" selected>R$</option>' in page
    sent = {"description": "Seats", "quantity": "1", "unit_price": "100", "discount": "200", "discount_in": "amount"}
    refused = client.post(f"/opportunity-lines/{line.pk}/", sent)
    assert (refused.status_code, 'value="200"' in refused.text) == (422, True)
    worth = client.get(f"/opportunities/{opportunity.pk}/lines/worth/", {**sent, "discount": "20"}).text
    assert worth == "R$\xa080.00"
    assert "R$\xa0500.00" in client.get(opportunity.get_absolute_url()).text


def test_the_form_of_a_version_knows_what_its_lines_come_to(client, owner, proposal):
    client.force_login(owner)
    with override("pt-br"):
        assert ProposalForm(user=owner, instance=proposal)["discount"].value() == ("amount", "99,70")
    sent = {"language": "en", "valid_until": "2099-01-01", "discount": "2499.71", "discount_in": "amount"}
    assert "R$\xa02,499.70" in client.post(f"/proposals/{proposal.pk}/edit/", sent).text
    client.post(f"/proposals/{proposal.pk}/edit/", {**sent, "discount": "8"})
    client.post(f"/proposals/{proposal.pk}/edit/", {**sent, "discount": "8", "discount_in": "percent"})
    proposal.refresh_from_db()
    assert (proposal.discount, proposal.discount_amount) == (8, 0)


def test_page_link_and_file_say_the_amount_in_their_language(client, owner, proposal):
    client.force_login(owner)
    assert "−R$\xa099.70" in client.get(proposal.get_absolute_url()).text
    with override("pt-br"):
        assert {"R$\xa0500,00", "Desconto", "−R$\xa099,70", "R$\xa02.400,00"} <= set(texts(proposal))
    with override("en"):
        assert {"R$\xa0500.00", "Discount", "−R$\xa099.70"} <= set(texts(proposal))
    Proposal.objects.update(language="pt-br")
    sent = actions.send_proposal(owner, proposal)
    client.logout()
    assert "−R$\xa099,70" in client.get(f"/p/{queries.token_of(sent)}/").text


def test_headings_of_the_file_stand_on_one_line(proposal):
    with override("pt-br"):
        heads = _lines(proposal)._cellvalues[0]
    for cell, width in zip(heads, WIDTHS, strict=True):
        cell.wrap(width - 12, 1000)
    assert [len(cell.blPara.lines) for cell in heads] == [1] * 5


def test_a_large_discount_of_the_file_stands_on_one_line():
    cell = _right(money(Decimal("999999.99"), "BRL"))
    cell.wrap(WIDTHS[3] - 12, 1000)
    assert len(cell.blPara.lines) == 1


def test_the_history_writes_it_as_money_of_the_opportunitys_currency(owner, opportunity, line):
    Opportunity.objects.update(currency="USD")
    line_actions.update_line(
        owner,
        line,
        **{name: getattr(line, name) for name in ("description", "quantity", "unit_price", "discount")},
        discount_amount=Decimal(20),
    )
    change = Change.objects.get(model="sales.opportunityline", field="discount_amount")
    with override("en"):
        assert ChangeWords([change]).new(change) == "US$\xa020.00"


def test_a_proposal_whose_lines_alone_are_discounted_says_what_they_come_to_without(client, owner, opportunity):
    line = {"description": "Seats", "quantity": Decimal(2), "unit_price": Decimal(100)}
    line_actions.replace_lines(owner, opportunity, [{**line, "discount": Decimal(10)}, line])
    draft = actions.draft_proposal(owner, opportunity)
    with override("en"):
        sums = draft.sums
    assert sums == [
        ("Subtotal", Decimal("400.00")),
        ("Discounts of the lines", Decimal("-20.00")),
        ("Total", Decimal("380.00")),
    ]
    client.force_login(owner)
    assert "Discounts of the lines" in client.get(draft.get_absolute_url()).text


def test_discounts_of_lines_and_of_the_whole_are_told_apart(owner, opportunity):
    line = {"description": "Seats", "unit_price": Decimal(100), "discount": Decimal(10)}
    line_actions.replace_lines(owner, opportunity, [line])
    draft = actions.draft_proposal(owner, opportunity, discount=Decimal(50))
    assert [value for _label, value in draft.sums] == [Decimal(100), Decimal(-10), Decimal(-45), Decimal(45)]
    line_actions.replace_lines(owner, opportunity, [{**line, "discount": Decimal(0)}])
    whole = actions.draft_proposal(owner, opportunity, discount=Decimal(0))
    assert [value for _label, value in whole.sums] == [Decimal(100)]
