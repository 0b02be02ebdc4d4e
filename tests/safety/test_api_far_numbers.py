"""Moments at the ends of the calendar and ids beyond the database's, in each field of the API that takes one."""

import copy
import json
from datetime import date
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from jornada.api.examples import example_of
from jornada.apps.insight.period import Period
from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.market.models import Segment
from jornada.apps.org import tokens
from jornada.edge.webhooks.models import Endpoint

pytestmark = pytest.mark.django_db
FAR = {
    "date-time": (
        *("9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"),
        *("0001-01-01T00:00:00", 253402300799, -62135596800),
    ),
    "date": ("9999-12-31", "0001-01-01"),
    "integer": (2**63, 2**63 - 1, -(2**63) - 1, 10**40, 0, -1),
}


def choices(schema, known):
    """Give the shapes that a schema allows, those it refers to looked up."""
    if "$ref" in schema:
        return choices(known[schema["$ref"].rpartition("/")[2]], known)
    return [one for each in schema.get("anyOf", ()) for one in choices(each, known)] or [schema]


def odd_ones(schema, known, depth=0):
    """Give pairs of a place in a value and what to put there."""
    for one in choices(schema, known):
        for value in FAR.get(one.get("format", one.get("type")), ()):
            yield (), value
        if isinstance(one.get("additionalProperties"), dict):
            yield from (((), {str(number): 1}) for number in FAR["integer"])
        if depth < 5:
            inner = {**one.get("properties", {}), **({0: one["items"]} if "items" in one else {})}
            for name, part in inner.items():
                yield from (((name, *place), value) for place, value in odd_ones(part, known, depth + 1))


def put(body, place, value):
    if not place:
        return value
    name, *rest = place
    if isinstance(name, int):
        return [put(body[0] if body else None, rest, value)]
    body = dict(body) if isinstance(body, dict) else {}
    return {**body, name: put(body.get(name), rest, value)}


def requests(spec, ids):
    """Give a request for each odd value of each field: the method, the address and the body."""
    known = spec["components"]["schemas"]
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            where = path
            for name in ("{pk}", "{record_id}"):
                where = where.replace(name, str(ids.get(path.split("/")[3], 1)))
            for one in (one for one in operation.get("parameters", ()) if one["in"] == "query"):
                for _place, value in odd_ones(one["schema"], known):
                    yield method, f"{where}?{one['name']}={quote(str(value))}", None
            shape = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            for place, value in odd_ones(shape, known) if shape else ():
                yield method, where, put(copy.deepcopy(example_of(shape, known)), place, value)


@pytest.fixture
def ids(admin, account, contact, lead, opportunity):
    """Give the number of a record of each kind that operations are about."""
    now = timezone.now()
    stamps = {"created_at": now, "updated_at": now}
    segment = Segment.objects.create(name="By hand", record="account", owner=admin, condition=None, **stamps)
    call = Activity.objects.get(code="call.connected")
    task = PlannedTouch.objects.create(owner=admin, account=account, activity=call, due_at=now, created_at=now)
    endpoint = Endpoint.objects.create(url="https://example.com/", **stamps)
    rows = {"accounts": account, "contacts": contact, "leads": lead, "opportunities": opportunity, "segments": segment}
    return {name: row.pk for name, row in {**rows, "tasks": task, "webhooks": endpoint}.items()}


def test_far_moments_and_numbers_break_no_operation(settings, admin, ids):
    settings.API_RATE = (10**6, 60)
    client = Client(raise_request_exception=False)
    headers = {"Authorization": f"Bearer {tokens.create(admin, 'far')[1]}", "Accept-Language": "en"}
    spec = json.loads(client.get("/api/v1/openapi.json", headers=headers).content)
    found = []
    for method, url, body in requests(spec, ids):
        given = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        with transaction.atomic():
            answer = getattr(client, method)(url, headers=headers, **given)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            found.append(f"{method} {url} {json.dumps(body)} {answer.status_code}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "every time zone, such as 2026-03-01T14:30"), ("pt-BR", "qualquer fuso, como 2026-03-01")],
)
def test_a_moment_beyond_the_calendar_is_told_with_what_came(client, admin, language, said):
    headers = {"Authorization": f"Bearer {tokens.create(admin, 'far')[1]}", "Accept-Language": language}
    answer = client.get("/api/v1/touches/?since=9999-12-31T23:59:59-23:59", headers=headers)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["field"], fault["got"]) == (422, "since", "9999-12-31T23:59:59-23:59")
    assert said in fault["message"]


def test_a_moment_without_an_offset_and_the_last_of_all_are_read(client, admin, account):
    headers = {"Authorization": f"Bearer {tokens.create(admin, 'far')[1]}"}
    for asked in ("created_since=2026-01-01T00:00:00", "created_until=9999-12-31T23:59:59Z"):
        assert [row["id"] for row in client.get(f"/api/v1/accounts/?{asked}", headers=headers).json()["items"]]


def test_a_period_to_the_last_day_of_all_is_open():
    ever = Period("custom", date.min, date.max)
    assert ever.micros(ZoneInfo("Asia/Tokyo")) == Period().micros(ZoneInfo("Asia/Tokyo"))
    assert ever.before() is None
