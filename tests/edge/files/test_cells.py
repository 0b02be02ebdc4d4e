"""What programs and people leave in cells, and what a field makes of it."""

from decimal import Decimal

import pytest

from jornada.edge.files.cells import WrongCell, converter
from jornada.edge.files.kinds import KINDS

CASES = [
    ("contacts", "phone", "p:+5511988112233", "+5511988112233"),
    ("contacts", "phone", "'+55 11 97777-0101", "+5511977770101"),
    ("contacts", "phone", "(11) 98811-2233, (31) 98888-7777, (41) 97777-6666", "+5511988112233"),
    ("contacts", "phone", "+55 11 3344-5566 / 98811-2233", "+551133445566"),
    ("contacts", "phone", "3344-5566 ramal 12", "3344-5566 ramal 12"),
    ("contacts", "phone", "5,51199E+12", "rounded"),
    ("contacts", "phone", "123", "no_phone"),
    ("contacts", "phone", "(41) 99888-7766", "+5541998887766"),
    ("contacts", "phone", "041 3333 4444 ramal 12", "+554133334444;ext=12"),
    ("contacts", "phone", "00351 21 123 4567", "+351211234567"),
    ("contacts", "phone", "415-555-2671", "415-555-2671"),
    ("accounts", "tax_id", "3444555000181", "wrong_tax_id"),
    ("contacts", "external_id", "2,57891E+10", "rounded"),
    ("contacts", "external_id", "25789100001", "25789100001"),
    ("accounts", "tax_id", "1.12223E+13", "rounded"),
    ("contacts", "name", "'=1+1", "=1+1"),
    ("contacts", "name", "'Ana' Souza", "'Ana' Souza"),
    ("contacts", "account", "Moinho Azul;Moinho Azul Sul", "Moinho Azul"),
    ("contacts", "account", "[Not Specified]", None),
    ("leads", "account", "[not provided]", None),
    ("leads", "account", "(sem valor)", None),
    ("leads", "account", "(RE) Imóveis", "(RE) Imóveis"),
    ("leads", "name", "<test lead: dummy data for full_name>", None),
    ("leads", "phone", "<test lead: dummy data for phone_number>", None),
    ("leads", "status", "Aberto - Não contatado", "open"),
    ("contacts", "owner", "Unassigned", None),
    ("contacts", "owner", "No owner", None),
    ("contacts", "owner", "Sem proprietário", None),
    ("contacts", "owner", "Rafael Nunes (rafael@nossa.com.br)", "Rafael Nunes"),
    ("contacts", "owner", "Deactivated User (velho@nossa.com.br)", "velho@nossa.com.br"),
    ("contacts", "email", "ana@aco.com.br; ana@gmail.com", "ana@aco.com.br"),
    ("contacts", "email", "Ana Souza <Ana@aco.com.br>", "ana@aco.com.br"),
    ("contacts", "email", "ana@aco.com.br.", "ana@aco.com.br"),
    ("contacts", "phone", "-", None),
    ("contacts", "phone", "Tel.: (11) 3344-5566 (ramal 12)", "+551133445566;ext=12"),
    ("contacts", "phone", "+55 011 3344-5566 r. 45", "+551133445566;ext=45"),
    ("contacts", "phone", "WhatsApp: 11 9 8765-4321", "+5511987654321"),
    ("contacts", "phone", '="11987654321"', "+5511987654321"),
    ("contacts", "external_id", '="0012"', "0012"),
    ("accounts", "tax_id", '="11.222.333/0001-81"', "11222333000181"),
    ("accounts", "domain", "https://www.aco.com.br:8080/sobre?x=1", "aco.com.br"),
    ("accounts", "domain", "ana@aco.com.br", "aco.com.br"),
    ("accounts", "domain", "https://www.linkedin.com/in/ana", "not_its_own"),
    ("accounts", "domain", "br.linkedin.com/company/aco", "not_its_own"),
    ("accounts", "domain", "instagram.com/aco_oficial", "not_its_own"),
    ("accounts", "domain", "linkedin.com", "linkedin.com"),
    ("accounts", "domain", "ana@gmail.com", "not_its_own"),
    ("accounts", "employees", "1.200", 1200),
    ("accounts", "employees", "250.0", 250),
]


@pytest.mark.parametrize(("kind", "code", "cell", "expected"), CASES)
def test_a_cell_is_read_as_it_is_meant(kind, code, cell, expected):
    made = converter(KINDS[kind].by_code[code], "UTC", {})(cell)
    assert (made.code if isinstance(made, WrongCell) else made) == expected


LAST_OF_9999, FIRST_OF_1 = 253402300799999999, -62135596800000000


@pytest.mark.parametrize("microseconds", [2**62, -(2**62), LAST_OF_9999, LAST_OF_9999 + 1, FIRST_OF_1, FIRST_OF_1 - 1])
@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Asia/Tokyo"])
@pytest.mark.parametrize("type_", ["instant", "date"])
def test_a_year_that_no_calendar_has_is_told(microseconds, zone, type_):
    field = next(one for kind in KINDS.values() for one in kind.fields if one.type == type_)
    assert converter(field, zone, {})(microseconds).code == "impossible_year"


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity"])
def test_an_amount_that_is_no_number_is_told(amount):
    field = next(one for kind in KINDS.values() for one in kind.fields if one.type == "money")
    assert converter(field, "UTC", {})(Decimal(amount)).code == "not_a_number"


@pytest.mark.parametrize("text", ["9" * 5000, "9" * 21])
def test_a_number_of_thousands_of_digits_is_told(text):
    field = next(one for one in KINDS["accounts"].fields if one.code == "employees")
    assert converter(field, "UTC", {})(text).code == "not_a_number"
