"""Parts that are written once: right in each language, with nothing that runs."""

from django.utils import translation
from django.utils.translation import gettext_lazy

from jornada.ui.columns import Column
from jornada.ui.drawn_once import column_lines, menu_links, part
from jornada.ui.menu import Item, Link


def column(code="city", label="City", **more):
    return Column(code, label, order=1, cell=lambda row: "", **more)


def test_a_line_says_whether_its_column_is_shown():
    shown, left = column_lines([(column(), True)]), column_lines([(column(), False)])
    assert ' value="city" checked>' in shown
    assert "checked" not in left


def test_a_line_says_by_which_classes_its_column_may_be_left_out():
    assert '<li data-left-out="cell-hidden-phone cell-minor">' in column_lines(
        [(column(is_minor=True, is_hidden_on_phone=True), True)]
    )
    assert "<li><label>" in column_lines([(column(), True)])


def test_the_record_s_name_is_always_shown_and_has_no_line():
    assert column_lines([(column(is_primary=True), True)]) == ""


def test_each_language_has_its_own_line():
    label = gettext_lazy("City")
    with translation.override("en"):
        english = column_lines([(column(label=label), True)])
    with translation.override("pt-br"):
        portuguese = column_lines([(column(label=label), True)])
    assert ('aria-label="Move City up"' in english, "Cidade" in portuguese) == (True, True)
    assert "Move" not in portuguese


def test_a_label_of_the_company_runs_nothing():
    assert "<script>" not in column_lines([(column(label="<script>alert(1)</script>"), True)])


def test_the_link_of_this_page_says_so():
    item = Item("accounts", "Accounts", "account_list", "building", "market", 10)
    here, elsewhere = (menu_links([Link(item, "/accounts/", is_here)]) for is_here in (True, False))
    assert 'aria-current="page"' in here
    assert "aria-current" not in elsewhere


def test_a_part_is_written_for_each_text_and_language_and_not_at_all_without_any():
    with translation.override("en"):
        english = part("leads/temperature/chip.html", code="hot")
    with translation.override("pt-br"):
        portuguese, cold = (part("leads/temperature/chip.html", code=code) for code in ("hot", "cold"))
    assert ("Hot" in english, "Quente" in portuguese, "Frio" in cold) == (True, True, True)
    assert part("leads/temperature/chip.html", code="") == ""
