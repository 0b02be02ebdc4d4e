import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions import privacy, queries
from jornada.apps.interactions.actions import record_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.places import Place

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def mail(owner, account):
    touch = record_touch(owner, "email.sent", account=account, note="our lowest price")
    privacy.mark_private(owner, touch)
    return touch


def timeline_of(client, user, account, query=""):
    client.force_login(user)
    return client.get(f"{reverse('timeline')}?account={account.pk}{query}").content.decode()


def test_only_participants_see_it_and_counts_stay(client, owner, colleague, admin, account, mail):
    assert "our lowest price" in timeline_of(client, owner, account)
    for person in (colleague, admin):
        assert "our lowest price" not in timeline_of(client, person, account)
        assert queries.numbers_at(person, Place(account)).total == 1


def test_who_took_part_sees_it(client, owner, colleague, account, mail):
    privacy.mark_private(owner, mail, [colleague])
    assert "our lowest price" in timeline_of(client, colleague, account)


def test_the_api_hides_it_too(client, owner, colleague, mail):
    from jornada.apps.org.tokens import create

    for person, number in ((owner, 1), (colleague, 0)):
        headers = {"authorization": f"Bearer {create(person, 'test')[1]}"}
        assert len(client.get("/api/v1/touches/", headers=headers).json()["items"]) == number


def test_nobody_else_voids_or_opens_it(client, colleague, admin, mail):
    client.force_login(admin)
    assert client.post(reverse("touch_void", args=[mail.pk]), {"reason": "x"}).status_code == 404
    assert client.post(reverse("touch_private", args=[mail.pk]), {"private": "0"}).status_code == 404
    with pytest.raises(PermissionDenied):
        privacy.open_again(colleague, mail)


def test_it_is_recorded_private_from_the_form(client, owner, account):
    client.force_login(owner)
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    data = {"activity": "email.sent", "at": now, "key": "k1", "note": "hush", "is_private": "on"}
    client.post(f"{reverse('touch_new')}?account={account.pk}", data)
    assert list(Touch.objects.get().private.participants.all()) == [owner]


def test_it_is_made_private_and_opened_again_on_the_timeline(client, owner, colleague, account):
    touch = record_touch(owner, "email.sent", account=account, note="hush")
    client.force_login(owner)
    answer = client.post(reverse("touch_private", args=[touch.pk]), {"private": "1"}, **HTMX)
    assert "undo" in answer["HX-Trigger"]
    assert "hush" not in timeline_of(client, colleague, account)
    client.force_login(owner)
    client.post(reverse("touch_private", args=[touch.pk]), {"private": "0", "undo": "1"}, **HTMX)
    assert "hush" in timeline_of(client, colleague, account)


def test_a_colleague_does_not_make_another_ones_touch_private(client, owner, colleague, account):
    touch = record_touch(owner, "email.sent", account=account)
    client.force_login(colleague)
    assert client.post(reverse("touch_private", args=[touch.pk]), {"private": "1"}).status_code == 403


@pytest.mark.parametrize(("query", "number"), [("&private=yes", 1), ("&private=no", 1), ("", 2), ("&text=lowest", 1)])
def test_the_timeline_is_narrowed_by_it_and_by_text(client, owner, account, mail, query, number):
    record_touch(owner, "call.connected", account=account, note="spoke of delivery")
    assert timeline_of(client, owner, account, query).count("<li data-direction") == number


@pytest.mark.parametrize(("query", "number"), [("&machine=yes", 1), ("&machine=no", 1), ("&source=test", 2), ("", 2)])
def test_the_timeline_is_narrowed_by_who_did_it(client, owner, account, query, number):
    record_touch(None, "email.opened", account=account, human=False, source="test")
    record_touch(owner, "call.connected", account=account)
    assert timeline_of(client, owner, account, query).count("<li data-direction") == number


def test_my_day_shows_no_private_touch_of_others(client, owner, manager, account):
    touch = record_touch(owner, "email.replied", account=account)
    privacy.mark_private(owner, touch)
    client.force_login(owner)
    assert f"#touch-{touch.pk}" in client.get("/").content.decode()
    client.force_login(manager)
    assert f"#touch-{touch.pk}" not in client.get(f"/?team={owner.team_id}").content.decode()
