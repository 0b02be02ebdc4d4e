"""On a phone: what is done often takes few taps."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.quiet import wait_until_quiet

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize(
    ("path", "touch"),
    [
        ("/", "call.connected"),
        ("/kpis/", "meeting.held"),
        ("/opportunities/board/", "call.connected"),
        ("/settings/profile/", "meeting.held"),
    ],
)
def test_a_call_is_recorded_in_three_taps_from_any_page(sign_in, site, path, touch):
    page = sign_in()
    page.set_viewport_size(PHONE)
    page.goto(site + path)
    page.locator(".j-phone-bar a[href='/touches/new/']").click()
    page.locator(f"#places a[href*='activity={touch}']").first.click()
    submit = page.locator("main form.j-form button[type=submit]").last
    submit.scroll_into_view_if_needed()
    submit.click()
    page.wait_for_url(re.compile(r"/(accounts|contacts)/\d+/"))
    assert page.locator(".j-toast[data-tone=good]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_bar_holds_the_queue_and_nothing_overflows(sign_in, site):
    page = sign_in()
    page.set_viewport_size(PHONE)
    page.goto(site + "/")
    assert page.locator(".j-phone-bar a[href='/handoff/']").is_visible()
    boxes = page.locator(".j-phone-bar > *").evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert max(boxes) <= 0


def test_without_a_connection_an_honest_page_is_shown(sign_in, site):
    page = sign_in()
    page.goto(site + "/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    other = page.context.new_page()
    other.goto(site + "/")
    page.context.set_offline(True)
    other.goto(site + "/accounts/")
    assert other.locator("a[href='']").count() == 1
    assert other.locator("table").count() == 0
    page.context.set_offline(False)
    assert other.goto(site + "/accounts/").status == 200
    assert other.locator("main table").count() == 1


def test_without_a_connection_a_form_stays_with_what_was_typed(sign_in, site):
    page = sign_in()
    page.set_viewport_size(PHONE)
    page.goto(site + "/touches/new/?account=1&activity=call.connected")
    page.fill("main [name=note]", "Anotado no elevador")
    submit = page.locator("main form.j-form button[type=submit]").last
    page.context.set_offline(True)
    submit.click()
    page.wait_for_selector(".j-toast[data-tone=bad]")
    page.context.set_offline(False)
    assert page.locator("main [name=note]").input_value() == "Anotado no elevador"
    submit.click()
    page.wait_for_url(re.compile(r"/accounts/1/"))


def test_the_buttons_of_a_record_stand_in_one_row(sign_in, site):
    page = sign_in()
    page.set_viewport_size(PHONE)
    for path in ("/accounts/1/", "/opportunities/1/"):
        page.goto(site + path)
        tops = page.locator(".j-page-head > .j-actions > *").evaluate_all(
            "all => all.filter((one) => one.offsetWidth).map((one) => one.offsetTop)"
        )
        assert max(tops) - min(tops) < 8, path


def test_a_finger_that_passes_over_cards_scrolls_the_board(contexts, site):
    page = contexts("ana").new_page()
    page.set_viewport_size(PHONE)
    page.goto(site + "/opportunities/board/")
    page.wait_for_selector("[data-move-url]")
    page.wait_for_timeout(500)
    touch = page.context.new_cdp_session(page)
    send = lambda kind, points: touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})  # noqa: E731
    send("touchStart", [{"x": 150, "y": 650}])
    for y in range(620, 300, -30):
        send("touchMove", [{"x": 150, "y": y}])
    send("touchEnd", [])
    page.wait_for_function("scrollY > 100")
    page.close()


def test_the_icons_of_a_touch_stay_beside_its_time(sign_in, site):
    page = sign_in()
    page.set_viewport_size(PHONE)
    page.goto(site + "/touches/new/?account=1&activity=call.connected")
    page.locator("main form.j-form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/accounts/1/"))
    line = page.locator("#timeline .end:has(form)").first
    tops = line.locator("time, .j-button").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect()).map((box) => box.top + box.height / 2)"
    )
    assert len(tops) == 3
    assert max(tops) - min(tops) < 4


def test_a_week_without_tasks_still_shows_its_days(sign_in, site):
    page = sign_in()
    page.set_viewport_size(PHONE)
    page.goto(site + "/tasks/agenda/?from=2031-03-03")
    days = page.locator("#agenda > section")
    assert page.locator("#agenda > section[data-empty]").count() == days.count() == 7
    assert all(day.is_visible() for day in days.all())


ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture
def by_touch(contexts, browser, site):
    """A page of a phone with Android, where ana is signed in, and what its finger does."""
    kept = contexts("ana").storage_state()
    context = browser.new_context(
        storage_state=kept, user_agent=ANDROID, viewport=PHONE, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    session = context.new_cdp_session(page)

    def finger(kind, *at):
        points = [{"x": at[0], "y": at[1]}] if at else []
        session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    yield page, finger
    context.close()


def test_a_finger_that_rests_takes_a_card_and_the_board_scrolls_to_where_it_goes(by_touch, site):
    page, finger = by_touch
    page.goto(f"{site}/opportunities/board/")
    wait_until_quiet(page)
    board, card = page.locator("#board"), page.locator("[data-move-url]").first
    card.scroll_into_view_if_needed()
    name, stage, at = card.get_attribute("id"), column_of(card), card.bounding_box()
    finger("Start", at["x"] + 40, at["y"] + 20)
    page.wait_for_timeout(350)
    for step in range(1, 200):
        finger("Move", min(at["x"] + 40 + 30 * step, 372), at["y"] + 24 + step % 2)
        page.wait_for_timeout(20)
        if board.evaluate("one => one.scrollLeft + one.clientWidth > one.scrollWidth - 40"):
            break
    with page.expect_response(re.compile("/move/")):
        finger("End")
    wait_until_quiet(page)
    there = column_of(page.locator(f"#{name}"))
    assert there != stage
    assert board.evaluate("one => one.scrollLeft") > 100
    page.locator(".j-toast button", has_text=re.compile("Undo|Desfazer")).click()
    wait_until_quiet(page)
    assert column_of(page.locator(f"#{name}")) == stage


def test_a_stage_that_a_finger_chooses_on_a_card_is_its_stage_at_once(by_touch, site):
    page, _ = by_touch
    page.goto(f"{site}/opportunities/board/")
    wait_until_quiet(page)
    card = page.locator("[data-move-url]").first
    name, stage, choice = card.get_attribute("id"), column_of(card), card.locator("[name=stage]")
    assert card.locator(".j-board-move button").is_hidden()
    others = choice.locator("option").evaluate_all("all => all.map(one => one.value)")
    with page.expect_response(re.compile("/move/")):
        choice.select_option(next(value for value in others if value not in (stage, "win", "lose")))
    wait_until_quiet(page)
    assert column_of(page.locator(f"#{name}")) != stage
    page.locator(".j-toast button", has_text=re.compile("Undo|Desfazer")).click()
    wait_until_quiet(page)
    assert column_of(page.locator(f"#{name}")) == stage


def column_of(card):
    return card.evaluate("one => one.closest('[data-board-stage]').dataset.boardStage")


@pytest.mark.parametrize("path", ["/accounts/", "/leads/", "/opportunities/"])
def test_the_timeline_of_a_record_is_one_tap_away(sign_in, site, path):
    page = sign_in()
    page.goto(site + path)
    record = page.locator("main table tbody a[href]").first.get_attribute("href")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + record)
    page.locator(".j-jumps a[href='#part-timeline']").click()
    expect(page.locator("#part-timeline h2")).to_be_in_viewport()
    expect(page.locator(".j-jumps")).to_be_in_viewport()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator(".j-jumps")).to_be_hidden()


def test_the_buttons_of_a_custom_field_stand_in_one_row(sign_in, site):
    page = sign_in()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/settings/fields/new/")
    page.locator("[name=label_en]").fill("Web address of the project")
    page.locator("[name=record]").select_option("account")
    page.locator("[name=type]").select_option("link")
    page.locator("main form.j-form [type=submit]").last.click()
    line = page.locator("li", has_text="web_address_of_the_project")
    expect(line.locator("button")).to_have_count(3)
    assert len({round(button.bounding_box()["y"]) for button in line.locator("button").all()}) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_in_a_timeline_nobody_s_name_runs_into_the_time(sign_in, site):
    page = sign_in("bruno")
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/opportunities/?owner=mine")
    links = page.locator("td a[href^='/opportunities/']").evaluate_all("all => all.map((one) => one.pathname)")
    for path in dict.fromkeys(links):
        page.goto(site + path)
        if page.locator(".j-timeline .head:has(.end form) small a").count() > 1:
            break
    assert page.locator(".j-timeline .head:has(.end form) small a").count() > 1
    into = """links => links.filter((link) => {
      const head = link.closest('.head'), beside = head.querySelector('.end').getBoundingClientRect()
      const meets = (box) => box.right > beside.left && box.top < beside.bottom - 2 && box.bottom > beside.top + 2
      const name = (letters) => { link.textContent = 'mi '.repeat(letters); return link }
      return [...Array(30).keys()].some((letters) => [...name(letters).getClientRects()].some(meets))
    }).length"""
    # Whatever the length of a name is that has blanks.
    assert page.locator(".j-timeline .head:has(.end form) small a").evaluate_all(into) == 0


@pytest.mark.parametrize("how", ["pinned", "changed"])
def test_the_buttons_of_a_note_stand_beside_its_name_and_under_nothing(sign_in, site, how):
    page = sign_in()
    page.set_viewport_size(PHONE)
    page.goto(site + "/accounts/2/")
    page.fill(".j-note-new textarea", f"Prefere a manhã, {how}")
    page.click(".j-note-new button[type=submit]")
    note = page.locator("#timeline .j-note").filter(has_text=how)
    note.locator("form button" if how == "pinned" else "a.j-button").first.click()
    if how == "changed":
        page.locator("#timeline .j-note textarea").fill("Prefere a manhã, changed, e cedo")
        page.locator("#timeline .j-note form:has(textarea) button[type=submit]").click()
    expect(page.locator("#timeline .j-note[data-pinned]" if how == "pinned" else "text=e cedo").first).to_be_visible()
    page.goto(site + "/accounts/2/")
    boxes = note.locator(".head").evaluate(
        "head => [...head.querySelectorAll('b, time, .j-row > *')].map(one => one.getBoundingClientRect().toJSON())"
    )
    name, *rest = boxes
    assert max(box["top"] for box in rest[1:]) < name["bottom"]
    assert not [
        (one, other)
        for one in boxes
        for other in boxes
        if one["left"] < other["left"] < one["right"] and one["top"] < other["bottom"] and other["top"] < one["bottom"]
    ]


PRESSED = (
    ".j-button, .j-bell, .j-top summary, .j-segments > *, .j-phone-bar > *, "
    "main select, main input:not([type=checkbox], [type=radio], [type=file])"
)
SMALL = """all => all.filter((one) => one.checkVisibility({visibilityProperty: true}))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 43.5 || box.width < 43.5))
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)"""


@pytest.mark.parametrize(
    "path", ["/", "/accounts/", "/accounts/1/", "/tasks/", "/opportunities/board/", "/touches/new/"]
)
def test_what_a_finger_presses_is_large_enough_and_the_page_no_wider(by_touch, site, path):
    page, _ = by_touch
    page.goto(site + path)
    assert page.locator(PRESSED).evaluate_all(SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_file_of_the_timeline_says_its_size_beside_who_put_it_there(by_touch, site, tmp_path):
    page, _ = by_touch
    page.goto(site + "/accounts/1/")
    file = tmp_path / "plan.txt"
    file.write_text("plan")
    page.locator("input[type=file][name=files]").first.set_input_files(file)
    line = page.locator("#timeline .head", has=page.get_by_role("link", name="plan.txt")).first
    line.wait_for()
    boxes = line.locator("small").evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
    rows = [(box["left"], box["top"]) for box in boxes]
    assert len(rows) == len(set(rows))


def test_a_file_of_a_long_name_makes_the_page_no_wider(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/accounts/")
    record = page.locator("main table tbody a[href]").first.get_attribute("href")
    page.set_viewport_size(PHONE)
    page.goto(site + record)
    name = f"{'planta_baixa_revisada_' * 8}.pdf"
    page.locator("input[type=file][name=files]").set_input_files({"name": name, "mimeType": "a/b", "buffer": b"x"})
    expect(page.locator(".j-timeline", has_text=name)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


# Words in more lines than there are words, and what begins left of the screen.
ILL_SET = """main => {
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), found = []
  while (walker.nextNode()) {
    const text = walker.currentNode, said = text.textContent.trim(), range = document.createRange()
    if (!said || !text.parentElement.checkVisibility()) continue
    range.selectNodeContents(text)
    const boxes = [...range.getClientRects()]
    const lines = new Set(boxes.map((box) => Math.round(box.top))).size
    if (lines > said.split(/\\s+/).length || boxes.some((box) => box.width && box.left < 0)) found.push(said)
  }
  return found
}"""


@pytest.mark.parametrize(
    "path", ["/settings/whatsapp/", "/scoreboard/weak/?period=12m", "/settings/set-aside-reasons/"]
)
def test_words_are_neither_cut_nor_broken_into_letters(by_touch, site, path):
    page, _ = by_touch
    page.goto(site + path)
    assert page.locator("main").evaluate(ILL_SET) == []


def test_how_many_leads_a_reason_has_stands_under_no_badge(by_touch, site):
    page, _ = by_touch
    page.goto(site + "/settings/set-aside-reasons/")
    rows = page.locator(".j-stage-list > li:has(.j-badge ~ .j-badge)")
    assert rows.count()
    for row in rows.all():
        number = row.locator("> a").bounding_box()["x"]
        assert all(
            box["x"] + box["width"] <= number
            for box in (badge.bounding_box() for badge in row.locator(".j-badge").all())
        )


def test_what_the_search_finds_is_large_enough_for_a_finger(by_touch, site):
    page, _ = by_touch
    page.goto(site + "/")
    page.locator(".j-search input").tap()
    page.keyboard.type("an", delay=30)
    page.wait_for_selector(".j-search-results .j-hit[href^='/accounts/'], .j-search-results .j-hit[href^='/contacts/']")
    assert page.locator(".j-search-results .j-hit").evaluate_all(SMALL) == []


# Facts whose words run under the button that changes them.
COVERED = """main => [...main.querySelectorAll('dd[data-edit]:has(> .j-edit-open)')].filter((fact) => {
  const pen = fact.querySelector('.j-edit-open').getBoundingClientRect(), range = document.createRange()
  range.selectNodeContents(fact)
  range.setEndBefore(fact.querySelector('.j-edit-open'))
  return [...range.getClientRects()].some((box) => box.width && box.right > pen.left + 1 && box.top < pen.bottom)
}).map((fact) => fact.textContent.trim())"""


@pytest.mark.parametrize("path", ["/accounts/1/", "/contacts/1/", "/leads/1/"])
def test_no_fact_runs_under_the_button_that_changes_it(by_touch, site, path):
    page, _ = by_touch
    page.goto(site + path)
    expect(page.locator("dd[data-edit] > .j-edit-open").first).to_be_visible()
    assert page.locator("main").evaluate(COVERED) == []
