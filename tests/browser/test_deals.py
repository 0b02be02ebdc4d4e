"""Opportunities in the browser: the board, how they end, their items, and the order of lost reasons."""

import re

from playwright.sync_api import expect

from tests.browser.quiet import wait_until_quiet

DRAWER = "#touch-drawer"


def test_the_order_of_reasons_is_changed_by_keyboard(sign_in, site):
    page = sign_in()
    page.goto(site + "/settings/loss-reasons/")
    wait_until_quiet(page)
    names = page.locator("[data-sortable] > li > div > a")
    first, second = names.nth(0).inner_text(), names.nth(1).inner_text()
    page.locator("[data-sortable] .j-handle").nth(1).focus()
    with page.expect_response(lambda answer: "/order/" in answer.url):
        page.keyboard.press("ArrowUp")
    page.reload()
    assert names.nth(0).inner_text() == second
    assert names.nth(1).inner_text() == first


def test_an_order_that_is_refused_goes_back(calm, site):
    calm.goto(site + "/settings/loss-reasons/")
    wait_until_quiet(calm)
    names = calm.locator("[data-sortable] > li > div > a")
    before = names.all_inner_texts()
    calm.route("**/order/", lambda route: route.fulfill(status=403, body=""))
    calm.locator("[data-sortable] .j-handle").nth(1).focus()
    calm.keyboard.press("ArrowUp")
    calm.wait_for_selector(".j-toast[data-tone=bad]")
    assert names.all_inner_texts() == before


def test_a_card_goes_back_when_the_server_does_not_answer(calm, site):
    calm.goto(site + "/opportunities/board/")
    wait_until_quiet(calm)
    columns = calm.locator("[data-board-stage]")
    card = columns.nth(0).locator("[data-move-url]").first
    name = card.get_attribute("id")
    calm.route("**/move/", lambda route: route.abort())
    card.drag_to(columns.nth(1), target_position={"x": 60, "y": 20})
    calm.wait_for_selector(".j-toast[data-tone=bad]")
    assert columns.nth(0).locator(f"#{name}").count() == 1
    assert re.search(r"/board/$", calm.url)


def open_deal_with(page, site, selector, form=""):
    """Open the first opportunity whose page, or a form of it, has it."""
    page.goto(f"{site}/opportunities/?outcome=open")
    for path in page.locator("#list a[href^='/opportunities/']").evaluate_all("all => all.map((one) => one.pathname)"):
        if re.fullmatch(r"/opportunities/\d+/", path):
            page.goto(site + path + form)
            if page.locator(selector).count():
                page.goto(site + path)
                return


def test_another_version_brings_its_amount_unless_one_was_typed(sign_in, site):
    page = sign_in()
    open_deal_with(page, site, "[data-fills]", "win/")
    page.locator(".j-page-head a[href$='/win/']").click()
    version, amount = page.locator("[data-fills]"), page.locator("#id_wonform_amount")
    first = amount.input_value()
    version.select_option("")
    assert amount.input_value() != first
    version.select_option(index=0)
    assert amount.input_value() == first
    amount.fill("123,45")
    version.select_option("")
    assert amount.input_value() == "123,45"


def test_a_product_brings_its_price_and_the_line_its_total(sign_in, site):
    page = sign_in()
    open_deal_with(page, site, "a[href$='/lines/new/']")
    page.locator("a[href$='/lines/new/']").first.click()
    expect(page.locator("#line-box h2")).to_be_visible()
    product, price = page.locator("#line-box [data-fills]"), page.locator("#line-box #id_unit_price")
    product.select_option(index=1)
    expect(price).not_to_have_value("")
    expect(page.locator("#line-box output[hx-get]")).to_contain_text(price.input_value())
    price.fill("123,45")
    page.locator("#line-box #id_quantity").fill("2")
    expect(page.locator("#line-box output[hx-get]")).to_contain_text("246,90")
    product.select_option(index=2)
    expect(price).to_have_value("123,45")
    rows, here = page.locator("#part-lines tbody tr").count(), page.url
    page.locator("[name=another]").click()
    expect(price).to_have_value("")
    expect(page.locator("#part-lines tbody tr")).to_have_count(rows + 1)
    product.select_option(index=1)
    page.locator("#line-box [type=submit]:not([name])").click()
    expect(page.locator("#part-lines tbody tr")).to_have_count(rows + 2)
    expect(page.locator("#line-box")).to_be_hidden()
    expect(page.locator("#worth")).to_have_text(
        page.locator("#part-facts [data-edit-field=amount], #part-facts dd").filter(has_text="R$").first.inner_text()
    )
    assert page.url == here


