"""The browser's back button: a form that was sent, sent again, is done once."""

from tests.browser.quiet import wait_until_quiet

ADDRESS = "/touches/new/?account=1&activity=call.connected&next=/accounts/1/"


def record(page, note=""):
    if note:
        page.fill("main form.j-form [name=note]", note)
    page.click("main form.j-form button[type=submit]")
    page.wait_for_url("**/accounts/1/")
    wait_until_quiet(page)


def go_back(page):
    page.go_back()
    page.wait_for_selector("main form.j-form [name=note]")
    # What the form came with is given back by a script.
    wait_until_quiet(page)


def test_a_touch_sent_again_after_back_is_recorded_once(sign_in, site):
    page = sign_in()
    page.goto(site + ADDRESS)
    record(page, "Volta do navegador")
    go_back(page)
    assert page.input_value("main form.j-form [name=note]") == "Volta do navegador"
    record(page)
    page.goto(site + "/touches/?account=1")
    assert page.get_by_text("Volta do navegador").count() == 1


def test_the_time_a_touch_form_came_with_is_still_its_own_after_back(sign_in, site):
    page = sign_in()
    page.goto(site + ADDRESS)
    page.evaluate("document.querySelector('main [name=at]').setAttribute('value', '2026-01-06T11:00')")
    was = [page.input_value(f"main form.j-form [name={name}]") for name in ("at", "key", "form_token")]
    record(page, "Hora de antes")
    go_back(page)
    assert [page.input_value(f"main form.j-form [name={name}]") for name in ("at", "key", "form_token")] == was


def test_after_back_another_touch_can_be_recorded(sign_in, site):
    page = sign_in()
    page.goto(site + ADDRESS)
    record(page, "Primeira nota")
    go_back(page)
    record(page, "Segunda nota")
    page.goto(site + "/touches/?account=1")
    assert [page.get_by_text(f"{which} nota").count() for which in ("Primeira", "Segunda")] == [1, 1]


def test_a_form_whose_buttons_are_called_action_is_remembered_without_a_fault(sign_in, site):
    page = sign_in()
    faults = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(site + "/imports/new/")
    files = {"name": "back.csv", "mimeType": "text/csv", "buffer": "Empresa;Setor\nAço Volta;indústria\n".encode()}
    page.set_input_files("main input[type=file]", files)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/mapping/")
    page.click("main button[name=action][value=next]")
    page.wait_for_url("**/values/")
    assert faults == []
