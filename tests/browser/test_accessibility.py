"""Axe finds no fault on the main pages: wide and narrow, light and dark."""

import re
from pathlib import Path

import pytest

from tests.browser.quiet import wait_until_quiet

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PATHS = (
    "/",
    "/journey/",
    "/accounts/",
    "/accounts/new/",
    "/leads/",
    "/opportunities/board/",
    "/opportunities/new/",
    "/handoff/",
    "/scoreboard/",
    "/agreements/1/",
    "/tasks/",
    "/settings/security/",
    "/settings/roles/",
    "/settings/set-aside-reasons/",
    "/settings/intent-tests/",
    "/settings/",
    "/ranking/",
    "/imports/new/",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# Of many rows that one template draws, the first ones stand for all: each costs the browser as much as they.
CHECK = """async (tags) => {
  const seen = { include: document, exclude: ['tbody > tr:nth-child(n+9)', '.j-timeline li:nth-child(n+5)'] }
  const found = await axe.run(seen, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
  return found.violations.flatMap((fault) => fault.nodes.slice(0, 3).map((node) =>
    `${fault.id}: ${node.target.join(' ')} | ${node.failureSummary.split('\\n')[1] || ''}`))
}"""


def faults(page):
    """Ask axe; the script is put in by the browser's own protocol, which the page's policy does not concern."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text())
    return page.evaluate(CHECK, RULES)


def check(page, address, looks=(("dark", 390), ("light", 1440))):
    """Fetch a page once and look at it in each way; theme and width are of the style sheet."""
    for scheme, width in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if page.url != address:
            assert page.goto(address).status == 200
        wait_until_quiet(page)
        page.wait_for_function("() => document.getAnimations().every((one) => one.playState !== 'running')")
        assert faults(page) == [], f"{scheme}, {width} px"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci")
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_no_fault(sign_in, site, path):
    check(sign_in(), site + path)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci")
@pytest.mark.parametrize("path", ["/accounts/", "/contacts/", "/leads/", "/opportunities/"])
def test_axe_finds_no_fault_on_records(sign_in, site, path):
    page = sign_in()
    page.goto(site + path)
    record = page.locator("main table tbody a[href]").first.get_attribute("href")
    check(page, site + record)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci")
def test_axe_finds_no_fault_on_a_webhook_and_its_delivery(sign_in, site):
    page = sign_in()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/webhooks/new/")
    page.locator("[name=url]").fill("https://hooks.example.com/jornada")
    page.locator("main form.j-form [type=submit]").first.click()
    wait_until_quiet(page)
    page.goto(f"{site}/webhooks/")
    webhook = site + page.locator("main table a").first.get_attribute("href")
    page.goto(webhook)
    tops = [
        button.bounding_box()["y"]
        for button in page.locator(".j-page-head .j-actions :is(button, a, summary):visible").all()
    ]
    assert max(tops) - min(tops) < 8, "the buttons of its head stand in one row"
    page.get_by_role("button", name=re.compile("Send a test|Enviar")).first.click()
    page.wait_for_load_state()
    check(page, webhook)
    delivery = page.locator("a[href*='/deliveries/']").first.get_attribute("href")
    check(page, site + delivery)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci")
def test_axe_finds_no_fault_before_the_sign_in(page, site):
    check(page, f"{site}/auth/login/", looks=[("light", 390), ("dark", 390)])
