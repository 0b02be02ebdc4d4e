"""Lists in the browser: edits in place, keys."""

import pytest
from playwright.sync_api import expect


def test_a_cell_is_edited_by_keyboard_and_undone(sign_in, site):
    page = sign_in("ana")
    page.goto(f"{site}/accounts/?columns=city,revenue")
    city = page.locator("td[data-edit=city]").first
    before = city.inner_text()
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.keyboard.press("Escape")
    city.dblclick()
    city.locator("input[name=city]").fill("Recife Novo")
    page.keyboard.press("Enter")
    expect(city).to_have_text("Recife Novo")
    page.locator(".j-toast-undo").click()
    expect(page.locator("td[data-edit=city]").first).to_have_text(before)


def test_the_keys_of_lists_are_shown(sign_in, site):
    page = sign_in("ana")
    page.goto(f"{site}/leads/")
    page.keyboard.press("?")
    expect(page.locator("#list-keys")).to_be_visible()


@pytest.mark.parametrize("path", ["/leads/", "/opportunities/", "/contacts/", "/accounts/"])
def test_what_a_list_shows_fits_a_small_laptop(sign_in, site, path):
    page = sign_in()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(site + path)
    box = page.locator(".j-table-wrap").first
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") == 0
