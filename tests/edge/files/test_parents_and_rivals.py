"""Head offices and branches by the ids of another system, in any order; the competitor to whom a deal was lost."""

import pytest

from jornada.apps.market.models import Account, Competitor
from jornada.apps.org.models import RoleRule, User
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.propose import find_unknown
from jornada.edge.files.tax_ids import in_place_of_name
from tests.apps.conftest import STAMPS

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


BRANCHES = (
    "Empresa;CNPJ;Matriz\n{}Filial;45.997.418/0002-34;45.997.418/0001-53\nLoja;45.997.418/0003-15;45997418000234\n"
)


@pytest.mark.parametrize("head", ["", "Zeta;45.997.418/0001-53;\n"])
def test_a_head_office_named_by_its_cnpj_is_found(write, import_files, plan_of, head):
    if not head:
        Account.objects.create(name="Zeta", tax_id="45997418000153", **STAMPS)
    file = ("accounts", write("a.csv", BRANCHES.format(head)))
    assert find_unknown(plan_of(file)) == []
    assert import_files(file)["added"] == {}
    assert above() == {"Zeta": None, "Filial": "Zeta", "Loja": "Filial"}


def test_a_head_office_of_which_only_the_cnpj_is_known_is_asked_about_and_added_with_it(write, import_files, plan_of):
    file = ("accounts", write("a.csv", BRANCHES.format("")))
    Account.objects.create(name="45.997.418/0001-54", **STAMPS)
    (asked,) = find_unknown(plan_of(file))
    assert [(one.value, one.target) for one in asked.values] == [("45.997.418/0001-53", "")]
    assert import_files(file)["added"] == {"account": {"45.997.418/0001-53": 1}}
    assert Account.objects.get(tax_id="45997418000153").name == "45.997.418/0001-53"


def test_a_cnpj_that_the_role_hides_is_not_found_out(write, import_files, plan_of):
    Account.objects.create(name="Zeta", tax_id="45997418000153", **STAMPS)
    RoleRule.objects.create(code="marketing", rule={"reaches": {}, "fields": {"account.tax_id": "hidden"}})
    user = User.objects.create_user(username="m", name="Mila", role="marketing")
    file = ("accounts", write("a.csv", "Empresa;Matriz\nFilial;45.997.418/0001-53\n"))
    assert len(find_unknown(plan_of(file), user)) == 1
    assert import_files(file, user=user)["added"] == {"account": {"45.997.418/0001-53": 1}}
    assert list(Account.objects.values_list("tax_id", flat=True).order_by("tax_id")) == ["", "", "45997418000153"]


@pytest.mark.parametrize("name", ["Rua 4599-7418/0001", "45.997.418/0001-54", "ACME12345678", "Loja 12", ""])
def test_a_name_is_no_tax_id(name):
    assert in_place_of_name(name) == ""


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
