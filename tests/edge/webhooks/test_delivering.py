"""Messages go out signed, are tried again, and an endpoint that keeps failing is switched off."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from jornada.apps.market.actions import create_account
from jornada.apps.org.models import Notice, RoleRule, User
from jornada.edge import safe_http
from jornada.edge.webhooks import actions, delivering
from jornada.edge.webhooks.delivering import FOR_EACH, KEPT, LEASE, deliver_due, forget_old
from jornada.edge.webhooks.models import Attempt, Delivery, Endpoint, Event

pytestmark = pytest.mark.django_db


def _signature(secret, headers, body):
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_a_message_is_signed_as_standard_webhooks_has_it(hook, admin, receiver):
    endpoint = hook()
    create_account(admin, name="Aurora")
    assert deliver_due(receiver) == 1
    url, body, headers = receiver.came[0]
    assert (url, headers["webhook-signature"]) == (endpoint.url, _signature(endpoint.secret, headers, body))
    assert json.loads(body)["type"] == "account.created"
    assert (Delivery.objects.get().status, Attempt.objects.get().code) == ("delivered", 200)
    assert deliver_due(receiver) == 0


def test_after_a_new_secret_both_sign_for_a_day(hook, admin, receiver):
    old = hook()
    new = actions.rotate_secret(admin, old)
    create_account(admin, name="Aurora")
    deliver_due(receiver)
    _url, body, headers = receiver.came[0]
    signatures = headers["webhook-signature"].split(" ")
    assert signatures == [_signature(new.secret, headers, body), _signature(old.secret, headers, body)]


@pytest.mark.parametrize("code", [500, 301, None])
def test_what_failed_is_tried_again_under_the_same_id(hook, admin, receiver, code):
    hook()
    create_account(admin, name="Aurora")
    receiver.code, now = code, timezone.now()
    deliver_due(receiver, now)
    row = Delivery.objects.get()
    assert (row.status, row.tries) == ("waiting", 1)
    assert timedelta(seconds=4) <= row.next_at - now <= timedelta(seconds=6)
    receiver.code = 200
    deliver_due(receiver, now + timedelta(seconds=7))
    assert receiver.came[0][2]["webhook-id"] == receiver.came[1][2]["webhook-id"]
    assert Delivery.objects.get().status == "delivered"


def test_after_ten_tries_it_is_given_up_and_can_be_sent_again(hook, admin, receiver):
    endpoint = hook()
    create_account(admin, name="Aurora")
    receiver.code, now = 503, timezone.now()
    for _try in range(10):
        deliver_due(receiver, now)
        row = Delivery.objects.get()
        now = row.next_at or now
    assert (row.status, row.tries, row.attempts.count()) == ("failed", 10, 10)
    endpoint.refresh_from_db()
    actions.update_endpoint(admin, endpoint, is_active=True)
    assert actions.replay_failed(admin, endpoint, row.created_at) == 1
    receiver.code = 200
    deliver_due(receiver)
    assert Delivery.objects.get().status == "delivered"


def test_an_endpoint_that_fails_for_days_is_switched_off_and_admins_are_told(hook, admin, receiver):
    endpoint = hook()
    receiver.code, now = 500, timezone.now() + timedelta(minutes=1)
    for days in (0, 2, 3):
        create_account(admin, name=f"Aurora {days}")
        deliver_due(receiver, now + timedelta(days=days, minutes=days))
        endpoint.refresh_from_db()
        assert endpoint.is_active == (days < 3)
    assert Notice.objects.filter(user=admin, kind="webhook").count() == 1


def test_one_success_ends_the_failing(hook, admin, receiver):
    endpoint = hook()
    for code in (500, 200):
        receiver.code = code
        create_account(admin, name=f"Aurora {code}")
        deliver_due(receiver, timezone.now() + timedelta(seconds=10))
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_who_answers_that_it_is_gone_is_told_no_more(hook, admin, receiver):
    endpoint = hook()
    create_account(admin, name="Aurora")
    receiver.code = 410
    deliver_due(receiver)
    endpoint.refresh_from_db()
    assert not endpoint.is_active


def test_what_happened_a_month_ago_is_forgotten(hook, admin, receiver):
    hook()
    create_account(admin, name="Aurora")
    deliver_due(receiver)
    forget_old(timezone.now() + KEPT + timedelta(days=1))
    assert not Event.objects.exists()


def test_what_waits_for_an_endpoint_that_is_off_is_forgotten_too(hook, admin):
    endpoint = hook()
    create_account(admin, name="Aurora")
    late = timezone.now() + KEPT + timedelta(days=1)
    forget_old(late)
    assert Event.objects.exists()
    actions.update_endpoint(admin, endpoint, is_active=False)
    forget_old(late)
    assert not Event.objects.exists()


def test_one_bad_endpoint_does_not_stop_the_others(hook, admin):
    bad, good = hook(), hook()
    Endpoint.objects.filter(pk=bad.pk).update(url="https://ação.example/")
    create_account(admin, name="Aurora")

    def send(url, body, headers):
        url.encode("ascii")
        return safe_http.Answer(200, b"", 1)

    assert deliver_due(send) == 2
    assert good.deliveries.get().status == "delivered"
    assert (bad.deliveries.get().status, bad.deliveries.get().attempts.get().code) == ("waiting", None)


def test_the_backlog_of_one_endpoint_does_not_keep_the_others_waiting(hook, admin, receiver):
    busy = hook("account.created")
    for number in range(FOR_EACH + 5):
        create_account(admin, name=f"Aurora {number}")
    other = hook("account.created")
    create_account(admin, name="Benta")
    assert deliver_due(receiver) == FOR_EACH + 1
    assert other.deliveries.get().status == "delivered"
    assert busy.deliveries.filter(status="waiting").count() == 6


def test_an_endpoint_is_one_worker_s_for_as_long_as_its_round_can_last(hook, admin, receiver):
    hook()
    for name in ("Aurora", "Benta"):
        create_account(admin, name=name)
    now = timezone.now()
    Endpoint.objects.update(claimed_until=now + LEASE)
    assert timedelta(seconds=FOR_EACH * safe_http.WHOLE_SECONDS) < LEASE
    assert deliver_due(receiver, now + timedelta(seconds=FOR_EACH * safe_http.WHOLE_SECONDS)) == 0
    assert deliver_due(receiver, now + LEASE + timedelta(seconds=1)) == 2
    assert Endpoint.objects.get().claimed_until is None


def test_administrators_by_a_role_of_the_company_are_told_too(hook, admin, receiver):
    RoleRule.objects.create(code="boss", name="Boss", rule={"base": "admin"})
    boss = User.objects.create(username="bo", name="Bo", role="boss")
    hook()
    create_account(admin, name="Aurora")
    receiver.code = 410
    deliver_due(receiver)
    assert Notice.objects.filter(user=boss, kind="webhook").exists()


def test_each_message_of_a_slow_lot_is_signed_with_its_own_instant(hook, admin, receiver, monkeypatch):
    hook()
    for name in ("Aurora", "Boreal"):
        create_account(admin, name=name)
    clock = iter(range(0, 1000, 100))
    monkeypatch.setattr(delivering.time, "monotonic", lambda: float(next(clock)))
    deliver_due(receiver)
    first, second = (int(headers["webhook-timestamp"]) for _url, _body, headers in receiver.came)
    assert second - first == 100


@pytest.mark.parametrize(("tries", "hours", "number"), [(0, 1, 1), (1, 1, 1), (4, 1, 0), (4, 24, 1)])
def test_a_message_put_off_before_the_clock_was_put_back_waits_no_longer(hook, admin, tries, hours, number):
    hook()
    create_account(admin, name="Aurora")
    Delivery.objects.update(tries=tries, next_at=timezone.now() + timedelta(hours=hours))
    assert delivering.set_right() == number


def test_a_claim_from_before_the_clock_was_put_back_holds_nothing_up(hook, admin, receiver):
    endpoint = hook()
    create_account(admin, name="Aurora")
    Endpoint.objects.filter(pk=endpoint.pk).update(claimed_until=timezone.now() + timedelta(days=365))
    assert deliver_due(receiver) == 1
