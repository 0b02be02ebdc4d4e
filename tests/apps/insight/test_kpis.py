"""The KPI page: figures worked out by hand, the rows behind each, who sees what."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone, translation

from jornada.apps.insight import copy, kpi_page, kpi_report
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.deal_query import deal_query
from jornada.apps.insight.kpi_behind import OF_DEALS, deals_behind
from jornada.apps.insight.kpi_figures import breakdown, kpi_figures
from jornada.apps.insight.period import Period
from jornada.apps.insight.scope import Scope
from jornada.apps.insight.segment import Segment
from jornada.apps.leads.models import Lead, LeadRung
from jornada.apps.market.models import Competitor
from jornada.apps.org.models import RoleRule
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db
ALL = Scope("all")


@pytest.fixture
def deals(world):
    """Two won (100 and 300), one lost without an amount, one lost of 100, one open; ana's and rui's."""
    steel = world.account("Steelworks", industry="Steel")
    gate, lock = world.product("Gate"), world.product("Lock")
    return {
        "small": world.deal("won", 100, days=10, owner=world.ana, product=gate, account=steel),
        "large": world.deal("won", 300, days=30, owner=world.rui, product=lock, closed_on=date(2026, 5, 2)),
        "blank": world.deal("lost", None, days=4, owner=world.ana, product=gate, account=steel),
        "valued": world.deal("lost", 100, days=None, owner=world.ana, product=lock),
        "open": world.deal("open", 50, owner=world.ana, product=lock),
    }


@pytest.fixture
def client_of():
    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def figures_of(view: View, period: Period | None = None, scope: Scope = ALL):
    return kpi_figures(view, scope, scope, Segment(), period or Period())


def test_the_sales_figures(deals):
    table = figures_of(copy.current()).total
    assert (table.opportunities[0], table.open[0], table.won[0], table.lost[0]) == (5, 1, 2, 2)
    assert table.win_rate.rate[0] == 0.5
    assert table.win_rate_by_value[0] == 400 / 500
    assert (table.won_value[0], table.mean_deal[0], table.median_deal[0]) == (400, 200, 200)
    assert (table.won_cycle_mean[0], table.lost_cycle_mean[0]) == (20, 4)


def test_a_period_narrows_by_closing_date_and_compares_with_the_one_before(deals):
    figures = figures_of(copy.current(), Period("custom", date(2026, 4, 1), date(2026, 5, 31)))
    assert (figures.total.won[0], figures.total.lost[0], figures.total.open[0]) == (1, 0, 1)
    assert (figures.before.won[0], figures.before.lost[0]) == (1, 2)


def test_the_course_goes_by_month(deals):
    course = figures_of(copy.current()).course
    assert (course.labels[0], course.labels[-1]) == ("2026-03", "2026-05")
    assert course.won.tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("dimension", "closed"),
    [
        ("product", {"Gate": 2, "Lock": 2}),
        ("agent", {"Ana": 3, "Rui": 1}),
        ("team", {"North": 3, "South": 1}),
        ("manager", {"Boss": 3, None: 1}),
        ("office", {"Belém": 3, "Curitiba": 1}),
        ("sector", {"Steel": 2, None: 2}),
        ("quarter", {"2026Q1": 3, "2026Q2": 1}),
        ("month", {"2026-03": 3, "2026-05": 1}),
        ("year", {"2026": 4}),
    ],
)
def test_each_dimension(deals, dimension, closed):
    table = breakdown(copy.current(), ALL, Segment(), Period(), dimension)
    found = {label: int(number) for label, number in zip(table.labels, table.closed, strict=True) if number}
    assert found == closed


def test_two_people_of_one_name_stay_apart(world, deals):
    namesake = world.user("ana2", "sales", "South")
    namesake.name = "Ana"
    namesake.save()
    world.deal("won", 5, owner=namesake)
    table = breakdown(copy.current(), ALL, Segment(), Period(), "agent")
    assert {"Ana (ana)", "Ana (ana2)"} <= set(table.labels)


def test_other_currencies_count_but_are_not_added_up(world, deals):
    world.deal("won", 1000, currency="USD", owner=world.ana)
    figures = figures_of(copy.current())
    assert (figures.total.won[0], figures.total.won_value[0], figures.incomplete.other_currency) == (3, 400, 1)


def test_leads_convert_when_their_opportunity_is_won(world):
    sold, _other = world.lead(), world.lead()
    world.deal("won", 5, lead=sold)
    assert figures_of(copy.current()).conversion.rate[0] == 0.5


def test_mql_to_sal_leaves_young_mqls_aside(world):
    world.lead(prospect=0, mql=1, sal=5)
    world.lead(prospect=0, mql=1, sal=60)
    world.lead(prospect=0, mql=1)
    young = world.lead(prospect=0)
    LeadRung.objects.create(lead=young, type=Lead.Type.MQL, at=timezone.now() - timedelta(days=2))
    handover = figures_of(copy.current()).handover
    assert (handover.accepted.hits[0], handover.accepted.of[0], handover.accepted_so_far.of[0]) == (1, 3, 1)


@pytest.mark.parametrize(
    ("what", "number"),
    [
        ("all", 5),
        ("open", 1),
        ("closed", 4),
        ("won", 2),
        ("lost", 2),
        ("valued", 3),
        ("sold", 2),
        ("timed", 2),
        ("no_account", 3),
        ("no_engage", 2),
        ("closed/?group=product&value=Gate", 2),
        ("closed/?group=sector&value=%28blank%29", 2),
        ("closed/?group=sector&value=Nobody", 0),
        ("won/?period=custom&from=2026-05-01", 1),
    ],
)
def test_each_figure_opens_its_opportunities(world, deals, client_of, what, number):
    page = client_of(world.boss).get(f"/kpis/rows/{what}{'' if '?' in what else '/'}")
    assert len(page.context["listing"].rows) == page.context["number"] == number


GROUPS = {
    "product": ("Gate", "Nothing"),
    "agent": ("Ana", "(blank)"),
    "team": ("North", "(blank)"),
    "manager": ("Boss", "(blank)"),
    "office": ("Belém", "(blank)"),
    "sector": ("Steel", "(blank)"),
    "size": ("small", "(blank)"),
    "state": ("PA", "(blank)"),
    "quarter": ("2026Q1", "2026Q9", "(blank)"),
    "month": ("2026-05", "2026-99", "(blank)"),
    "year": ("2026", "20x6", "0000"),
    "competitor": ("Acme", "(blank)"),
}


@pytest.mark.parametrize("what", list(OF_DEALS))
def test_the_query_finds_the_opportunities_that_the_columns_count(world, deals, what):
    world.deal("won", 7, owner=None, account=world.account("B", state="PA", size_band="small"))
    world.deal("lost", 9, owner=world.boss, currency="USD", competitor=Competitor.objects.create(name="Acme"))
    view = copy.current()
    segments = [Segment(), Segment((("state", "none"),)), Segment((("owner", "none"),)), Segment((("team", "none"),))]
    groups = [{}, *({"group": name, "value": label} for name, labels in GROUPS.items() for label in labels)]
    for segment in segments:
        for period in (Period(), Period("custom", date(2026, 4, 1), None)):
            for group in groups:
                counted = deals_behind(view, ALL, segment, period, what, group).tolist()
                query = deal_query(view, segment, period, what, group)
                found = Opportunity.objects.filter(query).order_by("pk").values_list("pk", flat=True)
                assert list(found) == counted, (segment, period, group)


@pytest.mark.parametrize(
    ("what", "number"), [("leads", 3), ("converted", 1), ("mql", 2), ("accepted", 1), ("young", 0)]
)
def test_each_figure_opens_its_leads(world, client_of, what, number):
    sold = world.lead(prospect=0, mql=1, sal=5)
    world.lead(prospect=0, mql=1)
    world.lead()
    world.deal("won", 5, lead=sold)
    page = client_of(world.boss).get(f"/kpis/rows/{what}/")
    assert len(page.context["listing"].rows) == number


def test_a_figure_that_does_not_exist_is_not_found(world, client_of):
    assert client_of(world.boss).get("/kpis/rows/profit/").status_code == 404


def test_every_address_on_the_page_opens(world, deals, client_of):
    client = client_of(world.boss)
    page = client.get("/kpis/?by=sector&period=year").content.decode().replace("&amp;", "&")
    addresses = set(re.findall(r"/kpis/rows/[^\"'<> ]+", page))
    assert len(addresses) > 8
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_owner_and_a_colleague_see_the_team_and_a_manager_all(world, deals, client_of):
    colleague = world.user("eva", "sales", "North")
    assert client_of(world.boss).get("/kpis/").context["figures"].total.opportunities[0] == 5
    for user in (world.ana, colleague):
        assert client_of(user).get("/kpis/").context["figures"].total.opportunities[0] == 4
        listed = client_of(user).get("/kpis/rows/won/").context["listing"].rows
        assert [row.instance for row in listed] == [deals["small"]]
    assert client_of(world.rui).get("/kpis/").context["figures"].total.opportunities[0] == 1


def test_whoever_is_not_signed_in_sees_nothing(deals):
    assert Client().get("/kpis/").status_code == 302
    assert Client().get("/kpis/rows/won/").status_code == 302


def test_what_is_incomplete_is_said_with_a_link(world, deals, client_of):
    page = client_of(world.boss).get("/kpis/").content.decode()
    assert "/kpis/rows/no_account/" in page
    assert "/kpis/rows/no_engage/" in page


def test_the_page_asks_the_database_the_same_however_many_deals(world, deals, client_of, django_assert_num_queries):
    client = client_of(world.boss)
    client.get("/kpis/")
    with django_assert_num_queries(5):
        client.get("/kpis/")
    for number in range(30):
        world.deal("won", number, owner=world.ana)
    client.get("/kpis/")
    with django_assert_num_queries(5):
        client.get("/kpis/")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("period=xyz", "Left out: Period."),
        ("from=2026-99-01", "Left out: From."),
        ("industry=zzz", "Left out: Industry."),
        ("period=90d", ""),
        ("period=custom", ""),
        ("from=2026-01-01", ""),
    ],
)
def test_what_the_address_asks_in_vain_is_told(world, deals, client_of, query, told):
    page = client_of(world.boss).get(f"/kpis/?{query}").content.decode()
    assert ("Left out" in page, told in page) == (bool(told), True)


def test_an_empty_company_is_told_what_to_do(world, client_of):
    assert "Nothing to count yet" in client_of(world.boss).get("/kpis/").content.decode()


def test_every_figure_has_its_definition_beside_it(world, deals, client_of):
    from jornada.apps.insight.contracts import CONTRACTS

    page = client_of(world.boss).get("/kpis/").content.decode()
    tiles = client_of(world.boss).get("/kpis/").context["tiles"]
    with translation.override(world.boss.language):
        assert all(str(tile.contract.formula) in page for tile in tiles)
    assert all(tile.contract is CONTRACTS[tile.contract.code] for tile in tiles)


def test_the_report_for_programs(deals):
    report = kpi_report.report(["product", "sector"]).as_json()
    assert {name: report[name] for name in ("opportunities", "open", "won", "lost", "win_rate")} == {
        "opportunities": 5, "open": 1, "won": 2, "lost": 2, "win_rate": 0.5,
    }  # fmt: skip
    assert report["won_cycle_days"] == {"mean": 20, "median": 20}
    assert report["by"]["product"]["Gate"] == {
        "closed": 2, "won": 1, "win_rate": 0.5, "won_value": 100, "mean_deal": 100, "mean_won_cycle_days": 10,
    }  # fmt: skip
    assert report["by"]["sector"]["(blank)"]["closed"] == 2


def test_the_report_of_nothing_has_nulls(world):
    report = kpi_report.report(["product"]).as_json()
    assert (report["opportunities"], report["win_rate"], report["by"]) == (0, None, {"product": {}})


def test_the_report_narrows_by_closing_date(deals):
    report = kpi_report.report([], date(2026, 5, 2), date(2026, 5, 2)).as_json()
    assert (report["won"], report["lost"], report["open"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--by", "colour"], "'colour' is no dimension"),
        (["--from", "yesterday"], "yesterday"),
        (["--from", "2026-05-02", "--to", "2026-05-01"], "lies before"),
    ],
)
def test_wrong_words_are_answered_clearly(deals, words, told, monkeypatch):
    from jornada.project import boot
    from jornada.project.commands.kpi import command

    monkeypatch.setattr(boot, "migrate", lambda: None)
    answer = CliRunner().invoke(command, words)
    assert answer.exit_code == 2
    assert told in answer.output


def test_the_command_prints_json_and_a_table(deals, monkeypatch):
    from jornada.project import boot
    from jornada.project.commands.kpi import command

    monkeypatch.setattr(boot, "migrate", lambda: None)
    told = json.loads(CliRunner().invoke(command, ["--json", "--by", "owner"]).output)
    assert list(told["by"]) == ["agent"]
    assert "Sales volume" in CliRunner().invoke(command, []).output


@pytest.mark.parametrize(
    ("span", "portuguese", "english"),
    [("2026-02", "fev 2026", "Feb 2026"), ("2026Q1", "1º tri. 2026", "Q1 2026"), ("2026", "2026", "2026")],
)
def test_months_and_quarters_are_written_as_the_language_does(span, portuguese, english):
    with translation.override("pt-br"):
        assert kpi_page.in_words(span) == portuguese
    with translation.override("en"):
        assert kpi_page.in_words(span) == english


@pytest.fixture
def rivals(world):
    """Three won and one lost against Acme, one lost to Rival, of one won nobody noted a competitor; one is open."""
    acme, rival = (Competitor.objects.create(name=name) for name in ("Acme", "Rival"))
    for outcome, against in [*[("won", acme)] * 3, ("lost", acme), ("lost", rival), ("won", None), ("open", rival)]:
        world.deal(outcome, 10, competitor=against, owner=world.ana)
    return acme, rival


def test_the_win_rate_against_each_competitor(rivals):
    table = breakdown(copy.current(), ALL, Segment(), Period(), "competitor")
    rates = dict(zip(table.labels, table.win_rate.rate.tolist(), strict=True))
    assert rates == {"Acme": 0.75, "Rival": 0.0, None: 1.0}
    assert dict(zip(table.labels, table.closed.tolist(), strict=True)) == {"Acme": 4, "Rival": 1, None: 1}


def test_the_page_of_kpis_and_that_of_competitors_agree(world, rivals, client_of):
    client = client_of(world.boss)
    rows = {row.label: row for row in client.get("/kpis/?by=competitor").context["rows"]}
    assert rows["No competitor named"].closed == 1
    for competitor, counts, rate, _lost in client.get("/competitors/").context["rows"]:
        row = rows[competitor.name]
        assert (row.won, row.closed, row.rate) == (
            counts["won_count"], counts["won_count"] + counts["lost_count"], rate,
        )  # fmt: skip
        assert len(client.get(row.closed_url).context["listing"].rows) == row.closed


def test_a_role_that_does_not_see_competitors_does_not_group_by_them(world, rivals, client_of):
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": {"fields": {"opportunity.competitor": "hidden"}}})
    client = client_of(world.ana)
    assert "by=competitor" not in client.get("/kpis/").content.decode()
    assert client.get("/kpis/?by=competitor").status_code == 403
    assert client.get("/kpis/rows/won/?group=competitor&value=Acme").status_code == 403


HIDDEN = {"account.state": "hidden", "account.industry": "hidden", "account.size_band": "hidden"}
BY_HIDDEN = (("state", "SP"), ("sector", "Steel"), ("size", "51-200"))


def test_a_role_that_hides_what_accounts_are_groups_by_none_of_it(world, deals, client_of):
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": {"fields": HIDDEN}})
    client = client_of(world.ana)
    page = client.get("/kpis/").content.decode()
    for dimension, value in BY_HIDDEN:
        assert f"by={dimension}" not in page
        assert client.get(f"/kpis/?by={dimension}").status_code == 403
        assert client.get(f"/kpis/rows/won/?group={dimension}&value={value}").status_code == 403
        assert client.get(f"/api/v1/kpis?by={dimension}").status_code == 403


@pytest.mark.parametrize("path", ["/kpis/", "/journey/", "/kpis/rows/won/"])
def test_figures_are_not_narrowed_by_what_a_role_hides(world, deals, client_of, path):
    steel = str(deals["small"].account.industry_id)
    assert ">Steel<" in client_of(world.ana).get(path).content.decode()
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": {"fields": HIDDEN}})
    page = client_of(world.ana).get(path, {"industry": steel}).content.decode()
    assert ">Steel<" not in page
    assert client_of(world.ana).get("/api/v1/journey/figures", {"industry": steel}).status_code == 403
