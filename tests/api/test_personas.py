"""Personas over the API."""

import pytest
from django.utils import timezone

from jornada.apps.market.models import Contact
from jornada.apps.market.personas import matching
from jornada.apps.org.models import User

pytestmark = pytest.mark.django_db
RULE = {"schema": 1, "condition": {"attribute": "title", "test": "contains", "value": "director"}}


@pytest.fixture
def marketer(db):
    return User.objects.create(username="mila", name="Mila", role="marketing")


@pytest.fixture
def contact(owner, account):
    now = timezone.now()
    stamps = {"created_at": now, "updated_at": now}
    return Contact.objects.create(name="Bia", title="Sales director", account=account, owner=owner, **stamps)


@pytest.fixture
def persona(call, marketer, contact):
    from jornada.rules.condition_json import to_json
    from jornada.rules.conditions import Attribute

    sent = {"name": "Director", "values": "Numbers", "condition": to_json(Attribute("title", "contains", "director"))}
    status, body = call(marketer, "post", "/personas/", sent)
    assert status == 201, body
    return body


def test_a_persona_is_written_matched_and_validated(call, marketer, owner, persona, contact):
    assert (persona["state"], persona["contacts"]) == ("assumption", 0)
    matching.match_waiting()
    assert call(owner, "get", f"/personas/{persona['id']}")[1]["contacts"] == 1
    status, body = call(marketer, "post", f"/personas/{persona['id']}/validations", {"how": "Interviews"})
    assert (status, body["state"]) == (201, "validated")
    assert call(owner, "get", f"/contacts/{contact.pk}/persona")[1]["persona_id"] == persona["id"]
    assert call(owner, "get", "/personas/coverage")[1][-1] == {"persona_id": None, "contacts": 0, "by_hand": 0}


def test_a_contact_is_chosen_by_hand_and_follows_the_rules_again(call, owner, persona, contact):
    status, body = call(owner, "put", f"/contacts/{contact.pk}/persona", {"persona_id": None, "reason": "Left"})
    assert (status, body) == (200, {"persona_id": None, "is_by_hand": True, "reason": "Left"})
    status, body = call(owner, "delete", f"/contacts/{contact.pk}/persona")
    assert (status, body["persona_id"], body["is_by_hand"]) == (200, persona["id"], False)


@pytest.mark.parametrize(
    "sent", [{"name": ""}, {"name": "X", "condition": {"schema": 1}}, {"name": "X", "channels": ["pigeon"]}]
)
def test_what_is_no_persona_is_a_problem(call, marketer, sent):
    assert call(marketer, "post", "/personas/", sent)[0] == 422


def test_sales_writes_none(call, owner, colleague, persona, contact):
    assert call(owner, "post", "/personas/", {"name": "Mine"})[0] == 403
    assert call(owner, "get", f"/personas/{persona['id']}")[0] == 200
    assert call(colleague, "put", f"/contacts/{contact.pk}/persona", {"persona_id": None})[0] == 403
