"""An address in one cell is taken apart; what cannot be stays in the street."""

import pytest

from jornada.apps.market.models import Account
from jornada.edge.files.addresses import take_apart

CASES = [
    ("Rua X, 123 - Centro, São Paulo - SP, 01310-100, Brasil", ("Rua X", "123", "", "Centro", "São Paulo", "SP")),
    (
        "Av. Paulista, 1578 - Sala 4 - Bela Vista, São Paulo - SP, 01310-200, Brazil",
        ("Av. Paulista", "1578", "Sala 4", "Bela Vista", "São Paulo", "SP"),
    ),
    ("Rua das Flores, 10, Centro, Recife, PE, 50000-000", ("Rua das Flores", "10", "", "Centro", "Recife", "PE")),
    ("Rua X, 123 - Centro - Recife/PE - CEP 50.010-100", ("Rua X", "123", "", "Centro", "Recife", "PE")),
    ("SCS Quadra 1, Bloco A - Asa Sul, Brasília - DF", ("SCS Quadra 1", "", "Bloco A", "Asa Sul", "Brasília", "DF")),
    ("Rua Acre, 12 sala 301, Centro, Niterói - RJ", ("Rua Acre", "12", "sala 301", "Centro", "Niterói", "RJ")),
    ("R. Dantas 75, Rio de Janeiro RJ 20031-204", ("R. Dantas 75", "", "", "", "Rio de Janeiro", "RJ")),
    ("São Paulo - SP, Brasil", ("", "", "", "", "São Paulo", "SP")),
]
FIELDS = ("street", "street_number", "complement", "district", "city", "state")


@pytest.mark.parametrize(("text", "parts"), CASES)
def test_an_address_is_taken_apart_from_its_end(text, parts):
    found = take_apart(text)
    assert tuple(found.get(code, "") for code in FIELDS) == parts


@pytest.mark.parametrize(
    "text",
    [
        "1600 Amphitheatre Parkway, Mountain View, CA 94043, USA",
        "Rua X, 123 - Nenhures, Springfield - SP, 01310-100, Brasil",
        "Rua sem fim, 12",
        "Brasil",
        "",
        " - , ",
    ],
)
def test_what_names_no_municipality_stays_whole(text):
    assert take_apart(text) == {"street": text}


@pytest.mark.django_db
def test_the_one_cell_address_of_pipedrive_fills_the_fields_of_a_company(write, import_auto):
    head = "Organization - Name,Organization - Owner,Organization - Address\n"
    path = write("p.csv", head + f'Aço,Ana,"{CASES[0][0]}"\nBela,Ana,"12 High Street, Leeds"\n')
    import_auto(path)
    found = Account.objects.order_by("name").values_list(*FIELDS, "postcode", "country")
    assert list(found) == [
        ("Rua X", "123", "", "Centro", "São Paulo", "SP", "01310100", "Brasil"),
        ("12 High Street, Leeds", "", "", "", "", "", "", ""),
    ]
    assert import_auto(path)["totals"]["skipped"] == 2


@pytest.mark.django_db
def test_an_address_beside_fields_of_its_own_is_left_as_it_is(write, import_files):
    import_files(("accounts", write("a.csv", f'Empresa;Endereço;Cidade\nAço;"{CASES[0][0]}";Olinda\n')))
    assert Account.objects.values_list("street", "city").get() == (CASES[0][0], "Olinda")
