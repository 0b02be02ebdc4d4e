"""The pages of the import: who may, and the way from upload to result."""

import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from jornada.apps.market.models import Account
from jornada.apps.org import jobs
from jornada.apps.org.models import Job, User
from jornada.edge.files import pages, tasks, views
from jornada.edge.files import run as running
from jornada.edge.files.breaks import breaks_of
from jornada.edge.files.models import ImportMapping, ImportPlan

CSV = "empresa;setor;funcionários\nAço Ltda;technolgy;12\nBela SA;retail;300\n"


def person(role, name="Ana"):
    mail = f"{name}.{role}@example.com"
    return User.objects.create_user(username=mail, email=mail, name=name, role=role, language="en")


@pytest.fixture
def marketer(client, db):
    user = person("marketing")
    client.force_login(user)
    return user


@pytest.fixture
def plan(client, marketer):
    upload = SimpleUploadedFile("contas.csv", CSV.encode("cp1252"))
    client.post("/imports/new/", {"files": [upload], "kind": ""})
    return ImportPlan.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status"),
    [("admin", 200), ("manager", 200), ("marketing", 200), ("sdr", 403), ("sales", 403), ("viewer", 403)],
)
def test_only_those_who_may_import_see_the_pages(client, role, status):
    client.force_login(person(role))
    assert client.get("/imports/").status_code == status
    assert client.get("/imports/new/").status_code == status


def test_a_colleagues_import_is_not_there_for_others_but_for_administrators(client, plan):
    client.force_login(person("manager", "Eva"))
    assert client.get(f"/imports/{plan.pk}/mapping/").status_code == 404
    client.force_login(person("admin"))
    assert client.get(f"/imports/{plan.pk}/mapping/").status_code == 200


def test_an_upload_finds_out_kind_and_columns(client, plan):
    page = client.get(f"/imports/{plan.pk}/", follow=True)
    assert plan.steps[0]["kind"] == "accounts"
    assert plan.steps[0]["columns"] == {"empresa": "name", "setor": "industry", "funcionários": "employees"}
    assert "windows-1252" in page.content.decode()


def test_three_hundred_unknown_values_are_taken_at_once(client, plan):
    values = {"rows": 300}
    for row in range(300):
        values |= {f"step-{row}": 0, f"field-{row}": "industry", f"value-{row}": f"sector {row}", f"target-{row}": ""}
    assert client.post(f"/imports/{plan.pk}/values/", values).status_code == 302


def test_more_additions_than_are_named_are_counted_all_the_same():
    names = {f"Aço {n}": 1 for n in range(200)} | {"": 700}
    page = pages.result_page({"added": {"account": names}})
    assert page["added"][0]["number"] == 900
    assert len(page["added"][0]["names"]) == 12


def test_a_phone_is_not_asked_for_its_decimal_mark(client, marketer):
    upload = SimpleUploadedFile(
        "c.csv", b"empresa;telefone;faturamento\nA;+55 11 900000001;1.250,50\nB;+55 11 900000002;90,00\n"
    )
    client.post("/imports/new/", {"files": [upload], "kind": "accounts"})
    page = client.get(f"/imports/{ImportPlan.objects.get().pk}/mapping/").content.decode()
    assert 'name="decimal-0-2"' in page
    assert 'name="decimal-0-1"' not in page


def test_one_refused_row_is_spoken_of_as_one(client, marketer):
    upload = SimpleUploadedFile("contas.csv", "empresa;setor\nAço Ltda;retail\n;finance\n".encode())
    client.post("/imports/new/", {"files": [upload], "kind": ""})
    plan = ImportPlan.objects.get()
    trial = client.post(f"/imports/{plan.pk}/values/", {"rows": 0}, follow=True).content.decode()
    assert "was refused. Correct this file" in trial


def test_the_way_from_values_over_the_trial_to_the_accounts(client, plan):
    address = f"/imports/{plan.pk}"
    mapping = {f"col-0-{n}": code for n, code in enumerate(("name", "industry", "employees"))}
    answer = client.post(f"{address}/mapping/", {**mapping, "kind-0": "accounts", "action": "next"})
    assert answer.url == f"{address}/values/"
    page = client.get(f"{address}/values/").content.decode()
    assert 'value="technology"' in page
    values = {"rows": 1, "step-0": 0, "field-0": "industry", "value-0": "technolgy", "target-0": "technology"}
    trial = client.post(f"{address}/values/", values, follow=True)
    assert "Nothing has been written" in trial.content.decode() or "nothing has been written" in trial.content.decode()
    assert not Account.objects.exists()

    job = client.post(f"{address}/run/")
    plan.refresh_from_db()
    jobs.perform(plan.job_id)

    assert job.url == f"/jobs/{plan.job_id}/"
    assert Account.objects.get(name="Aço Ltda").industry.name == "technology"
    assert ImportMapping.objects.get().values["industry"] == {"technolgy": "technology"}
    assert "contas.csv" in client.get(address + "/").content.decode()
    report = b"".join(client.get(f"{address}/report/").streaming_content).decode("utf-8-sig")
    assert report.splitlines()[1] == "contas.csv,2,created,,,"


