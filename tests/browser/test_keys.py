"""The keys of My day, the queue and the board do what they say."""

import re
from datetime import date, timedelta
from itertools import count
from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.quiet import wait_until_quiet

WEEKS = count()


def test_arrows_walk_my_day_and_a_letter_opens_its_form(sign_in, site):
    page = sign_in()
    page.goto(site + "/?who=team")
    wait_until_quiet(page)
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.closest('[data-line]') !== null")
    page.keyboard.press("ArrowDown")
    lines = page.locator("[data-lines] [data-line]")
    assert first
    assert lines.count() > 1
    assert lines.nth(1).evaluate("line => line === document.activeElement")
    with_plan = page.locator("[data-line]:has([data-key='p'])").first
    with_plan.focus()
    page.keyboard.press("p")
    page.wait_for_selector("#touch-drawer[open] form")


def test_j_and_k_walk_the_queue_and_enter_opens_the_offer(sign_in, site):
    page = sign_in("helena")
    page.goto(site + "/handoff/")
    wait_until_quiet(page)
    offers = page.locator("[data-offer]")
    page.keyboard.press("j")
    assert offers.first.get_attribute("aria-current") == "true"
    page.keyboard.press("j")
    assert page.locator("[data-offer][aria-current]").count() == 1
    assert offers.nth(1).get_attribute("aria-current") == "true"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/handoff/.+"))


def test_arrows_walk_the_board_and_alt_moves_a_card(sign_in, site):
    page = sign_in()
    page.goto(site + "/opportunities/board/")
    wait_until_quiet(page)
    column = page.locator("[data-board-stage]:has([data-move-url] ~ [data-move-url])").first
    card = column.locator("[data-move-url]").first
    name = card.get_attribute("id")
    card.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.classList.contains('j-board-card')")
    assert page.evaluate("document.activeElement.id") != name
    stage = f"document.getElementById('{name}').closest('[data-board-stage]').dataset.boardStage"
    before = page.evaluate(stage)
    page.locator(f"#{name}").focus()
    page.keyboard.press("Alt+ArrowRight")
    page.wait_for_function(f"(before) => {stage} !== before", arg=before)
    page.locator(".j-toast-undo").first.click()
    page.wait_for_function(f"(before) => {stage} === before", arg=before)


def test_alt_and_an_arrow_on_the_link_of_a_card_moves_the_card(sign_in, site):
    page = sign_in()
    page.goto(site + "/opportunities/board/")
    wait_until_quiet(page)
    name = page.locator("[data-board-stage] [data-move-url]").first.get_attribute("id")
    stage = f"document.getElementById('{name}').closest('[data-board-stage]').dataset.boardStage"
    before = page.evaluate(stage)
    page.locator(f"#{name} > a").focus()
    page.keyboard.press("Alt+ArrowRight")
    page.wait_for_function(f"(before) => {stage} !== before", arg=before)
    page.locator(".j-toast-undo").first.click()
    page.wait_for_function(f"(before) => {stage} === before", arg=before)
    assert page.url.endswith("/opportunities/board/")


def test_a_card_shows_its_move_to_keys_and_keeps_its_height_below_a_mouse(sign_in, site):
    page = sign_in()
    page.goto(site + "/opportunities/board/")
    wait_until_quiet(page)
    card = page.locator("[data-move-url]").first
    height = card.bounding_box()["height"]
    card.hover()
    assert card.locator(".j-board-move").bounding_box()["width"] == 1
    assert card.bounding_box()["height"] == height
    page.keyboard.press("Tab")
    card.focus()
    assert card.locator(".j-board-move").bounding_box()["width"] > 100


def test_the_search_box_offers_records_and_actions_before_anything_is_typed(sign_in, site):
    page = sign_in()
    page.goto(site + "/kpis/")
    wait_until_quiet(page)
    page.keyboard.press("Control+k")
    page.wait_for_selector("#search-results a[href='/accounts/new/']")
    assert page.locator("#search-results a[href^='/accounts/']").count() > 1
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(accounts|contacts)/\d+/"))


