"""An import that is taken back: what it made goes, what it changed is put back, what others built on stays."""

import pytest
from django.utils import timezone, translation

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.notes.models import Note
from jornada.apps.journeys.models import Visit
from jornada.apps.market.models import Account, AccountFit, Contact, Persona, PersonaOfContact, Profile
from jornada.apps.market.points.models import ContactPoint
from jornada.apps.org import edits, jobs
from jornada.apps.org.custom import actions as custom
from jornada.apps.org.models import Change, Job, User
from jornada.apps.org.tags.models import Tagging
from jornada.apps.org.tags.queries import tags
from jornada.apps.sales.models import LossReason, Opportunity, PipelineStage
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.tasks import began_at
from jornada.edge.files.undo_ahead import foresee
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db

ACCOUNTS = "name,city,sector\nAço,Recife,steel\nBela,Olinda,retail\n"
DEALS = "id,account,stage,amount,contact,email,start date\n1,Aço,Proposal,10,Ana,ana@aco.com,2025-01-05\n"
NOTED = "id,name,account,stage,comments\n1,Prensa,Aço,Proposal,Asked for time\n"
TOUCHES = "id,company,activity,when\n1,Aço,email.clicked,2025-01-01 10:00\n2,Bela,call.connected,2025-01-02 10:00\n"


@pytest.fixture
def run(plan_of):
    """Import files as a job does; return the plan."""

    def run(*pairs):
        plan = ImportPlan.objects.create(steps=[step.to_json() for step in plan_of(*pairs)])
        jobs.run_here("import", None, "x", {"plan": str(plan.pk)})
        plan.refresh_from_db()
        return plan

    return run


def undo(plan):
    job = jobs.run_here("import-undo", None, "x", {"plan": str(plan.pk)})
    plan.refresh_from_db()
    assert (job.status, plan.status) == (Job.Status.DONE, "undone")
    return plan.result["undone"]


def test_what_goes_and_what_stays_is_told_beforehand(write, run):
    run(("accounts", write("b.csv", "name,city\nBela,Natal\n")))
    plan = run(("accounts", write("a.csv", ACCOUNTS)), ("touches", write("t.csv", TOUCHES)))
    edits.write(None, Account.objects.get(name="Aço"), {"city": "Caruaru"})
    told = foresee(plan.pk, began_at(plan))
    assert "Accounts" not in dict(told.deleted)
    assert (told.restored, told.touches, told.changed) == (1, 2, 1)
    done = undo(plan)
    assert (done["restored"], done["touches"]) == (told.restored, told.touches)


def test_what_it_changed_and_somebody_changed_since_is_told_beforehand(write, run):
    run(("accounts", write("b.csv", "name,city\nAço,Recife\nBela,Natal\n")))
    plan = run(("accounts", write("a.csv", ACCOUNTS.replace("Recife", "Olinda"))))
    edits.write(None, Account.objects.get(name="Aço"), {"city": "Caruaru"})
    told = foresee(plan.pk, began_at(plan))
    assert (told.restored, told.changed) == (1, 1)
    done = undo(plan)
    # The sector that the import brought stays with the account that has it.
    assert (done["restored"], done["kept"]) == (1, 2)


def test_what_it_made_and_somebody_changed_since_is_not_among_what_goes(write, run):
    plan = run(("accounts", write("a.csv", "name,city\nAço,Recife\nBela,Natal\n")))
    edits.write(None, Account.objects.get(name="Aço"), {"city": "Caruaru"})
    told = foresee(plan.pk, began_at(plan))
    assert (dict(told.deleted), told.changed) == ({"Accounts": 1}, 1)
    edits.write(None, Account.objects.get(name="Bela"), {"city": "Caruaru"})
    assert foresee(plan.pk, began_at(plan)).deleted == []


def test_everything_an_import_made_goes(write, run):
    plan = run(
        ("accounts", write("a.csv", ACCOUNTS)),
        ("opportunities", write("o.csv", DEALS)),
        ("touches", write("t.csv", TOUCHES)),
    )
    assert Visit.objects.exists()
    done = undo(plan)
    assert done["touches"] == 3
    for model in (Account, Contact, Opportunity, Touch, Visit):
        assert not model.objects.exists()


def test_values_are_put_back_and_the_history_tells(write, run):
    run(("accounts", write("a.csv", ACCOUNTS)))
    plan = run(("accounts", write("b.csv", "name,city\nAço,Natal\n")))
    assert undo(plan)["restored"] == 1
    aco = Account.objects.get(name="Aço")
    assert aco.city == "Recife"
    assert Change.objects.filter(object_id=aco.pk, field="city").order_by("id").last().new == "Recife"