def test_the_next_step_is_planned_on_a_card_of_the_board(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/opportunities/board/")
    page.locator(".j-board-plan").first.click()
    page.wait_for_selector(f"{DRAWER}[open] form[action*='/tasks/new/']")
    assert page.locator("#board").count() == 1


def test_a_card_that_is_dropped_on_an_end_asks_how_it_ended(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/opportunities/board/")
    wait_until_quiet(page)
    card = page.locator("[data-move-url]").first
    name, at = card.get_attribute("id"), card.bounding_box()
    expect(page.locator("[data-board-end]").first).to_be_hidden()
    page.mouse.move(at["x"] + 60, at["y"] + 60)
    page.mouse.down()
    page.mouse.move(at["x"] + 80, at["y"] + 90, steps=4)
    end = page.locator("[data-board-end=lose]")
    expect(end).to_be_visible()
    to = end.bounding_box()
    page.mouse.move(to["x"] + 100, to["y"] + 30, steps=8)
    # As a hand does: it lets go once the card is seen there.
    for step in range(20):
        if end.locator(f"#{name}").count():
            break
        page.mouse.move(to["x"] + 100 + step % 2 * 6, to["y"] + 30)
        page.wait_for_timeout(100)
    page.mouse.up()
    expect(page.locator("#closing[open] [name=reason]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(end).to_be_hidden()
    assert page.locator(f"[data-board-stage] #{name}").count() == 1


def test_an_end_is_chosen_on_a_card_by_keys(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/opportunities/board/")
    wait_until_quiet(page)
    card = page.locator("[data-move-url]").first
    page.keyboard.press("Tab")
    card.focus()
    card.locator("[name=stage]").select_option("win")
    card.locator(".j-board-move button").press("Enter")
    expect(page.locator("#closing[open] form")).to_be_visible()


def test_the_sign_to_plan_stands_beside_long_words_of_the_next_step(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/opportunities/board/")
    next_step = page.locator(".j-board-next:has([title]:not(a))").first
    next_step.locator("> span").evaluate(
        "span => { span.lastChild.textContent = ' Demonstração com a diretoria 30/11/2026' }"
    )
    words, sign = next_step.locator("> span").bounding_box(), next_step.locator("> a").bounding_box()
    assert words["y"] <= sign["y"] + sign["height"] / 2 <= words["y"] + words["height"]


def test_a_loss_to_a_competitor_asks_to_which_one(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/opportunities/?outcome=open")
    page.goto(site + page.locator("td.primary a[href^='/opportunities/']").first.get_attribute("href"))
    page.locator(".j-page-head a[href$='/lose/']").click()
    reason, rival = page.locator("#id_lostform_reason"), page.locator("#id_lostform_competitor")
    expect(page.locator("#id_lostform_unknown")).to_be_hidden()
    reason.select_option(reason.get_attribute("data-asks").split()[0])
    assert rival.evaluate("field => field.required")
    rival.press_sequentially("Novatec do Su")
    offer = page.locator("#closing .j-picker-new button")
    expect(offer).to_contain_text("“Novatec do Su”")
    rival.press("l")
    expect(offer.filter(has_text="“Novatec do Su”")).to_have_count(0)
    expect(offer).to_contain_text("“Novatec do Sul”")
    offer.click()
    expect(page.locator("#closing [data-record-made]")).to_be_visible()
    page.locator("#id_lostform_unknown").check()
    expect(rival).to_be_disabled()
    page.locator("#id_lostform_unknown").uncheck()
    with page.expect_navigation():
        page.locator("#closing button[type=submit]").click()
    expect(page.locator(".j-alert", has_text="Novatec do Sul")).to_be_visible()


def test_what_is_wrong_with_a_loss_stands_in_its_dialog(calm, site):
    page = calm
    page.goto(site + "/opportunities/?outcome=open")
    page.locator("main table td.primary a").first.click()
    page.locator(".j-page-head a[href$='/lose/']").click()
    page.locator("dialog#closing [name=reason]").select_option(index=0)
    page.evaluate("document.querySelector('dialog#closing form').noValidate = true")
    page.locator("dialog#closing button[type=submit]").click()
    expect(page.locator("dialog#closing[open] [data-invalid]").first).to_be_visible()
    page.locator("dialog#closing [name=reason]").select_option(label="Preço")
    with page.expect_navigation():
        page.locator("dialog#closing button[type=submit]").click()
    expect(page.locator("dialog#closing")).to_have_count(0)