def test_what_an_activity_stands_for_is_said_by_its_name(client, marketer):
    upload = SimpleUploadedFile("t.csv", b"empresa;atividade;quando\nAcme;Telefonema;01/02/2026\n")
    client.post("/imports/new/", {"files": [upload], "kind": "touches"})
    page = client.get(f"/imports/{ImportPlan.objects.get().pk}/values/").content.decode()
    assert 'value="Call connected"' in page
    assert "call.connected" not in page


def test_where_every_value_is_known_the_page_says_so(client, marketer):
    client.post("/imports/new/", {"files": [SimpleUploadedFile("a.csv", b"empresa\nAcme\n")], "kind": "accounts"})
    page = client.get(f"/imports/{ImportPlan.objects.get().pk}/values/").content.decode()
    assert "Every value is known" in page


def test_a_file_that_is_no_table_is_refused_with_a_reason(client, marketer):
    answer = client.post(
        "/imports/new/", {"files": [SimpleUploadedFile("foto.csv", b"\x89PNG\r\n\x1a\n" + bytes(200))]}
    )
    assert answer.status_code == 422
    assert "foto.csv is not a table" in answer.content.decode()
    assert not ImportPlan.objects.exists()


def test_marketing_cannot_choose_a_kind_beyond_its_role(client, plan):
    client.post(f"/imports/{plan.pk}/mapping/", {"kind-0": "teams", "action": "look"})
    plan.refresh_from_db()
    assert plan.steps[0]["kind"] == "accounts"


def test_thrown_away_imports_leave_no_files(client, plan):
    client.post(f"/imports/{plan.pk}/delete/")
    assert not plan.folder.exists()
    assert not ImportPlan.objects.exists()


DEALS = "Deal Name,Deal Stage,Amount,Company name,Company Domain Name,First Name,Email,Phone Number\n" + (
    "A,Proposal,10,Aço,aco.com.br,Ana,ana@aco.com.br,1\n"
)


@pytest.fixture
def deals(client, db):
    client.force_login(person("manager"))
    client.post("/imports/new/", {"files": [SimpleUploadedFile("deals.csv", DEALS.encode())], "kind": ""})
    return ImportPlan.objects.get()


def test_a_known_export_is_one_part_for_each_kind_of_record_and_asks_for_the_currency(client, deals):
    page = client.get(f"/imports/{deals.pk}/mapping/").content.decode()
    assert [step["kind"] for step in deals.steps] == ["accounts", "contacts", "opportunities"]
    assert "Recognised as an export of HubSpot" in page
    assert 'name="currency-2"' in page
    assert "<option selected>BRL</option>" in page


def test_a_part_that_is_left_out_is_not_imported_and_another_may_be_added(client, deals):
    address = f"/imports/{deals.pk}/mapping/"
    client.post(address, {"kind-0": "-", "kind-1": "-", "currency-2": "USD", "action": "look"})
    deals.refresh_from_db()
    assert [step["is_left_out"] for step in deals.steps] == [True, True, False]
    assert deals.steps[2]["currency"] == "USD"
    client.post(address, {"kind-0": "accounts", "also-0": "leads", "action": "look"})
    deals.refresh_from_db()
    assert [step["kind"] for step in deals.steps] == ["accounts", "contacts", "opportunities", "leads"]


def test_the_result_offers_the_refused_rows_and_the_way_back(client, marketer):
    upload = SimpleUploadedFile("contas.csv", "empresa;setor\nAço;x\n;y\n".encode())
    client.post("/imports/new/", {"files": [upload], "kind": "accounts"})
    plan = ImportPlan.objects.get()
    client.post(f"/imports/{plan.pk}/values/", {"rows": 0})
    client.post(f"/imports/{plan.pk}/run/")
    plan.refresh_from_db()
    jobs.perform(plan.job_id)
    page = client.get(f"/imports/{plan.pk}/").content.decode()
    assert f"/imports/{plan.pk}/undo/" in page
    assert f"/imports/{plan.pk}/refused/0/" in page
    asked = client.get(f"/imports/{plan.pk}/undo/")
    assert asked.context["foreseen"].deleted == [("Accounts", 1), ("Industries", 2)]
    plan.refresh_from_db()
    assert plan.status == "done"
    assert f"/imports/{plan.pk}/refused/0/" in client.get(f"/jobs/{plan.job_id}/").content.decode()
    refused = client.get(f"/imports/{plan.pk}/refused/0/")
    assert b";y;Name: this field must not be blank" in b"".join(refused.streaming_content)
    client.force_login(person("manager", "Eva"))
    assert client.post(f"/imports/{plan.pk}/undo/").status_code == 404
    assert client.get(f"/imports/{plan.pk}/refused/0/").status_code == 404


