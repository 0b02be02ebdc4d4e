"""Everything as one archive: what is in it and what is not, who gets it, for how long."""

import csv
import io
import os
import threading
import time
import zipfile

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from jornada.apps.interactions.actions import record_touch
from jornada.apps.interactions.attachments.models import Attachment
from jornada.apps.interactions.attachments.store import keep
from jornada.apps.interactions.privacy import mark_private
from jornada.apps.market.models import Account
from jornada.apps.org import jobs
from jornada.apps.org.jobs import perform
from jornada.apps.org.models import Change, Job, User
from jornada.edge.files.whole import archive, tables

pytestmark = pytest.mark.django_db
PAGE = "/settings/everything/"


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def person(username, role):
    common = {"name": username.title(), "language": "en", "email": f"{username}@example.com"}
    return User.objects.create_user(username=username, role=role, password="s" * 20, **common)


@pytest.fixture
def admin(db):
    return person("ada", "admin")


@pytest.fixture
def owner(db):
    return person("olga", "sales")


@pytest.fixture
def account(owner):
    now = timezone.now()
    return Account.objects.create(name="=Acme; São Paulo", owner=owner, created_at=now, updated_at=now)


def made(admin):
    job = archive.begin(admin)
    perform(job.pk)
    job.refresh_from_db()
    assert job.status == "done", job.error
    return job


def opened(job):
    return zipfile.ZipFile(archive.path_of(job))


def rows_of(job, name):
    return list(csv.DictReader(io.StringIO(opened(job).read(f"{name}.csv").decode("utf-8-sig"))))


def test_each_table_is_told_or_left_out_for_a_reason():
    ours = {model._meta.label for model in apps.get_models() if model._meta.app_label in tables.OURS}
    told = {model._meta.label for model in tables.tables()}
    assert ours - told == tables.SECRET | tables.MACHINERY
    assert {"market.Account", "sales.Opportunity", "interactions.Touch", "org.Change"} <= told


def test_records_are_in_it_harmless_and_whole(admin, account, folder, monkeypatch):
    monkeypatch.setattr(tables, "AT_ONCE", 2)
    now = timezone.now()
    Account.objects.bulk_create(Account(name=f"Firm {n}", created_at=now, updated_at=now) for n in range(5))
    names = [row["name"] for row in rows_of(made(admin), "market.account")]
    assert names == ["'=Acme; São Paulo", *(f"Firm {n}" for n in range(5))]


def test_no_password_and_no_key_is_in_it(admin, account, folder):
    job = made(admin)
    texts = [opened(job).read(name).decode() for name in opened(job).namelist()]
    assert not any(admin.password in text for text in texts)
    assert "key" not in tables.head(apps.get_model("sales.Proposal"))


def test_files_on_records_are_in_it_and_those_without_content_are_counted(admin, owner, account, folder):
    kept = keep(SimpleUploadedFile("x", b"contents").chunks())
    common = {"account": account, "size": 8, "created_by": owner, "created_at": timezone.now()}
    file = Attachment.objects.create(name="../offer 1.pdf", digest=kept.digest, **common)
    Attachment.objects.create(name="gone.pdf", digest="0" * 64, **common)
    job = made(admin)
    assert opened(job).read(f"files/{file.pk}-.._offer 1.pdf") == b"contents"
    assert (job.result["files"], job.result["missing"]) == (1, 1)


def test_private_interactions_of_others_stay_private(admin, owner, account, folder):
    for note in ("for all", "between us"):
        touch = record_touch(owner, "call.connected", account=account, note=note)
    mark_private(owner, touch)
    assert [row["note"] for row in rows_of(made(admin), "interactions.touch")] == ["for all"]


@pytest.mark.parametrize("role", ["manager", "marketing", "sales", "viewer"])
def test_only_administrators_have_it_made_and_fetch_it(client, admin, folder, role):
    job = made(admin)
    client.force_login(person("other", role))
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}make/").status_code == 403
    assert client.get(f"{PAGE}{job.pk}/archive.zip").status_code == 403
    assert Job.objects.count() == 1


def test_another_administrator_sees_that_it_is_there_and_does_not_get_it(client, admin, folder):
    job = made(admin)
    other = person("other", "admin")
    client.force_login(other)
    assert client.get(f"{PAGE}{job.pk}/archive.zip").status_code == 404
    for page in (PAGE, f"/jobs/{job.pk}/"):
        assert "archive.zip" not in client.get(page).content.decode()
    assert archive.begin(other).user == other


