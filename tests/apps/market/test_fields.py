from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from jornada.apps.market.fields import MoneyField, normal_domain, normal_phone, shown_phone
from jornada.ui.tax_ids import normal_tax_id, shown_tax_id

CNPJ = "11.222.333/0001-81"
LETTERED = "12.ABC.345/01DE-35"


@pytest.mark.parametrize(
    ("language", "text", "amount"),
    [
        ("pt-br", "1.234,56", "1234.56"),
        ("pt-br", "R$ 1.234", "1234"),
        ("pt-br", "1234.5", "1234.5"),
        ("pt-br", "0,5", "0.5"),
        ("en", "1,234.56", "1234.56"),
        ("en", "1234,56", "1234.56"),
        ("en", "US$ 12", "12"),
    ],
)
def test_amounts_are_read_as_people_write_them(language, text, amount):
    with translation.override(language):
        assert MoneyField().clean(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["1,2345", "12.34.56", "abc", "-5", "1e5", "--"])
def test_what_is_no_amount_is_refused(text):
    with translation.override("en"), pytest.raises(ValidationError):
        MoneyField().clean(text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("(11) 98765-4321", "+5511987654321"),
        ("011 3000-1000 ramal 21", "+551130001000;ext=21"),
        ("+44 20 7946 0018", "+442079460018"),
        ("", ""),
    ],
)
def test_phones_are_kept_in_one_form(text, stored):
    assert normal_phone(text) == stored


def test_phones_are_shown_as_people_know_them():
    assert shown_phone("+5511987654321") == "(11) 98765-4321"
    assert shown_phone("+442079460018") == "+44 20 7946 0018"
    assert shown_phone("+551130001000;ext=21") == "(11) 3000-1000 (21)"
    assert shown_phone("+551187654321") == "(11) 8765-4321"
    assert shown_phone("+558001234567") == "0800 123 4567"


@pytest.mark.parametrize("text", ["123", "telephone", "+55 11 1"])
def test_what_is_no_phone_is_refused(text):
    with pytest.raises(ValidationError):
        normal_phone(text)


@pytest.mark.parametrize(
    ("text", "is_person", "stored"),
    [
        (CNPJ, False, "11222333000181"),
        (LETTERED.lower(), False, "12ABC34501DE35"),
        ("529.982.247-25", True, "52998224725"),
    ],
)
def test_tax_ids_are_kept_without_points(text, is_person, stored):
    assert normal_tax_id(text, is_person) == stored


@pytest.mark.parametrize(
    ("text", "is_person"),
    [("11.222.333/0001-82", False), ("529.982.247-26", True), (CNPJ, True), ("529.982.247-25", False)],
)
def test_wrong_tax_ids_are_refused(text, is_person):
    with pytest.raises(ValidationError):
        normal_tax_id(text, is_person)


def test_tax_ids_are_shown_with_points():
    assert [shown_tax_id("11222333000181"), shown_tax_id("52998224725")] == [CNPJ, "529.982.247-25"]


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.Acme.com.br/x?y", "acme.com.br"),
        ("bia@acme.com", "acme.com"),
        ("acme.com:8080", "acme.com"),
        ("//acme.com/x", "acme.com"),
        ("", ""),
    ],
)
def test_domains_are_kept_bare(text, domain):
    assert normal_domain(text) == domain


@pytest.mark.parametrize("text", ["https://", "/", "javascript:alert(1)"])
def test_what_holds_no_domain_is_refused_and_not_taken_for_blank(text):
    with pytest.raises(ValidationError):
        normal_domain(text)
