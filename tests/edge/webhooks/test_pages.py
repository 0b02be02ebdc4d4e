"""Pages and API of webhooks: administrators add, test, read the log, and send again."""

import pytest
from django.db import connection
from django.utils import timezone

from jornada.apps.market.actions import create_account
from jornada.apps.org.models import Change
from jornada.apps.org.tokens import create
from jornada.edge import safe_http
from jornada.edge.webhooks.delivering import deliver_due
from jornada.edge.webhooks.models import Delivery, Endpoint

pytestmark = pytest.mark.django_db
SENT = {"url": "https://example.com/hooks", "types": ["lead.created"], "description": "ERP"}


@pytest.fixture
def call(client):
    def _call(user, method, path, body=None):
        headers = {"authorization": f"Bearer {create(user, 'test')[1]}"}
        answer = getattr(client, method)(f"/api/v1{path}", data=body, content_type="application/json", headers=headers)
        return answer.status_code, answer.json() if answer.content else None

    return _call


def test_an_endpoint_is_added_and_its_secret_is_shown_once(client, admin, hook):
    client.force_login(admin)
    page = client.post("/webhooks/new/", SENT).content.decode()
    row = Endpoint.objects.get()
    assert (row.secret in page, row.types) == (True, ["lead.created"])
    assert row.secret not in client.get(f"/webhooks/{row.pk}/").content.decode()
    assert not Change.objects.filter(new__contains="whsec_").exists()


@pytest.mark.parametrize(
    ("url", "is_right"),
    [
        ("http://127.0.0.1/", False),
        ("http://169.254.169.254/", False),
        ("ftp://x", False),
        ("http://93.184.215.14/", True),
    ],
)
def test_only_public_addresses_are_taken(client, admin, url, is_right):
    client.force_login(admin)
    assert client.post("/webhooks/new/", {**SENT, "url": url}).status_code == (200 if is_right else 422)
    assert Endpoint.objects.exists() == is_right


def test_sellers_see_no_webhooks(client, seller, hook, call):
    row = hook()
    client.force_login(seller)
    for path in ("/webhooks/", "/webhooks/new/", f"/webhooks/{row.pk}/", f"/webhooks/{row.pk}/edit/"):
        assert client.get(path).status_code == 403
    assert call(seller, "get", "/webhooks/")[0] == 403
    assert call(seller, "post", "/webhooks/", SENT)[0] == 403
    assert call(seller, "get", f"/webhooks/{row.pk}")[0] == 403


def test_the_log_shows_each_try_and_sends_again(client, admin, hook, receiver):
    row = hook(description="ERP")
    create_account(admin, name="Aurora")
    receiver.code = 410
    deliver_due(receiver)
    Delivery.objects.update(status="failed", next_at=None)
    client.force_login(admin)
    assert "410" in client.get(f"/webhooks/{row.pk}/").content.decode()
    sent = Delivery.objects.get()
    page = client.get(f"/webhooks/{row.pk}/deliveries/{sent.pk}/").content.decode()
    assert "thanks" in page
    assert "account.created" in page
    client.post(f"/webhooks/{row.pk}/replay/", {"since": "2020-01-01T00:00"})
    sent.refresh_from_db()
    assert sent.status == "waiting"
    client.post(f"/webhooks/{row.pk}/edit/", {"url": row.url, "description": "ERP", "is_active": "on"})
    row.refresh_from_db()
    assert row.is_active


def test_the_log_shows_the_answer_to_the_latest_try(client, admin, hook, receiver):
    row = hook()
    create_account(admin, name="Aurora")
    for receiver.code in (503, 200):
        Delivery.objects.update(next_at=timezone.now())
        deliver_due(receiver)
    client.force_login(admin)
    page = client.get(f"/webhooks/{row.pk}/").content.decode()
    assert (">200<" in page, ">503<" in page) == (True, False)


def test_deleting_can_be_undone(client, admin, hook):
    row = hook()
    client.force_login(admin)
    assert f"/webhooks/{row.pk}/restore/" in client.post(f"/webhooks/{row.pk}/delete/", follow=True).content.decode()
    assert client.get(f"/webhooks/{row.pk}/").status_code == 404
    client.post(f"/webhooks/{row.pk}/restore/")
    assert client.get(f"/webhooks/{row.pk}/").status_code == 200


