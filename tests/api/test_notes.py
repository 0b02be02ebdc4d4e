import pytest

from jornada.apps.interactions.models import Note
from jornada.apps.org.tokens import create

pytestmark = pytest.mark.django_db


def test_a_note_is_written_read_changed_and_deleted(call, owner, colleague, account):
    status, note = call(owner, "post", "/notes/", {"text": "@Caio calls them", "account_id": account.pk})
    assert (status, note["mentions"]) == (201, [colleague.pk])
    assert call(colleague, "get", f"/notes/?account_id={account.pk}")[1]["items"] == [note]
    status, changed = call(owner, "patch", f"/notes/{note['id']}", {"text": "Done", "is_pinned": True})
    assert (status, changed["text"], changed["is_pinned"], changed["mentions"]) == (200, "Done", True, [])
    assert call(colleague, "patch", f"/notes/{note['id']}", {"text": "mine"})[0] == 403
    assert call(owner, "delete", f"/notes/{note['id']}")[0] == 204
    assert call(owner, "get", f"/notes/{note['id']}")[0] == 404


@pytest.mark.parametrize(
    "body", [{"text": "x"}, {"text": "", "account_id": 1}, {"text": "x", "account_id": 1, "contact_id": 1}, {"no": 1}]
)
def test_a_wrong_note_is_refused(call, owner, body):
    assert call(owner, "post", "/notes/", body)[0] == 422
    assert not Note.objects.exists()


def test_an_outsider_neither_reads_nor_writes(call, owner, outsider, account):
    note = call(owner, "post", "/notes/", {"text": "secret", "account_id": account.pk})[1]
    assert call(outsider, "get", "/notes/")[1]["items"] == []
    assert call(outsider, "get", f"/notes/{note['id']}")[0] == 404
    assert call(outsider, "post", "/notes/", {"text": "x", "account_id": account.pk})[0] == 422


def test_a_note_that_somebody_changed_meanwhile_is_not_overwritten(client, call, owner, account):
    note = call(owner, "post", "/notes/", {"text": "first", "account_id": account.pk})[1]
    headers = {"authorization": f"Bearer {create(owner, 'test')[1]}"}
    path = f"/api/v1/notes/{note['id']}"
    tag = client.get(path, headers=headers)["ETag"]
    asked = {"content_type": "application/json", "headers": {**headers, "if-match": tag}}
    assert client.patch(path, {"text": "second"}, **asked).status_code == 200
    assert client.patch(path, {"text": "third"}, **asked).status_code == 412
    assert client.delete(path, headers=asked["headers"]).status_code == 412
    assert client.get(path, headers=headers).json()["text"] == "second"
