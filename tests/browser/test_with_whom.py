"""With whom a touch was is chosen by keys alone, also while answers are on their way."""

AN_EARLIER_ANSWER_SETTLES = """
  const settle = () => document.querySelector('#places').dispatchEvent(new Event('htmx:afterSettle'))
  document.addEventListener('keydown', (event) => event.key === 'Enter' && setTimeout(settle))
"""


def test_with_whom_is_chosen_from_the_keyboard_and_one_comes_back(sign_in, site):
    page = sign_in("bruno")
    page.goto(site + "/touches/new/?next=/tasks/")
    names = page.locator("#places .j-hit .truncate:first-of-type").all_inner_texts()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("[...document.querySelectorAll('#places .j-hit')].indexOf(document.activeElement)") == 1
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.type(names[0])
    page.keyboard.press("Enter")
    page.locator("#places .j-hit:focus, [name=at]").first.wait_for()
    if page.locator("[name=at]").count() == 0:
        page.keyboard.press("Enter")
    page.locator("[name=at]").wait_for()
    assert "next=%2Ftasks%2F" in page.url


def test_an_answer_to_fewer_letters_does_not_end_the_wait(sign_in, site):
    page = sign_in("bruno")
    page.goto(site + "/touches/new/")
    name = page.locator("#places .j-hit .truncate:first-of-type").first.inner_text()
    page.keyboard.type(name)
    page.evaluate(AN_EARLIER_ANSWER_SETTLES)
    page.keyboard.press("Enter")
    page.locator("#places .j-hit:focus, [name=at]").first.wait_for()
