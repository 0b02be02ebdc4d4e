"""A passkey is made and used in a real browser, under the policy that allows no inline script."""

import pytest

PASSWORD = "jornada-demo"


@pytest.fixture
def key(page):
    """Give the browser an authenticator that says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_is_made_and_signs_in_alone(page, site, key):
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    address = site.replace("127.0.0.1", "localhost")
    page.goto(f"{address}/auth/login/")
    page.fill("input[name=login]", "vera@demo.jornada")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/auth/login" not in url)

    page.goto(f"{address}/auth/2fa/webauthn/add/")
    if "/reauthenticate/" in page.url:
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/webauthn/add/**")
    page.fill("input[name=name]", "Chave de teste")
    page.click("[data-passkey-go]")
    page.wait_for_url("**/recovery-codes/**")
    page.goto(f"{address}/settings/security/")
    assert "Chave de teste" in page.content()

    page.context.clear_cookies()
    page.goto(f"{address}/auth/login/")
    page.click("[data-passkey-go]")
    page.wait_for_url(lambda url: "/auth/login" not in url)
    page.goto(f"{address}/settings/security/")
    assert page.locator("h1").inner_text()
    assert errors == []


def test_a_passkey_that_is_refused_is_told(page, site):
    page.goto(f"{site.replace('127.0.0.1', 'localhost')}/auth/login/")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "hasUserVerification": True}})
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
    )
    page.click("[data-passkey-go]")
    page.wait_for_selector("[data-passkey-error]:not([hidden])")
