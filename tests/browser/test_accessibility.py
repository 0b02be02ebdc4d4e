"""Axe finds no fault on the main pages: wide and narrow, light and dark."""

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
    "/handoff/",
    "/scoreboard/",
    "/agreements/1/",
    "/tasks/",
    "/settings/security/",
    "/settings/roles/",
    "/settings/set-aside-reasons/",
    "/settings/intent-tests/",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
CHECK = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
  return found.violations.flatMap((fault) => fault.nodes.slice(0, 3).map((node) =>
    `${fault.id}: ${node.target.join(' ')} | ${node.failureSummary.split('\\n')[1] || ''}`))
}"""


def faults(page):
    """Ask axe; the script is put in by the browser's own protocol, which the page's policy does not concern."""
    page.evaluate(AXE.read_text())
    return page.evaluate(CHECK, RULES)


def settled(page, address, scheme, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert page.goto(address).status == 200
    wait_until_quiet(page)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci")
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_no_fault(sign_in, site, path):
    page = sign_in()
    for scheme, width in (("light", 1440), ("dark", 390)):
        settled(page, site + path, scheme, width)
        assert faults(page) == [], f"{scheme}, {width} px"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci")
@pytest.mark.parametrize("path", ["/accounts/", "/contacts/", "/leads/", "/opportunities/"])
def test_axe_finds_no_fault_on_records(sign_in, site, path):
    page = sign_in()
    page.goto(site + path)
    record = page.locator("main table tbody a[href]").first.get_attribute("href")
    for scheme, width in (("light", 1440), ("dark", 390)):
        settled(page, site + record, scheme, width)
        assert faults(page) == [], f"{scheme}, {width} px"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core comes with npm ci")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_before_the_sign_in(page, site, scheme):
    settled(page, f"{site}/auth/login/", scheme, 390)
    assert faults(page) == []
