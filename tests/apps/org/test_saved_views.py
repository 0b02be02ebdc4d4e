"""Views that people keep of their lists: owner, colleague of the team, outsider."""

import pytest

from jornada.apps.org.lists.models import DefaultView, SavedView
from jornada.apps.org.lists.views_kept import kept_query, save_view, visible_views

pytestmark = pytest.mark.django_db
QUERY = "columns=city,owner&f=city:filled:&sort=-created"


@pytest.fixture
def view(owner):
    return save_view(owner, "account", "My firms", QUERY, "me")


def share(view, with_whom):
    SavedView.objects.filter(pk=view.pk).update(share=with_whom)


def test_a_view_is_kept_without_what_only_turns_pages(client, owner):
    client.force_login(owner)
    data = {"name": " South  firms ", "share": "team", "query": f"?{QUERY}&after=abc&view=3&q="}
    response = client.post("/lists/account/views/", data)
    view = SavedView.objects.get()
    assert (view.name, view.team_id, view.query) == ("South firms", owner.team_id, kept_query(QUERY))
    assert response.url == f"/accounts/?view={view.pk}&{view.query}"


def test_the_bar_shows_it_as_a_tab_that_opens_the_list_so(client, owner, view, account):
    client.force_login(owner)
    page = client.get(f"/accounts/?view={view.pk}&{view.query}").content.decode()
    assert f'href="/accounts/?view={view.pk}&amp;{view.query.replace("&", "&amp;")}" aria-current="page"' in page
    assert "Keep it as it is shown now" in page


@pytest.mark.parametrize(("shared", "colleague_sees", "outsider_sees"), [("me", 0, 0), ("team", 1, 0), ("all", 1, 1)])
def test_who_sees_a_view(view, colleague, outsider, shared, colleague_sees, outsider_sees):
    share(view, shared)
    seen = [visible_views(user, "account").count() for user in (colleague, outsider)]
    assert seen == [colleague_sees, outsider_sees]


@pytest.mark.parametrize(("who", "shared", "status"), [
    ("owner", "me", 302), ("colleague", "me", 404), ("colleague", "team", 403),
    ("outsider", "team", 404), ("manager", "team", 302), ("admin", "all", 302),
])  # fmt: skip
def test_who_may_delete_a_view(request, client, view, who, shared, status):
    share(view, shared)
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"/lists/views/{view.pk}/delete/").status_code == status


def test_a_deleted_view_comes_back_by_the_undo_of_its_message(client, owner, view, account):
    client.force_login(owner)
    page = client.post(f"/lists/views/{view.pk}/delete/", follow=True).content.decode()
    assert f'action="/lists/views/{view.pk}/restore/"' in page
    assert not visible_views(owner, "account").exists()
    client.post(f"/lists/views/{view.pk}/restore/")
    assert visible_views(owner, "account").get() == view


def test_a_list_opens_with_the_persons_default_view(client, owner, colleague, view, account):
    share(view, "team")
    client.force_login(owner)
    client.post(f"/lists/views/{view.pk}/default/")
    assert client.get("/accounts/").url == f"/accounts/?view={view.pk}&{view.query}"
    assert client.get("/accounts/?view=all").status_code == 200
    client.force_login(colleague)
    assert client.get("/accounts/").status_code == 200


def test_a_default_that_is_not_shared_any_more_is_left_alone(client, colleague, view, account):
    DefaultView.objects.create(user=colleague, record="account", view=view)
    client.force_login(colleague)
    assert client.get("/accounts/").status_code == 200


def test_update_and_rename(client, owner, view):
    client.force_login(owner)
    client.post(f"/lists/views/{view.pk}/update/", {"query": "sort=name"})
    client.post(f"/lists/views/{view.pk}/rename/", {"name": "Firms", "share": "all"})
    view.refresh_from_db()
    assert (view.query, view.name, view.share) == ("sort=name", "Firms", "all")


LONG = "q=" + "x" * 7000


@pytest.mark.parametrize("data", [{}, {"name": "x" * 61}, {"name": "x", "share": "moon"}, {"name": "x", "query": LONG}])
def test_what_cannot_be_kept_is_told_and_nothing_is_written(client, owner, data):
    client.force_login(owner)
    response = client.post("/lists/account/views/", {"share": "me", **data})
    assert (response.status_code, SavedView.objects.count()) == (302, 0)
    assert client.post("/lists/nothing/views/", {"name": "x"}).status_code == 404


def test_names_are_never_markup(client, owner, account):
    save_view(owner, "account", "<script>alert(1)</script>", QUERY, "me")
    client.force_login(owner)
    assert "<script>alert(1)" not in client.get("/accounts/").content.decode()