def test_what_somebody_changed_since_stays_and_is_listed(write, run):
    plan = run(("accounts", write("a.csv", ACCOUNTS)))
    edits.update(None, Account.objects.get(name="Aço"), {"city": "Natal"})
    done = undo(plan)
    assert [row["name"] for row in done["rows"]] == ["Aço", "steel"]
    assert list(Account.objects.values_list("name", "city")) == [("Aço", "Natal")]


def test_a_value_that_somebody_changed_since_is_not_put_back(write, run):
    run(("accounts", write("a.csv", ACCOUNTS)))
    plan = run(("accounts", write("b.csv", "name,city\nAço,Natal\n")))
    edits.update(None, Account.objects.get(name="Aço"), {"city": "Belém"})
    assert undo(plan)["kept"] == 1
    assert Account.objects.get(name="Aço").city == "Belém"


def test_what_others_hang_on_stays(write, run):
    plan = run(("accounts", write("a.csv", ACCOUNTS)))
    run(("contacts", write("c.csv", "name,email,company\nAna,ana@aco.com,Aço\n")))
    assert undo(plan)["rows"][0] | {"url": ""} == {
        "record": "Account", "name": "Aço", "url": "", "reason": "other records refer to it",
    }  # fmt: skip
    assert Contact.objects.get().account.name == "Aço"


def test_what_was_worked_out_meanwhile_keeps_nothing(write, run):
    people = "name,company\nAna,Aço\nEva,Bela\n"
    plan = run(("accounts", write("a.csv", ACCOUNTS)), ("contacts", write("c.csv", people)))
    profile, persona = (model.objects.create(name="Fit", **STAMPS) for model in (Profile, Persona))
    for account in Account.objects.all():
        AccountFit.objects.create(account=account, profile=profile, grade="A", share=1)
    for contact in Contact.objects.all():
        PersonaOfContact.objects.create(contact=contact, persona=persona, is_by_hand=contact.name == "Eva")
    assert {row["name"] for row in undo(plan)["rows"]} == {"Eva", "Bela", "retail"}
    assert list(Account.objects.values_list("name", flat=True)) == ["Bela"]


def test_undoing_twice_is_refused(client, write, run, admin_user):
    admin_user.role = "admin"
    admin_user.save()
    client.force_login(admin_user)
    plan = run(("accounts", write("a.csv", ACCOUNTS)))
    undo(plan)
    client.post(f"/imports/{plan.pk}/undo/")
    assert Job.objects.filter(kind="import-undo").count() == 1


def test_an_undo_that_goes_on_after_a_killed_worker_takes_its_own_changes_for_nobody_elses(write, run, settings):
    run(("accounts", write("a.csv", ACCOUNTS)))
    plan = run(("accounts", write("b.csv", "name,city\nAço,Natal\nBela,Natal\n")))
    undo(plan)
    ImportPlan.objects.filter(pk=plan.pk).update(status="done")
    assert undo(plan)["kept"] == 0


def test_an_undo_that_was_stopped_can_be_asked_for_again(client, write, run, admin_user):
    admin_user.role = "admin"
    admin_user.save()
    client.force_login(admin_user)
    plan = run(("accounts", write("a.csv", ACCOUNTS)))
    ImportPlan.objects.filter(pk=plan.pk).update(job=Job.objects.get(kind="import"))
    begun = client.post(f"/imports/{plan.pk}/undo/")
    job = Job.objects.get(kind="import-undo")
    assert begun.url == f"/imports/{plan.pk}/?job={job.pk}"
    assert f"/jobs/{job.pk}/strip/" in client.get(begun.url).text
    Job.objects.filter(kind="import-undo").update(status="cancelled")
    assert f"/imports/{plan.pk}/undo/" in client.get(f"/imports/{plan.pk}/").text
    client.post(f"/imports/{plan.pk}/undo/")
    assert Job.objects.filter(kind="import-undo").count() == 2


def test_two_imports_are_taken_back_one_after_the_other(write, run):
    plans = [
        run(("accounts", write(f"{city}.csv", f"name,city,tags\nAço,{city},{city}\n"))) for city in ("Rio", "Ijuí")
    ]
    assert [undo(plan)["kept"] for plan in reversed(plans)] == [0, 0]
    assert not Account.objects.exists()


def test_further_phones_go_with_the_people_whom_an_import_made(write, run):
    assert undo(run(("contacts", write("c.csv", 'name,phone\nAna,"(11) 98811-2233, (11) 3344-5566"\n'))))["kept"] == 0
    assert not ContactPoint.objects.exists()


