"""Whatever a file holds: its rows add up, and each cell is in the database or told of."""

import csv
import io
import unicodedata

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from jornada.apps.market.models import Account, Contact
from jornada.edge.files.refused import REFUSED, refused_counts
from jornada.edge.files.report import tallied

pytestmark = pytest.mark.django_db
POOLS = {
    "Empresa": ["Aço Forte", "Bela Vista Ltda", "Casa & Cia", "Total", ""],
    "CNPJ": ["11.222.333/0001-81", "11.222.333/0001-82", "123", "00000000000", "abc", ""],
    "Contato": ["Ana Souza", "Bruno Lima", "Cid", ""],
    "E-mail": ["ana@aco.com.br", "bruno@bela.com.br; b2@bela.com.br", "nenhum", "cid@", ""],
    "Telefone": ["(11) 98888-7777", "11 1234", "ramal 12", "11 3333-4444 / 11 98888-1111", "1,23E+10", ""],
    "Cidade": ["Recife", "São Paulo", "Nenhures", ""],
    "UF": ["PE", "SP", "XX", ""],
    "CEP": ["01310-100", "123", "1310100", ""],
    "Funcionários": ["12", "muitos", "-3", ""],
    "Cargo": ["Diretora", "Compras", ""],
    "Anotações": ["liga à tarde", "#N/D", ""],
}
MODELS = ("Account", "Contact", "ContactPoint", "Note", "Opportunity", "Lead")


@st.composite
def tables(draw):
    """Give the headers and rows of a file, all of them odd in some way."""
    headers = draw(st.permutations(list(POOLS)))[: draw(st.integers(3, len(POOLS)))]
    headers = list(dict.fromkeys(["Empresa", "Contato", *headers]))
    row = st.tuples(*(st.sampled_from(POOLS[one]) for one in headers))
    return headers, draw(st.lists(row, min_size=1, max_size=6))


def bare(text):
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", str(text)).casefold()))


def stored():
    """Return all that the database holds of the rows, without signs."""
    models = [one for one in apps.get_models() if one.__name__ in MODELS and one.__module__.startswith("jornada")]
    found = (bare(value) for model in models for row in model.objects.values_list() for value in row if value)
    return [value for value in found if len(value) > 1]


def written(headers, rows):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([headers, *rows])
    return out.getvalue()


def untold(headers, rows, columns, report):
    """Return the cells that neither the database holds nor the report tells of."""
    kept, told = stored(), {}
    for one in report:
        told.setdefault(int(one["line"]), []).append(one)
    values = {value for one in report if len(value := bare(one["value"])) > 1}
    for line, row in enumerate(rows, start=2):
        is_refused = any(one["status"] == "rejected" for one in told.get(line, []))
        for header, cell in zip(headers, row, strict=True):
            parts = [bare(part) for part in cell.replace("/", ";").split(";")] if header in columns else []
            found = (
                any(part in value for value in (*kept, *values)) or any(value in part for value in values)
                for part in parts
                if part
            )
            if not is_refused and not all(found):
                yield line, header, cell


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.generate), derandomize=True,
)  # fmt: skip
@given(tables())
@example((["Empresa", "Contato", "CNPJ", "E-mail"], [("", "Ana Souza", "11.222.333/0001-81", "ana@aco.com.br")]))
def test_rows_add_up_and_no_cell_vanishes(write, import_auto, report_rows, tmp_path, table):
    headers, rows = table
    path = write("empresas.csv", written(headers, rows))
    with transaction.atomic():
        result = import_auto(path)
        for counts in result["files"].values():
            assert sum(tallied(counts).values()) == counts["read"] == len(rows)
        columns = set(headers) - set(result["left_out"].get(path.name, []))
        assert not list(untold(headers, rows, columns, report_rows()))
        transaction.set_rollback(True)


def test_what_a_nameless_company_has_is_given_back_to_be_corrected(write, import_auto, report_rows, tmp_path):
    text = "Empresa;CNPJ;Contato;E-mail\n;11.222.333/0001-81;Ana;ana@aco.com.br\nBela;;Bia;bia@bela.com.br\n"
    import_auto(write("empresas.csv", text))
    told = {(one["field"], one["value"]) for one in report_rows() if one["status"] == "rejected"}
    assert told == {("Name", ""), ("Tax id", "11222333000181")}
    assert refused_counts(tmp_path / "report" / "report-refused.csv", REFUSED) == {0: 1}
    assert set(Contact.objects.values_list("name", flat=True)) == {"Ana", "Bia"}


def test_a_phone_that_is_none_takes_the_place_of_no_sound_one(write, import_files, report_rows):
    head = "Empresa;CNPJ;Telefone\n"
    one, other = (f"Aço;11.222.333/0001-81;{phone}\n" for phone in ("(11) 98888-7777", "11 1234"))
    import_files(("accounts", write("a.csv", head + one + other)))
    import_files(("accounts", write("b.csv", head + other)))
    assert Account.objects.get().phone == "+5511988887777"
    assert "the record has a sound value already; this one was left out" in str(report_rows())


def test_rows_of_one_file_that_contradict_each_other_are_told_of(write, import_files, report_rows):
    import_files(("accounts", write("a.csv", "Empresa;Cidade\nAço;Recife\nAço;Olinda\n")))
    (last,) = (one for one in report_rows() if one["line"] == "3")
    assert (Account.objects.get().city, last["status"], last["field"], last["value"]) == (
        "Olinda",
        "updated",
        "City",
        "Recife",
    )
