"""Lists in the browser: edits in place, keys."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.quiet import wait_until_quiet


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


def test_who_opens_another_cell_is_done_with_the_one_before(sign_in, site):
    page = sign_in("ana")
    page.goto(f"{site}/accounts/?columns=city,revenue")
    city, revenue = page.locator("td[data-edit=city]").first, page.locator("td[data-edit=revenue]").first
    shown = revenue.inner_text()
    city.dblclick()
    city.locator("input[name=city]").fill("Olinda Nova")
    revenue.dblclick()
    expect(city).to_have_text("Olinda Nova")
    expect(revenue.locator("input:not([type=hidden])").first).to_be_focused()
    page.locator("td[data-edit=city]").nth(1).dblclick()
    expect(revenue).to_have_text(shown)
    expect(page.locator("td[data-edit] form")).to_have_count(1)


def test_the_boxes_of_columns_say_what_is_seen_and_what_is_chosen_is_shown(sign_in, site):
    page = sign_in("ana")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/opportunities/")
    heads = page.locator("table[data-list] thead th")
    ticked = page.locator("[data-columns-list] input:checked")
    seen = [head for head in heads.all() if head.is_visible() and head.inner_text().strip()]
    assert ticked.count() == len(seen) - 1  # the name is always shown
    page.goto(f"{site}/opportunities/?columns=reason&columns=competitor&columns=amount&columns=closed&columns=product")
    assert all(head.is_visible() for head in heads.all())
    assert ticked.count() == 5


def test_escape_stops_an_input_that_is_on_its_way(sign_in, site):
    page = sign_in("ana")
    page.goto(f"{site}/accounts/?columns=city,revenue")
    city, held = page.locator("td[data-edit=city]").first, []

    def hold(route):
        held.append(route)

    page.route("**/edit/city/", hold)
    with page.expect_request("**/edit/city/"):
        city.dblclick()
    page.keyboard.press("Escape")
    page.unroute_all(behavior="ignoreErrors")  # what was held goes on
    page.wait_for_timeout(500)
    expect(city.locator("input")).to_have_count(0)
    city.dblclick()
    expect(city.locator("input[name=city]")).to_be_focused()


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


def test_columns_and_pages_are_at_hand_at_the_head_of_a_long_list(sign_in, site):
    page = sign_in("ana")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/leads/")
    page.locator(".j-columns > summary").click()
    assert page.evaluate("scrollY") == 0
    expect(page.locator(".j-columns-form")).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.locator("tbody input[type=checkbox]").first.check()
    bar, pager = page.locator(".j-picked").bounding_box(), page.locator(".j-pager").bounding_box()
    assert bar["y"] + bar["height"] <= pager["y"] + 1


def test_the_heads_of_a_long_list_stay_in_sight(sign_in, site):
    page = sign_in("ana")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/leads/")
    expect(page.locator("#list > .j-table-wrap[data-fits]")).to_be_visible()
    page.evaluate("window.scrollTo(0, 600)")
    head, top = page.locator("thead th").nth(1), page.locator(".j-top").bounding_box()
    assert head.bounding_box()["y"] >= top["y"] + top["height"] - 1
    expect(head).to_be_in_viewport()


def test_the_sign_of_the_sorted_column_stands_in_the_line_of_its_name(sign_in, site):
    page = sign_in()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/interactions/")
    head = page.locator("th[aria-sort] > a")
    assert head.bounding_box()["height"] < 2 * head.locator(".j-icon").bounding_box()["height"]


@pytest.mark.parametrize("path", ["/opportunities/", "/accounts/", "/contacts/", "/leads/"])
def test_most_names_of_a_list_are_whole_on_a_laptop(sign_in, site, path):
    page = sign_in()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(site + path)
    names = page.locator(".j-table td.primary")
    cut = names.evaluate_all("cells => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length")
    assert cut <= names.count() / 4


def test_choices_of_a_field_are_asked_where_it_has_some_and_grow(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/settings/fields/new/?record=account")
    rows = page.locator(".j-choices [data-row]")
    expect(rows.first).to_be_hidden()
    page.select_option("[name=type]", "choice")
    before = rows.count()
    rows.last.locator("[name=choice_pt]").fill("Alto")
    page.locator(".j-choices [data-row-add]").click()
    assert rows.count() == before + 1
    expect(rows.last.locator("[name=choice_pt]")).to_have_value("")
    expect(rows.last.locator("[name=choice_pt]")).to_be_focused()


def test_tab_saves_and_goes_on_to_the_next_cell_and_the_next_row(sign_in, site):
    page = sign_in("ana")
    page.goto(f"{site}/accounts/?columns=city,revenue")
    cells = page.locator("table[data-list] td[data-edit]")
    columns = page.locator("table[data-list] tbody tr").first.locator("td[data-edit]").count()
    last, below = cells.nth(columns - 1), cells.nth(columns)
    last.dblclick()
    expect(last.locator("input:not([type=hidden])").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(below.locator("input:not([type=hidden]), select").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(last.locator("input:not([type=hidden])").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(last.locator("input")).to_have_count(0)


def test_a_row_of_a_list_is_short_on_a_phone(sign_in, site):
    page = sign_in()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/leads/")
    heights = page.locator("table[data-list] tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert max(heights) <= 230


def test_a_message_does_not_lie_over_the_bar_of_a_selection(sign_in, site):
    page = sign_in("ana")
    for width in (1440, 900, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site}/accounts/")
        page.locator("[data-pick]").first.check()
        page.evaluate("document.dispatchEvent(new CustomEvent('toast', {detail: {text: 'Saved.', tone: 'good'}}))")
        toast, bar = page.locator(".j-toast").bounding_box(), page.locator(".j-picked").bounding_box()
        assert toast["y"] + toast["height"] <= bar["y"], (width, toast, bar)


@pytest.mark.parametrize("path", ["/opportunities/?outcome=open", "/accounts/"])
def test_no_column_moves_while_a_cell_is_edited(sign_in, site, path):
    page = sign_in("ana")
    page.goto(site + path)
    widths = "[...document.querySelectorAll('.j-table thead th')].map((head) => Math.round(head.offsetWidth)).join()"
    height = "document.querySelector('.j-table tbody tr').offsetHeight"
    before = (page.evaluate(widths), page.evaluate(height))
    cells = page.locator(".j-table tbody tr:first-child td[data-edit]:visible")
    for place in range(cells.count()):
        cells.nth(place).focus()
        page.keyboard.press("F2")
        cells.nth(place).locator("form").wait_for()
        wait_until_quiet(page)
        assert (page.evaluate(widths), page.evaluate(height)) == before, cells.nth(place).get_attribute("data-edit")
        page.keyboard.press("Escape")
        expect(cells.nth(place).locator("form")).to_have_count(0)


@pytest.mark.parametrize(("width", "shown"), [(1440, 4), (1280, 2), (390, 1)])
def test_the_selection_is_one_line_and_what_has_no_room_is_in_its_menu(sign_in, site, width, shown):
    page = sign_in("ana")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/opportunities/")
    page.locator("[data-pick]").first.click()
    bar = page.locator("[data-picked]")
    expect(bar).to_be_visible()
    assert bar.bounding_box()["height"] < (60 if width > 700 else 100)
    assert bar.locator("> [data-bulk]:visible").count() == shown
    everything = bar.locator("> [data-bulk]").count()
    bar.locator(".j-menu > summary").click()
    rare = bar.locator(".j-pop [data-rare]")
    assert bar.locator(".j-pop > [data-bulk]:visible").count() == everything - shown + rare.count()
    box = bar.locator(".j-pop").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    rare.last.click()
    expect(page.locator("#bulk-body button[type=submit]")).to_be_visible()
    expect(bar.locator(".j-pop")).to_be_hidden()


def test_a_long_name_of_a_stage_leaves_its_count_in_the_column(sign_in, site):
    page = sign_in("ana")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/opportunities/board/")
    head = page.locator(".j-board-column > header").first
    before = head.bounding_box()
    head.locator("h2").evaluate("one => { one.textContent = 'What the buyer needs and who decides on it ' .repeat(3) }")
    count, after = head.locator(".j-badge").bounding_box(), head.bounding_box()
    assert after["height"] == before["height"]
    assert count["x"] + count["width"] <= after["x"] + after["width"]
    assert head.locator("h2").get_attribute("title")


def test_the_menu_of_the_last_row_is_seen_whole(sign_in, site):
    page = sign_in("bruno")
    page.set_viewport_size({"width": 1440, "height": 480})
    page.goto(f"{site}/tasks/")
    later = page.locator("main li details.j-menu", has=page.locator(".j-pop-when")).last
    later.locator("summary").click()
    items = later.locator(".j-pop-item")
    expect(items.last).to_be_in_viewport(ratio=0.9)
    wide, room = later.locator(".j-pop").evaluate("pop => [pop.scrollWidth, pop.clientWidth]")
    assert wide <= room


def test_a_tag_in_a_row_narrows_the_list_and_does_not_open_the_record(sign_in, site):
    page = sign_in("ana")
    page.goto(f"{site}/accounts/?columns=tags&f=tags:filled:")
    page.locator("td .j-tag a").first.click()
    expect(page).to_have_url(re.compile(r"/accounts/\?f=tags:is:\d+"))
