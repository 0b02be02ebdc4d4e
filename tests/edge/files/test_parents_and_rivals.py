"""Head offices and branches by the ids of another system, in any order; the competitor to whom a deal was lost."""

import pytest

from jornada.apps.market.models import Account, Competitor
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db
HEAD = "Id,Name,ParentId,BillingCity,BillingStreet\n"
ROWS = ("001B,Filial,001A,Recife,Rua B\n", "001A,Matriz,,São Paulo,Rua A\n", "001C,Loja,001B,Olinda,Rua C\n")


def above():
    return dict(Account.objects.values_list("name", "parent__name"))


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1], (*ROWS[1:], ROWS[0])])
def test_the_parents_of_salesforce_are_bound_whatever_the_order(write, import_auto, rows):
    import_auto(write("Account.csv", HEAD + "".join(rows)))
    assert above() == {"Matriz": None, "Filial": "Matriz", "Loja": "Filial"}


def test_a_parent_that_is_in_no_file_is_told_of(write, import_auto, report_rows):
    result = import_auto(write("Account.csv", f"{HEAD}001B,Filial,00ZZ,Recife,Rua B\n"))
    assert result["issues"] == {"0:accounts:Account.csv": {"parent_id|no_such_parent": 1}}
    assert [one["value"] for one in report_rows() if one["reason"]] == ["00ZZ"]
    assert result["totals"]["created"] == 1


def test_no_company_comes_to_stand_above_itself(write, import_auto):
    rows = "001A,A,001B,Recife,x\n001B,B,001C,Recife,x\n001C,C,001A,Recife,x\n001D,D,001D,Recife,x\n"
    result = import_auto(write("Account.csv", HEAD + rows))
    assert above() == {"A": "B", "B": "C", "C": None, "D": None}
    assert result["issues"]["0:accounts:Account.csv"] == {"parent_id|in_a_ring": 1, "parent_id|own_parent": 1}


def test_a_trial_tells_of_parents_as_the_import_does(write, import_files):
    path = write("Account.csv", HEAD + "".join(ROWS) + "001D,D,00ZZ,Recife,x\n")
    dry = import_files(("accounts", path), is_dry=True)
    real = import_files(("accounts", path))
    assert (dry["totals"], dry["issues"]) == (real["totals"], real["issues"])


@pytest.mark.parametrize("header", ["Concorrente", "Competitor", "Perdida para", "Main Competitor"])
def test_the_competitor_and_the_reason_of_a_loss_come_in(write, import_files, header):
    Competitor.objects.create(name="Rival S.A.")
    text = (
        f"Oportunidade;Empresa;Etapa;Valor;{header};Motivo de perda;Data de fechamento\n"
        "Um;Aço;Perdida;1.200.000,5;rival s.a.;Preço;13/02/2026\nDois;Bela;Perdida;5;Outra;;14/02/2026\n"
        "Três;Cia;Ganha;5;Nenhum;;15/02/2026\n"
    )
    result = import_files(("opportunities", write("o.csv", text)))
    found = Opportunity.objects.order_by("closed_on").values_list("competitor__name", "loss_reason__label_pt")
    assert [one[0] for one in found] == ["Rival S.A.", "Outra", None]
    assert found[0][1] == "Preço"
    assert result["added"]["competitor"] == {"Outra": 1}
