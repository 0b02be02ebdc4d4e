"""Every page: wide and narrow, light and dark, in both languages, without errors or a page that scrolls sideways."""

import pytest

from tests.browser.quiet import wait_until_quiet

PATHS = (
    "/",
    "/journey/",
    "/kpis/",
    "/accounts/",
    "/accounts/new/",
    "/contacts/",
    "/handoff/",
    "/scoreboard/",
    "/scoreboard/review/",
    "/scoreboard/weak/",
    "/refusals/",
    "/agreements/1/dry-run/",
    "/agreements/1/what-if/",
    "/agreements/",
    "/agreements/1/",
    "/agreements/1/draft/",
    "/leads/",
    "/opportunities/",
    "/opportunities/board/",
    "/segments/",
    "/profiles/",
    "/profiles/1/",
    "/profiles/1/criteria/new/",
    "/scoring/",
    "/scoring/1/",
    "/scoring/1/lab/",
    "/scoring/1/rules/behaviour/",
    "/scoring/1/rules/attribute/",
    "/scoring/1/grid/",
    "/scoring/prediction/",
    "/ranking/",
    "/personas/",
    "/personas/1/",
    "/personas/new/",
    "/set-aside/",
    "/products/",
    "/interactions/",
    "/settings/tags/",
    "/tasks/",
    "/tasks/agenda/",
    "/calendar/",
    "/settings/reminders/",
    "/settings/temperature/",
    "/settings/intent-tests/",
    "/settings/intent-tests/1/",
    "/settings/set-aside-reasons/",
    "/map/",
    "/imports/",
    "/jobs/",
    "/trash/",
    "/settings/",
    "/settings/profile/",
    "/settings/users/",
    "/settings/teams/",
    "/settings/calendars/",
    "/settings/calendars/1/",
    "/settings/fields/",
    "/settings/fields/new/",
    "/settings/absences/",
    "/settings/tokens/",
    "/settings/history/",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_and_raises_no_error(sign_in, site, path):
    """Come with a phone, then turn it into a wide screen: the page must follow without being fetched again."""
    page = sign_in()
    page.set_viewport_size({"width": 390, "height": 900})
    answer = page.goto(site + path)
    assert answer.status == 200
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        wait_until_quiet(page)
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/", "/opportunities/board/", "/handoff/", "/tasks/agenda/"])
def test_a_page_of_somebody_with_fewer_rights_fits_on_a_phone(sign_in, site, path):
    page = sign_in("bruno")
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.goto(site + path).status == 200
    wait_until_quiet(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def first_record(page, site, path):
    page.goto(site + path)
    return page.locator("main table tbody a[href]").first.get_attribute("href")


@pytest.mark.parametrize("path", ["/accounts/", "/contacts/", "/leads/", "/opportunities/"])
def test_a_record_page_fits_on_a_phone(sign_in, site, path):
    page = sign_in()
    record = first_record(page, site, path)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.goto(site + record).status == 200
    wait_until_quiet(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_theme_switches_and_stays(sign_in, site):
    page = sign_in()
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}/journey/")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="light")
    page.goto(f"{site}/journey/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark


def test_the_heads_of_a_role_stand_above_its_columns(sign_in, site):
    page = sign_in()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/settings/roles/sales/")
    heads, cells = (
        page.locator(".j-role-reach thead th"),
        page.locator(".j-role-reach tbody tr").first.locator("th, td"),
    )
    lefts = [[row.nth(at).bounding_box()["x"] for at in range(heads.count())] for row in (heads, cells)]
    assert lefts[0] == pytest.approx(lefts[1], abs=1)
