"""Lists of few records sort by columns that have no index; of many, they say to narrow them first."""

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import TouchSummary
from jornada.apps.market.models import Account, Contact
from jornada.ui import counted
from jornada.ui import listing as of_ui
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(owner, colleague, manager):
    made = [Account(name=name, owner=who, **STAMPS) for name, who in (("A", owner), ("B", colleague), ("C", None))]
    rows = Account.objects.bulk_create(made)
    for row, number in zip(rows[:2], (3, 7), strict=True):
        now = timezone.now()
        TouchSummary.objects.create(account=row, number=number, last_at=now, derived_at=now)
    return rows


def listed(client, path):
    listing = client.get(path).context["listing"]
    return [str(row.instance) for row in listing.rows], listing


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("owner", "BAC"),
        ("-owner", "ABC"),
        ("touches", "ABC"),
        ("-touches", "BAC"),
        ("-last_touch", "BAC"),
        ("industry", "ABC"),
    ],
)
def test_few_accounts_sort_by_any_plain_column(client, manager, three, sort, names):
    client.force_login(manager)
    found, listing = listed(client, f"/accounts/?sort={sort}")
    assert ("".join(found), listing.sort) == (names, sort)
    head = next(one for one in listing.headers if one.column.code == sort.lstrip("-"))
    assert head.direction == ("desc" if sort.startswith("-") else "asc")


def test_pages_of_such_an_order_go_on_past_those_without_a_value(client, manager, three, monkeypatch):
    monkeypatch.setattr(of_ui, "PER_PAGE", 2)
    monkeypatch.setitem(of_ui.build.__kwdefaults__, "per_page", 2)
    client.force_login(manager)
    first, listing = listed(client, "/accounts/?sort=owner")
    assert (first, listed(client, listing.next_url)[0]) == (["B", "A"], ["C"])


def test_many_accounts_say_to_narrow_them_first(client, manager, three, monkeypatch):
    for module in (of_ui, counted):
        monkeypatch.setattr(module, "COUNT_CAP", 2)
    monkeypatch.setitem(of_ui.build.__kwdefaults__, "per_page", 2)
    client.force_login(manager)
    found, listing = listed(client, "/accounts/?sort=-owner")
    assert (found, listing.sort) == (["A", "B"], "name")
    head = next(one for one in listing.headers if one.column.code == "owner")
    assert (head.url, "at most 2 records" in head.help) == ("", True)


def test_contacts_leads_tasks_and_opportunities_sort_by_owner_and_account(client, manager, lead, opportunity, three):
    Contact.objects.create(name="Zoe", account=three[0], owner=manager, **STAMPS)
    client.force_login(manager)
    for path in ("/contacts/", "/leads/", "/opportunities/", "/tasks/list/"):
        for sort in ("owner", "account"):
            assert listed(client, f"{path}?sort={sort}")[1].sort == sort


def test_a_hidden_field_is_no_order(client, owner, three):
    from tests.apps.org.test_roles import lay_down

    lay_down(fields={"account.industry": "hidden"})
    client.force_login(owner)
    assert listed(client, "/accounts/?sort=industry")[1].sort == "name"