def test_alt_and_an_arrow_moves_a_task_to_another_day(sign_in, site):
    page = sign_in("bruno")
    page.goto(site + "/tasks/agenda/")
    wait_until_quiet(page)
    if page.locator("[data-card]").count() == 0:
        # On a Sunday all is due in the week after; which day it is, the page knows.
        sunday = page.locator("#agenda [data-board-stage]").last.get_attribute("data-board-stage")
        page.goto(f"{site}/tasks/agenda/?from={date.fromisoformat(sunday) + timedelta(days=1)}")
        wait_until_quiet(page)
    # Of a week that begins with it, the first task has no day before it.
    card = page.locator("#agenda [data-board-stage] [data-card]").first
    name = card.get_attribute("id")
    day = f"document.getElementById('{name}')?.closest('[data-board-stage]').dataset.boardStage"
    before = page.evaluate(day)
    is_first = before == page.locator("#agenda [data-board-stage]").first.get_attribute("data-board-stage")
    card.focus()
    page.keyboard.press("Alt+ArrowRight" if is_first else "Alt+ArrowLeft")
    page.wait_for_function(f"(before) => {day} {'>' if is_first else '<'} before", arg=before)
    page.wait_for_function(f"document.activeElement.id === '{name}'")


def agenda_with_a_task(sign_in, site):
    """Open a day, of a week of its own, and plan a to-do at ten from its free hour, called like no other.

    Where a third one without duration stood at ten, all would stand above the hours.
    """
    name = f"Drag me {uuid4().hex}"
    page = sign_in("bruno")
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto(site + "/tasks/agenda/")
    day = page.evaluate(f"new Date(Date.now() + {3 + 7 * next(WEEKS)} * 864e5).toISOString().slice(0, 10)")
    here = f"{site}/tasks/agenda/?view=day&from={day}"
    page.goto(here)
    page.locator(".j-hour-add[href*='hour=10']").click(position={"x": 300, "y": 50})
    page.locator("a[href*='place=none']").click()
    assert page.locator("[name=due_at]").input_value() == f"{day}T10:00"
    page.locator("[name=note]").fill(name)
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(here)
    return page, page.locator("[data-block]", has_text=name)


def test_a_task_is_dragged_to_another_hour_of_its_day_and_back(sign_in, site):
    page, block = agenda_with_a_task(sign_in, site)
    box = block.bounding_box()
    hour = page.locator(".j-hours > ol > li").first.bounding_box()["height"]
    page.mouse.move(box["x"] + 200, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 8 + hour * 2.25, steps=5)
    page.mouse.up()
    moved = block.locator("time[datetime*='T12:15']")
    moved.wait_for()
    page.locator(".j-toast-undo").last.click()
    block.locator("time[datetime*='T10:00']").wait_for()


def test_a_task_of_the_week_is_dragged_to_another_day_and_hour_and_back(sign_in, site):
    page, block = agenda_with_a_task(sign_in, site)
    name = block.get_attribute("id")
    page.goto(page.url.replace("view=day&", ""))
    day = f"document.getElementById('{name}').closest('[data-board-stage]').dataset.boardStage"
    before, box = page.evaluate(day), page.locator(f"#{name}").bounding_box()
    hour = page.locator(".j-week-hours > li").first.bounding_box()["height"]
    width = page.locator("#agenda > section").first.bounding_box()["width"]
    step = -1 if page.locator(f"section:last-child #{name}").count() else 1
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 20 + step * width, box["y"] + 8 + hour * 2, steps=6)
    page.mouse.up()
    page.locator(f"#{name} time[datetime*='T12:00']").wait_for()
    assert (page.evaluate(day) > before) == (step > 0)
    page.locator(".j-toast-undo").last.click()
    page.locator(f"#{name} time[datetime*='T10:00']").wait_for()
    assert page.evaluate(day) == before


def test_alt_and_an_arrow_moves_a_task_by_a_quarter_of_an_hour(sign_in, site):
    page, block = agenda_with_a_task(sign_in, site)
    name = block.get_attribute("id")
    block.focus()
    page.keyboard.press("Alt+ArrowDown")
    page.locator(f"#{name}:focus time[datetime*='T10:15']").wait_for()