def test_an_import_list_without_imports_offers_the_first_one(client, marketer):
    page = client.get("/imports/").content.decode()
    assert "Nothing imported yet" in page
    assert page.count('href="/imports/new/"') >= 2


@pytest.fixture
def ready(client, plan):
    """A plan that was tried and may begin."""
    mapping = {f"col-0-{n}": code for n, code in enumerate(("name", "industry", "employees"))}
    client.post(f"/imports/{plan.pk}/mapping/", {**mapping, "kind-0": "accounts", "action": "next"})
    client.post(f"/imports/{plan.pk}/values/", {"rows": 0})
    plan.refresh_from_db()
    return plan


def test_an_import_that_is_started_twice_begins_once(client, ready):
    first, second = (client.post(f"/imports/{ready.pk}/run/") for _time in range(2))
    assert (Job.objects.filter(kind="import").count(), second.url) == (1, f"/imports/{ready.pk}/")
    assert client.get(second.url).url == first.url


@pytest.mark.parametrize("page", ["mapping", "values"])
def test_whoever_goes_back_to_an_import_that_began_changes_nothing_and_is_told(client, ready, page):
    client.post(f"/imports/{ready.pk}/run/")
    before = ImportPlan.objects.get()
    answer = client.post(f"/imports/{ready.pk}/{page}/", {"rows": "0"}, follow=True)
    assert "has begun already" in answer.text
    after = ImportPlan.objects.get()
    assert (after.status, after.steps) == ("running", before.steps)


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_an_import_whose_job_ended_otherwise_can_be_started_again(client, ready, status):
    client.post(f"/imports/{ready.pk}/run/")
    Job.objects.update(status=status, error="The worker ended each time")
    page = client.get(f"/imports/{ready.pk}/").text
    assert ("The worker ended each time" in page, ImportPlan.objects.get().status) == (True, status)
    client.post(f"/imports/{ready.pk}/run/")
    assert Job.objects.filter(kind="import").count() == 2


@pytest.mark.parametrize("rows", ["many", "-1", "9" * 30, "²"])
def test_a_number_of_values_that_is_none_is_none(client, plan, rows):
    assert client.post(f"/imports/{plan.pk}/values/", {"rows": rows}).status_code == 302


def test_a_file_that_went_is_said_and_no_fault_of_the_page(client, ready):
    for path in ready.folder.iterdir():
        path.unlink()
    for page in ("values", "run"):
        answer = client.post(f"/imports/{ready.pk}/{page}/", {"rows": "0"}, follow=True)
        assert answer.status_code == 200
    assert not Job.objects.filter(kind="import").exists()


def test_files_that_are_refused_at_once_leave_nothing_behind(client, marketer, settings):
    good = SimpleUploadedFile("contas.csv", CSV.encode())
    bad = SimpleUploadedFile("x.csv", b"\x00\x01\x02")
    assert client.post("/imports/new/", {"files": [good, bad], "kind": ""}).status_code == 422
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_an_import_that_is_started_again_goes_on_where_it_stopped(client, ready):
    client.post(f"/imports/{ready.pk}/run/")
    Job.objects.update(status="failed", state={"walk": 0, "row": 2})
    client.post(f"/imports/{ready.pk}/run/")
    job = Job.objects.get(pk=ImportPlan.objects.get().job_id)
    assert job.state["row"] == 2
    jobs.perform(job.pk)
    assert (ImportPlan.objects.get().status, Account.objects.count()) == ("done", 0)


def die(monkeypatch, plan, where, what):
    """Do a job whose worker is killed as it comes to this."""
    with monkeypatch.context() as once:
        once.setattr(where, what, lambda *_args, **_options: sys.exit())
        with pytest.raises(SystemExit):
            jobs.perform(plan.job_id)


@pytest.fixture
def killed(client, ready, monkeypatch):
    """An import whose worker was killed after its first chunk of one row, and whose job waits for another."""
    client.post(f"/imports/{ready.pk}/run/")
    ready.refresh_from_db()
    monkeypatch.setattr(running, "CHUNK", 1)
    die(monkeypatch, ready, jobs.JobRun, "progress")
    return ready


