"""Addresses of companies from files: headers of other systems, the CEP that lost its zero, and what is none."""

import pytest

from jornada.apps.market.models import Account
from jornada.edge.files.plan import Step
from jornada.edge.files.propose import detect
from jornada.edge.files.samples import look_at

pytestmark = pytest.mark.django_db
HOME = (
    "Empresa;CEP;Logradouro;Complemento;Bairro;País\nAço;01310-100;Av. Paulista;Sala 4;Bela Vista;\n"
    "Bela;1310100;Rua A;;Centro;Brasil\nCia;123;;;;\nDoca;1000-205;Rua do Ouro;;;Portugal\n"
)


def test_a_cep_is_kept_bare_with_its_zero(write, import_files):
    result = import_files(("accounts", write("a.csv", HOME)))
    kept = dict(Account.objects.values_list("name", "postcode"))
    assert kept == {"Aço": "01310100", "Bela": "01310100", "Cia": "123", "Doca": "1000-205"}
    (issues,) = result["issues"].values()
    assert issues["postcode|wrong_cep"] == 1
    row = Account.objects.get(name="Aço")
    assert (row.street, row.complement, row.district) == ("Av. Paulista", "Sala 4", "Bela Vista")


def test_the_same_file_again_changes_nothing(write, import_files):
    path = write("a.csv", HOME)
    import_files(("accounts", path))
    assert import_files(("accounts", path))["totals"] == {"created": 0, "updated": 0, "skipped": 4, "rejected": 0}


def test_the_columns_page_marks_what_is_no_cep(write):
    step = Step("accounts", str(write("a.csv", HOME)), "a.csv")
    detect(step)
    with step.open() as table:
        found = look_at(table, step)
    assert found.counts("CEP") == [("a CEP has eight digits; it was kept as it came", 1)]
    assert found.values[found.lines[1]]["postcode"] == "01310100"


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        (
            "Company name,Company Domain Name,Street Address,Street Address 2,Postal Code,City,State/Region,"
            "Country/Region,Phone Number,Record ID,Company owner",
            {"Street Address": "street", "Street Address 2": "complement", "Postal Code": "postcode"},
        ),
        (
            "Account Name,Account ID,Billing Street,Billing City,Billing State/Province,Billing Zip/Postal Code,"
            "Billing Country,Account Owner,Website,Industry",
            {"Billing Street": "street", "Billing Zip/Postal Code": "postcode"},
        ),
        (
            "Organization - Name,Organization - ID,Organization - House number of Address,"
            "Organization - Street/road name of Address,Organization - Apartment/suite no of Address,"
            "Organization - District/sublocality of Address,Organization - ZIP/Postal code of Address,"
            "Organization - Owner",
            {
                "Organization - House number of Address": "street_number",
                "Organization - Street/road name of Address": "street",
                "Organization - Apartment/suite no of Address": "complement",
                "Organization - District/sublocality of Address": "district",
                "Organization - ZIP/Postal code of Address": "postcode",
            },
        ),
        ("Razão social,CNPJ,Endereço,Bairro,CEP", {"Endereço": "street", "Bairro": "district", "CEP": "postcode"}),
    ],
)
def test_headers_of_other_systems_are_addresses(write, headers, wanted):
    rows = "\n".join(",".join(f"v{n}" for n in range(headers.count(",") + 1)) for _row in range(3))
    step = Step("accounts", str(write("a.csv", f"{headers}\n{rows}\n")), "a.csv")
    detect(step)
    assert {header: step.columns.get(header) for header in wanted} == wanted


def test_a_bare_number_is_not_taken_for_that_of_a_house(write):
    step = Step("accounts", str(write("a.csv", "Empresa,Número\nAço,12\nBela,13\n")), "a.csv")
    detect(step)
    assert step.columns.get("Número") != "street_number"
