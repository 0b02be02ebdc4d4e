"""Another sheet of a workbook that was imported is imported without uploading the file again."""

import shutil
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jornada.apps.market.models import Account, Contact
from jornada.apps.org import jobs
from jornada.apps.org.models import User
from jornada.edge.files.models import ImportPlan
from tests.edge.files.test_sheets import workbook

pytestmark = pytest.mark.django_db


def person(role, name):
    mail = f"{name.lower()}@demo.jornada"
    return User.objects.create_user(mail, email=mail, name=name, role=role)


@pytest.fixture
def done(client):
    """An import of the sheet of companies, done by its owner, who stays signed in."""
    client.force_login(person("manager", "Bruno"))
    client.post("/imports/new/", {"files": [SimpleUploadedFile("base.xlsx", workbook())], "kind": ""})
    plan = ImportPlan.objects.get()
    return run(client, plan)


def run(client, plan):
    client.post(f"/imports/{plan.pk}/values/", {"rows": 0})
    client.post(f"/imports/{plan.pk}/run/")
    plan.refresh_from_db()
    jobs.perform(plan.job_id)
    plan.refresh_from_db()
    return plan


def ask(client, plan, *sheets, place=0):
    return client.post(f"/imports/{plan.pk}/sheets/", {"place": place, "sheet": sheets})


def fresh(plan):
    return ImportPlan.objects.exclude(pk=plan.pk).get()


def test_the_result_offers_the_sheets_that_were_not_read(client, done):
    (book,) = client.get(f"/imports/{done.pk}/").context["workbooks"]
    assert (book.name, [one.name for one in book.sheets]) == ("base.xlsx", ["Leia-me", "Contatos", "Negócios"])


def test_another_sheet_comes_in_and_finds_the_companies_of_the_first(client, done):
    assert ask(client, done, "Contatos").url == f"/imports/{fresh(done).pk}/mapping/"
    second = fresh(done)
    assert [(step["kind"], step["name"]) for step in second.steps] == [("contacts", "base.xlsx · Contatos")]
    run(client, second)
    assert Contact.objects.get().account == Account.objects.get(name="Aço")
    (book,) = client.get(f"/imports/{second.pk}/").context["workbooks"]
    assert "Contatos" not in [one.name for one in book.sheets]


def test_thrown_away_the_second_import_leaves_the_file_of_the_first(client, done):
    ask(client, done, "Contatos")
    client.post(f"/imports/{fresh(done).pk}/delete/")
    assert Path(done.steps[0]["path"]).exists()


def test_a_sheet_that_was_read_and_one_that_is_none_are_not_taken(client, done):
    for sheets, place in ((["Empresas"], 0), (["Nenhuma"], 0), ([], 0), (["Contatos"], 7), (["Contatos"], "x")):
        assert ask(client, done, *sheets, place=place).url == f"/imports/{done.pk}/"
    assert ImportPlan.objects.count() == 1


def test_a_sheet_without_a_table_is_told(client, done):
    shown = client.get(ask(client, done, "Leia-me").url)
    assert shown.status_code == 200


def test_where_the_file_is_gone_nothing_is_offered(client, done):
    shutil.rmtree(done.folder)
    assert client.get(f"/imports/{done.pk}/").context["workbooks"] == []
    assert ask(client, done, "Contatos").url == f"/imports/{done.pk}/"


def test_before_it_ran_the_sheets_are_chosen_on_the_page_of_the_columns(client, done):
    ask(client, done, "Contatos")
    ask(client, fresh(done), "Negócios")
    assert ImportPlan.objects.count() == 2


@pytest.mark.parametrize(("role", "status"), [("manager", 404), ("sales", 403), ("viewer", 403)])
def test_colleagues_and_outsiders_get_nothing(client, done, role, status):
    client.force_login(person(role, "Other"))
    assert ask(client, done, "Contatos").status_code == status
    assert ImportPlan.objects.count() == 1


def test_the_second_import_of_an_administrator_is_their_own(client, done):
    admin = person("admin", "Ana")
    client.force_login(admin)
    ask(client, done, "Contatos")
    assert fresh(done).user == admin


def test_a_stranger_is_asked_to_sign_in(client, done):
    client.logout()
    assert "/auth/login/" in ask(client, done, "Contatos").url
