"""What comes late undoes nothing that is done meanwhile: refreshes under a drag, answers to a cell that was left."""

import re

from playwright.sync_api import expect

from tests.browser.quiet import wait_until_quiet
from tests.browser.test_keys import agenda_with_a_task

REFRESH = "document.body.dispatchEvent(new Event('agenda-changed'))"


def keep_waiting(page, address):
    """Hold what is asked for until `page.unroute_all`."""
    held = []

    def hold(route):
        held.append(route)

    page.route(address, hold)


def hold(page, block):
    box = block.bounding_box()
    at = (box["x"] + 200, box["y"] + 8)
    page.mouse.move(*at)
    page.mouse.down()
    return at


def test_a_drag_outlives_a_refresh_of_the_agenda(sign_in, site):
    page, block = agenda_with_a_task(sign_in, site)
    hour = page.locator(".j-hours > ol > li").first.bounding_box()["height"]
    x, y = hold(page, block)
    page.mouse.move(x, y + hour, steps=4)
    with page.expect_response("**/tasks/agenda/**"):
        page.evaluate(REFRESH)
    page.wait_for_timeout(300)
    page.mouse.move(x, y + 2 * hour, steps=4)
    page.mouse.up()
    wait_until_quiet(page)
    expect(block.locator("time")).to_have_attribute("datetime", re.compile("T12:00"))
    page.reload()
    expect(block.locator("time")).to_have_attribute("datetime", re.compile("T12:00"))


def test_a_move_is_shown_though_another_refresh_is_on_its_way(sign_in, site):
    page, block = agenda_with_a_task(sign_in, site)
    hour = page.locator(".j-hours > ol > li").first.bounding_box()["height"]
    keep_waiting(page, "**/tasks/agenda/**")
    page.evaluate(REFRESH)
    page.wait_for_timeout(100)
    x, y = hold(page, block)
    page.mouse.move(x, y + hour, steps=4)
    with page.expect_response("**/day/"):
        page.mouse.up()
    page.unroute_all(behavior="ignoreErrors")
    expect(block.locator("time")).to_have_attribute("datetime", re.compile("T11:00"))


def test_escape_leaves_a_cell_whose_choices_are_on_their_way_without_a_word_in_the_console(sign_in, site):
    page, said = sign_in("ana"), []
    page.goto(f"{site}/contacts/")
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    cell = page.locator("td[data-edit=account]").first
    keep_waiting(page, "**/pick/**")
    cell.focus()
    with page.expect_request("**/pick/**"):
        page.keyboard.press("F2")
    page.keyboard.press("Escape")
    expect(cell.locator("input")).to_have_count(0)
    with page.expect_response("**/pick/**"):
        page.unroute_all(behavior="ignoreErrors")
    page.wait_for_timeout(300)
    assert said == []
