"""The real CRM data: the figures that two other tools computed must come out of our own import."""

import json
from decimal import Decimal

import pytest
from django.db.models import Count, Sum

from jornada.apps.interactions.models import Touch
from jornada.apps.market.models import Account, Product
from jornada.apps.org.models import Team, User
from jornada.apps.sales.models import Opportunity
from tests.conftest import REFERENCE

FOLDER = REFERENCE / "maven_crm"
pytestmark = [
    pytest.mark.reference,
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.exists(), reason="needs ../shared/data/maven_crm"),
]


@pytest.fixture
def maven(import_files):
    return import_files(
        ("opportunities", FOLDER / "sales_pipeline.csv"),
        ("accounts", FOLDER / "accounts.csv"),
        ("products", FOLDER / "products.csv"),
        ("teams", FOLDER / "sales_teams.csv"),
    )


def test_the_four_files_in_any_order_give_the_known_figures(maven):
    known = json.loads((REFERENCE / "reference.json").read_text())["maven_crm"]
    outcomes = dict(Opportunity.objects.values_list("outcome").annotate(number=Count("pk")))
    won = Opportunity.objects.filter(outcome="won").aggregate(value=Sum("amount"))["value"]
    products = dict(Product.objects.values_list("name").annotate(number=Count("opportunities")))
    agents = User.objects.filter(role="sales")

    assert maven["totals"] == {"created": 8800 + 85 + 7 + 35, "updated": 0, "skipped": 0, "rejected": 0}
    assert outcomes == {"won": known["stage"]["Won"], "lost": known["stage"]["Lost"], "open": 2089}
    assert won == Decimal("10005534")
    assert (Account.objects.count(), len(products), agents.count()) == (85, 7, 35)
    assert products["GTX Pro"] == 1480
    assert agents.filter(opportunities=None).count() == len(known["agents_without"])
    assert Opportunity.objects.filter(account=None).count() == known["blank_account"]["all"]
    assert Opportunity.objects.filter(engaged_on=None).count() == 500


@pytest.mark.one_database
def test_sectors_parents_managers_and_offices_are_right(maven):
    assert Account.objects.filter(industry__name="technology").count() == 12
    assert not Account.objects.filter(industry__name="technolgy").exists()
    assert Account.objects.exclude(parent=None).count() == 15
    assert Account.objects.get(country="Philippines").name
    assert dict(Team.objects.values_list("manager__name", "office")) == {
        "Dustin Brinkmann": "Central",
        "Melvin Marxen": "Central",
        "Cara Losch": "East",
        "Rocco Neubert": "East",
        "Celia Rouche": "West",
        "Summer Sewald": "West",
    }
    assert User.objects.get(name="Mei-Mei Johns").team.manager.name == "Melvin Marxen"
    assert not any(user.has_usable_password() for user in User.objects.all())


@pytest.mark.one_database
def test_decisions_stand_in_the_log_and_a_lost_deal_is_no_sale_of_zero(maven):
    touches = dict(Touch.objects.values_list("activity__code").annotate(number=Count("pk")))
    assert touches == {"deal.opened": 8300, "deal.won": 4238, "deal.lost": 2473}
    assert not Opportunity.objects.filter(outcome="lost", amount__isnull=False).exists()
    assert maven["issues"]["3:opportunities:sales_pipeline.csv"]["amount|lost_at_zero"] == 2473


def test_the_same_call_again_changes_nothing(maven, import_files):
    again = import_files(("opportunities", FOLDER / "sales_pipeline.csv"), ("accounts", FOLDER / "accounts.csv"))
    assert again["totals"] == {"created": 0, "updated": 0, "skipped": 8885, "rejected": 0}
    assert Touch.objects.count() == 8300 + 4238 + 2473
