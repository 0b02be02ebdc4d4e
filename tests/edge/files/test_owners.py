"""People in charge whom a file names: found by name or address, suggested, asked for; nobody joins unasked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jornada.apps.org import jobs
from jornada.apps.org.models import User
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.matching.people import nearest
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.tasks import steps_of

pytestmark = pytest.mark.django_db
NAMES = ["Bruno Fontes", "Helena Gouveia", "Ana Moreira", "José Santos", "Mário Prado"]
TEXT = "Negócio;Empresa;Valor;Responsável\nA;Alfa;10;Bruno Fontez\nB;Beta;20;bruno@x.com\nC;Gama;30;Zuleica Prates\n"


def person(name, role="sales"):
    mail = f"{name.split()[0].lower()}@x.com"
    return User.objects.create_user(username=mail, email=mail, name=name, role=role, language="en")


@pytest.fixture
def bruno():
    return person("Bruno Fontes")


@pytest.fixture
def address(client, bruno):
    """Upload the file; return the address of the page that asks for values."""
    return upload(client, "manager")


def upload(client, role, kind="opportunities"):
    client.force_login(person(f"{role.title()} Moreira", role))
    file = SimpleUploadedFile("deals.csv", TEXT.encode())
    client.post("/imports/new/", {"files": [file], "kind": kind})
    return f"/imports/{ImportPlan.objects.latest('created_at').pk}/values/"


def meant():
    return steps_of(ImportPlan.objects.latest("created_at"))[0].values["owner"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("bruno fontez", "Bruno Fontes"),
        ("Helena Gouvea", "Helena Gouveia"),
        ("Bruno", "Bruno Fontes"),
        ("Ana Paula Moreira", "Ana Moreira"),
        ("helena.gouveia@old.com", "Helena Gouveia"),
        ("JosÃ© Santos", "José Santos"),
        ("Zuleica Prates", ""),
        ("Carla Fontes", ""),
    ],
)
def test_the_nearest_of_us_is_suggested(value, found):
    assert nearest(value, NAMES)[0] == found


def test_a_name_that_only_ends_otherwise_is_not_chosen_by_itself():
    assert nearest("Maria Prado", NAMES)[1] < 85


def test_two_who_are_as_near_are_no_suggestion():
    assert nearest("Bruno", ["Bruno Fontes", "Bruno Lima"]) == ("", 0.0)


def test_the_page_asks_who_is_meant_and_suggests_who_is_near(client, address):
    page = client.get(address)
    rows = {row["value"]: row for row in page.context["who"].rows}
    assert set(rows) == {"Bruno Fontez", "Zuleica Prates"}
    assert rows["Bruno Fontez"]["chosen"] == str(User.objects.get(name="Bruno Fontes").pk)
    assert (rows["Zuleica Prates"]["suggestion"], rows["Zuleica Prates"]["chosen"]) == ("", "")
    assert "Say who is meant: nobody joins unasked." in page.content.decode()


def posted(client, address, others="-", **choices):
    rows = client.get(address).context["who"].rows
    values = {"rows": 0, "others": others}
    for place, row in enumerate(rows):
        values |= {f"whose-step-{place}": row["step"], f"whose-field-{place}": row["field"].code}
        values |= {f"whose-value-{place}": row["value"], f"who-{place}": choices.get(row["value"].split()[0], "")}
    return client.post(address, values, follow=True)


def test_an_unknown_name_stays_without_unless_somebody_is_chosen(client, address, bruno):
    trial = posted(client, address, Bruno=str(bruno.pk))
    assert meant() == {"Bruno Fontez": "bruno@x.com", "Zuleica Prates": ""}
    assert "Zuleica" not in str(trial.context["result"]["added"])
    client.post(address.replace("values", "run"))
    jobs.perform(ImportPlan.objects.get().job_id)
    owners = dict(Opportunity.objects.values_list("name", "owner__name"))
    assert owners == {"A": "Bruno Fontes", "B": "Bruno Fontes", "C": None}


def test_a_new_person_joins_where_that_is_chosen(client, address):
    trial = posted(client, address, Zuleica="+")
    assert meant()["Zuleica Prates"] == "Zuleica Prates"
    assert "Zuleica Prates" in str(trial.context["result"]["added"])


def test_all_others_are_one_choice(client, address, bruno):
    posted(client, address, others=str(bruno.pk))
    assert meant() == {"Bruno Fontez": "bruno@x.com", "Zuleica Prates": "bruno@x.com"}


def test_the_choice_is_there_again_on_the_way_back(client, address):
    posted(client, address, Zuleica="+")
    client.post(address.replace("values", "back"))
    rows = {row["value"]: row["chosen"] for row in client.get(address).context["who"].rows}
    assert rows == {"Bruno Fontez": "-", "Zuleica Prates": "+"}


def test_who_may_not_bring_people_makes_none(client, bruno):
    address = upload(client, "marketing", "leads")
    assert "+" not in dict(client.get(address).context["who"].choices)
    posted(client, address, Zuleica="+")
    assert meant()["Zuleica Prates"] == ""
