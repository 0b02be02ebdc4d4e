"""Files by API: put on a record, read, handed out, deleted; by whom."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jornada.apps.interactions.models import Attachment
from jornada.apps.org.tokens import create

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def put(client):
    """Upload as somebody: `put(user, account_id=7)`; answers the response."""

    tokens = {}

    def _put(user, name="proposal.pdf", content=b"%PDF-1.7", key="", **place):
        token = tokens.setdefault(user.pk, create(user, "test")[1])
        headers = {"authorization": f"Bearer {token}", **({"idempotency-key": key} if key else {})}
        sent = {"file": SimpleUploadedFile(name, content), **place}
        return client.post("/api/v1/files/", sent, headers=headers)

    return _put


def test_a_file_is_put_on_a_record_read_and_handed_out(client, call, put, owner, colleague, account):
    answer = put(owner, account_id=account.pk)
    made = answer.json()
    assert (answer.status_code, made["name"], made["size"]) == (201, "proposal.pdf", 8)
    assert call(colleague, "get", f"/files/?account_id={account.pk}")[1]["items"] == [made]
    assert call(colleague, "get", f"/files/{made['id']}")[1] == made
    headers = {"authorization": f"Bearer {create(colleague, 'test')[1]}"}
    content = client.get(f"/api/v1/files/{made['id']}/content", headers=headers)
    assert b"".join(content.streaming_content) == b"%PDF-1.7"
    assert (content["X-Content-Type-Options"], "attachment" in content["Content-Disposition"]) == ("nosniff", True)


def test_only_who_put_it_there_deletes_it(call, put, owner, colleague, outsider, account):
    pk = put(owner, account_id=account.pk).json()["id"]
    assert call(colleague, "delete", f"/files/{pk}")[0] == 403
    assert call(outsider, "delete", f"/files/{pk}")[0] == 404
    assert call(owner, "delete", f"/files/{pk}")[0] == 204
    assert call(owner, "get", f"/files/{pk}")[0] == 404


def test_an_outsider_neither_reads_nor_puts(call, put, owner, outsider, viewer, account):
    pk = put(owner, account_id=account.pk).json()["id"]
    assert call(outsider, "get", "/files/")[1]["items"] == []
    assert call(outsider, "get", f"/files/{pk}/content")[0] == 404
    assert put(outsider, account_id=account.pk).status_code == 422
    assert put(viewer, account_id=account.pk).status_code == 403


def test_the_limits_are_those_of_the_page(put, owner, account, settings):
    settings.MAX_FILE_BYTES = 10
    assert put(owner, account_id=account.pk, content=b"x" * 11).status_code == 422
    assert put(owner, account_id=account.pk, content=b"").status_code == 422
    assert put(owner, account_id=account.pk, name="run.exe").status_code == 422
    assert put(owner).status_code == 422
    assert not Attachment.objects.exists()


def test_an_upload_sent_twice_is_kept_once(put, owner, account, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    first, second = (put(owner, account_id=account.pk, content=b"x" * 5000, key="f-1") for _each in range(2))
    assert (first.status_code, second.json()) == (201, first.json())
    assert put(owner, account_id=account.pk, content=b"y" * 5000, key="f-1").status_code == 422
    assert Attachment.objects.count() == 1
