"""Days are told in the page's language, whatever the browser's is (here: American English)."""

from playwright.sync_api import expect


def test_a_day_is_said_in_words_of_the_page(sign_in, site):
    page = sign_in("ana")
    page.goto(f"{site}/opportunities/new/")
    expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
    field, words = page.locator("[name=expected_on]"), page.locator("#id_expected_on_in_words")
    expect(words).to_have_text("mês/dia/ano")
    field.fill("2026-03-04")
    expect(words).to_have_text("quarta-feira, 4 de março de 2026")
    expect(field).to_have_attribute("title", "quarta-feira, 4 de março de 2026")
    assert "id_expected_on_in_words" in field.get_attribute("aria-describedby")


def test_a_browser_of_the_page_s_language_adds_nothing(browser, site):
    context = browser.new_context(locale="pt-BR")
    page = context.new_page()
    page.goto(f"{site}/auth/login/")
    page.fill("input[name=login]", "ana@demo.jornada")
    page.fill("input[name=password]", "jornada-demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/auth/login" not in url)
    page.goto(f"{site}/opportunities/new/")
    page.locator("[name=expected_on]").fill("2026-03-04")
    expect(page.locator(".j-day-words")).to_have_count(0)
    expect(page.locator("[name=expected_on]")).to_have_attribute("title", "quarta-feira, 4 de março de 2026")
    context.close()
