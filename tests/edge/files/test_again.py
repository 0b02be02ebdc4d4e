"""An import that was taken back: one line in the trash, from which it comes back, and can be taken back again."""

import pytest
from django.urls import reverse

from jornada.apps.interactions.models import Touch
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import edits, jobs
from jornada.apps.org.models import DeletedRecord, User
from jornada.apps.org.tags.models import Tagging
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.plan import Step
from jornada.edge.files.tasks import began_at
from jornada.edge.files.undo_ahead import foresee

pytestmark = pytest.mark.django_db
ACCOUNTS = "name,city,tags\nAço,Recife,Vip\nBela,Olinda,\n"
BEFORE = "name,city\nAço,Natal\n"
DEALS = "id,account,stage,amount,contact,email,start date\n1,Aço,Proposal,10,Ana,ana@aco.com,2025-01-05\n"


@pytest.fixture
def boss(client):
    user = User.objects.create_user(username="b", email="b@example.com", name="Bia", role="manager", language="en")
    client.force_login(user)
    return user


@pytest.fixture
def plan(write, plan_of, boss):
    run_here(boss, plan_of(("accounts", write("before.csv", BEFORE))))
    pairs = ("accounts", write("a.csv", ACCOUNTS)), ("opportunities", write("o.csv", DEALS))
    return run_here(boss, plan_of(*pairs))


def run_here(user, steps):
    plan = ImportPlan.objects.create(user=user, steps=[step.to_json() for step in steps])
    job = jobs.run_here("import", user, "x", {"plan": str(plan.pk)})
    ImportPlan.objects.filter(pk=plan.pk).update(job=job)
    plan.refresh_from_db()
    return plan


def undo(client, plan):
    client.post(reverse("import_undo", args=[plan.pk]))
    return perform(plan)


def perform(plan):
    plan.refresh_from_db()
    jobs.perform(plan.job_id)
    plan.refresh_from_db()
    return plan


def restore(client, plan):
    line = DeletedRecord.objects.get(record="files.importplan")
    answer = client.post(reverse("trash_restore"), {"one": str(line.pk)})
    assert answer.status_code == 302
    return perform(plan)


def cities():
    return dict(Account.objects.values_list("name", "city"))


def test_the_trash_shows_it_as_one_line(client, plan):
    undo(client, plan)
    page = client.get(reverse("trash")).text
    assert "a.csv, o.csv: 4 records" in page or "records" in page
    assert "Import taken back" in page
    assert plan.get_absolute_url() in page
    assert "Nothing was deleted" not in page


def test_it_comes_back_with_what_it_made_and_changed(client, plan):
    undo(client, plan)
    assert cities() == {"Aço": "Natal"}
    assert restore(client, plan).status == "done"
    assert cities() == {"Aço": "Recife", "Bela": "Olinda"}
    assert Opportunity.objects.get().contact == Contact.objects.get()
    assert Touch.objects.exists()
    assert Tagging.objects.count() == 1
    assert not DeletedRecord.objects.filter(record="files.importplan").exists()


def test_what_somebody_made_or_changed_since_is_left(client, plan):
    undo(client, plan)
    edits.write(None, Account.objects.get(name="Aço"), {"city": "Caruaru"})
    Account.objects.create(name="Bela", city="Ipojuca", **stamps())
    restore(client, plan)
    assert cities() == {"Aço": "Caruaru", "Bela": "Ipojuca"}


def stamps():
    from tests.apps.conftest import STAMPS

    return STAMPS


def test_it_can_be_taken_back_and_brought_back_again(client, plan):
    undo(client, plan)
    restore(client, plan)
    told = dict(foresee(plan.pk, began_at(plan)).deleted)
    assert told["Accounts"] == 1
    undo(client, plan)
    assert cities() == {"Aço": "Natal"}
    assert not Touch.objects.exists()
    restore(client, plan)
    assert cities() == {"Aço": "Recife", "Bela": "Olinda"}


def test_the_page_of_the_import_offers_it_too(client, plan):
    undo(client, plan)
    url = reverse("import_again", args=[plan.pk])
    assert url in client.get(plan.get_absolute_url()).text
    client.post(url)
    assert perform(plan).status == "done"
    assert url not in client.get(plan.get_absolute_url()).text
    assert not DeletedRecord.objects.exists()


def test_a_colleague_sees_no_such_line_and_an_administrator_does(client, plan):
    undo(client, plan)
    line = DeletedRecord.objects.get()
    for role, sees in (("manager", False), ("sales", False), ("admin", True)):
        client.force_login(User.objects.create_user(username=role, email=f"{role}@x.com", role=role, language="en"))
        assert (plan.get_absolute_url() in client.get(reverse("trash")).text) is sees
        if not sees:
            client.post(reverse("trash_restore"), {"one": str(line.pk)})
            assert client.post(reverse("import_again", args=[plan.pk])).status_code in (403, 404)
    plan.refresh_from_db()
    assert plan.status == "undone"


def test_without_its_files_it_does_not_come_back_and_says_so(client, plan, tmp_path):
    for path in tmp_path.glob("*.csv"):
        path.unlink()
    assert "the files of this import are gone" in client.get(reverse("import_undo", args=[plan.pk])).text
    undo(client, plan)
    assert (
        "could not be brought back"
        in client.post(reverse("trash_restore"), {"one": str(DeletedRecord.objects.get().pk)}, follow=True).text
    )
    assert reverse("import_again", args=[plan.pk]) not in client.get(plan.get_absolute_url()).text


def test_a_column_whose_field_is_out_of_use_is_passed_over(client, plan):
    undo(client, plan)
    steps = [Step.from_json(one) for one in plan.steps]
    steps[0].columns["tags"] = "custom_gone"
    ImportPlan.objects.filter(pk=plan.pk).update(steps=[one.to_json() for one in steps])
    assert restore(client, plan).status == "done"
    assert cities()["Bela"] == "Olinda"
