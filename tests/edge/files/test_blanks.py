"""Rows of leads and deals about people who are known: what is blank of them is filled, and nobody is doubled."""

import pytest

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import jobs
from jornada.apps.org.models import Change, Job, User
from jornada.edge.files.models import ImportPlan
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db
HEAD = "id,name,company,email,phone,job title\n"
WRONG = f"{HEAD}1,Ana Sá,Aço,sem-email,(81) 3222-1111,\n"
RIGHT = f"{HEAD}1,Ana Sá,Aço,ana@aco.com.br,(81) 3222-1111,Buyer\n"


@pytest.fixture
def run(plan_of):
    def run(kind, path, user=None):
        plan = ImportPlan.objects.create(user=user, steps=[step.to_json() for step in plan_of((kind, path))])
        jobs.run_here("import", user, "x", {"plan": str(plan.pk)})
        plan.refresh_from_db()
        assert plan.status == "done"
        return plan

    return run


def people():
    return list(Contact.objects.order_by("pk").values_list("name", "email", "phone", "title"))


def test_a_corrected_row_brings_the_person_it_made_what_was_wrong(write, run):
    run("leads", write("wrong.csv", WRONG))
    assert [row[:2] for row in people()] == [("Ana Sá", "")]
    run("leads", write("right.csv", RIGHT))
    assert people() == [("Ana Sá", "ana@aco.com.br", "+558132221111", "Buyer")]
    assert list(Lead.objects.values_list("contact__email", flat=True)) == ["ana@aco.com.br"]


def test_a_row_that_brings_something_to_its_person_alone_is_told_as_updated(write, import_files):
    files = [("a.csv", WRONG), ("b.csv", RIGHT), ("c.csv", RIGHT)]
    told = [import_files(("leads", write(*one)))["totals"] for one in files]
    assert [one["updated"] for one in told] == [0, 1, 0]


def test_what_was_filled_is_taken_back_with_the_import(write, run):
    account = Account.objects.create(name="Aço", **STAMPS)
    Contact.objects.create(name="Ana Sá", account=account, title="CFO", **STAMPS)
    plan = run("leads", write("right.csv", RIGHT))
    assert people() == [("Ana Sá", "ana@aco.com.br", "+558132221111", "CFO")]
    noted = Change.objects.filter(model="market.contact", batch=plan.pk).values_list("field", "old", "new")
    assert sorted(noted) == [("email", "", "ana@aco.com.br"), ("phone", "", "+558132221111")]
    job = jobs.run_here("import-undo", None, "x", {"plan": str(plan.pk)})
    assert (job.status, people(), Lead.objects.count()) == (Job.Status.DONE, [("Ana Sá", "", "", "CFO")], 0)


def test_a_corrected_row_brings_the_person_it_made_a_phone_in_place_of_one_that_is_none(write, run):
    run("leads", write("wrong.csv", RIGHT.replace("(81) 3222-1111", "222-11")))
    plan = run("leads", write("right.csv", RIGHT))
    assert people() == [("Ana Sá", "ana@aco.com.br", "+558132221111", "Buyer")]
    run("leads", write("other.csv", RIGHT.replace("3222-1111", "3333-1111")))
    run("leads", write("worse.csv", RIGHT.replace("3222-1111", "12")))
    assert people() == [("Ana Sá", "ana@aco.com.br", "+558132221111", "Buyer")]
    jobs.run_here("import-undo", None, "x", {"plan": str(plan.pk)})
    assert people() == [("Ana Sá", "ana@aco.com.br", "222-11", "Buyer")]


def test_a_trial_fills_nothing(write, plan_of):
    Contact.objects.create(name="Ana Sá", account=Account.objects.create(name="Aço", **STAMPS), **STAMPS)
    plan = ImportPlan.objects.create(steps=[step.to_json() for step in plan_of(("leads", write("r.csv", RIGHT)))])
    jobs.run_here("import-trial", None, "x", {"plan": str(plan.pk)})
    assert (people(), Lead.objects.count()) == ([("Ana Sá", "", "", "")], 0)


def test_people_whom_the_importing_person_may_not_change_stay_as_they_are(write, run):
    owner, outsider = (
        User.objects.create_user(username=name, email=f"{name}@x.com.br", name=name, role="seller")
        for name in ("o", "u")
    )
    account = Account.objects.create(name="Aço", owner=outsider, **STAMPS)
    Contact.objects.create(name="Ana Sá", account=account, owner=outsider, email="ana@aco.com.br", **STAMPS)
    run("leads", write("right.csv", RIGHT), owner)
    assert people() == [("Ana Sá", "ana@aco.com.br", "", "")]


def test_somebody_elses_person_without_an_e_mail_is_not_taken_for_the_one_who_brings_it(write, run):
    owner, outsider = (
        User.objects.create_user(username=name, email=f"{name}@x.com.br", name=name, role="seller")
        for name in ("o", "u")
    )
    account = Account.objects.create(name="Aço", owner=outsider, **STAMPS)
    Contact.objects.create(name="Ana Sá", account=account, owner=outsider, **STAMPS)
    run("leads", write("right.csv", RIGHT), owner)
    assert [row[1] for row in people()] == ["", "ana@aco.com.br"]


def test_a_first_name_alone_without_a_company_is_nobody_in_particular(write, run):
    Contact.objects.create(name="Ana", **STAMPS)
    run("leads", write("l.csv", "name,email\nAna,ana@x.com.br\n"))
    assert [row[:2] for row in people()] == [("Ana", ""), ("Ana", "ana@x.com.br")]


def test_a_person_without_an_e_mail_takes_the_first_that_is_brought(write, run):
    account = Account.objects.create(name="Aço", **STAMPS)
    Contact.objects.create(name="Ana Sá", account=account, **STAMPS)
    text = "name,company,email\nAna Sá,Aço,ana@aco.com.br\nAna Sá,Aço,sa@aco.com.br\n"
    run("leads", write("l.csv", text))
    assert [row[1] for row in people()] == ["ana@aco.com.br", "sa@aco.com.br"]
