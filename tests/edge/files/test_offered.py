"""What a value may stand for is offered, suggested by its words, and remembered for files with other headers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jornada.apps.market.models import Product
from jornada.apps.org.models import User
from jornada.apps.sales.models import LossReason
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.propose import apply_sure, find_unknown, remember

pytestmark = pytest.mark.django_db
HEAD = "Oportunidade;Empresa;Situação;Motivo de perda;Produto\n"
RIVAL = "Comprou de um concorrente"


@pytest.fixture
def plan(client):
    """A plan of a deal that was lost for a reason that is called otherwise here."""
    LossReason.objects.all().delete()
    LossReason.objects.create(label_en="Bought from a rival", label_pt=RIVAL)
    LossReason.objects.create(label_en="Price", label_pt="Preço")
    Product.objects.create(code="pro", name="Jornada Pro")
    client.force_login(User.objects.create_user(username="a", email="a@b.com", role="admin", language="pt-br"))
    text = HEAD + "ERP;Acme;Perdida;Concorrênte;Jornada\n"
    client.post("/imports/new/", {"files": [SimpleUploadedFile("d.csv", text.encode())], "kind": "opportunities"})
    plan = ImportPlan.objects.get()
    columns = dict(enumerate(("name", "account", "outcome", "lost_reason", "product")))
    mapping = {f"col-0-{n}": code for n, code in columns.items()}
    client.post(f"/imports/{plan.pk}/mapping/", {**mapping, "kind-0": "opportunities", "action": "next"})
    return plan


def test_lists_offer_their_names_and_the_one_with_the_words_is_chosen(client, plan):
    page = client.get(f"/imports/{plan.pk}/values/")
    found = {row["field"].code: (row["suggestion"], row["chosen"]) for row in page.context["rows"]}
    assert found["lost_reason"] == (RIVAL, RIVAL)
    assert found["product"] == ("Jornada Pro", "")
    assert page.context["offered"]["loss_reason"] == [RIVAL, "Preço"]
    text = page.content.decode()
    assert 'list="known-loss_reason"' in text
    assert f'<option value="{RIVAL}">' in text


def posted(client, plan, **more):
    values = {"rows": 1, "step-0": 0, "field-0": "lost_reason", "value-0": "Concorrênte", "suggested-0": "1", **more}
    client.post(f"/imports/{plan.pk}/values/", values)
    plan.refresh_from_db()
    return plan.steps[0]["values"]["lost_reason"]


def test_a_suggestion_that_was_taken_out_stays_out(client, plan):
    assert posted(client, plan, **{"target-0": ""}) == {"Concorrênte": "Concorrênte"}
    client.post(f"/imports/{plan.pk}/back/")
    (row,) = (one for one in client.get(f"/imports/{plan.pk}/values/").context["rows"] if one["value"] == "Concorrênte")
    assert row["chosen"] == ""


@pytest.mark.parametrize("asked", ["Preço", RIVAL])
def test_what_was_said_once_holds_for_files_with_other_headers(write, plan_of, plan, asked):
    (step,) = plan_of(("opportunities", write("d.csv", HEAD + "ERP;Acme;Perdida;Concorrênte;\n")))
    step.values["lost_reason"] = {"Concorrênte": asked}
    remember(step, None)
    other = "Negócio;Empresa;Status;Motivo da perda;Valor\nCRM;Beta;Perdida;Concorrênte;10\n"
    (step,) = plan_of(("opportunities", write("e.csv", other)))
    apply_sure(find_unknown([step]))
    assert step.values["lost_reason"] == {"Concorrênte": asked}


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [("Preços", "Price"), ("Preco alto demais", "Price"), ("Concorrente mais barato", ""), ("Sem resposta", "")],
)
def test_all_words_of_the_one_stand_in_the_other(write, plan_of, plan, value, suggestion):
    (step,) = plan_of(("opportunities", write("d.csv", HEAD + f"ERP;Acme;Perdida;{value};\n")))
    (found,) = (one for one in find_unknown([step]) if one.field.code == "lost_reason")
    assert found.values[0].target == suggestion
