"""Names of lists that nobody knows are asked for before an import writes them."""

import uuid

import pytest

from jornada.analytics.door import Table
from jornada.apps.sales.models import LossReason, Opportunity
from jornada.edge.files.load.work import Work
from jornada.edge.files.propose import detect, find_unknown
from jornada.edge.files.run import run_plan

pytestmark = pytest.mark.django_db
ROWS = "id,account,stage,lost reason\n1,Aço,Etapa X,\n2,Aço,Lost,Preço alto\n3,Aço,Lost,Price\n"


def asked(steps):
    return {one.field.code: [each.value for each in one.values] for one in find_unknown(steps)}


def test_unknown_stages_and_lost_reasons_are_asked_for(write, plan_of):
    LossReason.objects.get_or_create(label_en="Price", label_pt="Preço")
    found = asked(plan_of(("opportunities", write("o.csv", ROWS))))
    assert (found["stage"], found["lost_reason"]) == (["Etapa X"], ["Preço alto"])


def test_a_second_column_of_a_field_is_asked_for_where_the_first_says_nothing(write, plan_of):
    rows = "a@x.com,Ana,ebook,pedido\nb@x.com,Bia,,feira\nc@x.com,Caio,-,newsletter\nd@x.com,Davi,newsletter,blog\n"
    head = "E-mail,Nome,Evento da primeira conversão,Evento da última conversão,Estágio no funil"
    text = f"{head}\n{rows}".replace("\n", ",Lead\n").replace("funil,Lead", "funil")
    unknown = find_unknown(plan_of(("leads", write("rd.csv", text))))
    asked_for = [each.value for one in unknown if one.field.code == "program" for each in one.values]
    assert sorted(asked_for) == ["ebook", "feira", "newsletter"]


def test_tax_ids_of_companies_are_only_read_where_a_company_is_called_by_one(write, plan_of, monkeypatch):
    read, counts = [], Table.counts
    monkeypatch.setattr(Table, "counts", lambda table, name, *more: read.append(name) or counts(table, name, *more))
    companies = ("accounts", write("a.csv", "name,tax id\nAço,11.222.333/0001-81\n"))
    plan_of(companies, ("contacts", write("c.csv", "name,account\nAna,Aço\n")))
    assert "tax id" not in read
    plan_of(companies, ("contacts", write("d.csv", "name,account\nAna,11.222.333/0001-81\n")))
    assert "tax id" in read


def test_a_lost_reason_that_stands_for_a_known_one_joins_nothing(write, tmp_path, plan_of):
    known, _made = LossReason.objects.get_or_create(label_en="Price", label_pt="Preço")
    (step,) = plan_of(("opportunities", write("o.csv", ROWS)))
    step.values["lost_reason"] = {"Preço alto": "Preço"}
    run_plan([step], Work(None, is_dry=False, batch=uuid.uuid4()), tmp_path / "report.csv")
    assert Opportunity.objects.get(external_id="2").loss_reason == known
    assert not LossReason.objects.filter(label_pt="Preço alto").exists()


def test_a_date_that_is_not_imported_is_not_asked_about(write, plan_of):
    text = "Nome;E-mail;Nascimento;Data de cadastro\nAna;ana@aco.com.br;01/02/1980;03/04/2025\n"
    (step,) = plan_of(("contacts", write("c.csv", text)))
    assert not step.columns.get("Nascimento")
    asked_about = [one["params"]["column"] for one in detect(step).notices if one["code"] == "ambiguous_date"]
    assert asked_about == ["Data de cadastro"]