def test_an_import_that_was_interrupted_says_where_and_when_it_went_on(client, killed):
    jobs.perform(killed.job_id)
    (found,) = breaks_of(Job.objects.get(pk=killed.job_id))
    assert (found.row, found.name, Account.objects.count()) == (1, "contas.csv", 2)
    for address in (f"/imports/{killed.pk}/", f"/jobs/{killed.job_id}/"):
        page = client.get(address).content.decode()
        assert "Interrupted after row 1 of “contas.csv”; went on at" in page


def test_each_interruption_is_told(killed, monkeypatch):
    die(monkeypatch, killed, tasks, "run_plan")
    jobs.perform(killed.job_id)
    assert [each.row for each in breaks_of(Job.objects.get(pk=killed.job_id))] == [1, 1]


def test_an_import_that_nobody_interrupted_says_nothing_of_it(client, ready):
    client.post(f"/imports/{ready.pk}/run/")
    ready.refresh_from_db()
    jobs.perform(ready.job_id)
    assert not breaks_of(Job.objects.get(pk=ready.job_id))
    assert "Interrupted" not in client.get(f"/imports/{ready.pk}/").content.decode()


def test_a_database_that_goes_for_a_moment_ends_no_import(ready, monkeypatch):
    def gone(*_args, **_options):
        raise OperationalError("terminating connection due to administrator command")

    monkeypatch.setattr("jornada.edge.files.tasks.run_plan", gone)
    job = Job.objects.create(kind="import", params={"plan": str(ready.pk)})
    with pytest.raises(OperationalError):
        jobs.perform(job.pk)
    assert ImportPlan.objects.get().status == "running"
    monkeypatch.undo()
    jobs.perform(job.pk)
    assert (ImportPlan.objects.get().status, Account.objects.count()) == ("done", 2)


def test_the_columns_page_shows_all_phones_of_a_cell_as_records_show_them(client, marketer):
    text = (
        "Nome,Email,Telefone,Celular\n"
        'Ana,ana@a.com,"11 98765-4321, 11 3333-4444",\nCaio,caio@a.com,11 3333-4444 ramal 22,+5511977776666\n'
    )
    client.post("/imports/new/", {"files": [SimpleUploadedFile("rd.csv", text.encode())], "kind": "contacts"})
    (file,) = client.get(f"/imports/{ImportPlan.objects.get().pk}/mapping/").context["files"]
    assert [(one.chosen, [cell.shown for cell in one.converted]) for one in file.columns[2:]] == [
        ("phone", ["(11) 98765-4321 · (11) 3333-4444", "(11) 3333-4444 (22)"]),
        ("phone", ["(11) 97777-6666"]),
    ]


@pytest.mark.parametrize("asked", ["", "name"])
def test_deals_are_known_by_name_and_company_and_page_and_trial_say_so(client, write, import_files, asked):
    client.force_login(person("manager"))
    head, row = "Deal name,Company,Amount,Open date,Status\n", "ERP,Acme,{},2026-03-02,Open\n"
    import_files(("opportunities", write("d.csv", head + row.format(1000))))
    upload = SimpleUploadedFile("d.csv", (head + row.format(2000)).encode())
    client.post("/imports/new/", {"files": [upload], "kind": "opportunities"})
    plan = ImportPlan.objects.get()
    assert "The surest: Name, with company or person." in client.get(f"/imports/{plan.pk}/mapping/").content.decode()
    columns = {f"col-0-{n}": code for n, code in enumerate(("name", "account", "amount", "engaged_on", "outcome"))}
    chosen = {"kind-0": "opportunities", "key-0": asked, "action": "next", **columns}
    client.post(f"/imports/{plan.pk}/mapping/", chosen)
    trial = client.post(f"/imports/{plan.pk}/values/", {"rows": 0}, follow=True).content.decode()
    plan.refresh_from_db()
    assert plan.steps[0]["key"] == asked
    assert "1 row is about a record that is there already, or that a row above makes." in trial


def test_counts_are_called_on_the_phone_as_above_the_table():
    page = pages.result_page({"files": {"0:accounts:a.csv": {"read": 1, "rejected": 1}}})
    (file,) = page["files"]
    assert [label for label, _number in file["cells"]] == list(map(str, page["words"]))


def test_a_trial_under_way_is_where_its_import_stands_and_looking_at_the_columns_keeps_it(client, plan, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    mapping = f"/imports/{plan.pk}/mapping/"
    client.get(mapping)
    client.post(f"/imports/{plan.pk}/values/", {"rows": "0"})
    job = Job.objects.get(kind="import-trial")
    assert client.get(f"/imports/{plan.pk}/").headers["Location"] == f"/jobs/{job.pk}/"
    assert client.get(f"/imports/{plan.pk}/?job").headers["Location"] == mapping
    jobs.perform(job.pk)
    client.get(mapping)
    plan.refresh_from_db()
    assert plan.status == ImportPlan.Status.READY
    assert client.get(f"/imports/{plan.pk}/").status_code == 200