def test_it_is_asked_for_and_fetched_in_the_browser_and_the_history_says_so(client, admin, folder):
    client.force_login(admin)
    assert client.post(f"{PAGE}make/")["Location"] == f"/jobs/{Job.objects.get().pk}/"
    perform(Job.objects.get().pk)
    job = Job.objects.get()
    assert f"{PAGE}{job.pk}/archive.zip" in client.get(f"/jobs/{job.pk}/").content.decode()
    assert f"{PAGE}{job.pk}/archive.zip" in client.get(PAGE).content.decode()
    answer = client.get(f"{PAGE}{job.pk}/archive.zip")
    assert zipfile.ZipFile(io.BytesIO(answer.getvalue())).testzip() is None
    fields = Change.objects.filter(model="org.job", object_id=job.pk, user=admin).order_by("pk")
    assert list(fields.values_list("field", flat=True)) == ["whole_asked", "whole_fetched"]
    history = client.get("/settings/history/").content.decode()
    assert all(word in history for word in ("asked for", "downloaded", "Archive of everything"))


def test_one_is_made_at_a_time(admin, folder):
    assert archive.begin(admin) == archive.begin(admin)


def test_whoever_is_no_administrator_any_more_gets_none(admin, folder):
    job = archive.begin(admin)
    User.objects.filter(pk=admin.pk).update(role="sales")
    perform(job.pk)
    job.refresh_from_db()
    assert (job.status, archive.is_there(job)) == ("failed", False)


def test_one_that_is_stopped_leaves_nothing(admin, account, folder):
    job = archive.begin(admin)
    Job.objects.filter(pk=job.pk).update(is_cancel_requested=True)
    perform(job.pk)
    job.refresh_from_db()
    assert (job.status, list((folder / "whole").glob("*"))) == ("cancelled", [])


def test_it_is_deleted_after_some_days(client, admin, folder):
    job = made(admin)
    archive.sweep()
    assert archive.is_there(job)
    old = time.time() - (archive.KEPT_DAYS + 1) * archive.DAY
    os.utime(archive.path_of(job), (old, old))
    archive.sweep()
    client.force_login(admin)
    assert client.get(f"{PAGE}{job.pk}/archive.zip").status_code == 404
    assert "was deleted" in client.get(f"/jobs/{job.pk}/").content.decode()


@pytest.fixture
def meanwhile(monkeypatch):
    """Do something in the middle of the first run only, between two tables."""

    def set_up(do):
        write, todo = archive._write_table, [do]

        def in_the_middle(*args):
            number = write(*args)
            if todo:
                todo.pop()()
            return number

        monkeypatch.setattr(archive, "_write_table", in_the_middle)

    return set_up


def test_two_runs_at_once_make_one_whole_archive(admin, account, folder, meanwhile):
    job = archive.begin(admin)
    meanwhile(lambda: perform(job.pk))
    perform(job.pk)
    job.refresh_from_db()
    assert (job.status, opened(job).testzip()) == ("done", None)
    assert job.result["size"] == archive.path_of(job).stat().st_size
    assert [path.name for path in (folder / "whole").iterdir()] == [f"{job.pk}.zip"]


def test_a_run_that_lost_its_job_leaves_that_of_the_other_alone(admin, account, folder, meanwhile):
    job = archive.begin(admin)

    def take_over():
        other = jobs._claim(job.pk)
        (folder / "whole" / f"{job.pk}-{other.run}.part").write_bytes(b"half")

    meanwhile(take_over)
    perform(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result) == ("running", {})
    assert [path.read_bytes() for path in (folder / "whole").iterdir()] == [b"half"]


def test_what_a_killed_run_left_goes_with_the_next(admin, account, folder):
    job = archive.begin(admin)
    (folder / "whole").mkdir()
    (folder / "whole" / f"{job.pk}-killed.part").write_bytes(b"half")
    perform(job.pk)
    assert [path.name for path in (folder / "whole").iterdir()] == [f"{job.pk}.zip"]


def test_two_runs_in_two_threads_make_one_whole_archive(admin, account, folder, meanwhile, transactional_db):
    job = archive.begin(admin)
    other = threading.Thread(target=lambda: (perform(job.pk), connection.close()))
    meanwhile(lambda: (other.start(), time.sleep(0.2)))
    perform(job.pk)
    other.join()
    job.refresh_from_db()
    assert (job.status, opened(job).testzip()) == ("done", None)
    assert [path.name for path in (folder / "whole").iterdir()] == [f"{job.pk}.zip"]
