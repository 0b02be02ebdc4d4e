"""People join a team and leave it on its page, with the way back."""

import pytest

from jornada.apps.org.models import Change, Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def teams(db):
    return [Team.objects.create(name=name) for name in ("Harbour", "Airport")]


def team_of(person):
    return User.objects.get(pk=person.pk).team


def test_the_page_names_members_and_who_could_join(client, admin, owner, colleague, teams):
    User.objects.filter(pk=owner.pk).update(team=teams[0])
    client.force_login(admin)
    page = client.get(f"/settings/teams/{teams[0].pk}/")
    assert list(page.context["members"]) == [owner]
    offered = [str(pk) for pk, _name in page.context["join"].fields["person"].choices]
    assert str(colleague.pk) in offered
    assert str(owner.pk) not in offered
    assert f'href="/settings/users/{owner.pk}/"' in page.content.decode()


def test_one_joins_leaves_and_comes_back(client, admin, owner, teams):
    client.force_login(admin)
    north, south = (f"/settings/teams/{team.pk}/" for team in teams)
    User.objects.filter(pk=owner.pk).update(team=None)
    client.post(f"{north}join/", {"person": owner.pk})
    assert team_of(owner) == teams[0]
    client.post(f"{south}join/", {"person": owner.pk})
    assert team_of(owner) == teams[1]
    client.post(f"{north}join/?person={owner.pk}")
    assert team_of(owner) == teams[0]
    client.post(f"{north}leave/{owner.pk}/")
    assert team_of(owner) is None
    assert Change.objects.filter(model="org.user", object_id=owner.pk, field="team").count() == 4
    assert client.post(f"{south}leave/{owner.pk}/").status_code == 404


def test_nobody_unknown_joins(client, admin, teams):
    client.force_login(admin)
    assert client.post(f"/settings/teams/{teams[0].pk}/join/", {"person": 999}).status_code == 302
    assert not User.objects.filter(team=teams[0]).exists()


@pytest.mark.parametrize("who", ["manager", "owner", "outsider"])
def test_only_administrators_move_people(request, client, owner, teams, who):
    before = team_of(owner)
    client.force_login(request.getfixturevalue(who))
    for step in ("join", f"leave/{owner.pk}"):
        assert client.post(f"/settings/teams/{teams[0].pk}/{step}/", {"person": owner.pk}).status_code == 403
    assert team_of(owner) == before


@pytest.mark.parametrize(("sent", "name"), [({"email": "Rui@firma.br"}, "rui@firma.br"), ({}, None)])
def test_a_new_user_without_a_name_has_the_address(client, admin, sent, name):
    client.force_login(admin)
    answer = client.post("/settings/users/new/", {"name": "Rui", "role": "sales", "is_active": "on", **sent})
    assert (answer.status_code, User.objects.filter(name="Rui").count()) == ((302, 1) if name else (422, 0))
    assert name is None or User.objects.get(name="Rui").username == name


def test_pages_of_the_settings_name_what_stands_above(client, admin, owner):
    client.force_login(admin)
    page = client.get(f"/settings/users/{owner.pk}/").content.decode()
    assert page.index('href="/settings/"') < page.index('<li><a href="/settings/users/">')
