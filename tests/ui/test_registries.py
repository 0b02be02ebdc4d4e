from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from jornada.ui import columns, filters, menu, panels, search
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.registry import AlreadyRegisteredError, Registry


@pytest.fixture
def request_(rf: RequestFactory):
    def make(path: str = "/"):
        request = rf.get(path)
        request.user = AnonymousUser()
        return request

    return make


def test_items_come_back_in_order_whoever_registered_first():
    registry: Registry[Column] = Registry()
    for code, order in (("late", 30), ("b", 10), ("a", 10)):
        registry.add("account", Column(code, code, order=order))
    assert [item.code for item in registry.on("account")] == ["a", "b", "late"]


def test_the_same_item_twice_is_one_item():
    registry: Registry[Column] = Registry()
    registry.add("account", Column("a", "A"))
    registry.add("account", Column("a", "A"))
    assert len(registry.on("account")) == 1


def test_two_items_under_one_code_are_refused_by_name():
    registry: Registry[Column] = Registry()
    registry.add("account", Column("stage", "Stage"))
    with pytest.raises(AlreadyRegisteredError, match="account: 'stage' is registered twice"):
        registry.add("account", Column("stage", "Another"))


def test_a_panel_with_nothing_to_show_is_left_out(request_):
    panels.register("test", "full", 20, lambda request, record: {"template": "x.html", "context": {"record": record}})
    panels.register("test", "void", 10, lambda request, record: None)
    shown = panels.shown_panels(request_(), "test", 7)
    assert [(panel.code, panel.context) for panel in shown] == [("full", {"record": 7})]


def test_panels_can_be_asked_for_one_place(request_):
    panels.register("placed", "side", 1, lambda request, record: {"template": "x", "context": {}}, place="side")
    assert panels.shown_panels(request_(), "placed", 1, place="main") == []
    assert len(panels.shown_panels(request_(), "placed", 1, place="side")) == 1


@pytest.mark.django_db
def test_columns_of_a_page_are_its_own_and_the_registered_ones():
    columns.register("test", Column("stage", "Stage", order=15))
    own = [Column("name", "Name", order=0), Column("city", "City", order=20)]
    assert [column.code for column in columns.columns_of("test", own)] == ["name", "stage", "city"]


@pytest.mark.parametrize(
    ("kind", "query", "value"),
    [
        ("choice", "x=a", "a"),
        ("choice", "x=unknown", None),
        ("choice", "", None),
        ("flag", "x=1", True),
        ("flag", "x=perhaps", None),
        ("date", "x=2026-02-28", "2026-02-28"),
        ("date", "x=2026-02-31", None),
        ("text", "x=abc", "abc"),
    ],
)
def test_a_filter_takes_only_values_it_knows(request_, kind, query, value):
    item = Filter("x", "X", apply=lambda rows, _: rows, kind=kind, choices=lambda request: [("a", "A")])
    (active,) = filters.read_filters(request_(f"/?{query}"), [item])
    assert (str(active.value) if kind == "date" and active.value else active.value) == value


def test_an_active_filter_says_its_value_in_words(request_):
    item = Filter("x", "X", apply=lambda rows, _: rows, choices=lambda request: [("a", "Alpha")])
    (active,) = filters.read_filters(request_("/?x=a"), [item])
    assert active.shown == "Alpha"


def test_menu_shows_only_what_the_person_may_see_and_what_exists(request_):
    menu.register(menu.Item("t-open", "Open", "ui:search", group="test"))
    menu.register(
        menu.Item("t-hidden", "Hidden", "ui:search", group="test", visible=lambda user: user.is_authenticated)
    )
    menu.register(menu.Item("t-gone", "Gone", "no-such-page", group="test"))
    assert [link.item.code for link in menu.links(request_("/search/"), "test")] == ["t-open"]
    assert menu.links(request_("/search/"), "test")[0].is_current


@pytest.mark.django_db
def test_search_asks_every_source_and_keeps_those_with_hits():
    search.register("t-one", "One", lambda user, text, limit: [search.Hit(text, "/1/")] * 9, order=1)
    search.register("t-none", "None", lambda user, text, limit: [], order=2)
    found = [group for group in search.find(None, " abc ", limit=3) if group.source.code.startswith("t-")]
    assert [(group.source.code, len(group.hits), group.hits[0].title) for group in found] == [("t-one", 3, "abc")]


def test_one_letter_finds_nothing():
    assert search.find(None, "a") == []


@pytest.fixture(autouse=True)
def _leave_no_trace():
    yield
    for name in ("full", "void"):
        panels.unregister("test", name)
    panels.unregister("placed", "side")
    columns.unregister("test", "stage")
    for code in ("t-open", "t-hidden", "t-gone"):
        menu.unregister("test", code)
    search.unregister("t-one")
    search.unregister("t-none")


@pytest.mark.parametrize(("path", "is_current"), [("/search/x/", True), ("/hits/3/", True), ("/hit/", False)])
def test_pages_that_belong_to_a_menu_item_mark_it(request_, path, is_current):
    menu.register(menu.Item("t-also", "Search", "ui:search", group="test-also", also=("/hits/",)))
    (link,) = menu.links(request_(path), "test-also")
    assert link.is_current is is_current


@pytest.mark.parametrize(
    ("role", "cookie", "path", "is_open"),
    [
        ("sales", "", "/", False),
        ("marketing", "", "/", True),
        ("marketing", "see-1.plan-0", "/", False),
        ("sales", "plan-1", "/", True),
        ("sales", "plan-0", "/search/", True),
        ("sales", "plan-7;<", "/", False),
    ],
)
def test_a_group_of_the_menu_stands_as_it_was_left_and_never_hides_the_page_one_is_on(
    request_, role, cookie, path, is_open
):
    asked = request_(path)
    asked.user, asked.COOKIES = SimpleNamespace(role=role, is_authenticated=True), {"menu": cookie}
    held = (menu.Link(menu.Item("x", "X", "ui:search"), "/search/", path == "/search/"),)
    assert menu.is_open(asked, "plan", held) is is_open


def test_the_bar_leads_to_the_panels_that_are_shown(request_):
    from django.template import engines

    for code, answer in (("full", {"template": "ui/jumps.html", "context": {}}), ("void", None)):
        panels.register("jumping", code, 10, lambda request, record, answer=answer: answer, jump=code.title())
    page = engines["django"].from_string('{% load ui %}{% panels "jumping" 1 as parts %}{% jumps %}')
    drawn = page.render({}, request_())
    assert ('<a href="#part-full">Full</a>' in drawn, "part-void" in drawn) == (True, False)
