"""The line under a list: how many in all, and sums; within a time limit and a person's reach."""

import datetime as dt

import pytest
from django.core.cache import caches

from jornada.apps.interactions.models import Thread
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account
from jornada.apps.org.custom.actions import create_field
from jornada.apps.org.lists import figures
from jornada.apps.sales.models import Opportunity
from jornada.ui.time_limit import within

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
STAMPS = {"created_at": NOW, "updated_at": NOW}


@pytest.fixture(autouse=True)
def fresh():
    caches["local"].clear()


@pytest.fixture
def deals(owner, stage):
    rows = [(100, "BRL"), (50, "BRL"), (7, "USD"), (None, "BRL")]
    threads = [Thread.objects.create(opened_at=NOW) for _row in rows]
    return Opportunity.objects.bulk_create(
        Opportunity(name=f"Deal {t.pk}", thread=t, owner=owner, stage=stage, amount=a, currency=c, **STAMPS)
        for t, (a, c) in zip(threads, rows, strict=True)
    )


def line(client, query="", record="opportunity"):
    return " ".join(client.get(f"/lists/{record}/figures/?{query}").content.decode().replace("\xa0", " ").split())


def test_amounts_are_added_up_by_currency(client, owner, deals):
    client.force_login(owner)
    assert "4 records" in line(client)
    assert "R$ 150.00 + US$ 7.00" in line(client)


def test_the_filters_of_the_list_hold_here_too(client, owner, deals):
    client.force_login(owner)
    assert "2 records" in line(client, "f=amount:at_least:10.00")
    assert "R$ 150.00<" in line(client, "f=amount:at_least:10.00")


@pytest.mark.parametrize(("who", "said"), [("colleague", "4 records"), ("outsider", "0 records")])
def test_nobody_learns_more_than_they_may_see(request, client, deals, who, said):
    client.force_login(request.getfixturevalue(who))
    assert said in line(client)


def test_custom_numbers_are_added_up(client, admin, account):
    field = create_field(admin, record="account", label_en="Trucks", label_pt="Caminhões", type="number")
    Account.objects.filter(pk=account.pk).update(custom={field.code: "7"})
    client.force_login(admin)
    assert "Trucks: <b>7</b>" in line(client, f"columns={field.name},revenue", "account")


def test_the_sum_of_a_custom_number_has_the_places_of_its_values(client, admin, account):
    field = create_field(admin, record="account", label_en="Tons", label_pt="Toneladas", type="number")
    Account.objects.filter(pk=account.pk).update(custom={field.code: "1234.25"})
    client.force_login(admin)
    assert "Tons: <b>1,234.25</b>" in line(client, f"columns={field.name}", "account")


def test_what_takes_too_long_is_stopped_and_said_roughly(client, owner, deals, monkeypatch):
    monkeypatch.setattr(figures, "_exactly", lambda *_args: None)
    monkeypatch.setattr(figures, "CAP", 2)
    client.force_login(owner)
    assert "More than 2" in line(client)


def test_the_database_stops_a_long_statement():
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
    with pytest.raises(figures.OperationalError), within(0.05), figures.connection.cursor() as cursor:
        cursor.execute(endless)
    assert Account.objects.count() == 0


def test_what_is_counted_quickly_is_counted_anew_and_what_took_long_stands_a_while(client, owner, deals, monkeypatch):
    client.force_login(owner)
    before = line(client)
    deals[0].delete()
    assert line(client) != before
    monkeypatch.setattr(figures, "QUICK", -1.0)
    monkeypatch.setattr(figures, "TIMES", 10**4)
    before = line(client)
    deals[1].delete()
    assert line(client) == before


def test_the_list_asks_for_its_figures_once_there_is_something_to_say(client, owner, deals):
    client.force_login(owner)
    assert 'hx-get="/lists/opportunity/figures/' in client.get("/opportunities/").content.decode()
    assert "figures/" not in client.get("/contacts/").content.decode()
    assert client.get("/lists/moon/figures/").status_code == 404


def test_scores_are_averaged_and_not_added_up(client, admin, lead):
    Lead.objects.filter(pk=lead.pk).update(score=40)
    twin = Lead.objects.get(pk=lead.pk)
    twin.pk, twin.score, twin.thread = None, 25, Thread.objects.create(opened_at=NOW)
    twin.save()
    client.force_login(admin)
    assert "Average of Score: <b>32.5</b>" in line(client, "columns=score", "lead")
