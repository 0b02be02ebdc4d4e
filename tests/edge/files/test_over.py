"""What says that a deal is over: taken for won or lost where that is certain, asked about where it is not."""

import pytest

from jornada.apps.sales.models import Opportunity, PipelineStage
from jornada.edge.files.matching.stages import is_over, outcome_of
from jornada.edge.files.propose import apply_sure, find_unknown
from jornada.edge.files.unknown import offered, value_rows

pytestmark = pytest.mark.django_db
COLUMNS = {"Cliente": "account", "Oportunidade": "name"}


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        *((word, "won") for word in ("Ganho", "Vendida", "Closed won", "Negócio fechado", "Fechado com sucesso")),
        *((word, "won") for word in ("Venda concluída", "Fechou", "Fechado - Ganho", "closedwon")),
        *((word, "lost") for word in ("Perdida", "Closed lost", "Não fechado", "Perda", "No ganado", "Not won")),
        *((word, "lost") for word in ("Não vendida", "Fechado sem sucesso", "Desistência", "closedlost")),
        *((word, "") for word in ("Fechado", "Closed", "Encerrada", "Concluído", "Fechamento")),
    ],
)
def test_words_of_those_who_sell(said, outcome):
    assert outcome_of(said) == outcome


@pytest.mark.parametrize("said", ["Fechado", "4 - Fechada", "CLOSED", "Encerrado", "Concluída"])
def test_over_and_nobody_knows_how(said):
    assert is_over(said)


def asked(write, plan_of, field, *said):
    rows = "\n".join(f"Aço;Forno {number};{word}" for number, word in enumerate(said))
    steps = plan_of(
        ("opportunities", write("o.csv", f"Cliente;Oportunidade;Como\n{rows}\n")), columns={**COLUMNS, "Como": field}
    )
    unknown = find_unknown(steps)
    apply_sure(unknown)
    return steps, value_rows([one for one in unknown if one.field.code == field], steps)


@pytest.mark.parametrize("field", ["outcome", "stage"])
def test_closed_beside_lost_is_won_already(write, plan_of, field):
    steps, _rows = asked(write, plan_of, field, "Fechado", "Perdido", "Em andamento")
    assert steps[0].values[field]["Fechado"] == "Won"


@pytest.mark.parametrize("field", ["outcome", "stage"])
@pytest.mark.parametrize("others", [("Em andamento",), ("Ganho", "Perdido"), ("Aberto", "Ganho")])
def test_closed_alone_is_asked_about_before_all_others(write, plan_of, field, others):
    _steps, rows = asked(write, plan_of, field, "Etapa própria", "Etapa própria", "Fechado", *others)
    assert (rows[0]["value"], rows[0]["is_asked"], rows[0]["chosen"]) == ("Fechado", True, "")
    assert offered(rows)["outcome"] == ["Open", "Won", "Lost"]


def test_what_is_over_is_no_won_deal_because_others_were_lost(write, plan_of):
    _steps, rows = asked(write, plan_of, "outcome", "Encerrado", "Perdido")
    assert [(row["value"], row["is_asked"]) for row in rows] == [("Encerrado", True)]


def test_a_stage_called_closed_is_a_stage_where_a_status_tells_the_outcome(write, import_files):
    text = "Cliente;Oportunidade;Etapa;Status\nAço;A;Fechado;Perdido\nAço;B;Fechado;Aberto\nAço;C;Perdido;Perdido\n"
    import_files(("opportunities", write("o.csv", text)))
    assert dict(Opportunity.objects.values_list("name", "outcome")) == {"A": "lost", "B": "open", "C": "lost"}
    assert PipelineStage.objects.filter(label_pt="Fechado").exists()


@pytest.mark.parametrize("field", ["outcome", "stage"])
def test_what_nobody_answered_counts_as_open_and_is_told(write, import_files, field):
    path = write("o.csv", "Cliente;Oportunidade;Como\nAço;Forno;Fechado\n")
    result = import_files(("opportunities", path), columns={**COLUMNS, "Como": field})
    (issues,) = result["issues"].values()
    assert (Opportunity.objects.get().outcome, issues["outcome|unknown_status"]) == ("open", 1)