def test_a_test_says_what_came_back(client, admin, hook, monkeypatch, call):
    row = hook("lead.created")
    monkeypatch.setattr("jornada.edge.safe_http.post", lambda *sent: safe_http.Answer(204, b"", 9))
    client.force_login(admin)
    assert "204" in client.post(f"/webhooks/{row.pk}/test/", follow=True).content.decode()
    assert call(admin, "post", f"/webhooks/{row.pk}/test")[1]["code"] == 204


def test_the_list_has_a_fixed_number_of_queries(client, admin, hook, django_assert_max_num_queries):
    client.force_login(admin)
    for _each in range(12):
        hook()
    with django_assert_max_num_queries(10):
        client.get("/webhooks/")


def test_webhooks_over_the_api(call, admin, hook, receiver):
    status, made = call(admin, "post", "/webhooks/", SENT)
    assert (status, made["secret"][:6]) == (201, "whsec_")
    assert "secret" not in call(admin, "get", f"/webhooks/{made['id']}")[1]
    assert call(admin, "post", "/webhooks/", {**SENT, "types": ["lead.eaten"]})[0] == 422
    changed = call(admin, "patch", f"/webhooks/{made['id']}", {"types": []})[1]
    assert (changed["types"], changed["description"]) == ([], "ERP")
    assert call(admin, "post", f"/webhooks/{made['id']}/rotate")[1]["secret"] != made["secret"]
    create_account(admin, name="Aurora")
    receiver.code = 500
    deliver_due(receiver)
    sent = call(admin, "get", f"/webhooks/{made['id']}/deliveries")[1]["items"][0]
    assert (sent["type"], sent["attempts"][0]["code"]) == ("account.created", 500)
    assert call(admin, "post", f"/webhooks/{made['id']}/deliveries/{sent['id']}/replay")[1] == {"replayed": 1}
    assert call(admin, "delete", f"/webhooks/{made['id']}")[0] == 204
    assert call(admin, "get", "/webhooks/types")[1][0]["type"] == "account.created"


def test_an_address_of_any_script_is_kept_as_it_is_called(call, admin, hook):
    sent = {**SENT, "url": "https://Ação.example/avisos/é"}
    assert call(admin, "post", "/webhooks/", sent)[1]["url"] == "https://xn--ao-siap.example/avisos/%C3%A9"
    status, problem = call(admin, "post", "/webhooks/", {**SENT, "url": f"https://{'é' * 70}.com/"})
    assert (status, problem["errors"][0]["field"]) == (422, "url")


def test_a_damaged_cursor_is_said(call, admin, hook):
    row = hook()
    for after in ("nonsense", "WzFlOTk5LCAxZTk5OV0="):
        assert call(admin, "get", f"/webhooks/{row.pk}/deliveries?after={after}")[0] in (200, 422)
    status, problem = call(admin, "get", f"/webhooks/{row.pk}/deliveries?after=nonsense")
    assert (status, problem["errors"][0]["field"]) == (422, "after")


def test_a_test_holds_no_transaction_open(client, admin, hook, monkeypatch):
    """With an Idempotency-Key a write is done in one transaction; not one that waits for others."""
    row, depths = hook(), []

    def post(*sent):
        depths.append(len(connection.savepoint_ids))
        return safe_http.Answer(204, b"", 9)

    monkeypatch.setattr(safe_http, "post", post)
    for key in ({}, {"idempotency-key": "t-1"}):
        headers = {"authorization": f"Bearer {create(admin, 'test')[1]}", **key}
        assert client.post(f"/api/v1/webhooks/{row.pk}/test", headers=headers).status_code == 200
    assert depths[0] == depths[1]


def test_pages_name_an_endpoint_by_its_host_and_tell_its_whole_address_beside(client, admin, hook):
    row, address = hook(), "https://hooks.example.com/services/T0000/B0000/long"
    Endpoint.objects.update(url=address)
    assert str(Endpoint.objects.get()) == "hooks.example.com"
    client.force_login(admin)
    for path in ("/webhooks/", f"/webhooks/{row.pk}/"):
        assert address in client.get(path).content.decode()


def test_a_message_that_waits_says_when_it_is_tried_next(client, admin, hook, account):
    row = hook()
    create_account(admin, name="Padaria Benta", owner=admin)
    client.force_login(admin)
    address = f"/webhooks/{row.pk}/deliveries/{Delivery.objects.latest('pk').pk}/"
    assert "Próxima tentativa" in client.get(address).content.decode()
    Delivery.objects.update(status="delivered", next_at=None)
    assert "Próxima tentativa" not in client.get(address).content.decode()
