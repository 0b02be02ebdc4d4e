"""Sales figures by product: they follow the items of an opportunity, worked out by hand."""

from __future__ import annotations

import random

import numpy as np
import pytest

from jornada.apps.insight import copy
from jornada.apps.insight.copy import store
from jornada.apps.insight.deal_query import deal_query
from jornada.apps.insight.kpi_behind import OF_DEALS, deals_behind
from jornada.apps.insight.kpi_figures import breakdown, deal_answer
from jornada.apps.insight.period import Period
from jornada.apps.insight.scope import Scope
from jornada.apps.insight.segment import Segment
from jornada.apps.sales.line_actions import delete_line, update_line
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db
ALL = Scope("all")


@pytest.fixture
def deals(world):
    """One won of two products, one lost of both, one won that had a tenth taken off, one of its own product only."""
    gate, lock = world.product("Gate"), world.product("Lock")
    both = world.deal("won", 1000, product=gate)
    world.item(both, gate, 400)
    world.item(both, lock, 100, quantity=4)
    world.item(both, lock, 400, discount=50)
    lost = world.deal("lost", 90, product=gate)
    world.item(lost, gate, 60)
    world.item(lost, lock, 40, discount_amount=10)
    less = world.deal("won", 270, product=lock)
    world.item(less, gate, 200)
    world.item(less, None, 100)
    return {"both": both, "lost": lost, "less": less, "own": world.deal("won", 50, product=lock)}


def by_product(segment: Segment = Segment()):  # noqa: B008 - frozen
    table = breakdown(copy.current(), ALL, segment, Period(), "product")
    return {
        label: (int(table.won[row]), int(table.lost[row]), round(float(table.won_value[row]), 6))
        for row, label in enumerate(table.labels)
        if table.closed[row]
    }


def test_each_product_has_the_value_of_its_items_and_counts_an_opportunity_once(deals):
    assert by_product() == {"Gate": (2, 1, 400 + 180), "Lock": (2, 1, 600 + 50), None: (1, 0, 90)}


def test_rates_by_value_and_mean_follow_the_items(deals):
    table = breakdown(copy.current(), ALL, Segment(), Period(), "product")
    gate = table.labels.index("Gate")
    assert table.win_rate.rate[gate] == 2 / 3
    assert table.win_rate_by_value[gate] == pytest.approx(580 / 640)
    assert (table.mean_deal[gate], table.median_deal[gate]) == (290, 290)


def test_the_products_add_up_to_the_whole(deals):
    total, *_rest = deal_answer(copy.current(), ALL, Segment(), Period())
    assert sum(value for _won, _lost, value in by_product().values()) == total.won_value[0] == 1320
    assert (total.won[0], total.lost[0]) == (3, 1)


def test_narrowed_to_a_product_the_figures_are_of_its_items(world, deals):
    lock = world.product("Lock")
    segment = Segment((("product", str(lock.pk)),))
    total, *_rest = deal_answer(copy.current(), ALL, segment, Period())
    assert (total.won[0], total.lost[0], total.won_value[0]) == (2, 1, 650)
    assert by_product(segment) == {"Lock": (2, 1, 650)}


def test_the_order_of_items_and_splitting_one_change_nothing(world, deals):
    before = by_product()
    lines = [(line.product, line.unit_price) for line in deals["less"].lines.all()]
    deals["less"].lines.all().delete()
    pieces = [(product, float(price) / 4) for product, price in lines for _piece in range(4)]
    random.Random(7).shuffle(pieces)
    for product, price in pieces:
        world.item(deals["less"], product, price)
    store.throw_away()
    assert by_product() == before


def test_items_worth_nothing_share_alike_and_an_unknown_amount_stays_unknown(world):
    gate, lock = world.product("Gate"), world.product("Lock")
    for amount in (100, None):
        deal = world.deal("won", amount)
        world.item(deal, gate, 0)
        world.item(deal, lock, 0)
    assert by_product() == {"Gate": (2, 0, 50), "Lock": (2, 0, 50)}
    table = breakdown(copy.current(), ALL, Segment(), Period(), "product")
    assert table.mean_deal[table.labels.index("Gate")] == 50


def test_an_item_that_changes_or_goes_is_seen_at_once(world, deals):
    first, second = deals["less"].lines.all()
    Opportunity.objects.filter(pk=deals["less"].pk).update(outcome="open", closed_on=None)
    store.throw_away()
    by_product()
    update_line(world.boss, first, product=world.product("Lock"), unit_price=200)
    delete_line(world.boss, second)
    Opportunity.objects.filter(pk=deals["less"].pk).update(outcome="won")
    world.deal("won", 1)
    assert by_product()["Lock"] == (3, 1, 600 + 50 + 270)


@pytest.mark.parametrize("what", list(OF_DEALS))
def test_the_list_behind_a_product_is_what_the_figure_counts(world, deals, what):
    view, lock = copy.current(), world.product("Lock")
    segments = [Segment(), Segment((("product", str(lock.pk)),)), Segment((("product", "none"),))]
    groups = [{}, *({"group": "product", "value": value} for value in ("Gate", "Lock", "(blank)", "Nothing"))]
    for segment in segments:
        for group in groups:
            counted = deals_behind(view, ALL, segment, Period(), what, group).tolist()
            query = deal_query(view, segment, Period(), what, group)
            found = Opportunity.objects.filter(query).order_by("pk").values_list("pk", flat=True)
            assert list(found) == counted, (segment, group)


def test_no_items_at_all_change_nothing(world):
    world.deal("won", 5, product=world.product("Gate"))
    assert by_product() == {"Gate": (1, 0, 5)}
    assert np.asarray(copy.current().items["id"]).size == 0


def test_the_list_and_the_page_of_a_product_hold_what_its_figure_counts(client, world, deals):
    client.force_login(world.boss)
    for name, number in (("Gate", 3), ("Lock", 3)):
        product = world.product(name)
        assert len(client.get(f"/opportunities/?product={product.pk}").context["listing"].rows) == number
    page = client.get(world.product("Gate").get_absolute_url()).content.decode()
    assert page.count('href="/opportunities/') >= 3
    assert f'href="{deals["own"].get_absolute_url()}"' not in page
