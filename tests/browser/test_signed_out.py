"""Whoever was signed out while they typed finds what they typed again once they are in."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.quiet import wait_until_quiet

# The sign-in, as it is for somebody who leaves it before its last picture is there.
NEVER_LOADED = """if (location.pathname.startsWith('/auth/')) {
  const add = window.addEventListener
  window.addEventListener = (name, ...rest) => name === 'load' || add.call(window, name, ...rest)
}"""


def enter_again(page, name="ana"):
    page.wait_for_url(lambda url: "unsent=1" in url)
    expect(page.locator(".j-toast")).to_contain_text(re.compile("nada foi salvo|was not saved"))
    page.fill("input[name=login]", f"{name}@demo.jornada")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/auth/" not in url)
    wait_until_quiet(page)


def test_what_was_typed_in_a_form_comes_back_after_the_sign_in_and_is_saved_then(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/contacts/new/?account=1")
    page.fill("main [name=name]", "Quem Saiu no Meio")
    page.select_option("main [name=buying_role]", index=2)
    chosen = page.input_value("main [name=buying_role]")
    page.context.clear_cookies(name="sessionid")
    page.click("main form.j-form button[type=submit]")
    enter_again(page)
    expect(page.locator("main [name=name]")).to_have_value("Quem Saiu no Meio")
    expect(page.locator("main [name=buying_role]")).to_have_value(chosen)
    expect(page.locator(".j-toast")).to_contain_text("voltou")
    page.click("main form.j-form button[type=submit]")
    page.wait_for_url(lambda url: "/new/" not in url)
    expect(page.locator("h1")).to_contain_text("Quem Saiu no Meio")
    page.goto(f"{site}/contacts/new/?account=1")
    expect(page.locator("main [name=name]")).to_have_value("")


def test_a_note_that_was_not_sent_comes_back(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/accounts/1/")
    note = page.locator("main form textarea").first
    note.fill("Anotado sem sessão")
    page.context.clear_cookies(name="sessionid")
    note.press("Control+Enter")
    enter_again(page)
    expect(page.locator("main form textarea").first).to_have_value("Anotado sem sessão")


def test_what_was_typed_in_a_dialog_comes_back_when_it_is_opened_again(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/accounts/1/")
    touch = page.locator("main a[hx-get*='call.connected'], main button[hx-get*='call.connected']").first
    touch.click()
    page.fill("dialog[open] [name=note]", "Ligou sem sessão")
    page.context.clear_cookies(name="sessionid")
    page.locator("dialog[open] form button[type=submit]").last.click()
    enter_again(page)
    touch.click()
    expect(page.locator("dialog[open] [name=note]")).to_have_value("Ligou sem sessão")


def test_whoever_is_in_again_before_the_page_has_loaded_finds_it_too(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/contacts/new/?account=1")
    page.fill("main [name=name]", "Quem Foi Rápido")
    page.context.clear_cookies(name="sessionid")
    page.add_init_script(NEVER_LOADED)
    page.click("main form.j-form button[type=submit]")
    enter_again(page)
    expect(page.locator("main [name=name]")).to_have_value("Quem Foi Rápido")


def test_nobody_else_finds_it(sign_in, site):
    page = sign_in("diego")
    page.goto(f"{site}/contacts/new/")
    page.fill("main [name=name]", "Só para Diego")
    page.context.clear_cookies(name="sessionid")
    page.click("main form.j-form button[type=submit]")
    enter_again(page, "bruno")
    expect(page.locator("main [name=name]")).to_have_value("")
    page.context.clear_cookies(name="sessionid")
    page.goto(f"{site}/contacts/new/")
    page.fill("input[name=login]", "diego@demo.jornada")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/contacts/new/")
    wait_until_quiet(page)
    expect(page.locator("main [name=name]")).to_have_value("")
