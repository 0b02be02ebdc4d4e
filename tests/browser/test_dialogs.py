"""Dialogs, messages, dragged lists and edits in place keep what was begun, and the focus."""

from playwright.sync_api import expect

from tests.browser.quiet import wait_until_quiet

DRAWER = "#touch-drawer"


def open_drawer(page, site):
    page.goto(site + "/accounts/1/")
    wait_until_quiet(page)
    page.locator("[data-dialog='touch-drawer'][hx-get*='/tasks/new/']").first.click()
    page.wait_for_selector(f"{DRAWER}[open] form")


def test_marking_text_beyond_the_edge_closes_no_drawer(sign_in, site):
    page = sign_in()
    open_drawer(page, site)
    page.fill(f"{DRAWER} [name=note]", "Mandar a proposta revista")
    box = page.locator(f"{DRAWER} [name=note]").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(30, 300)
    page.mouse.up()
    assert page.locator(DRAWER).evaluate("dialog => dialog.open")
    page.mouse.click(30, 300)
    assert not page.locator(DRAWER).evaluate("dialog => dialog.open")


def open_touch(page):
    page.locator("[data-dialog='touch-drawer'][hx-get*='/touches/new/']").first.click()
    page.wait_for_selector(f"{DRAWER}[open] form")


def test_what_was_typed_in_a_drawer_that_is_closed_is_a_draft(sign_in, site):
    page = sign_in()
    page.goto(site + "/accounts/1/")
    wait_until_quiet(page)
    note = page.locator(f"{DRAWER} [name=note]")
    open_touch(page)
    note.fill("Mandar a proposta revista")
    page.keyboard.press("Escape")
    page.locator(".j-toast-undo").click()
    expect(note).to_have_value("Mandar a proposta revista")
    page.locator(f"{DRAWER} [data-dialog-close]").click()
    open_touch(page)
    expect(note).to_have_value("Mandar a proposta revista")
    page.locator(f"{DRAWER} .j-draft button").click()
    expect(note).to_have_value("")


def test_a_drawer_that_was_sent_or_only_looked_at_leaves_no_draft(sign_in, site):
    page = sign_in()
    page.goto(site + "/accounts/1/")
    wait_until_quiet(page)
    open_touch(page)
    page.keyboard.press("Escape")
    expect(page.locator(".j-toast")).to_have_count(0)
    open_touch(page)
    page.fill(f"{DRAWER} [name=note]", "Proposta enviada")
    with page.expect_navigation():
        page.locator(f"{DRAWER} button[type=submit]").click()
    open_touch(page)
    expect(page.locator(f"{DRAWER} [name=note]")).to_have_value("")


def test_a_drawer_opens_at_its_first_field_and_shows_no_earlier_form(sign_in, site):
    page = sign_in()
    open_drawer(page, site)
    expect(page.locator(f"{DRAWER} [name=activity]")).to_be_focused()
    page.keyboard.press("Escape")
    page.route("**/touches/new/**", lambda route: None)
    page.locator("[data-dialog='touch-drawer'][hx-get*='/touches/new/']").first.click()
    assert page.locator(f"{DRAWER} form").count() == 0


def test_a_drawer_whose_form_does_not_come_closes_and_says_so(calm, site):
    calm.goto(site + "/accounts/1/")
    wait_until_quiet(calm)
    calm.route("**/tasks/new/**", lambda route: route.abort())
    calm.locator("[data-dialog='touch-drawer'][hx-get*='/tasks/new/']").first.click()
    calm.wait_for_selector(".j-toast[data-tone=bad]")
    assert not calm.locator(DRAWER).evaluate("dialog => dialog.open")


def test_letters_in_a_dialog_open_nothing_behind_it(sign_in, site):
    page = sign_in()
    page.goto(site + "/leads/")
    page.keyboard.press("?")
    expect(page.locator("#list-keys")).to_be_visible()
    page.keyboard.press("t")
    page.wait_for_timeout(200)
    assert page.url == site + "/leads/"


def test_a_fact_that_was_left_gives_the_focus_back_to_its_pen(sign_in, site):
    page = sign_in()
    page.goto(site + "/accounts/1/")
    wait_until_quiet(page)
    fact = page.locator("dd[data-edit]").first
    fact.locator("[data-edit-open]").focus()
    page.keyboard.press("Enter")
    fact.locator("form").wait_for()
    page.keyboard.press("Escape")
    expect(fact.locator("[data-edit-open]")).to_be_focused()


def test_a_message_that_offers_undo_waits_while_it_is_pointed_at(sign_in, site):
    page = sign_in()
    page.clock.install()
    page.goto(site + "/accounts/")
    page.evaluate(
        "undo => document.dispatchEvent(new CustomEvent('toast', {detail: {text: 'Feito', undo}}))",
        {"label": "Desfazer", "url": "/"},
    )
    page.clock.run_for(8000)
    page.locator(".j-toast-undo").hover()
    page.clock.run_for(20000)
    assert page.locator(".j-toast-undo").count() == 1
    page.mouse.move(5, 5)
    page.clock.run_for(20000)
    assert page.locator(".j-toast-undo").count() == 0


