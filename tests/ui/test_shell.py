import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.template import Context, Template, engines
from django.test import RequestFactory, override_settings
from django.utils import translation

from jornada.ui import errors, panels

pytestmark = pytest.mark.django_db
UI = Path(__file__).resolve().parents[2] / "src" / "jornada"
ICONS = set((UI.parents[1] / "frontend" / "icons" / "names.txt").read_text().split())


@pytest.fixture
def ana(db):
    return get_user_model().objects.create_user("ana", password="a long sentence", name="Ana Souza", language="en")


@pytest.fixture
def inside(client, ana):
    client.force_login(ana)
    return client


def test_the_style_page_is_for_administrators_and_staff(inside, ana):
    assert inside.get("/styleguide/").status_code == 404
    ana.role = "admin"
    ana.save()
    assert inside.get("/styleguide/").status_code == 200
    ana.role, ana.is_staff = "sales", True
    ana.save()
    page = inside.get("/styleguide/")
    assert page.status_code == 200
    assert b"j-path" in page.content
    assert b"<c-" not in page.content


def test_the_sign_in_page_opens_for_everybody_in_two_languages(client):
    assert "Sign in" in client.get("/auth/login/", headers={"accept-language": "en"}).text
    assert 'lang="pt-BR"' in client.get("/auth/login/", headers={"accept-language": "pt-BR"}).text


def test_pages_hold_no_inline_script_and_no_handler(inside, ana):
    ana.is_staff = True
    ana.save()
    text = inside.get("/styleguide/").text
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", text)
    assert not re.findall(r"\son[a-z]+=", text)


def test_a_theme_is_kept_on_the_person(inside, ana):
    answer = inside.post("/preferences/", {"theme": "dark", "next": "/accounts/"})
    ana.refresh_from_db()
    assert (answer.url, ana.theme) == ("/accounts/", "dark")


def test_a_language_is_kept_before_sign_in(client):
    client.post("/preferences/", {"language": "en", "next": "/auth/login/"})
    assert 'lang="en"' in client.get("/auth/login/", headers={"accept-language": "pt-BR"}).text


@pytest.mark.parametrize(("name", "value"), [("theme", "pink"), ("language", "xx")])
def test_an_unknown_preference_changes_nothing(inside, ana, name, value):
    before = getattr(ana, name)
    inside.post("/preferences/", {name: value})
    ana.refresh_from_db()
    assert getattr(ana, name) == before


def test_preferences_lead_to_no_other_house(inside):
    assert inside.post("/preferences/", {"theme": "dark", "next": "https://elsewhere.example/"}).url == "/"


def test_the_manifest_lets_the_app_be_installed(client):
    manifest = client.get("/manifest.webmanifest").json()
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"any", "192x192", "512x512"}


def test_the_service_worker_keeps_only_the_offline_page(client):
    worker = client.get("/sw.js")
    assert (worker["Content-Type"], worker["Cache-Control"]) == ("text/javascript", "no-cache")
    assert worker.content.decode().count("cache.add(") == 1
    assert "'/offline/'" in worker.content.decode()
    assert "'race-network-and-fetch-handler'" in worker.content.decode()
    assert "requestMethod: 'POST' }, source: 'network'" in worker.content.decode()
    assert client.get("/offline/").status_code == 200


def test_the_offline_page_is_kept_anew_in_another_language(client):
    kept = {client.get("/sw.js", headers={"Accept-Language": code}).content for code in ("en", "pt-BR")}
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (errors.bad_request, 400, "not one we understand"),
        (
            lambda request: errors.forbidden(request, PermissionError("Only managers do this.")),
            403,
            "Only managers do this.",
        ),
        (errors.not_found, 404, "The road ends here"),
        (errors.server_error, 500, "broke on our side"),
    ],
)
def test_errors_are_told_in_words(rf: RequestFactory, ana, view, status, words):
    request = rf.get("/")
    request.user = ana
    with translation.override("en"):
        page = view(request)
    assert (page.status_code, words in page.text) == (status, True)


@override_settings(DEBUG=False)
def test_an_unknown_address_is_the_end_of_the_road_with_the_menu_beside_it(inside):
    page = inside.get("/no/such/page/")
    assert page.status_code == 404
    assert "The road ends here" in page.text
    assert (page.text.count('class="j-side"'), page.text.count("<main")) == (1, 1)


def test_an_error_stands_alone_where_the_menu_cannot_be_read(rf: RequestFactory, ana, monkeypatch):
    request = rf.get("/nowhere/")
    request.user = ana

    def broken(_request):
        raise OperationalError("database is locked")

    monkeypatch.setattr("jornada.ui.menu.groups", broken)
    page = errors.not_found(request)
    assert (page.status_code, 'class="j-side"' in page.text, page.text.count("<main")) == (404, False, 1)


def test_every_icon_that_pages_name_is_in_the_sprite():
    named = set()
    for path in UI.rglob("templates/**/*.html"):
        text = path.read_text()
        named |= set(re.findall(r"{% icon \"([a-z0-9-]+)\"", text))
        named |= set(re.findall(r"<c-[a-z.-]+[^>]*?\sicon=\"([a-z0-9-]+)\"", text))
        named |= set(re.findall(r"<c-icon\s+name=\"([a-z0-9-]+)\"", text))
    for path in UI.rglob("*.py"):
        named |= set(re.findall(r"\bicon=\"([a-z0-9-]+)\"", path.read_text()))
    assert named <= ICONS, sorted(named - ICONS)


