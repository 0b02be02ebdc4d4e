"""Blank stages, loss reasons and other choices, however systems write that nothing was chosen, join no list."""

import pytest

from jornada.apps.market.models import Account, Industry
from jornada.apps.sales.models import LossReason, Opportunity, PipelineStage
from jornada.edge.files.plan import Step
from jornada.edge.files.propose import detect, find_unknown

pytestmark = pytest.mark.django_db
HEAD = "Negócio;Empresa;Etapa;Motivo da perda\n"
SAID = (
    "",
    " ",
    "\u00a0",
    "\u200b",
    "-",
    "–",
    "--",
    ".",
    "?",
    "N/A",
    "#N/D",
    "null",
    "Nenhum",
    "Não informado",
    "(Sem valor)",
)


def deals(write, cells):
    rows = (f"Cofre {number};Aço Ltda;{cell};{cell}" for number, cell in enumerate(cells))
    return write("deals.csv", HEAD + "\n".join(rows) + "\n")


@pytest.mark.parametrize("more", [(), ("Sem etapa", "Sem motivo")])
def test_none_is_asked_about_as_an_unknown_value(write, more):
    step = Step("opportunities", str(deals(write, (*SAID, *more))), "deals.csv")
    detect(step)
    assert [one.field.code for one in find_unknown([step])] == ["account"]


def test_none_is_added_and_no_deal_is_lost_for_it(write, import_files):
    before = PipelineStage.objects.count(), LossReason.objects.count()
    import_files(("opportunities", deals(write, SAID)))
    assert (PipelineStage.objects.count(), LossReason.objects.count()) == before
    assert set(Opportunity.objects.values_list("outcome", "lost_reason")) == {("open", "")}


def test_what_only_looks_like_it_joins_the_list(write, import_files):
    import_files(("opportunities", deals(write, ["Sem verba", "-"])))
    assert LossReason.objects.filter(label_pt="Sem verba").exists()
    assert PipelineStage.objects.filter(label_pt="Sem verba").exists()


def test_a_lone_dash_is_no_company_and_no_industry(write, import_files):
    path = write("c.csv", "nome;empresa;e-mail\nAna Sá;-;ana@aco.com.br\nBia Reis;Aço;bia@aco.com.br\n")
    import_files(("contacts", path), ("accounts", write("a.csv", "name,industry\nAço,-\nBela,N/A\n")))
    assert not Account.objects.filter(name="-").exists()
    assert not Industry.objects.filter(name__in=("-", "N/A")).exists()