def test_the_menu_of_the_phone_gives_the_focus_back(sign_in, site):
    page = sign_in()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + "/kpis/")
    page.locator("[data-drawer-toggle]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('.j-side') !== null")
    page.keyboard.press("Escape")
    expect(page.locator("[data-drawer-toggle]")).to_be_focused()


def test_groups_of_the_menu_fold_by_keyboard_and_stay_as_they_were_left(sign_in, site):
    page = sign_in()
    page.goto(site + "/kpis/")
    group = page.locator("[data-menu-group=data]")
    assert not group.locator("a").first.is_visible()
    group.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(group.locator("a").first).to_be_visible()
    page.reload()
    expect(group.locator("a").first).to_be_visible()
    group.locator("summary").click()
    page.goto(site + "/jobs/")
    expect(group.locator("a[aria-current=page]")).to_be_visible()
    page.goto(site + "/kpis/")
    expect(group.locator("a").first).to_be_hidden()


def test_what_went_wrong_is_said_before_an_open_drawer(calm, site):
    """A message beside a dialog lies behind it: covered, not to be pressed, not read out."""
    page = calm
    page.goto(site + "/accounts/1/")
    wait_until_quiet(page)
    open_touch(page)
    page.fill(f"{DRAWER} [name=note]", "Escrito sem rede")
    page.context.set_offline(True)
    page.locator(f"{DRAWER} button[type=submit]").last.click()
    toast = page.locator(".j-toast[data-tone=bad]")
    toast.wait_for()
    page.locator(f"{DRAWER} button[type=submit]").last.click()
    expect(toast).to_have_count(1)
    box = toast.bounding_box()
    at = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('.j-toast') !== null", at)
    page.context.set_offline(False)
    toast.locator("[data-toast-close]").click()
    page.locator(f"{DRAWER} [data-dialog-close]").click()
    assert page.locator("body > .j-toasts .j-toast-undo").is_visible()


def test_an_answer_that_takes_long_shows_that_it_is_under_way(calm, site):
    page = calm
    page.goto(site + "/accounts/1/")
    wait_until_quiet(page)
    page.evaluate(
        "document.addEventListener('htmx:beforeSend', ({detail: {xhr}}) => {"
        " const send = xhr.send.bind(xhr); xhr.send = (body) => setTimeout(() => send(body), 1500) })"
    )
    page.locator("[data-dialog='touch-drawer'][hx-get*='/touches/new/']").first.click()
    expect(page.locator("html")).to_have_attribute("data-busy", "")
    page.wait_for_selector(f"{DRAWER}[open] form")
    expect(page.locator("html")).not_to_have_attribute("data-busy", "")


def test_names_to_mention_stand_beside_the_line_that_is_written(sign_in, site):
    page = sign_in()
    page.goto(site + "/accounts/1/")
    wait_until_quiet(page)
    field = page.locator("[data-mentions]").first
    field.click()
    field.press_sequentially("First line\nSecond line @")
    names = page.locator(".j-mention-list")
    names.wait_for()
    padding, line = field.evaluate(
        "field => { const s = getComputedStyle(field); return [parseFloat(s.paddingTop), parseFloat(s.lineHeight)] }"
    )
    top = field.bounding_box()["y"] + padding + line
    box = names.bounding_box()
    assert box["y"] >= top + line - 2 or box["y"] + box["height"] <= top + 2
    assert abs(box["y"] - top) < 3 * line + box["height"]


def test_what_is_for_good_is_asked_in_a_dialog_of_ours(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/settings/roles/new/")
    page.fill("[name=name]", "Parceiro")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    doer = page.locator("form[data-confirm] button")
    doer.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#confirm")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#confirm")).to_be_hidden()
    expect(doer).to_be_focused()
    doer.click()
    expect(page.locator("[data-confirm-yes]")).to_have_text(doer.inner_text().strip())
    with page.expect_navigation():
        page.locator("[data-confirm-yes]").click()
    expect(page.get_by_role("heading", name="Parceiro")).to_have_count(0)


def test_the_menu_beside_a_phone_opens_by_keyboard(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/contacts/1/")
    wait_until_quiet(page)
    menu = page.locator("dd summary[aria-label^=WhatsApp]").first
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details[open] > summary[aria-label^=WhatsApp]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()


def test_a_step_of_a_lead_asks_in_a_dialog_and_is_taken(sign_in, site):
    page = sign_in()
    page.goto(site + "/leads/?status=open")
    page.locator("tbody a[href^='/leads/']").first.click()
    wait_until_quiet(page)
    assert page.locator("#lead-step form").count() == 0, "the form comes when it is asked for"
    page.locator("[hx-get$='/park/']").click()
    dialog = page.locator("#lead-step[open]")
    expect(dialog.locator("[name=reason]")).to_be_focused()
    dialog.locator("[name=reason]").select_option(index=1)
    with page.expect_navigation():
        dialog.locator("button[type=submit]").click()
    expect(page.locator("[hx-get$='/when/']")).to_be_visible()
