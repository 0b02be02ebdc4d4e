"""Notices: told once, read in one's own language, nobody else's business."""

import pytest
from django.utils.translation import gettext_noop

from jornada.apps.org.models import Notice, User
from jornada.apps.org.notices import tell, unread

pytestmark = pytest.mark.django_db
OFFERED = gettext_noop("“%(name)s” was deleted.")


def test_a_notice_is_told_once_to_each(owner, colleague):
    assert tell([owner, colleague, owner, None], "x", OFFERED, key="offer:1", name="Acme") == 2
    assert tell([owner], "x", OFFERED, key="offer:1", name="Acme") == 0
    assert unread(owner) == 1


def test_each_reads_it_in_their_language(client, owner):
    tell([owner], "x", OFFERED, name="Acme")
    for language, words in (("en", "“Acme” was deleted."), ("pt-br", "“Acme” foi excluíd")):
        User.objects.filter(pk=owner.pk).update(language=language)
        client.force_login(User.objects.get(pk=owner.pk))
        assert words in client.get("/notices/").content.decode()


def test_opening_a_notice_reads_it_and_leads_on(client, owner):
    tell([owner], "x", OFFERED, url="/leads/", name="Acme")
    client.force_login(owner)
    assert "j-bell-number" in client.get("/leads/").content.decode()
    assert client.get(f"/notices/{Notice.objects.get().pk}/").url == "/leads/"
    assert "j-bell-number" not in client.get("/leads/").content.decode()


def test_nobody_opens_anothers_notice(client, owner, colleague):
    tell([owner], "x", OFFERED, name="Acme")
    client.force_login(colleague)
    assert client.get(f"/notices/{Notice.objects.get().pk}/").status_code == 404
    client.post("/notices/read/")
    assert unread(owner) == 1


def test_all_are_read_at_once(client, owner):
    tell([owner], "x", OFFERED, name="A")
    tell([owner], "x", OFFERED, name="B")
    client.force_login(owner)
    client.post("/notices/read/")
    assert unread(owner) == 0


@pytest.mark.parametrize(
    ("record", "end"), [("Acme S.A.", "note on Acme S.A."), ("Acme", " Acme."), ("Acme...", " Acme....")]
)
def test_a_sentence_that_ends_with_a_company_has_one_point(record, end):
    notice = Notice(text="Ana mentioned you in a note on %(record)s.", values={"record": record})
    assert str(notice).endswith(end)
