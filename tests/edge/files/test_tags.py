"""Tags as a column: several in a cell, hung beside those that are there, taken back with the import."""

import pytest
from django.utils import timezone

from jornada.apps.market.models import Account
from jornada.apps.org import jobs
from jornada.apps.org.models import Tag, Tagging
from jornada.apps.org.tags.actions import change_tags, named
from jornada.apps.org.tags.queries import tags_of
from jornada.edge.files.models import ImportPlan

pytestmark = pytest.mark.django_db


def held(row, record="account"):
    return [tag.name for tag in tags_of(record, [row.pk]).get(row.pk, [])]


@pytest.fixture
def acme(db):
    row = Account.objects.create(name="Acme", created_at=timezone.now(), updated_at=timezone.now())
    change_tags(None, "account", [row], named(["Fair"]))
    return row


@pytest.mark.parametrize("kind", ["accounts", "contacts", "leads", "opportunities"])
def test_several_tags_of_a_cell_are_hung_on_every_kind(write, import_files, kind):
    head = "account,contact,product,stage,tags" if kind == "opportunities" else "name,tags"
    row = "Acme,,,,VIP; fair | Feira" if kind == "opportunities" else "Acme,VIP; fair | Feira"
    import_files((kind, write("a.csv", f"{head}\n{row}\n")))
    assert sorted(Tagging.objects.values_list("tag__name", flat=True)) == ["Feira", "VIP", "fair"]


def test_known_records_keep_what_they_bear_and_names_are_compared_without_case(write, import_files, acme):
    import_files(("accounts", write("a.csv", 'name,tags\nAcme,"FAIR, New"\nBeta,New\n')))
    assert held(acme) == ["Fair", "New"]
    assert held(Account.objects.get(name="Beta")) == ["New"]
    assert Tag.objects.count() == 2


def test_a_dry_run_hangs_and_makes_nothing_and_tells_of_new_ones(write, import_files, acme):
    result = import_files(("accounts", write("a.csv", "name,tags\nAcme,Fair;Fresh\n")), is_dry=True)
    assert held(acme) == ["Fair"]
    assert "Fresh" in str(result)
    assert "Fair'" not in str(result)


def test_an_import_that_is_taken_back_takes_its_tags_along(write, plan_of, acme):
    steps = plan_of(("accounts", write("a.csv", "name,city,tags\nAcme,Natal,New\nBeta,Natal,New\n")))
    plan = ImportPlan.objects.create(steps=[step.to_json() for step in steps])
    jobs.run_here("import", None, "x", {"plan": str(plan.pk)})
    assert Tagging.objects.count() == 3
    job = jobs.run_here("import-undo", None, "x", {"plan": str(plan.pk)})
    assert (job.status, held(acme)) == ("done", ["Fair"])
    assert Tagging.objects.count() == 1


def test_a_name_that_is_too_long_is_cut_and_told(write, import_files, report_rows):
    import_files(("accounts", write("a.csv", f"name,tags\nAcme,{'x' * 60}\n")))
    assert Tag.objects.get().name == "x" * 40
    assert "longer than the field" in str(report_rows())


def test_a_record_without_room_costs_no_other_its_tags(write, import_files, report_rows, acme):
    change_tags(None, "account", [acme], named([f"T{n:02}" for n in range(28)]))
    other = Account.objects.create(name="Beta", created_at=timezone.now(), updated_at=timezone.now())
    import_files(("accounts", write("a.csv", "name,tags\nAcme,fair;One;Two\nBeta,VIP\nGama,New\n")))
    assert (len(held(acme)), "One" in held(acme), "Two" in held(acme)) == (30, True, False)
    assert (held(other), held(Account.objects.get(name="Gama"))) == (["VIP"], ["New"])
    told = [str(row) for row in report_rows() if "no room" in str(row)]
    assert len(told) == 1
    assert "Two" in told[0]


def test_a_new_record_is_told_what_it_has_no_room_for(write, import_files, report_rows):
    import_files(("accounts", write("a.csv", "name,tags\nAcme," + ";".join(f"T{n:02}" for n in range(32)) + "\n")))
    assert len(held(Account.objects.get())) == 30
    assert "T30, T31" in str(report_rows())
