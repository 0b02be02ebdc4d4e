"""Duplicates of a base: FEBRL's lists with known truth, and what must hold of any list."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from jornada.analytics.duplicates import _namesakes, duplicates
from jornada.analytics.duplicates_blocks import candidates
from jornada.analytics.duplicates_compare import compare
from jornada.analytics.duplicates_text import clean
from jornada.rules.duplicates import MISSING, are_namesakes, judge

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "febrl"
reference = pytest.mark.skipif(not FOLDER.exists(), reason="needs ../shared/data/febrl")


def read(*names):
    rows = []
    for name in names:
        with (FOLDER / f"{name}.csv").open() as file:
            head, *lines = csv.reader(file, skipinitialspace=True)
            rows += [dict(zip([title.strip() for title in head], line, strict=True)) for line in lines]
    return rows


def scores(rows):
    """Say precision, recall and F1 of the pairs that are more likely duplicates than not."""
    address = [" ".join((row["street_number"], row["address_1"], row["address_2"])) for row in rows]
    columns = {"birth_date": "date_of_birth", "tax_id": "soc_sec_id", "city": "suburb", "postcode": "postcode"}
    names = [f"{row['given_name']} {row['surname']}" for row in rows]
    table = {field: [row[column].strip() for row in rows] for field, column in columns.items()}
    found = duplicates({"name": names, "address": address, **table})
    truth = np.array([int(row["rec_id"].split("-")[1]) for row in rows])
    hits = int((truth[found.left] == truth[found.right]).sum())
    true = sum(number * (number - 1) // 2 for number in Counter(truth.tolist()).values())
    precision, recall = hits / len(found.left), hits / true
    return precision, recall, 2 * precision * recall / (precision + recall)


@reference
def test_within_one_list_of_febrl():
    assert min(scores(read("dataset1"))) >= 0.99


@reference
def test_across_two_lists_of_febrl():
    assert min(scores(read("dataset4a", "dataset4b"))) >= 0.99


def people(number, seed=3):
    """Make people of whom every fifth is entered twice."""
    rng = np.random.default_rng(seed)
    words = ["".join(rng.choice(list("abcdefghijklmnoprstuv"), 7)) for _ in range(number * 2)]
    names = [f"{words[2 * at]} {words[2 * at + 1]}" for at in range(number)]
    emails = [f"p{at}{words[at]}@x.com" for at in range(number)]
    twice = range(0, number, 5)
    return {
        "name": names + [names[at][:3] + names[at][4:] for at in twice],
        "email": emails + [emails[at] for at in twice],
    }


def test_the_known_twins_are_found_and_nothing_else():
    found = duplicates(people(200))
    assert sorted(zip(found.left.tolist(), found.right.tolist(), strict=True)) == [
        (at, 200 + at // 5) for at in range(0, 200, 5)
    ]


def test_the_order_of_rows_does_not_matter():
    table = people(100)
    order = np.random.default_rng(1).permutation(len(table["name"]))
    turned = duplicates({field: [column[at] for at in order] for field, column in table.items()})
    found = {frozenset(pair) for pair in zip(order[turned.left], order[turned.right], strict=True)}
    straight = duplicates(table)
    assert len(straight.left) == 20
    assert found == {frozenset(pair) for pair in zip(straight.left, straight.right, strict=True)}


def test_namesakes_with_other_addresses_are_no_duplicates():
    """Learning how duplicates agree, too, took half of such a base for duplicates."""
    table = {"name": ["Maria Silva"] * 300, "email": [f"maria{at}{at * 7919 % 10007}@c{at}.com" for at in range(300)]}
    assert len(duplicates(table).left) == 0


# So that neither word of the name is rare.
QUITANDAS = [f"{kind} {name}" for kind in ("Quitanda", "Jabuti") for name in ("Azul", "Norte", "Sul", "Leste", "Vale")]


@pytest.mark.parametrize(
    ("one", "two", "is_found"),
    [("", "", True), ("Santos", "", True), ("Santos", "Santos", True), ("Santos", "Campinas", False)],
)
def test_companies_called_the_same_are_shown_unless_something_tells_them_apart(one, two, is_found):
    others = [*people(200)["name"], *QUITANDAS]
    table = {
        "company_name": [*others, "Quitanda Jabuti", "Quitanda Jabuti Ltda."],
        "city": [*(["Recife"] * len(others)), one, two],
    }
    result = duplicates(table)
    pairs = list(zip(result.left.tolist(), result.right.tolist(), strict=True))
    assert ((len(others), len(others) + 1) in pairs) is is_found


@pytest.mark.parametrize(
    ("field", "one", "two", "city", "is_found"),
    [
        ("domain", "padariax.com.br", "x-paes.com.br", "Santos", True),
        ("domain", "padariax.com.br", "x-paes.com.br", "Campinas", False),
        ("phone", "+551133334444", "+551122221111", "Santos", True),
        ("tax_id", "11222333000181", "", "Santos", True),
    ],
)
def test_in_one_city_another_domain_or_phone_does_not_tell_companies_of_one_name_apart(field, one, two, city, is_found):
    others = [*people(200)["name"], *(f"Padaria {at}" for at in "ABCDEFGH")]
    table = {
        "company_name": [*others, "Padaria X", "Padaria X Ltda"],
        "city": [*(["Recife"] * 248), "Santos", city],
        field: [*([""] * 248), one, two],
    }
    result = duplicates(table)
    assert ((248, 249) in zip(result.left.tolist(), result.right.tolist(), strict=True)) is is_found


@pytest.mark.parametrize(
    ("name", "tax_ids", "is_found"),
    [
        ("Zyntrex Padaria", ("", ""), True),
        ("Zyntrex Padaria", ("11222333000181", ""), True),
        ("Zyntrex Padaria", ("11222333000181", "44555666000162"), False),
        ("Padaria Norte", ("", ""), False),
    ],
)
def test_a_distinctive_name_in_another_city_is_shown_and_a_common_one_is_not(name, tax_ids, is_found):
    others = [f"{kind} {word}" for kind in ("Padaria", "Mercado", "Bazar", "Loja") for word in ("Norte", "Sul", "Vale")]
    table = {
        "company_name": [*others, name, f"{name} Ltda"],
        "city": [*(["Recife"] * len(others)), "Santos", "Campinas"],
        "phone": [*([""] * len(others)), "+551133334444", "+551932321111"],
        "tax_id": [*([""] * len(others)), *tax_ids],
    }
    result = duplicates(table)
    pairs = zip(result.left.tolist(), result.right.tolist(), strict=True)
    assert ((len(others), len(others) + 1) in pairs) is is_found


def test_companies_of_one_name_in_one_city_with_tax_ids_of_their_own_are_two():
    assert not are_namesakes({"company_name": 3, "city": 3, "tax_id": 0})
    assert are_namesakes({"company_name": 3, "city": 3, "tax_id": MISSING, "domain": 0, "phone": 0})


def test_one_pair_and_the_many_agree_on_namesakes():
    every = list(product((MISSING, 0, 1, 2, 3), repeat=3))
    levels = dict(zip(("company_name", "city", "domain"), np.array(every, np.int8).T, strict=True))
    many = _namesakes(levels, np.zeros(len(every), bool)).tolist()
    assert many == [are_namesakes(dict(zip(levels, one, strict=True))) for one in every]
    assert sum(many) == 3 + 2 * 5  # a city on one side only; the same city, whatever the domains
    rare = _namesakes(levels, np.ones(len(every), bool)).tolist()
    assert rare == [are_namesakes(dict(zip(levels, one, strict=True)), is_distinctive=True) for one in every]
    assert sum(rare) == 5 * 5


def test_one_judgement_and_the_many_agree():
    found = duplicates(people(50))
    levels = {field: int(column[0]) for field, column in found.levels.items()}
    rarity = {field: float(column[0]) for field, column in found.rarity.items()}
    assert judge(levels, found.known, rarity).probability == pytest.approx(found.probability[0])


def test_blocks_are_bounded_however_common_the_key():
    same = {"phone": clean("phone", ["1133334444"] * 1000)}
    left, _right = candidates(same, neighbours=5)
    assert len(left) <= 5 * 1000


@pytest.mark.parametrize("table", [{"name": []}, {"name": ["Ana"]}, {"name": ["", None]}])
def test_nothing_to_compare_gives_no_pair(table):
    assert len(duplicates(table).left) == 0


def test_what_hangs_together_is_one_group():
    found = duplicates(
        {"name": ["Ana Souza", "Ana Sousa", "Ana Souza", "Bo Li"], "email": ["a@x.com"] * 3 + ["b@x.com"]}
    )
    assert set(found.group.tolist()) == {0}


@pytest.mark.parametrize(
    ("field", "one", "two", "level"),
    [
        ("name", "José da Silva", "jose silva", 3),
        ("name", "Maria Silva Souza", "Maria Silva Santos", 1),
        ("name", "Luiza Prado", "Luisa Prado", 2),
        ("company_name", "ACME S/A", "Acme Ltda.", 3),
        ("company_name", "Padaria X", "Padaria X Ltda ME", 3),
        ("company_name", "Acme S.R.L.", "ACME GmbH", 3),
        ("company_name", "Contábil Sul S/S", "Contabil Sul EIRELI", 3),
        ("company_name", "J.R. Materiais", "J R Materiais L.L.C.", 3),
        ("phone", "+5511987654321", "+551187654321", 3),
        ("phone", "+551133334444;ext=12", "+551133334444;ext=34", 0),
        ("email", "Ana.Souza+crm@gmail.com", "anasouza@gmail.com", 3),
        ("tax_id", "12ABC34501DE35", "12ABC34501DF99", 1),
        ("tax_id", "11222333000181", "11222339000181", 2),
        ("birth_date", "1980-02-01", "1980-01-02", 2),
        ("domain", "acme.com.br", "acme.com", 1),
        ("domain", "gmail.com", "gmail.com", -1),
    ],
)
def test_the_ways_people_write_one_thing(field, one, two, level):
    column = {field: clean(field, [one, two])}
    assert compare(column, np.array([0]), np.array([1]))[field].tolist() == [level]


def level(field, one, two):
    column = {field: clean(field, [one, two])}
    return int(compare(column, np.array([0]), np.array([1]))[field][0])


@pytest.mark.parametrize(
    ("field", "one", "two", "expected"),
    [
        ("name", "Souza, Ana Paula", "Ana Paula Souza", 3),
        ("name", "Marcelo Carlos R. Oliveira", "Marcelo Carlos Ribeiro de Oliveira", 2),
        ("name", "Marcelo C. Oliveira", "Marcelo Ribeiro Oliveira", 1),
        ("company_name", "Ind. e Com. de Plásticos Sul Ltda", "Indústria e Comércio de Plásticos Sul S.A.", 3),
        ("company_name", "Sul Distr. de Bebidas", "Sul Distribuidora de Bebidas EIRELI", 3),
        ("company_name", "Amazon.com", "Amazon Comércio", 1),
        ("email", "ana.lima@x.com", "ana.lmia@x.com", 2),
        ("email", "ana.lima2@x.com", "ana.lima@x.com", 1),
        ("tax_id", "11.222.333/0001-81", "11.222.333/0002-62", 1),
        ("tax_id", "11.222.333/0001-81", "11.222.333/0001-18", 2),
        ("tax_id", "11.222.333/0001-81", "11.222.333/0011-81", 2),
    ],
)
def test_how_far_two_values_agree(field, one, two, expected):
    assert level(field, one, two) == expected


def test_one_cnpj_is_one_company_whatever_it_is_called():
    others = people(600)["name"]
    ids = [f"{at:08d}0001{at % 97:02d}" for at in range(len(others))]
    table = {
        "company_name": [*others, "Padaria Pão Quente", "J. Silva Alimentos Ltda"],
        "tax_id": [*ids, "11222333000181", "11.222.333/0001-81"],
        "city": [*(["Recife"] * len(others)), "Santos", "Campinas"],
    }
    found = duplicates(table)
    pairs = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert (len(others), len(others) + 1) in pairs


def test_slips_in_all_that_names_a_person_are_found_by_the_rest():
    others = people(300)
    number = len(others["name"])
    table = {
        "name": [*others["name"], "mikayla white", "acitlin"],
        "birth_date": [*(f"19{at % 90 + 10}0{at % 9 + 1}1{at % 10}" for at in range(number)), "19021408", "19020814"],
        "address": [*(f"{at} {others['name'][at]} street" for at in range(number)), *["10 yabsley place"] * 2],
        "postcode": [*(str(2000 + at) for at in range(number)), "9280", "9280"],
    }
    found = duplicates(table)
    assert (number, number + 1) in list(zip(found.left.tolist(), found.right.tolist(), strict=True))
