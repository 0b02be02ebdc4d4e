"""The journey page: its figures, the rows behind each, who sees what, and how much it asks of the database."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from jornada.analytics.stage_conversion import stage_conversion
from jornada.analytics.stage_flow import stage_flow
from jornada.analytics.visits import Visits
from jornada.apps.insight import copy
from jornada.apps.insight.behind import Figure, accounts_behind, read_figure
from jornada.apps.insight.journey import journey_figures
from jornada.apps.insight.journey_page import page_context, strong_moves
from jornada.apps.insight.period import Period
from jornada.apps.insight.scope import Scope
from jornada.apps.insight.segment import Segment
from jornada.apps.insight.walks import cut
from jornada.apps.interactions.models import TouchSummary

pytestmark = pytest.mark.django_db
ALL = Scope("all")


@pytest.fixture
def road(world):
    """Three accounts: one wins, one falls back, one has only begun."""
    won = world.account("Won", industry="Steel", owner=world.ana, state="PA")
    back = world.account("Back", industry="Retail", owner=world.rui)
    young = world.account("Young", industry="Retail")
    world.walk(won, ("awareness", 0), ("interest", 10), ("consideration", 20), ("purchase", 40), ends="won")
    world.walk(back, ("interest", 5), ("commitment", 15), ("interest", 30))
    world.walk(young, ("awareness", 50))
    return {"won": won, "back": back, "young": young}


@pytest.fixture
def client_of():
    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def stage(view, code):
    return view.visits.stages.index(code)


def test_accounts_now_by_stage(road):
    figures = journey_figures(copy.current(), ALL, Segment(), Period())
    now = dict(zip(figures.conversion.stages, figures.now, strict=True))
    assert {code for code, number in now.items() if number} == {"awareness", "interest", "purchase"}
    assert figures.standing == figures.accounts == figures.cohort == 3


def test_moves_tell_next_skip_and_back(road):
    view = copy.current()
    figures = journey_figures(view, ALL, Segment(), Period())
    kinds = {(view.visits.stages[m.source], view.visits.stages[m.target]): m.kind for m in figures.moves}
    assert kinds[("awareness", "interest")] == "next"
    assert kinds[("interest", "consideration")] == "skip"
    assert kinds[("commitment", "interest")] == "back"


def test_stays_beside_the_first_walk_are_counted_apart(world):
    """By hand: won at once, then a second purchase that falls back; nobody was ever at awareness or interest."""
    regular, fresh = world.account("Regular"), world.account("Fresh")
    world.walk(regular, ("purchase", 0), ends="won")
    for number, (code, day, behaviour) in enumerate([("commitment", 20, 0), ("consideration", 30, 0)], 2):
        world.visit(regular, cycle=2, number=number, code=code, day=day, behaviour=behaviour)
    world.visit(regular, cycle=2, number=4, code="commitment", day=150, behaviour=-1)
    world.walk(fresh, ("commitment", 5))
    rows = {row.code: row for row in page_rows()}
    told = {code: (row.entered, row.stays, row.others, row.fallen) for code, row in rows.items() if row.stays}
    assert told == {"commitment": (1, 3, 1, 1), "consideration": (0, 1, 1, 0), "purchase": (1, 1, 0, 0)}


def test_a_stage_that_nobody_entered_has_no_cumulative_rate(world, client_of):
    world.walk(world.account("Won"), ("purchase", 0), ends="won")
    page = client_of(world.boss).get("/journey/").content.decode()
    awareness, purchase = (page.split(f"{name}</td>")[1].split("</tr>")[0] for name in ("Awareness", "Purchase"))
    assert ("100" in awareness, "100" in purchase) == (False, True)


def test_stays_beside_the_first_walk_are_told_behind_a_question_mark(world, client_of):
    account = world.account("Regular")
    world.walk(account, ("purchase", 0), ends="won")
    world.visit(account, cycle=2, number=2, code="commitment", day=20, behaviour=0)
    page = client_of(world.boss).get("/journey/").content.decode()
    cell = page.split('data-label="Stays"')[3].split("</td>")[0]
    assert "1 on another walk" in cell.split("</details>")[0]
    assert cell.count("cell-note") <= 1


def page_rows():
    view = copy.current()
    return page_context(view, journey_figures(view, ALL, Segment(), Period()), "")["rows"]


def test_a_segment_narrows_all_figures(road):
    view = copy.current()
    retail = next(pk for pk, row in view.lookups["industries"].items() if row[0] == "Retail")
    figures = journey_figures(view, ALL, Segment((("industry", retail),)), Period())
    assert (figures.accounts, figures.standing, figures.walks) == (2, 2, 2)


def test_the_period_is_that_of_the_start(road):
    figures = journey_figures(copy.current(), ALL, Segment(), Period("custom", date(2026, 2, 1), None))
    assert (figures.cohort, figures.standing) == (1, 3)


def test_weak_links_are_left_out_of_the_picture_and_counted(road):
    view = copy.current()
    moves = journey_figures(view, ALL, Segment(), Period()).moves
    strong = tuple(replace(move, count=1000) for move in moves[:2])
    drawn, left_out = strong_moves((*strong, *moves[2:]))
    assert (len(drawn), len(left_out)) == (2, len(moves) - 2)


@pytest.mark.parametrize(
    ("what", "at", "names"),
    [
        ("now", "interest", ["Back"]),
        ("now", "", ["Back", "Won", "Young"]),
        ("cohort", "", ["Back", "Won", "Young"]),
        ("entered", "interest", ["Back", "Won"]),
        ("reached", "consideration", ["Won"]),
        ("advanced", "interest", ["Back", "Won"]),
        ("stays", "awareness", ["Won", "Young"]),
        ("open", "awareness", ["Young"]),
        ("move", "commitment.interest", ["Back"]),
        ("path", "interest.commitment.interest", ["Back"]),
        ("ended", "awareness", []),
    ],
)
def test_each_figure_opens_its_accounts(world, road, client_of, what, at, names):
    page = client_of(world.boss).get(f"/journey/rows/{what}/{at}{'/' if at else ''}")
    assert page.status_code == 200
    assert sorted(row.instance.name for row in page.context["listing"].rows) == names


@pytest.mark.parametrize(
    ("what", "at", "words"),
    [
        ("stays", "interest", "3 stays of 2 accounts"),
        ("open", "interest", "1 open stay of 1 account"),
        ("move", "commitment.interest", "1 move of 1 account"),
        ("path", "awareness", "1 walk of 1 account"),
        ("entered", "interest", "2 accounts"),
    ],
)
def test_the_heading_says_what_the_figure_counts_and_of_how_many_accounts(world, road, client_of, what, at, words):
    page = client_of(world.boss).get(f"/journey/rows/{what}/{at}/")
    assert f"<p>{words}</p>" in page.text


def test_the_list_says_how_often_each_account_counts(world, road, client_of):
    listed = client_of(world.boss).get("/journey/rows/stays/interest/").context["listing"].rows
    times = {row.instance.name: str(cell.drawn) for row in listed for cell in row.cells if cell.column.code == "times"}
    assert times == {"Back": "2", "Won": "1"}


def test_the_rows_add_up_to_the_numbers_of_the_page(road):
    view = copy.current()
    everybody = np.ones(len(view.accounts["id"]), dtype=np.bool_)
    figures = journey_figures(view, ALL, Segment(), Period())
    shown = {
        **{("stays", (place,)): number for place, number in enumerate(figures.dwell.visits.tolist())},
        **{("open", (place,)): number for place, number in enumerate(figures.dwell.still_open.tolist())},
        **{("move", (move.source, move.target)): move.count for move in figures.moves},
        **{("path", path.stages): path.count for path in figures.paths},
    }
    for (what, stages), number in shown.items():
        assert accounts_behind(view, everybody, Period(), Figure(what, stages)).times.sum() == number, (what, stages)


@pytest.mark.parametrize("path", ["now/nowhere/", "nothing/interest/", "move/interest/", "cohort/interest/"])
def test_a_figure_that_does_not_exist_is_not_found(world, road, client_of, path):
    assert client_of(world.boss).get(f"/journey/rows/{path}").status_code == 404


def test_every_address_on_the_page_opens(world, road, client_of):
    client = client_of(world.boss)
    page = client.get("/journey/?period=custom&from=2026-01-01").content.decode()
    addresses = set(re.findall(r"/journey/rows/[^\"'<> ]+", page.replace("\\u0026", "&").replace("&amp;", "&")))
    assert len(addresses) > 40
    for address in sorted(addresses)[::3]:
        assert client.get(address).status_code == 200, address


def test_the_owner_sees_the_team_and_the_unowned_a_manager_all(world, road, client_of):
    assert client_of(world.boss).get("/journey/").context["figures"].standing == 3
    assert client_of(world.ana).get("/journey/").context["figures"].standing == 2
    listed = client_of(world.ana).get("/journey/rows/now/").context["listing"].rows
    assert sorted(row.instance.name for row in listed) == ["Won", "Young"]


def test_a_colleague_sees_what_the_owner_sees(world, road, client_of):
    colleague = world.user("eva", "sales", "North")
    assert client_of(colleague).get("/journey/").context["figures"].standing == 2


def test_whoever_is_not_signed_in_sees_nothing(road):
    assert Client().get("/journey/").status_code == 302
    assert Client().get("/journey/rows/now/").status_code == 302


def test_a_seller_may_not_export_and_a_manager_exports_the_team(world, road, client_of):
    assert client_of(world.ana).get("/journey/rows/now/?export=csv").status_code == 403
    world.boss.team = world.teams["North"]
    world.boss.save()
    file = b"".join(client_of(world.boss).get("/journey/rows/now/?export=csv").streaming_content).decode()
    assert "Won" in file
    assert "Back" not in file


def test_htmx_gets_the_figures_alone(world, road, client_of):
    part = client_of(world.boss).get("/journey/", headers={"HX-Request": "true", "HX-Target": "figures"})
    assert part.content.decode().strip().startswith('<div id="figures"')
    assert "<html" not in part.content.decode()


def test_the_page_asks_the_database_the_same_however_many_accounts(world, road, client_of, django_assert_num_queries):
    client = client_of(world.boss)
    client.get("/journey/")
    with django_assert_num_queries(6):
        client.get("/journey/")
    for number in range(30):
        world.walk(world.account(f"More {number}"), ("awareness", number))
    client.get("/journey/")
    with django_assert_num_queries(6):
        client.get("/journey/")


@pytest.mark.parametrize(("interactions", "is_told"), [(0, True), (2, False)])
def test_a_log_of_opportunities_alone_says_so(world, road, client_of, interactions, is_told):
    for account, number in ((road["won"], 0), (road["back"], interactions)):
        TouchSummary.objects.create(account=account, number=number, derived_at=timezone.now())
    copy.mark_all()
    page = client_of(world.boss).get("/journey/").text
    assert ("Only opportunities are in the log so far" in page) is is_told


def test_an_empty_company_is_told_what_to_do(world, client_of):
    page = client_of(world.boss).get("/journey/").content.decode()
    assert "The road is still empty" in page
    world.account("Alone")
    assert "No account has set out yet" in client_of(world.boss).get("/journey/").content.decode()


def test_filters_that_nobody_fits_say_so(world, road, client_of):
    page = client_of(world.boss).get("/journey/?state=none&size=enterprise").content.decode()
    assert "Nobody fits these filters" in page


@pytest.mark.parametrize("query", ["industry=999", "period=yesterday", "from=2026-99-99", "within=abc", "size=%00"])
def test_an_odd_address_is_read_as_if_it_had_not_come(world, road, client_of, query):
    assert client_of(world.boss).get(f"/journey/?{query}").context["figures"].standing == 3


def random_visits(seed: int, accounts: int = 60) -> Visits:
    """Walks at random, with several cycles, falls and closed ends."""
    rng = np.random.default_rng(seed)
    subject = np.sort(rng.integers(0, accounts, accounts * 6)).astype(np.int32)
    count = len(subject)
    starts = np.concatenate(([True], subject[1:] != subject[:-1]))
    number = np.arange(count) - np.maximum.accumulate(np.where(starts, np.arange(count), 0)) + 1
    cycle = np.ones(count, dtype=np.int32)
    for row in range(1, count):
        cycle[row] = 1 if starts[row] else cycle[row - 1] + (rng.random() < 0.2)
    entered = np.cumsum(rng.integers(1, 50, count)) * 86_400_000_000
    is_last = np.concatenate((starts[1:], [True]))
    ends_cycle = np.concatenate((cycle[1:] != cycle[:-1], [True])) & ~is_last
    left_by = np.where(is_last, 0, np.where(ends_cycle, 4, rng.choice([1, 1, 3], count))).astype(np.int8)
    fell = np.concatenate(([False], left_by[:-1] == 3))
    return Visits(
        subject=subject,
        cycle=cycle,
        number=number.astype(np.int32),
        stage=rng.integers(0, 5, count).astype(np.int16),
        entered_at=entered,
        left_at=np.where(is_last, -1, np.append(entered[1:], 0)),
        left_by=left_by,
        evidence=np.where(fell, -1, 1),
        behaviour=np.where(fell, -1, 0).astype(np.int16),
        subject_ids=np.arange(accounts) + 100,
        outcome=np.zeros(accounts, dtype=np.int8),
        stages=("a", "b", "c", "d", "e"),
        now=int(entered[-1]) + 86_400_000_000,
    )


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("within", [None, 60])
def test_the_rows_are_those_that_the_measure_counted(seed, within):
    visits = random_visits(seed)
    since = int(np.quantile(visits.entered_at, 0.2))
    until = int(np.quantile(visits.entered_at, 0.8))
    window = None if within is None else timedelta(days=within)
    table = stage_conversion(visits, within=window, since=since, until=until)
    roads = cut(visits, since, until).roads(None if within is None else within * 86_400_000_000)
    for code in range(5):
        rows = (roads.entered(code), roads.advanced(code), roads.reached(code))
        owners = [len(np.unique(roads.visits.subject[found])) for found in rows]
        advanced = table.step.hits[code] + table.step_immature.hits[code]
        reached = table.cumulative.hits[code] + table.cumulative_immature.hits[code]
        assert owners == [table.entered[code], advanced if code < 4 else 0, reached]


def test_the_accounts_of_a_move_are_those_of_the_flow(road):
    view = copy.current()
    flow = stage_flow(replace(view.visits, now=2**60))
    everybody = np.ones(len(view.accounts["id"]), dtype=np.bool_)
    for row in np.flatnonzero((flow.source >= 0) & (flow.target >= 0)):
        figure = Figure("move", (int(flow.source[row]), int(flow.target[row])))
        found = accounts_behind(view, everybody, Period(), figure)
        assert len(found.account_ids) == flow.subjects[row]


def test_a_path_in_the_address_is_read_and_checked():
    codes = ("a", "b")
    assert read_figure("path", "a.b.a", codes) == Figure("path", (0, 1, 0))
    assert read_figure("path", "", codes) is None
    assert read_figure("move", "a.x", codes) is None
