"""Hostile addresses of lists: cursors, orders, columns, filters and conditions that nobody's page would write.

`JORNADA_HOSTILE_LISTS` says how many in total (180 when not set). The inputs are the same in every run.
"""

import json
import os
from base64 import urlsafe_b64encode
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jornada.ui import list_fields
from tests.safety.test_bad_input import ask, texts

pytestmark = pytest.mark.django_db
TOTAL = int(os.environ.get("JORNADA_HOSTILE_LISTS", "180"))
LISTS = {
    "/accounts/": "account", "/contacts/": "contact", "/leads/": "lead", "/opportunities/": "opportunity",
    "/tasks/list/": "task", "/interactions/": "touch", "/products/": "product", "/segments/": "segment",
    "/settings/history/": "change", "/settings/users/": "user", "/settings/teams/": "team", "/jobs/": "job",
    "/trash/": "deleted",
    "/imports/": "import", "/opportunities/board/": "opportunity", "/opportunities/calendar/": "opportunity",
    "/set-aside/": "lead", "/duplicates/": "", "/search/": "", "/handoff/": "", "/scoreboard/offers/": "",
}  # fmt: skip
SORTS = (
    *("name", "created", "created_at", "updated_at", "amount", "revenue", "employees", "score", "temperature", "at"),
    *("due_at", "expected", "closed", "engaged_on", "price", "external_id", "repeat_every", "cycle", "username"),
    *("password", "owner__password", "pk", "--name", "-", "id;", "\0"),
)


def cursor(value, pk):
    return urlsafe_b64encode(json.dumps([value, pk]).encode()).decode()


def nested(depth, kind="not"):
    inner = {"field": "name", "test": "is", "value": "x"}
    for _step in range(depth):
        inner = {"not": inner} if kind == "not" else {kind: [inner]}
    return json.dumps({"schema": 1, **inner})


places = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, -1, 2**63, -(2**63), 2**70, 10**400, 1e308, float("nan"), float("inf"), -float("inf")]),
    st.sampled_from(["", "a", "a\0b", "\ud800", "sNaN", "1E+999999", "9" * 400, "2026-02-30", "9999-12-31"]),
    st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01 00:00:00.123456789"]),
    st.sampled_from([[], [1], {}, {"a": 1}]),
)
packed = st.sampled_from(
    [b"", b"[", b"[" * 50_000, b"[1]", b'"ab"', b'{"a":1,"b":2}', b"\xff\xfe", b"[1,2,3]", b"null"]
)
cursors = st.one_of(
    st.builds(cursor, places, places),
    packed.map(lambda raw: urlsafe_b64encode(raw).decode()),
    st.builds(lambda text, cut: text[:-cut], st.builds(cursor, places, st.just(1)), st.integers(1, 5)),
    texts,
)
leaf = st.fixed_dictionaries(
    {"field": st.sampled_from(["name", "revenue", "created_at", "owner", "no_such", ""])},
    optional={"test": st.sampled_from(["is", "has", "at_least", "between", "within", ""]), "value": places},
)
conditions = st.one_of(
    st.builds(nested, st.sampled_from([1, 5, 200, 2000]), st.sampled_from(["not", "all", "any"])),
    leaf.map(lambda one: json.dumps({"schema": 1, **one})),
    st.lists(leaf, max_size=3).map(lambda some: json.dumps({"schema": 1, "all": some})),
    st.sampled_from(
        ["{}", "[]", '{"schema":1}', '{"schema":true,"all":[]}', "[" * 100_000, '{"schema":1,"list":1e999}']
    ),
    texts,
)
TESTS = sorted({test for tests in list_fields.TESTS.values() for test in tests})
CODES = ("name", "revenue", "employees", "created_at", "owner", "amount", "expected_on", "tags", "state", "due_at", "x")
fields = st.builds("{}:{}:{}".format, st.sampled_from(CODES), st.sampled_from(TESTS), st.one_of(texts, st.just("1|2")))
columns = st.lists(st.one_of(st.sampled_from(["name", "owner", "score", "-", ""]), texts), max_size=4).map(",".join)
sorts = st.builds(str.__add__, st.sampled_from(["", "-"]), st.one_of(st.sampled_from(SORTS), texts))
OF_PAGES = {
    "after": cursors, "before": cursors, "sort": sorts, "columns": columns, "where": conditions, "f": fields,
    "q": texts, "ids": texts, "export": st.sampled_from(["csv", "xlsx", "x"]), "view": texts, "owner": texts,
    "stage": texts, "source": texts, "status": texts, "team": texts, "tag": texts, "created_from": texts,
    "f_field": st.sampled_from(CODES), "f_test": st.sampled_from(TESTS), "f_value": texts,
}  # fmt: skip


def queries(known):
    """Give addresses with a few parameters, some of them twice."""
    pair = st.sampled_from(sorted(known)).flatmap(lambda name: st.tuples(st.just(name), known[name]))
    return st.lists(pair, min_size=1, max_size=5)


def part(share):
    """Run a part of the total, the same inputs each time."""
    kept = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)
    return settings(
        max_examples=max(1, int(TOTAL * share)), deadline=None, derandomize=True, database=None,
        suppress_health_check=kept,
    )  # fmt: skip


def get(client, path, pairs):
    query = {}
    for name, value in pairs:
        query.setdefault(name, []).append(value.encode("utf-8", "replace"))
    answer = ask(client, lambda: client.get(path, query))
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


@part(0.65)
@example(path="/accounts/", pairs=[("sort", "revenue"), ("after", cursor(None, None))])
@example(path="/leads/", pairs=[("sort", "created"), ("before", cursor("9999-12-31T23:59:59-14:00", 1))])
@example(path="/opportunities/", pairs=[("sort", "amount"), ("after", cursor("1E+999999", 1))])
@example(path="/contacts/", pairs=[("where", nested(200)), ("where", nested(200, "all"))])
@example(path="/settings/users/", pairs=[("q", "a\0b")])
@example(path="/settings/teams/", pairs=[("q", "ç" * 50_000)])
@example(path="/accounts/", pairs=[("f", f"name:has:{'ç' * 50_000}")])
@given(path=st.sampled_from(sorted(LISTS)), pairs=queries(OF_PAGES))
def test_pages_of_lists(world, path, pairs):
    client, _ids = world
    get(client, path, pairs)


@cache
def of_api():
    """Give the lists of the API with what each takes, by its own description."""
    from jornada.api.urls import api

    found = {}
    for path, ways in api.get_openapi_schema()["paths"].items():
        told = ways.get("get", {}).get("parameters", ())
        if "{" not in path and told:
            found[path] = sorted({one["name"] for one in told if one["in"] == "query"})
    return found


OF_API = {"after": cursors, "sort": sorts, "where": conditions, "fields": columns}
numbers = st.sampled_from(["0", "-1", "1", str(2**63), "9" * 400, "1e3", "NaN", "", "\0", "true"])


@part(0.35)
@given(data=st.data())
def test_lists_of_the_api(world, data):
    client, _ids = world
    path = data.draw(st.sampled_from(sorted(of_api())))
    known = {name: OF_API.get(name, st.one_of(texts, numbers)) for name in of_api()[path]}
    answer = get(client, path, data.draw(queries(known)))
    if answer.status_code >= 400:
        assert answer["Content-Type"].startswith("application/problem+json"), answer.content[:200]
