"""What an import made and may be there already: noted at its end, told on its page to who may merge it."""

import pytest
from django.urls import reverse

from jornada.apps.market.duplicates.models import DuplicatePair
from jornada.apps.market.models import Account
from jornada.apps.org import jobs
from jornada.apps.org.models import Job, User
from jornada.edge.files import resembling
from jornada.edge.files.models import ImportPlan
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db
# Another name, so that no key finds it; the same site and switchboard.
ROWS = "name,domain,phone,city\nAço Forte Comercial,acoforte.com.br,(81) 3222-1111,Recife\nBela,bela.com.br,,Natal\n"


@pytest.fixture
def boss(client):
    user = User.objects.create_user(username="b", email="b@example.com", name="Bia", role="manager", language="en")
    client.force_login(user)
    return user


@pytest.fixture
def known(boss):
    told = {"domain": "acoforte.com.br", "phone": "+558132221111", "city": "Recife"}
    return Account.objects.create(name="Aço Forte", **told, owner=boss, **STAMPS)


@pytest.fixture
def run(plan_of, boss):
    def run(path):
        plan = ImportPlan.objects.create(user=boss, steps=[step.to_json() for step in plan_of(("accounts", path))])
        job = jobs.run_here("import", boss, "x", {"plan": str(plan.pk)})
        ImportPlan.objects.filter(pk=plan.pk).update(job=job)
        return plan

    return run


def shown(client, plan):
    return client.get(reverse("import_detail", args=[plan.pk])).content.decode()


def test_a_company_that_is_there_by_another_name_is_told_of(client, write, run, known):
    plan = run(write("a.csv", ROWS))
    assert Account.objects.count() == 3
    pair = DuplicatePair.objects.get()
    assert known.pk in (pair.left_id, pair.right_id)
    page = shown(client, plan)
    assert "One pair with a record of this import." in page
    assert f"{reverse('duplicate_list')}?record=account&amp;made={plan.pk}" in page
    assert "being searched" not in page


def test_the_way_leads_to_the_pairs_of_this_import_alone(client, write, run, known, boss):
    twin = Account.objects.create(name="Outra", owner=boss, **STAMPS)
    DuplicatePair.objects.create(
        record="account", left_id=known.pk, right_id=twin.pk, group=twin.pk, probability=0.9, reasons=[],
        found_at=STAMPS["created_at"],
    )  # fmt: skip
    run(write("a.csv", ROWS))
    plan = ImportPlan.objects.get()
    (told,) = resembling.resembling(plan.pk, boss)
    assert told.number == 1
    page = client.get(told.url).text
    assert "Aço Forte Comercial" in page
    assert "Outra" not in page
    assert "Outra" in client.get(f"{reverse('duplicate_list')}?record=account").text


def test_an_import_that_was_taken_back_tells_of_no_pair(run, write, known, boss):
    run(write("a.csv", ROWS))
    plan = ImportPlan.objects.get()
    jobs.run_here("import-undo", boss, "x", {"plan": str(plan.pk)})
    admin = User.objects.create_user(username="adm", email="adm@example.com", name="Ada", role="admin")
    assert (Account.objects.count(), resembling.resembling(plan.pk, admin)) == (1, [])


def test_nothing_is_said_where_nothing_resembles(client, write, run):
    plan = run(write("a.csv", ROWS))
    assert not DuplicatePair.objects.exists()
    assert "there twice" not in shown(client, plan)


def test_pairs_of_other_records_are_none_of_the_import(client, write, run, known):
    twin = Account.objects.create(name="Outra", **STAMPS)
    DuplicatePair.objects.create(
        record="account", left_id=known.pk, right_id=twin.pk, group=known.pk, probability=0.9, reasons=[],
        found_at=STAMPS["created_at"],
    )  # fmt: skip
    plan = run(write("b.csv", "name,domain\nBela,bela.com.br\n"))
    assert "there twice" not in shown(client, plan)


def test_for_many_the_base_is_searched_in_a_job_of_its_own(client, write, run, known, monkeypatch):
    monkeypatch.setattr(resembling, "FEW", 1)
    plan = run(write("a.csv", ROWS))
    search = Job.objects.get(kind="find_duplicates")
    assert (search.status, search.params) == (Job.Status.WAITING, {"record": "account"})
    assert "being searched" in shown(client, plan)
    jobs.perform(search.pk)
    page = shown(client, plan)
    assert ("One pair" in page, "being searched" in page) == (True, False)


def test_who_may_not_change_accounts_is_told_nothing(client, write, run, known):
    plan = run(write("a.csv", ROWS))
    viewer = User.objects.create_user(username="v", email="v@example.com", name="Vi", role="viewer", language="en")
    assert resembling.resembling(plan.pk, viewer) == []
