"""A column of a file becomes a custom field: offered to administrators, made when the import starts, and once."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jornada.analytics.door import Column
from jornada.apps.market.models import Account
from jornada.apps.org import jobs
from jornada.apps.org.custom.actions import create_field, retire_field
from jornada.apps.org.models import CustomField, User
from jornada.edge.files.mapfile import WrongMapError, apply_columns, apply_map
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.new_fields import (
    fields_made,
    guess_type,
    make_fields,
    plan_field,
    planned_by_record,
    proposed_names,
    wrong_fields,
)
from jornada.edge.files.plan import Step
from jornada.edge.files.propose import detect
from jornada.edge.files.tasks import try_out

pytestmark = pytest.mark.django_db
CSV = "Empresa;Porte do parque;Cofres\nAço Ltda;Grande;12\nBela SA;pequeno;3\nCia Um;Grande;x\nDois;Pequeno;\n"
PARK, SAFES = 1, 2


@pytest.fixture
def admin(client):
    return login(client, "admin")


@pytest.fixture
def plan(client, admin):
    client.post("/imports/new/", {"files": [SimpleUploadedFile("contas.csv", CSV.encode())], "kind": "accounts"})
    return ImportPlan.objects.get()


def login(client, role):
    user = User.objects.create_user(username=role, email=f"{role}@example.com", role=role, language="en")
    client.force_login(user)
    return user


def choose(client, plan, action="next", **more):
    park = {"col-0-1": "+", "new-name-0-1": "Park size", "new-type-0-1": "choice"}
    safes = {"col-0-2": "+", "new-type-0-2": "number"}
    sent = {"kind-0": "accounts", "col-0-0": "name", **park, **safes, "action": action, **more}
    return client.post(f"/imports/{plan.pk}/mapping/", sent)


def run(client, plan):
    choose(client, plan)
    client.post(f"/imports/{plan.pk}/values/", {"rows": "0"})
    client.post(f"/imports/{plan.pk}/run/")
    perform(plan)


def perform(plan):
    plan.refresh_from_db()
    jobs.perform(plan.job_id)


def test_nothing_is_made_before_the_import_starts(client, plan):
    choose(client, plan)
    client.post(f"/imports/{plan.pk}/values/", {"rows": "0"})
    page = client.get(f"/imports/{plan.pk}/").content.decode()
    assert "Custom fields that will be created" in page
    assert "Park size" in page
    assert "this is no number" in page.lower()
    assert not CustomField.objects.exists()


def test_the_fields_are_made_with_their_choices_and_filled(client, plan):
    run(client, plan)
    park, safes = CustomField.objects.order_by("order")
    assert (park.record, park.type, park.label, [one["en"] for one in park.choices]) == (
        "account", "choice", "Park size", ["Grande", "Pequeno"],
    )  # fmt: skip
    assert (safes.type, safes.label) == ("number", "Cofres")
    kept = dict(Account.objects.values_list("name", "custom"))
    assert kept["Aço Ltda"] == {"park_size": "grande", "cofres": "12"}
    assert kept["Dois"] == {"park_size": "pequeno"}


def test_starting_twice_makes_each_field_once(client, plan):
    run(client, plan)
    client.post(f"/imports/{plan.pk}/run/")
    assert CustomField.objects.count() == 2


def test_the_next_file_with_these_headers_fills_the_fields(client, plan):
    run(client, plan)
    client.post("/imports/new/", {"files": [SimpleUploadedFile("mais.csv", CSV.encode())], "kind": "accounts"})
    assert ImportPlan.objects.first().steps[0]["columns"]["Porte do parque"] == "custom_park_size"


def test_taking_the_import_back_leaves_the_field_and_says_so(client, plan):
    run(client, plan)
    assert "The custom fields that it created stay" in client.get(f"/imports/{plan.pk}/undo/").content.decode()
    client.post(f"/imports/{plan.pk}/undo/")
    perform(plan)
    assert len(fields_made(plan.pk)) == 2
    assert not Account.objects.exists()
    assert "Park size" in client.get(f"/imports/{plan.pk}/").content.decode()


def test_who_may_make_no_field_is_not_offered_one(client, plan):
    login(client, "marketing")
    client.post("/imports/new/", {"files": [SimpleUploadedFile("a.csv", CSV.encode())], "kind": "accounts"})
    own = ImportPlan.objects.first()
    assert b"New custom field" not in client.get(f"/imports/{own.pk}/mapping/").content
    choose(client, own, "look")
    assert ImportPlan.objects.get(pk=own.pk).steps[0]["fresh"] == {}


def test_what_an_administrator_planned_only_an_administrator_starts(client, plan):
    marketer = login(client, "marketing")
    ImportPlan.objects.filter(pk=plan.pk).update(user=marketer)
    client.force_login(User.objects.get(role="admin"))
    choose(client, plan)
    client.force_login(marketer)
    client.post(f"/imports/{plan.pk}/values/", {"rows": "0"})
    answer = client.post(f"/imports/{plan.pk}/run/", follow=True)
    assert "only an administrator can start it" in answer.content.decode()
    assert not CustomField.objects.exists()
    assert not Account.objects.exists()


def test_a_name_that_is_taken_is_refused_at_once(client, admin, plan):
    create_field(admin, record="account", type="text", label_en="Park size", label_pt="Porte da planta")
    answer = choose(client, plan)
    assert answer.status_code == 200
    assert "There is a custom field" in answer.content.decode()


def test_a_field_is_made_for_the_record_whose_part_of_the_file_asks(client, admin):
    head = "Empresa;Contato;E-mail;Time do coração\nAço Ltda;Ana Souza;ana@aco.com;Galo\n"
    client.post("/imports/new/", {"files": [SimpleUploadedFile("x.csv", head.encode())], "kind": "accounts"})
    plan = ImportPlan.objects.get()
    client.post(f"/imports/{plan.pk}/mapping/", {"kind-0": "accounts", "col-0-0": "name", "also-0": "contacts"})
    sent = {"kind-0": "accounts", "kind-1": "contacts", "col-0-0": "name", "action": "next"}
    people = {"col-1-0": "account", "col-1-1": "name", "col-1-2": "email", "col-1-3": "+"}
    client.post(f"/imports/{plan.pk}/mapping/", sent | people)
    client.post(f"/imports/{plan.pk}/values/", {"rows": "0"})
    client.post(f"/imports/{plan.pk}/run/")
    assert CustomField.objects.get().record == "contact"


@pytest.mark.parametrize(
    ("column", "type"),
    [
        (Column("Valor do contrato", "", "number", examples=("10,5",)), "money"),
        (Column("Cofres", "", "integer", examples=("10",)), "number"),
        (Column("Fim", "", "date", examples=("31/01/2026",)), "date"),
        (Column("Parceiro", "", "boolean", examples=("sim",)), "flag"),
        (Column("Site", "", examples=("https://a.com", "www.b.com")), "link"),
        (Column("Porte", "", examples=("A", "B"), looked_at=10, distinct=2), "choice"),
        (Column("Usos", "", examples=("A; B", "B"), looked_at=10, distinct=2), "several"),
        (Column("Obs", "", examples=("um", "dois"), looked_at=3, distinct=2), "text"),
    ],
)
def test_the_type_is_guessed_by_the_values(column, type):
    assert guess_type(column) == type


def test_the_map_of_the_command_line_asks_for_fields_too(write):
    step = Step("accounts", str(write("a.csv", CSV)), "a.csv")
    given = {"accounts": {"new": {"Porte do parque": "choice", "Cofres": "auto"}}}
    apply_map(given, [step])
    detect(step)
    apply_columns(given, [step])
    assert {one["type"] for one in step.fresh.values()} == {"choice", "text"}
    plan = ImportPlan(steps=[step.to_json()])
    assert try_out(plan, None)["totals"]["created"] == 4
    assert not CustomField.objects.exists()


def test_the_map_takes_the_field_that_is_there_and_no_other_type(write, admin):
    create_field(admin, record="account", type="text", label_en="Cofres", label_pt="Cofres")
    step = Step("accounts", str(write("a.csv", CSV)), "a.csv")
    apply_columns({"accounts": {"new": {"Cofres": "auto"}}}, [step])
    assert step.columns["Cofres"] == "custom_cofres"
    assert not step.fresh
    with pytest.raises(WrongMapError, match="another type"):
        apply_columns({"accounts": {"new": {"Cofres": "number"}}}, [step])


def planned(write, text, *names, type="text", name="a.csv"):
    """Plan fields of columns, each under its own name unless another is given."""
    step = Step("accounts", str(write(name, text)), name)
    detect(step)
    with step.open() as table:
        for header, given in names:
            plan_field(step, table, header, given, type)
    return step


def test_names_in_other_letters_are_names_of_their_own(write, admin):
    step = planned(write, "Empresa;客户;电话\nA;x;y\n", ("客户", ""), ("电话", ""))
    assert not wrong_fields([step])
    assert len(make_fields([step], admin, uuid.uuid4())) == 2
    assert len({step.columns["客户"], step.columns["电话"]}) == 2


def test_signs_tell_names_apart(write, admin):
    step = planned(write, "Empresa;A+;A-\nA;x;y\n", ("A+", ""), ("A-", ""))
    assert [one.label for one in make_fields([step], admin, uuid.uuid4())] == ["A+", "A-"]


def test_two_columns_of_a_file_do_not_fill_one_field_in_silence(write):
    step = planned(write, "Empresa;Nota;nota\nA;1;2\n", ("Nota", "Nota"), ("nota", "nota"))
    ((_step, said),) = wrong_fields([step])
    assert "two columns" in said


def test_long_headers_that_begin_alike_are_proposed_under_two_names(client, admin):
    long = "Observações feitas pela equipe de campo durante a visita técnica"
    text = f"Empresa;{long} 1;{long} 2\nAço;um;dois\n"
    client.post("/imports/new/", {"files": [SimpleUploadedFile("x.csv", text.encode())], "kind": "accounts"})
    url = f"/imports/{ImportPlan.objects.get().pk}/mapping/"
    columns = client.get(url).context["files"][0].columns
    names = [one.new_name for one in columns[1:]]
    assert len(set(names)) == 2
    assert all(len(name) <= 60 for name in names)
    sent = {f"col-0-{one.place}": "+" for one in columns[1:]} | {
        f"new-name-0-{one.place}": one.new_name for one in columns
    }
    assert client.post(url, {"kind-0": "accounts", "col-0-0": "name", "action": "next", **sent}).status_code == 302


def test_choices_of_two_files_are_choices_of_the_field(write, admin):
    one = planned(write, "Empresa;Usos\nA;x\n", ("Usos", ""), type="several")
    two = planned(write, "Empresa;Usos\nB;y; X\n", ("Usos", ""), type="several", name="b.csv")
    (imagined,) = planned_by_record([one, two])["account"]
    assert [each["en"] for each in imagined.choices] == ["x", "y"]
    (field,) = make_fields([one, two], admin, uuid.uuid4())
    assert [each["en"] for each in field.choices] == ["x", "y"]


@pytest.mark.parametrize("name", ["Setor", "industry", "CIDADE"])
def test_the_name_of_a_field_of_the_record_is_refused_in_both_languages(write, name):
    step = planned(write, "Empresa;Coisa\nA;1\n", ("Coisa", name))
    ((_step, said),) = wrong_fields([step])
    assert "a field of these records already" in said


@pytest.mark.parametrize("name", ["Frota", "fleet"])
def test_the_name_of_a_custom_field_is_refused_in_both_languages(write, admin, name):
    create_field(admin, record="account", type="text", label_en="Fleet", label_pt="Frota")
    assert wrong_fields([planned(write, "Empresa;Coisa\nA;1\n", ("Coisa", name))])


def test_more_fields_than_there_is_room_for_are_refused_before_the_trial(write, admin):
    headers = [f"Campo {number}" for number in range(61)]
    text = ";".join(["Empresa", *headers]) + "\n" + ";".join(["A", *"1" * 61]) + "\n"
    step = planned(write, text, *((header, "") for header in headers))
    ((_step, said),) = wrong_fields([step])
    assert "at most 60" in said


def test_a_name_with_signs_that_cannot_be_kept_loses_them(write):
    step = planned(write, "Empresa;Coisa\nA;1\n", ("Coisa", "Cor\x00da\x07 frota"))
    assert step.fresh["Coisa"]["name"] == "Corda frota"


def test_a_field_retired_after_the_import_was_taken_back_can_be_made_again(client, admin, plan):
    run(client, plan)
    client.post(f"/imports/{plan.pk}/undo/")
    perform(plan)
    for field in CustomField.objects.all():
        retire_field(admin, field)
    client.post("/imports/new/", {"files": [SimpleUploadedFile("de novo.csv", CSV.encode())], "kind": "accounts"})
    again = ImportPlan.objects.first()
    run(client, again)
    assert CustomField.objects.filter(is_retired=False).count() == 2
    assert Account.objects.get(name="Aço Ltda").custom["cofres_2"] == "12"


def test_a_column_of_many_values_keeps_few_choices_in_the_plan(write):
    text = "Empresa;Cor\n" + "".join(f"Casa {row};cor {row}\n" for row in range(5000))
    step = planned(write, text, ("Cor", ""), type="choice")
    assert len(step.fresh["Cor"]["choices"]) == 101
    ((_step, said),) = wrong_fields([step])
    assert "more than 100 choices" in said


@pytest.mark.parametrize(
    ("kind", "headers", "names"),
    [
        ("opportunities", ["Negócio - Plano", "Pessoa - Time"], ["Plano", "Pessoa - Time"]),
        ("accounts", ["Negócio - Plano", "Organização - Rating"], ["Negócio - Plano", "Rating"]),
        ("opportunities", ["Deal - Plan", "Plan"], ["Deal - Plan", "Plan"]),
        ("opportunities", ["Negócio - Etapa", "Negócio: Pré-venda"], ["Negócio - Etapa", "Pré-venda"]),
    ],
)
def test_a_field_is_not_called_by_the_record_that_has_it(kind, headers, names):
    assert list(proposed_names(headers, kind).values()) == names