def test_every_component_opens_with_its_comment():
    for path in (UI / "ui" / "templates" / "cotton").rglob("*.html"):
        assert path.read_text().startswith("{% comment %}"), path.name


def test_a_component_escapes_what_it_is_given():
    template = engines["django"].from_string('<c-badge>{{ name }}</c-badge><c-page-head title="{{ name }}" />')
    text = template.render({"name": "<script>"})
    assert "<script>" not in text


def test_filters_stand_in_one_kind_of_bar_everywhere():
    hand_made = [path.name for path in UI.rglob("templates/**/*.html") if 'class="j-filter-bar' in path.read_text()]
    assert hand_made == ["filter_bar.html"]


def test_a_filter_bar_acts_at_once_and_marks_what_is_chosen(inside, ana):
    ana.role = "admin"
    ana.save()
    text = inside.get("/styleguide/").text
    bar = text[text.index('<form class="j-filter-bar"') :].partition("</form>")[0]
    assert ("data-auto-submit" in bar, "data-filters-toggle" in bar, "<noscript>" in bar) == (True, True, True)
    assert re.findall(r'<select name="([a-z-]+)"[^>]* data-on', bar) == ["sg-size"]
    assert ('<option value="l" selected>Large' in bar, bar.count('<option value=""')) == (True, 2)


def test_panels_are_drawn_on_a_record_page(rf, ana):
    def stage(request, record):
        return {"template": "ui/search_results.html", "context": {"text": f"record {record}"}}

    panels.register("shell-test", "hello", 1, stage)
    template = Template('{% load ui %}{% panels "shell-test" record %}')
    try:
        text = template.render(Context({"request": rf.get("/"), "record": 7}))
    finally:
        panels.unregister("shell-test", "hello")
    assert "record 7" in text


def test_the_address_of_a_button_says_that_it_is_one(inside):
    page = inside.get("/notes/new/")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "This address belongs to a button" in page.text


@pytest.mark.parametrize(
    ("referer", "goes"),
    [("http://testserver/accounts/7/?tab=1", "/accounts/7/%3Ftab%3D1"), ("http://elsewhere/x/", "/"), ("", "/")],
)
def test_whoever_is_signed_out_while_sending_comes_back_to_the_page_with_the_form(client, referer, goes):
    answer = client.post("/notes/new/", {"text": "x"}, headers={"referer": referer})
    assert answer["Location"] == f"/auth/login/?next={goes}&unsent=1"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("tema escuro", "dark"),
        ("dark theme", "dark"),
        ("claro", "light"),
        ("idioma", "pt-br"),
        ("language", "en"),
    ],
)
def test_the_search_box_finds_what_is_done_at_once(inside, typed, value):
    text = inside.get("/search/", {"q": typed}, headers={"hx-request": "true"}).text
    assert f'value="{value}"' in text
    assert 'action="/preferences/"' in text


@pytest.mark.parametrize("typed", ["sair", "sign out", "logout"])
def test_the_search_box_finds_the_way_out(inside, typed):
    assert 'action="/auth/logout/"' in inside.get("/search/", {"q": typed}, headers={"hx-request": "true"}).text


def test_what_the_search_box_does_leads_back_to_the_page_that_asked(inside):
    asked = {"hx-request": "true", "hx-current-url": "http://testserver/accounts/?q=x"}
    text = inside.get("/search/", {"q": "tema"}, headers=asked).text
    assert 'name="next" value="/accounts/?q=x"' in text


def test_importing_is_found_in_either_language(inside, ana):
    ana.role = "admin"
    ana.save()
    for typed in ("importar", "import"):
        assert "/imports/new/" in inside.get("/search/", {"q": typed}, headers={"hx-request": "true"}).text


def test_settings_stand_by_part_each_with_its_purpose(inside, ana):
    ana.role = "admin"
    ana.save()
    text = inside.get("/settings/").text
    places = [text.index(f"<h2>{name}</h2>") for name in ("Company", "Selling", "Marketing and reach", "Your own")]
    assert places == sorted(places)
    assert "What each role sees and may do" in text
    assert 'href="/settings/"' in inside.get("/settings/users/").text


def test_who_sets_nothing_up_sees_their_own_settings_alone(inside):
    text = inside.get("/settings/").text
    assert "Your own" in text
    assert "/settings/users/" not in text
    assert "j-nav-setup" not in text


def test_every_setting_says_what_it_is_for():
    from jornada.ui import menu, setup

    registered = [item for group in setup.HELD for item in menu._registry.on(group)]
    assert all(item.part in setup.PARTS and item.about for item in registered if item.group == menu.SETUP or item.part)


def test_a_sentence_in_english_does_not_end_twice():
    import datetime as dt

    from jornada.ui.cells import in_digits

    with translation.override("en"):
        at = dt.datetime(2026, 11, 27, 21, 10, tzinfo=dt.UTC)
        assert in_digits(at) == "11/27/2026 6:10 PM"
    with translation.override("pt-br"):
        assert in_digits(at) == "27/11/2026 18:10"
        assert in_digits(at.date()) == "27/11/2026"
