import pytest

from jornada.apps.org import tokens
from jornada.apps.org.forms import TokenForm
from jornada.apps.org.models import ApiToken

pytestmark = pytest.mark.django_db


def test_a_token_says_whose_it_is_and_is_not_kept(owner):
    token, text = tokens.create(owner, "form")
    assert tokens.verify(text) == owner
    assert text not in (token.digest, token.prefix)


@pytest.mark.parametrize("text", ["", "jor_", "nonsense", "jor_" + "x" * 43])
def test_unknown_tokens_are_nobodys(owner, text):
    tokens.create(owner, "form")
    assert tokens.verify(text) is None


def test_a_token_with_the_right_beginning_only_is_nobodys(owner):
    _token, text = tokens.create(owner, "form")
    assert tokens.verify(text[:12] + "x" * 35) is None


def test_a_revoked_token_and_one_of_a_deactivated_person_are_nobodys(owner, colleague):
    token, text = tokens.create(owner, "form")
    _other, theirs = tokens.create(colleague, "form")
    tokens.revoke(token)
    colleague.is_active = False
    colleague.save()
    assert (tokens.verify(text), tokens.verify(theirs)) == (None, None)


def test_the_page_shows_a_new_token_once(client, owner):
    client.force_login(owner)
    page = client.post("/settings/tokens/", {"name": "form", "is_full": "on"}).content.decode()
    text = page.split('class="j-once"><code>')[1].split("</code>")[0]
    assert tokens.verify(text) == owner
    assert text not in client.get("/settings/tokens/").content.decode()


def test_the_page_leads_to_the_description_of_the_api(client, owner):
    client.force_login(owner)
    assert 'href="/api/v1/docs"' in client.get("/settings/tokens/").content.decode()
    assert client.get("/api/v1/docs").status_code == 200


def test_nobody_revokes_the_token_of_somebody_else(client, owner, colleague):
    token, _text = tokens.create(owner, "form")
    client.force_login(colleague)
    assert client.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert ApiToken.objects.get().revoked_at is None


def test_every_scope_stands_in_one_group_and_writing_brings_reading():
    form = TokenForm({"name": "form", "scopes": ["leads:write"]})
    rows = [row for _label, rows in form.groups() for row in rows]
    assert sorted(row["kind"] for row in rows) == sorted(kind for kind, _label in tokens.scope_names())
    assert [(row["kind"], row["read"]) for row in rows if row["write"]] == [("leads", True)]


def test_a_token_does_only_what_is_ticked_when_that_is_chosen(client, owner):
    client.force_login(owner)
    client.post("/settings/tokens/", {"name": "form", "is_full": "", "scopes": ["leads:read", "leads:write"]})
    assert ApiToken.objects.get().scopes == ["leads:read", "leads:write"]
