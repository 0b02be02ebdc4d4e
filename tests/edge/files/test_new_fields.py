"""A column of a file becomes a custom field: offered to administrators, made when the import starts, and once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jornada.analytics.door import Column
from jornada.apps.market.models import Account
from jornada.apps.org import jobs
from jornada.apps.org.custom.actions import create_field
from jornada.apps.org.models import CustomField, User
from jornada.edge.files.mapfile import WrongMapError, apply_columns, apply_map
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.new_fields import fields_made, guess_type
from jornada.edge.files.plan import Step
from jornada.edge.files.propose import detect
from jornada.edge.files.tasks import try_out

pytestmark = pytest.mark.django_db
CSV = "Empresa;Porte do parque;Cofres\nAço Ltda;Grande;12\nBela SA;pequeno;3\nCia Um;Grande;x\nDois;Pequeno;\n"
PARK, SAFES = 1, 2


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


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
    create_field(admin, record="account", type="text", label_en="Park size", label_pt="Porte")
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