def test_scopes_are_ticked_by_group_from_the_keyboard(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/settings/tokens/")
    group = page.locator("[data-scope-group]").nth(1)
    group.locator("[data-scope-all=write]").focus()
    page.keyboard.press("Space")
    assert group.locator("tbody input:checked").count() == group.locator("tbody input").count()
    assert group.locator("[data-scope-all=read]").is_checked()
    group.locator("[data-scope=read]").first.focus()
    page.keyboard.press("Space")
    expect(group.locator("[data-scope=write]").first).not_to_be_checked()
    assert group.locator("[data-scope-all=read]").evaluate("box => box.indeterminate")
    page.locator("[name=is_full][value=on]").check()
    expect(group).to_be_hidden()


def test_the_search_box_switches_the_theme(sign_in, site):
    page = sign_in()
    page.goto(site + "/kpis/")
    before = page.evaluate("document.documentElement.dataset.theme")
    for words, theme in (("tema escuro", "dark"), ("light theme", "light")):
        page.keyboard.press("Control+k")
        page.keyboard.type(words)
        # The answer to half of the words may have it too, behind others.
        first = page.locator("#search-results :is(a, button)").first
        expect(first).to_have_attribute("data-theme-choice", theme)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_function("(theme) => document.documentElement.dataset.theme === theme", arg=theme)
        page.wait_for_function("() => !document.querySelector('#search-results').childElementCount")
    # The server keeps it for the person, whom other tests sign in too.
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.evaluate("(theme) => document.querySelector(`.j-pop [data-theme-choice=${theme}]`).click()", before)


def test_a_field_for_files_says_what_was_chosen_in_the_words_of_the_page(sign_in, site):
    page = sign_in()
    page.goto(site + "/imports/new/")
    named = page.locator(".j-file-names")
    nothing = named.inner_text()
    assert nothing in ("No file chosen", "Nenhum arquivo escolhido")
    files = [{"name": f"{name}.csv", "mimeType": "text/csv", "buffer": b"name\nAcme\n"} for name in ("one", "two")]
    page.set_input_files("#files", files)
    assert named.inner_text() == "one.csv, two.csv"
    page.locator("#files").focus()
    assert page.evaluate("getComputedStyle(document.querySelector('.j-file')).outlineStyle") == "solid"


def test_a_late_answer_of_the_search_box_takes_away_no_hit(sign_in, site):
    page, held = sign_in(), []
    page.goto(site + "/kpis/")
    wait_until_quiet(page)
    page.keyboard.press("Control+k")
    page.wait_for_selector("#search-results .j-hit")
    page.route(re.compile(r"/search/\?q=\w"), lambda route: held.append(route))  # noqa: PLW0108 (a method of a list is no handler)
    with page.expect_request(re.compile(r"/search/\?q=\w")):
        page.keyboard.type("pa")
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.href")
    with page.expect_response(re.compile(r"/search/\?q=\w")):
        held.pop().continue_()
    wait_until_quiet(page)
    assert page.evaluate("document.activeElement.href") == chosen != ""


def test_results_that_were_closed_stay_closed(sign_in, site):
    page, held = sign_in(), []
    page.goto(site + "/kpis/")
    wait_until_quiet(page)
    page.route(re.compile(r"/search/\?q=\w"), lambda route: held.append(route))  # noqa: PLW0108 (a method of a list is no handler)
    page.keyboard.press("Control+k")
    # On a slow machine the first letter may ask by itself, and is given up for both.
    with page.expect_request(re.compile(r"/search/\?q=pa")):
        page.keyboard.type("pa")
    page.mouse.click(1200, 700)
    with page.expect_response(re.compile(r"/search/\?q=pa")):
        held.pop().continue_()
    wait_until_quiet(page)
    assert page.locator("#search-results").evaluate("box => box.childElementCount") == 0


def test_what_is_not_there_is_made_in_the_picker_from_the_keyboard(sign_in, site):
    page = sign_in("bruno")
    page.goto(site + "/opportunities/new/")
    box = page.locator("[name=account]")
    box.press_sequentially("Quitanda Nova Era")
    page.locator(".j-picker-new button").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("[data-record-made]").wait_for()
    assert re.fullmatch(r"Quitanda Nova Era \(#\d+\)", box.input_value())
    assert page.evaluate("document.activeElement.name") == "account"


def test_a_card_of_somebody_else_says_why_it_stays(sign_in, site):
    page = sign_in("bruno")
    page.goto(site + "/opportunities/board/")
    wait_until_quiet(page)
    card = page.locator(".j-board-card:not([data-move-url])").first
    assert card.locator(".j-board-fixed").is_visible()
    assert card.evaluate("card => getComputedStyle(card).cursor") != "grab"
    card.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(".j-toast")).to_have_count(1)
    page.reload()
    wait_until_quiet(page)
    box = card.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 15, steps=8)
    page.mouse.up()
    expect(page.locator(".j-toast")).to_have_count(1)
    assert page.url.endswith("/opportunities/board/")


