"""Rows that name nobody in charge: whose their new records are is chosen, and proposed by what one sees."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import jobs
from jornada.apps.org.models import User
from jornada.edge.files.mapfile import WrongMapError, apply_map
from jornada.edge.files.models import ImportPlan
from tests.apps.org.test_roles import lay_down

pytestmark = pytest.mark.django_db
CSV = "Empresa;Responsável\nAço;\nBela;eva@example.com\nCia;\n"
LEADS = "Nome;E-mail;Empresa\nAna Lima;ana@aco.com.br;Aço\n"


def person(name, role="manager"):
    mail = f"{name}@example.com"
    return User.objects.create_user(username=mail, email=mail, name=name.title(), role=role, language="en")


@pytest.fixture
def boss(client):
    user = person("rita")
    client.force_login(user)
    return user


def bring(client, text=CSV, kind="accounts"):
    client.post("/imports/new/", {"files": [SimpleUploadedFile("a.csv", text.encode())], "kind": kind})
    return ImportPlan.objects.first()


def run(client, plan, **more):
    page = client.get(f"/imports/{plan.pk}/mapping/").context["files"][0]
    columns = {f"col-0-{one.place}": one.chosen for one in page.columns}
    client.post(f"/imports/{plan.pk}/mapping/", {"kind-0": page.step.kind, "action": "next", **columns, **more})
    client.post(f"/imports/{plan.pk}/values/", {"rows": "0", "others": "-"})
    client.post(f"/imports/{plan.pk}/run/")
    plan.refresh_from_db()
    jobs.perform(plan.job_id)
    return dict(Account.objects.values_list("name", "owner__email"))


def test_rows_that_name_nobody_belong_to_who_was_chosen(client, boss):
    person("eva", "sales")
    chosen = person("rui", "sales")
    owners = run(client, bring(client), **{"owner-0": chosen.email})
    assert owners == {"Aço": chosen.email, "Bela": "eva@example.com", "Cia": chosen.email}


def test_nobody_is_proposed_to_who_sees_all(client, boss):
    plan = bring(client)
    assert client.get(f"/imports/{plan.pk}/mapping/").context["files"][0].step.owner == ""
    assert run(client, plan)["Aço"] is None


def test_who_sees_only_what_is_theirs_is_proposed(client, boss):
    lay_down("manager", reaches={"account.view": "own", "account.assign": "none"})
    plan = bring(client)
    file = client.get(f"/imports/{plan.pk}/mapping/").context["files"][0]
    assert file.step.owner == boss.email
    assert [key for key, _label in file.owners] == ["", boss.email]


def test_who_may_not_assign_chooses_nobody_else(client, boss):
    other = person("rui", "sales")
    lay_down("manager", reaches={"account.view": "own", "account.assign": "none"})
    assert run(client, bring(client), **{"owner-0": other.email})["Aço"] == boss.email


def test_known_records_keep_whose_they_are(client, boss):
    run(client, bring(client))
    assert run(client, bring(client, CSV.replace("Cia", "Doca")), **{"owner-0": boss.email}) == {
        "Aço": None, "Bela": None, "Cia": None, "Doca": boss.email,
    }  # fmt: skip


def test_what_is_made_beside_a_row_belongs_to_the_same_person(client, boss):
    run(client, bring(client, LEADS, "leads"), **{"owner-0": boss.email})
    owners = [model.objects.get().owner for model in (Lead, Contact, Account)]
    assert owners == [boss] * 3


def test_who_left_meanwhile_owns_nothing(client, boss):
    gone = person("rui", "sales")
    plan = bring(client)
    page = client.get(f"/imports/{plan.pk}/mapping/").context["files"][0]
    plan.refresh_from_db()
    plan.steps[0]["owner"] = gone.email
    ImportPlan.objects.filter(pk=plan.pk).update(steps=plan.steps)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert page.step.owner == ""
    assert run(client, plan)["Aço"] is None


def test_the_command_takes_it_from_the_map(write, plan_of, boss):
    (step,) = plan_of(("accounts", write("a.csv", CSV)))
    apply_map({"unnamed_owner": boss.email}, [step])
    assert step.owner == boss.email
    with pytest.raises(WrongMapError, match="sign-in name"):
        apply_map({"unnamed_owner": "nobody@here"}, [step])


def test_only_people_whose_role_may_own_the_records_are_offered(client, boss):
    viewer, seller = person("vera", "viewer"), person("rui", "sales")
    plan = bring(client)
    offered = dict(client.get(f"/imports/{plan.pk}/mapping/").context["files"][0].owners)
    assert seller.email in offered
    assert viewer.email not in offered
    assert run(client, plan, **{"owner-0": viewer.email})["Aço"] is None


def test_who_may_not_own_them_is_not_put_in_charge_and_the_row_says_so(import_files, write, report_rows):
    person("vera", "viewer")
    result = import_files(("accounts", write("a.csv", "Empresa;Responsável\nAço;vera@example.com\n")))
    assert result["totals"]["created"] == 1
    assert Account.objects.get().owner is None
    assert [row["reason"] for row in report_rows()] == [
        "the role of this person may not change such records: they were not put in charge"
    ]
