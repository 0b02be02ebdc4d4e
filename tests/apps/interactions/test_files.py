import os
import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions.attachments import actions, queries, store
from jornada.apps.interactions.held import KEPT, purge
from jornada.apps.interactions.models import Attachment
from jornada.apps.interactions.places import place_of_record

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


def upload(name="proposal.pdf", content=b"%PDF-1.7 proposal"):
    return SimpleUploadedFile(name, content)


def put(user, record, kind="account", **more):
    return actions.add_file(user, place_of_record(kind, record), upload(**more))


@pytest.mark.parametrize("kind", ["account", "contact", "lead", "opportunity"])
def test_files_are_put_on_every_kind_of_record(request, as_owner, kind):
    record = request.getfixturevalue(kind)
    url = f"{reverse('file_new')}?{place_of_record(kind, record).query}"
    answer = as_owner.post(url, {"files": [upload(), upload("plan.xlsx", b"x")]})
    assert answer.status_code == 302
    page = as_owner.get(record.get_absolute_url()).content.decode()
    assert page.count("proposal.pdf") >= 2  # in the box and on the timeline
    assert "plan.xlsx" in page


def test_a_file_comes_back_as_it_was_sent_and_cannot_run_here(as_owner, owner, account):
    file = put(owner, account, name="página.html", content=b"<script>alert(1)</script>")
    answer = as_owner.get(reverse("file", args=[file.pk]) + "?show=1")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''p%C3%A1gina.html")
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.png", PNG, "image/png"), ("a.svg", b"<svg onload=alert(1)>", ""), ("b.png", b"<html>", "")],
)
def test_only_real_pictures_are_shown(as_owner, owner, account, name, content, kind):
    file = put(owner, account, name=name, content=content)
    answer = as_owner.get(reverse("file", args=[file.pk]) + "?show=1")
    assert answer["Content-Type"] == (kind or "application/octet-stream")
    assert ("inline" in answer["Content-Disposition"]) == bool(kind)


def test_who_sees_the_record_gets_its_files(client, owner, colleague, outsider, account):
    url = reverse("file", args=[put(owner, account).pk])
    for person, status in ((owner, 200), (colleague, 200), (outsider, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status


def test_outsiders_and_viewers_put_nothing_there(owner, outsider, viewer, account):
    for person in (outsider, viewer):
        with pytest.raises(PermissionDenied):
            put(person, account)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("big.pdf", b"x" * 2000, "at most"), ("nothing.pdf", b"", "is empty"), ("run.pdf.EXE", b"MZ", "is a program")],
)
def test_a_file_that_does_not_fit_is_named_and_the_others_are_kept(settings, as_owner, account, name, content, said):
    settings.MAX_FILE_BYTES = 1000
    files = [upload(), SimpleUploadedFile(name, content)]
    answer = as_owner.post(f"{reverse('file_new')}?account={account.pk}", {"files": files}, **HTMX)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert name in page
    assert said in page
    assert [file.name for file in Attachment.objects.all()] == ["proposal.pdf"]


def test_a_full_disk_is_said_and_leaves_nothing(monkeypatch, owner, account):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "replace", full)
    with pytest.raises(ValidationError):
        put(owner, account)
    assert not Attachment.objects.exists()
    assert [path for path in store.folder().rglob("*") if path.is_file()] == []


def test_the_same_content_lies_there_once(owner, account, contact):
    one, two = put(owner, account), put(owner, contact, "contact", name="again.pdf")
    assert one.digest == two.digest
    assert len(list(store.folder().glob("*/*"))) == 1


def test_a_deleted_file_is_gone_and_comes_back(as_owner, owner, account):
    file = put(owner, account)
    answer = as_owner.post(reverse("file_delete", args=[file.pk]), **HTMX)
    assert reverse("file_restore", args=[file.pk]) in answer["HX-Trigger"]
    assert as_owner.get(reverse("file", args=[file.pk])).status_code == 404
    as_owner.post(reverse("file_restore", args=[file.pk]), **HTMX)
    assert queries.visible_files(owner).get() == file


def test_a_colleague_does_not_delete_another_ones_file(client, owner, colleague, account):
    file = put(owner, account)
    client.force_login(colleague)
    assert client.post(reverse("file_delete", args=[file.pk])).status_code == 403


def test_content_goes_with_the_record_and_the_last_row(owner, account, contact):
    gone, kept = put(owner, account), put(owner, contact, "contact", name="b.pdf", content=b"other")
    contact.account = None
    contact.save()
    account.delete()
    long_ago = time.time() - 2 * store.YOUNG_SECONDS
    for digest in (gone.digest, kept.digest):
        os.utime(store.path_of(digest), (long_ago, long_ago))
    assert store.sweep() == 1
    assert (store.path_of(gone.digest).exists(), store.path_of(kept.digest).exists()) == (False, True)


def test_an_upload_that_is_being_written_is_not_swept(owner, account):
    kept = store.keep([b"content whose row is still to come"])
    assert store.sweep() == 0
    assert store.path_of(kept.digest).exists()


@pytest.mark.parametrize("asked", ["_is_old", "_is_unused"])
def test_a_content_that_is_kept_again_while_it_is_looked_at_is_not_swept(monkeypatch, owner, account, asked):
    first = put(owner, account)
    long_ago = time.time() - 2 * store.YOUNG_SECONDS
    os.utime(store.path_of(first.digest), (long_ago, long_ago))
    Attachment.objects.all().delete()
    judge = getattr(store, asked)

    def judged_while_another_process_keeps_it(*facts):
        said = judge(*facts)
        monkeypatch.setattr(store, asked, judge)
        put(owner, account)
        return said

    monkeypatch.setattr(store, asked, judged_while_another_process_keeps_it)
    assert store.sweep() == 0
    assert store.path_of(first.digest).exists()


def test_a_content_that_a_killed_sweep_moved_aside_is_put_back(owner, account):
    file = put(owner, account)
    os.replace(store.path_of(file.digest), store.folder() / f"{store.ASIDE}{file.digest}")
    assert store.sweep() == 0
    assert store.path_of(file.digest).exists()


def test_deleted_files_are_removed_after_a_month(owner, account):
    put(owner, account)
    Attachment.objects.update(deleted_at=timezone.now() - KEPT - timezone.timedelta(hours=1))
    assert purge(Attachment) == 1


def test_files_are_found_by_name_within_reach(client, owner, outsider, lead):
    file = put(owner, lead, "lead", name="Orçamento final.pdf")
    client.force_login(owner)
    assert f"/leads/{lead.pk}/#file-{file.pk}" in client.get("/search/?q=orcamento").content.decode()
    client.force_login(outsider)
    assert "#file-" not in client.get("/search/?q=orcamento").content.decode()


def test_a_missing_content_is_not_found_and_no_crash(as_owner, owner, account):
    file = put(owner, account)
    store.path_of(file.digest).unlink()
    assert as_owner.get(reverse("file", args=[file.pk])).status_code == 404
