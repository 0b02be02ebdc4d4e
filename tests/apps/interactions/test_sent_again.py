"""A touch that was taken back at once and is sent again from the same form is recorded."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions.models import Touch
from jornada.apps.market.actions import create_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(client, owner):
    cache.clear()
    client.force_login(owner)
    account = create_account(owner, name="Padaria Aurora", owner=owner)
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    activity = client.get(f"/touches/new/?account={account.pk}").context["form"].fields["activity"].queryset.first()
    sent = {"activity": activity.code, "at": at, "note": "Ligou", "key": "k" * 32, "form_token": "abc"}
    return f"{reverse('touch_new')}?account={account.pk}", sent


def counted():
    return Touch.objects.filter(note="Ligou", voids=None, voided_by=None).count()


def take_back(client):
    touch = Touch.objects.filter(note="Ligou", voided_by=None).latest("pk")
    message = client.get("/accounts/").content.decode()
    address = message.split('action="/touches/')[1].split('"')[0]
    assert address.startswith(f"{touch.pk}/undo/")
    return client.post(f"/touches/{address}", {"undo": "1"})


def test_a_form_sent_twice_is_one_touch(client, form):
    assert [client.post(*form).status_code for _n in range(2)] == [302, 302]
    assert counted() == 1


def test_after_an_undo_the_same_form_records_again(client, form):
    for _time in range(3):
        client.post(*form)
        assert counted() == 1
        assert take_back(client).status_code == 302
        assert counted() == 0
    client.post(*form)
    client.post(*form)
    assert counted() == 1


def test_an_undo_by_nobody_lets_nothing_be_done_twice(client, outsider, form):
    client.post(*form)
    touch = Touch.objects.get(note="Ligou")
    client.logout()
    client.force_login(outsider)
    assert client.post(reverse("touch_undo", args=[touch.pk]), {"undo": "1"}).status_code == 404
    client.force_login(touch.user)
    client.post(*form)
    assert counted() == 1


def test_after_a_void_by_hand_the_same_form_records_again(client, form, manager, django_capture_on_commit_callbacks):
    for person in (None, manager):
        client.post(*form)
        touch = Touch.objects.get(note="Ligou", voids=None, voided_by=None)
        client.force_login(person or touch.user)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("touch_void", args=[touch.pk]), {"reason": "Wrong account"})
        assert counted() == 0
        client.force_login(touch.user)
    client.post(*form)
    client.post(*form)
    assert counted() == 1


def test_a_void_over_the_api_lets_the_form_record_again(client, form, django_capture_on_commit_callbacks):
    client.post(*form)
    touch = Touch.objects.get(note="Ligou")
    with django_capture_on_commit_callbacks(execute=True):
        address = f"/api/v1/touches/{touch.pk}/void"
        assert client.post(address, {"reason": "Wrong"}, content_type="application/json").status_code == 201
    client.post(*form)
    assert counted() == 1
