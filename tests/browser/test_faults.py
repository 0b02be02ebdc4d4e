"""A form that was refused: who wrote it stands at the first field that is wrong."""

import pytest


@pytest.fixture
def page(contexts):
    """A page whose console may tell of refused forms, as browsers do."""
    page = contexts("ana").new_page()
    yield page
    page.close()


def test_the_first_wrong_field_has_the_focus(page, site):
    page.goto(site + "/accounts/new/")
    page.fill("[name=name]", "Padaria Aurora")
    page.fill("[name=founded]", "99999")
    page.fill("[name=phone]", "12")
    page.evaluate("document.querySelector('main form.j-form').noValidate = true")
    page.click("main form.j-form button[type=submit]")
    page.wait_for_selector("[data-invalid]")
    assert page.evaluate("document.activeElement.name") == "phone"
    assert page.input_value("[name=founded]") == "99999"


def test_what_is_wrong_with_the_whole_form_has_the_focus_where_no_field_is(page, site):
    page.goto(site + "/profiles/new/")
    page.fill("[name=name]", "Indústrias")
    page.fill("[name=least_a]", "0.2")
    page.fill("[name=least_b]", "0.5")
    page.click("main form.j-form button[type=submit]")
    page.wait_for_selector(".j-alert[data-tone=bad]")
    assert page.evaluate("document.activeElement.dataset.tone") == "bad"
