"""Lists ask the database as often for 240 rows as for 60 (a page holds 50)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jornada.apps.interactions.models import Thread
from jornada.apps.leads.models import Lead, Source
from jornada.apps.market.models import Account, Contact
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
STAMPS = {"created_at": NOW, "updated_at": NOW}
LISTS = ["/accounts/", "/contacts/", "/leads/", "/opportunities/", "/opportunities/board/"]


@pytest.fixture
def fill(owner, stage):
    source = Source.objects.first()

    def add(number):
        firms = Account.objects.bulk_create(Account(name=f"Firm {n}", owner=owner, **STAMPS) for n in range(number))
        people = Contact.objects.bulk_create(
            Contact(name=firm.name, account=firm, owner=owner, **STAMPS) for firm in firms
        )
        for model, more in ((Lead, {"source": source}), (Opportunity, {"stage": stage})):
            threads = Thread.objects.bulk_create(Thread(account=firm, opened_at=NOW) for firm in firms)
            rows = zip(firms, people, threads, strict=True)
            model.objects.bulk_create(
                model(name=f.name, account=f, contact=p, thread=t, owner=owner, **more, **STAMPS) for f, p, t in rows
            )

    return add


def number_of_queries(client, url):
    """Count them once what each process keeps is there."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("url", LISTS)
def test_a_list_costs_the_same_for_more_rows(client, owner, fill, url):
    client.force_login(owner)
    fill(60)
    few = number_of_queries(client, url)
    fill(180)
    assert number_of_queries(client, url) == few <= 18


@pytest.mark.parametrize("url", LISTS[:4])
def test_the_parts_of_a_file_cost_a_query_each_and_rows_none(client, admin, fill, url):
    client.force_login(admin)
    fill(60)
    few = number_of_queries(client, f"{url}?export=csv")
    fill(180)
    assert number_of_queries(client, f"{url}?export=csv") == few
