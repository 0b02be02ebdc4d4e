"""Somebody of another team at every address that names a record: nothing is told, nothing is written.

The addresses are those of the program, not of a list: a new page is looked at from its first day.
"""

import json
import re
from itertools import product

import pytest
from django.db import connection, transaction
from django.urls import URLResolver, get_resolver

from jornada.apps.interactions.models import Activity, Thread, Touch
from jornada.apps.interactions.notes.actions import write_note
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.sales.models import Opportunity
from tests.apps.conftest import NOW, STAMPS

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SECRET, NUMBER = "Zyxwvut", 4242
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
RECORDS = ["account", "contact", "lead", "opportunity"]
# What an outsider finds in such places is nobody's secret: parts of addresses that name no record.
WORDS = {"record": RECORDS, "kind": RECORDS, "field": ["name", "owner"], "code": ["park", "offer", "qualify"]}
WRITE = re.compile(r'\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
HELD = ("market_", "interactions_", "leads_", "sales_", "handoff_", "org_change", "org_tagging")
BODY = {"name": "X", "text": "x", "note": "x", "reason": "1", "is_sure": "1", "stage": "1", "seen": "x", "days": "1"}


@pytest.fixture
def ids(owner, stage):
    """Make records that are known wherever they are told, all of one number, and hang something on each."""

    def make(model, **values):
        return model.objects.create(pk=NUMBER, name=f"{SECRET} {model.__name__}", owner=owner, **STAMPS, **values)

    account = make(Account)
    contact = make(Contact, account=account, email="bia@acme.com")
    asked, dealt = (Thread.objects.create(account=account, contact=contact, opened_at=NOW) for _ in range(2))
    make(Lead, account=account, contact=contact, thread=asked)
    make(Opportunity, account=account, thread=dealt, stage=stage)
    called = Activity.objects.get(code="call.connected")
    write_note(owner, Place(account), f"{SECRET} note")
    plan_touch(owner, Place(account), called, NOW, note=f"{SECRET} task")
    Touch.objects.create(
        activity=called, account=account, at=NOW, recorded_at=NOW, source="manual", note=f"{SECRET} touch", user=owner
    )
    return {NUMBER, 1}


@pytest.fixture
def as_outsider(client, outsider):
    client.force_login(outsider)
    client.raise_request_exception = False
    return client


def addresses(resolver, ids, before=""):
    """Give every address of the program that has a part to fill in, with each of the ids."""
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, ids, path)
        elif PARAMETER.search(path) and not path.startswith(("api/", "auth/")) and "(?P" not in path:
            parts = [sorted(ids) if kind == "int" else WORDS.get(name, ["x"]) for kind, name in PARAMETER.findall(path)]
            for values in product(*parts):
                left = iter(map(str, values))
                yield f"/{PARAMETER.sub(lambda _part, left=left: next(left), path)}"


def asked(send):
    """Send, take back what was written, and return the answer with the tables that were."""
    written = set()

    def note(execute, sql, params, many, context):
        found = WRITE.match(sql)
        if found and found[1].startswith(HELD):
            written.add(found[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        answer = send()
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return answer.status_code, content.decode(errors="replace"), written


def faults(address, method, send):
    status, content, written = asked(send)
    told = [f"{method} {address}: tells {status}"] if SECRET in content else []
    told += [f"{method} {address}: writes {written} {status}"] if written else []
    return told + ([f"{method} {address}: {status}"] if status >= 500 else [])


@pytest.mark.parametrize("page", ["accounts", "contacts", "leads", "opportunities"])
def test_the_owner_is_told(client, owner, ids, page):
    client.force_login(owner)
    assert SECRET in client.get(f"/{page}/{NUMBER}/").content.decode()


def test_pages_tell_an_outsider_nothing_and_write_nothing(as_outsider, ids):
    found = []
    for address in addresses(get_resolver(), ids):
        found += faults(address, "GET", lambda: as_outsider.get(address))  # noqa: B023
        found += faults(address, "POST", lambda: as_outsider.post(address, BODY))  # noqa: B023
    assert found == []


def test_the_api_tells_an_outsider_nothing_and_writes_nothing(as_outsider, ids):
    found = []
    paths = json.loads(as_outsider.get("/api/v1/openapi.json").content)["paths"]
    for path, operations in paths.items():
        for pk in sorted(ids) if "{" in path else ():
            address = re.sub(r"{\w+}", str(pk), path)
            for method in operations.keys() & {"get", "post", "put", "patch", "delete"}:
                body = "" if method == "get" else json.dumps({})
                send = lambda a=address, m=method, b=body: as_outsider.generic(  # noqa: E731
                    m.upper(), a, b, content_type="application/json"
                )
                found += faults(address, method, send)
    assert found == []
