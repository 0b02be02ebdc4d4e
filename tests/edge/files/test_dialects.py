"""The same deals out of systems that write them differently."""

import datetime as dt
from decimal import Decimal

import pytest

from jornada.apps.interactions.models import Touch
from jornada.apps.market.models import Contact, Product
from jornada.apps.sales.models import Opportunity, PipelineStage
from jornada.edge.files.propose import detect

# How a file is understood is asked of one database; that what was understood is written, of each.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PORTUGUESE = """Nome da negociação;Empresa;Responsável;Etapa;Estado;Valor;Data de início;Data de fechamento;Produto
Projeto Açaí;Padaria São João;João Conceição;Proposta enviada;Ganha;R$ 12.345,67;05/02/2025;20/03/2025;Plano Ouro
Upgrade;Metalúrgica Três;João Conceição;Negociação;Perdida;R$ 1.000,00;13/02/2025;28/02/2025;PlanoOuro
Piloto;Metalúrgica Três;Márcia Lima;Análise interna;Em andamento;;31/02/2025;30/12/2031;=cmd|' /C calc'!A0
"""


def deals():
    rows = Opportunity.objects.order_by("name").values_list("name", "outcome", "amount", "engaged_on", "closed_on")
    return {row[0]: row[1:] for row in rows}


def test_portuguese_semicolons_windows_1252_decimal_comma(write, import_files):
    result = import_files(("opportunities", write("negocios.csv", PORTUGUESE, "cp1252")))
    found = deals()
    assert found["Projeto Açaí"] == ("won", Decimal("12345.67"), dt.date(2025, 2, 5), dt.date(2025, 3, 20))
    assert found["Upgrade"][:2] == ("lost", Decimal("1000.00"))
    assert found["Piloto"] == ("open", None, None, None)
    assert Opportunity.objects.get(name="Piloto").expected_on == dt.date(2031, 12, 30)
    assert result["totals"]["created"] == 3


def test_an_impossible_date_stays_blank_and_is_named_in_the_report(write, import_files, report_rows):
    import_files(("opportunities", write("negocios.csv", PORTUGUESE, "cp1252")))
    said = next(row for row in report_rows() if row["value"] == "31/02/2025")
    assert (said["line"], said["status"], said["field"]) == ("4", "created", "Engaged on")


def test_a_formula_is_kept_as_text(write, import_files):
    import_files(("opportunities", write("negocios.csv", PORTUGUESE, "cp1252")))
    assert Product.objects.filter(name="=cmd|' /C calc'!A0").exists()
    assert Product.objects.get(name="Plano Ouro").opportunities.count() == 2


def test_unknown_stages_join_the_pipeline_and_known_ones_are_found_by_meaning(write, import_files):
    result = import_files(("opportunities", write("negocios.csv", PORTUGUESE, "cp1252")))
    assert Opportunity.objects.get(name="Projeto Açaí").stage.code == "proposal"
    assert Opportunity.objects.get(name="Piloto").stage.label_pt == "Análise interna"
    assert result["added"]["stage"] == {"Análise interna": 1}
    assert PipelineStage.objects.order_by("order").last().label_en == "Análise interna"


def test_stages_of_the_users_own_keep_their_words_and_stand_where_they_belong(write, import_files):
    text = (
        "deal_id,status,revenue\n1,Prospecting,\n2,ENGAGING,\n3,WON,10\n4,Lost,0\n5,Contract Sent,\n6,Demo scheduled,\n"
    )
    result = import_files(("opportunities", write("d.csv", text)))
    assert [row.label_en for row in PipelineStage.objects.order_by("order")] == [
        "Prospecting", "Qualification", "ENGAGING", "Discovery", "Demonstration", "Demo scheduled", "Proposal",
        "Negotiation", "Contract Sent",
    ]  # fmt: skip
    assert Opportunity.objects.get(external_id="2").stage.journey_stage == "commitment"
    assert [Opportunity.objects.get(external_id=one).outcome for one in "1234"] == ["open", "open", "won", "lost"]
    assert "unknown_status" not in str(result["issues"])


@pytest.mark.each_database
def test_a_second_import_finds_the_stages_that_the_first_one_added(write, import_files):
    path = write("d.csv", "deal_id,stage\n1,Won\n2,Análise interna\n3,Closed Won\n4,Lost\n")
    import_files(("opportunities", path))
    assert import_files(("opportunities", path))["totals"]["skipped"] == 4


def test_an_outcome_as_win_and_loss_in_a_column_of_another_name(write, import_files):
    text = "opportunity_number,opportunity_result,opportunity_amount_usd\n7,Won,10\n8,Loss,0\n"
    import_files(("opportunities", write("ibm.csv", text)))
    assert list(Opportunity.objects.order_by("external_id").values_list("outcome", flat=True)) == ["won", "lost"]


def test_a_flag_for_won_with_days_as_digits_and_odd_headers(write, import_files):
    text = (
        "deal_no,agent_name,product_line,won,start,end,deal_size\n"
        "1,Ana Sá,Plan A,1,20240110,20240120,500\n2,Ana Sá,Plan A,0,20240110,20240115,0\n3,Bia Ré,Plan B,0,20240111,,\n"
    )
    import_files(("opportunities", write("flag.csv", text)))
    found = {row.external_id: row for row in Opportunity.objects.select_related("owner", "product")}
    assert [found[one].outcome for one in "123"] == ["won", "lost", "open"]
    assert (found["1"].engaged_on, found["1"].closed_on) == (dt.date(2024, 1, 10), dt.date(2024, 1, 20))
    assert (found["1"].owner.name, found["1"].product.name, found["1"].amount) == ("Ana Sá", "Plan A", 500)


def test_the_line_of_sums_at_the_end_is_no_row(write, import_files):
    text = "Código;Cliente;Situação;Valor\nN1;Total;Ganha;10,50\nN2;Bela;Ganha;20,00\nTotal;;;30,50\n"
    result = import_files(("opportunities", write("t.csv", text)))
    assert (result["totals"]["created"], result["totals"]["skipped"]) == (2, 1)
    assert Opportunity.objects.get(external_id="N1").account.name == "Total"


def test_american_dates_and_money_with_stage_that_says_the_outcome(write, import_files):
    text = (
        "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date,Created Date\n"
        'a1,Big,Acme,Closed Won,"$12,000.50",3/31/2025,1/5/2025\n'
        'a2,Small,Acme,Closed Lost,"$0.00",4/20/2025,1/20/2025\n'
        'a3,Next,Acme,Negotiation/Review,"$7,000",9/30/2031,2/1/2025\n'
    )
    import_files(("opportunities", write("sf.csv", text)))
    found = deals()
    assert found["Big"] == ("won", Decimal("12000.50"), dt.date(2025, 1, 5), dt.date(2025, 3, 31))
    assert found["Small"][:2] == ("lost", None)
    assert Opportunity.objects.get(name="Next").stage.code == "negotiation"


def test_spanish_in_utf_16_with_tabs(write, import_files):
    text = "Oportunidad\tCliente\tEtapa\tImporte\tFecha de apertura\tFecha de cierre\n"
    text += "Uno\tÑandú SA\tCerrado ganado\t1.500,00\t01/03/2024\t25/04/2024\n"
    text += "Dos\tÑandú SA\tCerrada perdida\t2.500,00\t02/03/2024\t15/04/2024\n"
    import_files(("opportunities", write("es.txt", text, "utf-16")))
    assert deals()["Uno"] == ("won", Decimal("1500.00"), dt.date(2024, 3, 1), dt.date(2024, 4, 25))


def test_a_workbook(tmp_path, import_files):
    from openpyxl import Workbook

    book = Workbook()
    for row in (["Negócio", "Conta", "Status", "Valor", "Início", "Fechamento"],
                ["Um", "Acme", "Ganho", 99.5, dt.date(2025, 1, 2), dt.date(2025, 2, 3)]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "deals.xlsx")
    import_files(("opportunities", tmp_path / "deals.xlsx"))
    assert deals()["Um"] == ("won", Decimal("99.50"), dt.date(2025, 1, 2), dt.date(2025, 2, 3))


def test_a_workbook_whose_first_sheet_is_a_summary(tmp_path, import_files):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Relatório de vendas"])
    book.active.append(["Total de negócios", 1])
    page = book.create_sheet("Negócios")
    page.append(["Exportação do CRM"])
    page.merge_cells("A1:E1")
    page.append(["Negócio", "Conta", "Status", "Valor", "Início", "Fechamento"])
    page.append(["Um", "Acme", "Ganho", "R$ 1.234,56", 45293, 45325])
    page.append(["Dois", "Acme", "Perdida", "R$ 10,00", "03/01/2024", "31/02/2024"])
    page.append(["Total", None, None, "R$ 1.244,56"])
    page.append(["Fonte: CRM interno"])
    book.save(tmp_path / "deals.xlsx")
    import_files(("opportunities", tmp_path / "deals.xlsx"))
    assert deals() == {
        "Um": ("won", Decimal("1234.56"), dt.date(2024, 1, 2), dt.date(2024, 2, 3)),
        "Dois": ("lost", Decimal("10.00"), dt.date(2024, 1, 3), None),
    }


def test_a_parquet_file(tmp_path, import_files):
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "deals.parquet"
    query = "SELECT 'Um' AS deal, 'Acme' AS account, 'won' AS status, 10.5 AS amount, DATE '2025-01-02' AS start_date"
    duckdb.sql(query + ", DATE '2025-02-03' AS close_date").write_parquet(str(path))
    import_files(("opportunities", path))
    assert deals()["Um"] == ("won", Decimal("10.50"), dt.date(2025, 1, 2), dt.date(2025, 2, 3))


def test_midnight_is_that_of_the_workspace(write, import_files):
    import_files(("touches", write("t.csv", "account,activity,date\nAcme,Call,2025-03-01\n")))
    touch = Touch.objects.get()
    assert touch.at == dt.datetime(2025, 3, 1, 3, tzinfo=dt.UTC)
    assert (touch.activity.code, touch.account.name) == ("call.connected", "Acme")


def test_words_among_amounts_do_not_hide_the_decimal_comma(write, import_files):
    text = "id;nome;conta;etapa;valor\n1;A;Aurora;Ganho;1.234,56\n2;B;Aurora;Ganho;a combinar\n3;C;Aurora;Ganho;0\n"
    import_files(("opportunities", write("o.csv", text)))
    assert list(Opportunity.objects.order_by("name").values_list("amount", flat=True)) == [Decimal("1234.56"), None, 0]


LINES = ('Nome,""Empresa"",""E-mail""', 'Ana,""Aço, Sul"",""ana@aco.com.br""', 'Bia,""Aço, Sul"",""bia@aco.com.br""')
WRAPPED = "".join(f'"{line}"\r\n' for line in LINES)


def test_lines_that_a_spreadsheet_put_into_one_cell_each_are_taken_out(write, import_files):
    import_files(("contacts", write("p.csv", WRAPPED)))
    rows = Contact.objects.order_by("name").values_list("name", "account__name", "email")
    assert list(rows) == [("Ana", "Aço, Sul", "ana@aco.com.br"), ("Bia", "Aço, Sul", "bia@aco.com.br")]


def test_dates_whose_order_other_columns_say_are_not_asked_for(write, plan_of):
    open_, sure = "Fechamento,Criado em", "03/02/2025,13/02/2025"
    (step,) = plan_of(("opportunities", write("d.csv", f"Nome,{open_}\nA,{sure}\n")))
    assert step.columns["Criado em"] == "created_at"
    assert detect(step).notices == []
