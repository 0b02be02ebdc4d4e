"""The editor of conditions in a browser: by keyboard, counted as one goes, saved; on a phone it fits."""

from tests.browser.quiet import wait_until_quiet


def test_a_segment_is_made_with_the_keyboard_and_counted_on_the_way(sign_in, site):
    page = sign_in("marina")
    page.goto(f"{site}/segments/new/?record=contact")
    page.locator("#cond-condition-add-did").press("Enter")
    page.wait_for_selector("#cond-condition-0-mode:focus")
    page.locator("#cond-condition-0-did summary").press("Enter")
    page.locator('#cond-condition-0-did input[value="email.clicked"]').press("Space")
    page.wait_for_selector(".j-cond-reading:has-text('“')")
    page.keyboard.press("Escape")
    page.fill("input[name=name]", "Clicked")
    page.locator(".j-form-foot button[type=submit]").press("Enter")
    page.wait_for_url(lambda url: "/segments/" in url and "new" not in url)
    assert page.locator("h1").inner_text().startswith("Clicked")


def test_the_editor_fits_on_a_phone(sign_in, site):
    page = sign_in("marina")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/segments/new/?record=account")
    for kind in ("field", "did", "group"):
        page.locator(f"#cond-condition-add-{kind}").click()
        wait_until_quiet(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_editor_of_a_list_stays_when_it_has_counted(sign_in, site):
    page = sign_in("marina")
    page.goto(f"{site}/accounts/")
    page.locator("[data-dialog=condition-drawer]").click()
    page.wait_for_selector("#condition-drawer .j-cond-number")
    assert page.locator("#cond-condition-add-did").is_visible()
    assert page.locator("#condition-drawer button[type=submit]").last.is_visible()
