"""Custom fields in files: columns find them, values are read, known choices are proposed, an undo puts them back."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from jornada.apps.market.models import Account
from jornada.apps.org.custom import actions
from jornada.apps.org.custom.known import find
from jornada.apps.org.models import Change, CustomField, User
from jornada.edge.files.pages import result_page
from jornada.edge.files.plan import Step
from jornada.edge.files.propose import detect, find_unknown
from jornada.edge.files.reading import chunks
from jornada.edge.files.undo import undo

pytestmark = pytest.mark.django_db
HEAD = "name,Customer tier,Seats,Signed on,Perks,Site map,Is partner\n"


@pytest.fixture(autouse=True)
def fields():
    admin = User.objects.create(username="ada", role="admin")
    tiers = [{"en": "Gold", "pt": "Ouro"}, {"en": "Silver", "pt": "Prata"}]
    types = {"Customer tier": "choice", "Seats": "number", "Signed on": "date", "Perks": "several", "Site map": "link"}
    for label, type in {**types, "Is partner": "flag"}.items():
        given = {"label_en": label, "label_pt": label, "choices": tiers if type in ("choice", "several") else []}
        actions.create_field(admin, record="account", type=type, **given)


def test_each_type_is_read_and_kept(write, import_files):
    path = write("a.csv", HEAD + 'Acme,ouro,"1,200.5",2026-01-31,Gold; prata,acme.com,yes\nBeta,,,,,,\n')
    import_files(("accounts", path))
    acme, beta = Account.objects.order_by("name")
    assert acme.custom == {
        "customer_tier": "gold", "seats": "1200.5", "signed_on": "2026-01-31", "perks": ["gold", "silver"],
        "site_map": "https://acme.com", "is_partner": True,
    }  # fmt: skip
    assert beta.custom is None


def test_rows_are_read_in_another_thread_without_the_database(write, plan_of):
    (step,) = plan_of(("accounts", write("a.csv", HEAD + 'Acme,ouro,"1,200.5",2026-01-31,Gold; prata,acme.com,yes\n')))

    def rows_and_connection() -> tuple[int, object]:
        return sum(map(len, read)), connection.connection

    with step.open() as table, ThreadPoolExecutor(1) as other:
        read = chunks(table, step, "America/Sao_Paulo")
        assert other.submit(rows_and_connection).result() == (1, None)


def test_a_choice_written_otherwise_is_proposed_and_a_new_one_joins_the_list(write, import_files):
    path = write("a.csv", "name,Customer tier\nAcme,Sil ver\nBeta,Bronze\n")
    step = Step("accounts", str(path), "a.csv")
    detect(step)
    proposals = {one.value: one.target for one in find_unknown([step])[0].values}
    assert proposals == {"Sil ver": "Silver", "Bronze": ""}
    import_files(("accounts", path))
    kept = list(Account.objects.order_by("name").values_list("custom__customer_tier", flat=True))
    assert kept == ["silver", "bronze"]
    assert "bronze" in find("account", "customer_tier").choice_labels()


def test_a_dry_run_adds_no_choice(write, import_files):
    result = import_files(("accounts", write("a.csv", "name,Customer tier\nBeta,Bronze\n")), is_dry=True)
    assert "bronze" not in find("account", "customer_tier").choice_labels()
    assert "Bronze" in str(result)


def test_what_does_not_fit_is_left_blank_and_told(write, import_files, report_rows):
    import_files(("accounts", write("a.csv", "name,Perks,Site map\nAcme,Gold;Wood,no address\nBeta,Wood,\n")))
    assert [row.custom for row in Account.objects.order_by("name")] == [{"perks": ["gold"]}, None]
    told = [row["reason"] for row in report_rows() if row["field"] == "Perks"]
    assert ["kept" in told[0], "blank" in told[1]] == [True, True]


def test_an_update_leaves_other_fields_and_an_undo_puts_back(write, plan_of, import_files, tmp_path):
    import_files(("accounts", write("a.csv", "name,Seats,Is partner\nAcme,5,no\n")))
    import_files(("accounts", write("b.csv", "name,Seats\nAcme,7\n")))
    assert Account.objects.get().custom == {"seats": "7", "is_partner": False}
    change = Change.objects.filter(field="custom.seats").get()
    assert (change.old, change.new) == ('"5"', '"7"')
    undo(uuid.UUID(str(change.batch)), [], None, tmp_path / "kept.csv")
    assert Account.objects.get().custom == {"seats": "5", "is_partner": False}


def test_what_was_noted_names_the_custom_field(write, import_files):
    result = import_files(("accounts", write("a.csv", HEAD + "Acme,,many,,,,\n")), is_dry=True)
    assert [(one["field"], one["reason"][:13]) for one in result_page(result)["issues"]] == [("Seats", "this is no nu")]


def test_a_required_field_that_is_blank_is_reported_and_the_row_comes_in(write, import_files):
    CustomField.objects.filter(code="seats").update(is_required=True)
    CustomField.objects.get(code="seats").save()
    result = import_files(("accounts", write("a.csv", HEAD + "Acme,,,,,,\nBeta,,7,,,,\n")))
    assert Account.objects.count() == 2
    issues = [(one["field"], one["reason"]) for one in result_page(result)["issues"]]
    assert issues == [("Seats", "this custom field is required; the row was kept without it")]