def test_notes_go_with_the_import_that_is_taken_back(write, run):
    first = run(("opportunities", write("o.csv", "id,name,account,stage\n1,Prensa,Aço,Proposal\n")))
    second = run(("opportunities", write("p.csv", NOTED)))
    assert Note.objects.count() == 1
    undo(second)
    assert not Note.objects.exists()
    assert list(Opportunity.objects.values_list("name", flat=True)) == ["Prensa"]
    undo(first)
    assert not Opportunity.objects.exists()


def test_a_note_that_somebody_changed_since_stays_with_its_deal(write, run):
    plan = run(("opportunities", write("o.csv", NOTED)))
    edits.update(None, Note.objects.get(), {"text": "Prazo dado"})
    done = undo(plan)
    assert [row["name"] for row in done["rows"]][:2] == ["Prazo dado", "Prensa"]


HEAD = "name,Tier,Tags\n"


@pytest.fixture
def tier(admin_user):
    User.objects.filter(pk=admin_user.pk).update(role="admin")
    gold = [{"en": "Gold", "pt": "Ouro"}]
    names = {"label_en": "Tier", "label_pt": "Tier"}
    return custom.create_field(
        User.objects.get(pk=admin_user.pk), record="account", type="choice", choices=gold, **names
    )


def names_of(field):
    field.refresh_from_db()
    return [one["en"] for one in field.choices]


def test_tags_and_options_that_the_import_made_go_where_nothing_bears_them(write, run, tier):
    run(("accounts", write("a.csv", HEAD + "Old,Gold,kept\n")))
    plan = run(("accounts", write("b.csv", HEAD + "Old,Silver,new\nAcme,Bronze,fair;kept\n")))
    assert names_of(tier) == ["Gold", "Silver", "Bronze"]
    foreseen = dict(foresee(plan.pk, began_at(plan)).deleted)
    deleted = undo(plan)["deleted"]
    assert foreseen == {name.capitalize(): number for name, number in deleted.items()}
    assert names_of(tier) == ["Gold"]
    assert set(tags().values_list("name", flat=True)) == {"kept"}
    assert Account.objects.get().custom == {"tier": "gold"}
    assert (deleted["tags"], deleted["options of custom fields"]) == (2, 2)


def test_tags_and_options_that_others_use_or_changed_stay(write, run, tier, admin_user):
    plan = run(("accounts", write("a.csv", HEAD + "Acme,Silver,fair\nBeta,Bronze,partner\n")))
    other = Account.objects.create(name="Other", custom={"tier": "silver"}, **STAMPS)
    Tagging.objects.create(tag=tags().get(name="fair"), record="account", object_id=other.pk, at=timezone.now())
    edits.write(None, tags().get(name="partner"), {"colour": "red"})
    foreseen = dict(foresee(plan.pk, began_at(plan)).deleted)
    assert (foreseen.get("Tags", 0), foreseen["Options of custom fields"]) == (0, 1)
    undo(plan)
    assert names_of(tier) == ["Gold", "Silver"]
    assert set(tags().values_list("name", flat=True)) == {"fair", "partner"}


STEPS = "id,account,stage,lost reason\n1,Aço,Etapa X,\n2,Aço,Lost,Preço alto\n"


def test_stages_and_lost_reasons_that_an_import_made_go_with_it(write, run):
    stages, reasons = set(PipelineStage.objects.all()), set(LossReason.objects.all())
    plan = run(("opportunities", write("o.csv", STEPS)))
    assert PipelineStage.objects.filter(label_pt="Etapa X").exists()
    assert LossReason.objects.filter(label_pt="Preço alto").exists()
    undo(plan)
    assert (set(PipelineStage.objects.all()), set(LossReason.objects.all())) == (stages, reasons)


def test_a_stage_that_somebody_else_s_opportunity_passed_stays_and_is_listed(write, run):
    plan = run(("opportunities", write("o.csv", STEPS)))
    other = run(("opportunities", write("p.csv", "id,account,stage\n9,Bela,Etapa X\n")))
    Opportunity.objects.filter(external_id="9").update(stage=PipelineStage.objects.first())
    done = undo(plan)
    assert other.pk != plan.pk
    assert "Etapa X" in [row["name"] for row in done["rows"]]
    assert PipelineStage.objects.filter(label_pt="Etapa X").exists()


def test_stages_are_several_in_portuguese_too(write, run):
    plan = run(("opportunities", write("o.csv", STEPS)))
    with translation.override("pt-br"):
        assert ("Etapas do funil", 1) in foresee(plan.pk, began_at(plan)).deleted
