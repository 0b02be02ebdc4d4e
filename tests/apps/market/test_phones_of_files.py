"""Phones of files: the notations of the country are read wherever their gaps are, others stay as they came."""

import pytest

from jornada.apps.market.phones import stored_phone

READ = {
    "0xx21 3333-4408": "+552133334408",
    "(0XX11) 98765-4321 ramal 12": "+5511987654321;ext=12",
    "(0**11) 3333-4444": "+551133334444",
    "55 0xx21 3333 4408": "+552133334408",
    "11987654 517": "+5511987654517",
    "11 - 98765 - 4321": "+5511987654321",
    "011/98765.4321": "+5511987654321",
    "0 15 11 98765-4321": "+5511987654321",
}


@pytest.mark.parametrize("text", READ)
def test_a_number_of_the_country_is_kept_in_e164(text):
    assert stored_phone(text) == READ[text]


@pytest.mark.parametrize("text", ["415-555-2671", "1 917 555 1234", "912 345 678", "98765-4321", "xx21"])
def test_what_may_be_of_another_country_or_has_no_area_stays_as_it_came(text):
    assert stored_phone(text) == text
