"""No script runs from any field: names, notes, texts of touches, custom fields, links."""

from tests.browser.quiet import wait_until_quiet

EVIL = "<script>window.__ran = 1</script><img src=x onerror=\"window.__ran = 2\"><svg onload='window.__ran = 3'>Zz"
SEND = """async ([method, path, body]) => {
  const token = document.querySelector('meta[name=csrf-token]').content
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token }
  const answer = await fetch(path, { method, headers, body: JSON.stringify(body) })
  return [answer.status, await answer.json()]
}"""
RAN = """() => [
  window.__ran ?? null,
  document.querySelectorAll('img[src=x], svg[onload], [onerror]').length,
  [...document.querySelectorAll('a[href], form[action], [formaction], iframe[src]')]
    .map((one) => one.getAttribute('href') || one.getAttribute('action') || one.getAttribute('src') || '')
    .filter((address) => /^\\s*(javascript|data|vbscript):/i.test(address)).length,
]"""


def made(page, path, body):
    status, answer = page.evaluate(SEND, ["POST", f"/api/v1/{path}", body])
    assert status in (200, 201), (path, status, answer)
    return answer


def a_world(page):
    """Make a record of each kind, full of scripts; return their pages."""
    account = made(page, "accounts/?force=true", {"name": EVIL, "city": EVIL[:90]})["id"]
    contact = made(page, "contacts/?force=true", {"name": EVIL, "account_id": account, "title": EVIL[:100]})["id"]
    lead = made(page, "leads/?force=true", {"name": EVIL, "account_id": account, "contact_id": contact})["id"]
    deal = made(page, "opportunities/", {"name": EVIL, "account_id": account})["id"]
    touch = {"account": account, "contact": contact, "activity": "call.connected", "at": "2026-11-20T12:00:00Z"}
    made(page, "touches/", {"touches": [{**touch, "note": EVIL}]})
    return [f"/accounts/{account}/", f"/contacts/{contact}/", f"/leads/{lead}/", f"/opportunities/{deal}/"]


def test_no_script_runs_from_any_field(sign_in, site):
    page = sign_in()
    page.on("dialog", lambda dialog: (_ for _ in ()).throw(AssertionError(dialog.message)))
    page.goto(f"{site}/accounts/")
    records = a_world(page)
    lists = ["/accounts/?sort=-created", "/contacts/", "/leads/", "/opportunities/", "/opportunities/board/"]
    more = ["/", "/journey/", "/search/?q=Zz", "/settings/history/", "/tasks/", "/opportunities/calendar/"]
    edits = [f"{path}edit/" for path in records]
    for path in [*records, *edits, *lists, *more]:
        assert page.goto(site + path).status == 200, path
        wait_until_quiet(page)
        assert page.evaluate(RAN) == [None, 0, 0], path


def test_the_search_box_shows_names_as_text(sign_in, site):
    page = sign_in()
    page.goto(f"{site}/accounts/")
    a_world(page)
    page.goto(f"{site}/search/?q=script")
    wait_until_quiet(page)
    assert page.evaluate(RAN) == [None, 0, 0]