def test_breaking_off_the_dialog_of_a_card_leaves_its_own_stage_chosen(sign_in, site):
    page = sign_in()
    page.goto(site + "/opportunities/board/")
    wait_until_quiet(page)
    card = page.locator("[data-move-url]").first
    choice = card.locator("select[name=stage]")
    own = choice.input_value()
    card.focus()
    choice.select_option("lose")
    card.locator(".j-board-move button").click()
    page.wait_for_selector("#closing[open]")
    page.keyboard.press("Escape")
    expect(choice).to_have_value(own)


def test_a_drag_that_is_broken_off_opens_no_link_below_it(sign_in, site):
    page = sign_in()
    page.goto(site + "/tasks/agenda/?view=day&owner=all")
    wait_until_quiet(page)
    day = page.url
    for _each in range(10):
        link = page.locator(".j-hours [data-block][data-move-url] .j-agenda-whom a:visible").first
        if link.count():
            break
        page.locator("[aria-label='Earlier'], [aria-label='Antes']").first.click()
        wait_until_quiet(page)
        day = page.url
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 5, box["y"] + 18, steps=3)
    page.keyboard.press("Escape")
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert page.url == day


def month_with_a_task(sign_in, site):
    """Return the month with a task in it: the page, the task, its day in words of the browser, and all days shown."""
    page, block = agenda_with_a_task(sign_in, site)
    name = block.get_attribute("id")
    page.goto(page.url.replace("view=day", "view=month"))
    wait_until_quiet(page)
    day = f"document.getElementById('{name}')?.closest('[data-board-stage]').dataset.boardStage"
    days = page.locator("#agenda [data-board-stage]")
    return page, page.locator(f"#{name}"), day, days.evaluate_all("all => all.map((each) => each.dataset.boardStage)")


def test_a_task_of_the_month_is_moved_by_a_week_with_keys(sign_in, site):
    page, task, day, days = month_with_a_task(sign_in, site)
    place = days.index(page.evaluate(day))
    weeks = -1 if place >= 7 else 1
    task.focus()
    page.keyboard.press("Alt+ArrowUp" if weeks < 0 else "Alt+ArrowDown")
    page.wait_for_function(f"(there) => {day} === there", arg=days[place + 7 * weeks])


def test_a_task_of_the_month_is_dragged_to_another_day(sign_in, site):
    page, task, day, days = month_with_a_task(sign_in, site)
    place = days.index(page.evaluate(day))
    there = place + 1 if place % 7 < 6 else place - 1
    # The page shows the day before the server has it; who loads it anew at once would ask before that.
    with page.expect_response(lambda answer: answer.request.method == "POST") as moved:
        task.drag_to(page.locator("#agenda [data-board-stage]").nth(there), target_position={"x": 40, "y": 12})
    assert moved.value.ok
    page.wait_for_function(f"(there) => {day} === there", arg=days[there])
    page.reload()
    page.wait_for_function(f"(there) => {day} === there", arg=days[there])


def test_escape_closes_what_the_search_found_and_then_empties_its_box(sign_in, site):
    page = sign_in()
    page.goto(site + "/")
    box, results = page.locator(".j-search input"), page.locator("#search-results")
    found = results.locator(".j-hit[href^='/accounts/']").first
    box.click()
    page.keyboard.type("an", delay=30)
    expect(found).to_be_visible()
    for left in ("an", ""):
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)
        assert (box.input_value(), results.locator("*").count()) == (left, 0)
    # An answer that is still to come opens nothing.
    page.keyboard.type("an", delay=30)
    page.keyboard.press("Escape")
    page.wait_for_timeout(700)
    assert results.locator("*").count() == 0
    page.keyboard.type("an", delay=30)
    expect(results.locator(".j-hit").first).to_be_visible()
