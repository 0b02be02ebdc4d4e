from decimal import Decimal

import pytest

from jornada.apps.market.models import Product
from jornada.apps.org.models import RoleRule
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db
NEW = "/opportunities/new/"


@pytest.fixture
def sent(client, owner, stage):
    client.force_login(owner)
    seat = Product.objects.create(name="Seat", list_price=Decimal("99.90"))
    desk = Product.objects.create(name="Desk")
    rows = {"items-product": [seat.pk, desk.pk, ""], "items-quantity": ["2", "", ""], "items-price": ["", "10", ""]}
    return {"name": "Pilot", "stage": stage.pk, "currency": "BRL", **rows}


def test_products_of_a_new_opportunity_become_its_items_and_its_amount(client, sent):
    assert client.post(NEW, sent).status_code == 302
    made = Opportunity.objects.get(name="Pilot")
    assert [(line.description, line.total) for line in made.lines.all()] == [
        ("Seat", Decimal("199.80")),
        ("Desk", Decimal("10.00")),
    ]
    assert (made.amount, made.amount_from_lines, made.product.name) == (Decimal("209.80"), True, "Seat")


def test_an_amount_by_hand_stays(client, sent):
    client.post(NEW, {**sent, "amount": "500"})
    made = Opportunity.objects.get(name="Pilot")
    assert (made.amount, made.amount_from_lines, made.lines.count()) == (Decimal(500), False, 2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"items-price": ["", "", ""]}, "write the price"),
        ({"items-quantity": ["0", "", ""]}, "quantity above 0"),
        ({"currency": "USD"}, "write the price"),
        ({"items-product": ["", "", ""]}, "Choose a product"),
        ({"items-product": ["999999", "", ""]}, "Choose a product"),
    ],
)
def test_a_row_that_cannot_be_read_is_said_and_kept(client, sent, change, said):
    answer = client.post(NEW, {**sent, **change})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="10"' in answer.text or "items-price" in change
    assert not Opportunity.objects.filter(name="Pilot").exists()


def test_what_the_products_come_to_is_said_while_they_are_chosen(client, sent):
    assert "209.80" in client.get(f"{NEW}worth/", sent).text
    assert client.get(f"{NEW}worth/", {**sent, "items-quantity": ["x"]}).text == "–"
    assert client.get(f"{NEW}worth/").text == "R$\u00a00.00"


def test_who_may_open_none_is_told_nothing_of_prices(client, sent, viewer):
    client.force_login(viewer)
    assert client.get(f"{NEW}worth/", sent).status_code == 403


def test_who_may_not_write_the_amount_chooses_one_product(client, sent, owner):
    RoleRule.objects.update_or_create(code=owner.role, defaults={"rule": {"fields": {"opportunity.amount": "read"}}})
    page = client.get(NEW).text
    assert "items-product" not in page
    assert 'name="product"' in page
