import pytest

from jornada.apps.org import people
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Change, Team, User

pytestmark = pytest.mark.django_db
OWN = ["/settings/profile/", "/settings/profile/password/", "/settings/tokens/", "/jobs/"]
PAGES = ["/settings/users/", "/settings/users/new/", "/settings/teams/", "/settings/teams/new/", "/settings/history/"]


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("manager", 403), ("owner", 403)])
def test_settings_are_for_administrators(request, client, url, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url).status_code == status


@pytest.mark.parametrize("url", [*PAGES, *OWN])
@pytest.mark.parametrize("language", ["en", "pt-br"])
def test_each_page_renders_in_both_languages(client, admin, url, language):
    User.objects.filter(pk=admin.pk).update(language=language)
    client.force_login(User.objects.get(pk=admin.pk))
    assert client.get(url).status_code == 200


def test_a_new_user_signs_in_with_the_password_given(client, admin, team):
    client.force_login(admin)
    sent = {"name": "Nina", "username": "nina", "email": "Nina@Example.com", "role": "sdr", "team": team.pk}
    response = client.post("/settings/users/new/", {**sent, "is_active": "on", "password": "a long enough one"})
    assert response.status_code == 302
    client.logout()
    client.post("/auth/login/", {"login": "nina@example.com", "password": "a long enough one"})
    assert client.get("/settings/profile/").status_code == 200


def test_a_weak_password_is_refused(client, admin):
    client.force_login(admin)
    sent = {"name": "Nina", "username": "nina", "role": "sdr", "is_active": "on", "password": "123"}
    assert client.post("/settings/users/new/", sent).status_code == 422
    assert not User.objects.filter(username="nina").exists()


def test_a_deactivated_user_is_out_at_once(client, admin, owner):
    client.force_login(owner)
    people.update_user(admin, owner, is_active=False)
    assert client.get("/accounts/").status_code == 302


def test_the_last_administrator_stays(admin):
    with pytest.raises(WrongMomentError):
        people.update_user(admin, admin, role="viewer")
    assert User.objects.get(pk=admin.pk).role == "admin"


def test_a_role_change_is_in_the_history_and_that_not_which_password_was_set(admin, owner):
    people.update_user(admin, owner, role="manager")
    people.set_password(admin, owner, "a long enough one")
    noted = list(Change.objects.order_by("pk").values_list("field", "old", "new"))
    assert noted == [("role", "sales", "manager"), ("password", None, None)]


def test_a_deleted_team_leaves_its_members(client, admin, owner, team):
    client.force_login(admin)
    client.post(f"/settings/teams/{team.pk}/delete/")
    owner.refresh_from_db()
    assert (Team.objects.filter(pk=team.pk).exists(), owner.team) == (False, None)


def test_people_change_their_own_language_but_not_their_role(client, owner):
    client.force_login(owner)
    sent = {"name": "Olga", "language": "pt-br", "time_zone": "Europe/Lisbon", "theme": "dark", "role": "admin"}
    client.post("/settings/profile/", sent)
    owner.refresh_from_db()
    assert (owner.language, owner.theme, owner.role) == ("pt-br", "dark", "sales")


def test_a_changed_password_keeps_one_signed_in(client, owner):
    owner.set_password("the old pass phrase")
    owner.save()
    client.force_login(owner)
    new = {"new_password1": "another pass phrase", "new_password2": "another pass phrase"}
    assert client.post("/settings/profile/password/", {"old_password": "the old pass phrase", **new}).status_code == 302
    assert client.get("/settings/profile/").status_code == 200


def test_the_history_page_shows_who_changed_what(client, admin, owner):
    people.update_user(admin, owner, name="Olga Prado")
    client.force_login(admin)
    cell = 'data-label="After">Olga Prado</td>'
    assert cell in client.get("/settings/history/?model=org.user").content.decode()
    assert cell not in client.get("/settings/history/?model=org.team").content.decode()
