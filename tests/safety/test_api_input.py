"""Odd values through every operation of the API: no error of the server, and problems in the caller's language.

`JORNADA_API_INPUTS` says how many are sent, `JORNADA_API_SEED` asks for others than each run has.
"""

import json
import os
import random
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client

from jornada.apps.org import tokens

pytestmark = pytest.mark.django_db
SENT = int(os.environ.get("JORNADA_API_INPUTS", "900"))
# Each database is sent others: what breaks one of them mostly breaks both.
SEED = int(os.environ.get("JORNADA_API_SEED", "1" if connection.vendor == "sqlite" else "2"))
ODD = (
    *(
        "",
        "\0",
        "a\0b",
        "\ud800",
        "٣٣",
        "²",
        "1" * 300,
        "-1",
        str(2**63),
        "NaN",
        "Infinity",
        "1e999",
        "null",
        "[]",
        "{}",
    ),
    *("<script>", "\u202eabc", "ç" * 3000, "0001-01-01", "9999-12-31T23:59:59Z", "2026-02-30", "=1+1", "../x"),
    *("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00", str(10**18), "2026-11-27T10:00:00"),
    *("2026-11-27T10:00:00+23:59", '{"schema":1}', '{"schema":1,"all":[]}'),
    '{"schema":1,"field":"name","test":"is","value":"\\u0000"}',
)
NUMBERS = (0, -1, 2**31, 2**63, 10**40, 1.5, float("nan"), float("inf"), -1e308)
BROKEN = ("", "{", "[", "\ufeff{}", "nul", "[" * 2000, '{"a":' * 1500, '{"a":1,"a":2}', "\xff\xfe")
ENGLISH = (" expected ", "Expected ", " should ", " must be", "Field required", "not found", "Not Found", " got ")


class Sender:
    """Makes requests from the description of the API, a quarter of their values odd."""

    def __init__(self, spec, seed):
        self.spec, self.rng = spec, random.Random(seed)
        self.operations = [
            (path, method, one)
            for path, methods in spec["paths"].items()
            for method, one in methods.items()
            if method in ("get", "post", "put", "patch", "delete")
        ]

    def odd(self, depth=0):
        kind = self.rng.random()
        if kind < 0.5:
            return self.rng.choice(ODD)
        if kind < 0.65:
            return self.rng.choice(NUMBERS)
        if kind < 0.75 or depth > 2:
            return self.rng.choice((None, True, False))
        some = [self.odd(depth + 1) for _each in range(self.rng.choice((0, 1, 3)))]
        return some if kind < 0.87 else dict(zip(("a", "id", "\0"), some, strict=False))

    def value(self, schema, depth=0):
        return self.odd() if self.rng.random() < 0.25 else self.fitting(schema, depth)

    def fitting(self, schema, depth=0):
        while "$ref" in schema:
            schema = self.spec["components"]["schemas"][schema["$ref"].split("/")[-1]]
        if depth > 5:
            return None
        if "anyOf" in schema:
            return self.fitting(self.rng.choice(schema["anyOf"]), depth + 1)
        if "enum" in schema or "const" in schema:
            return self.rng.choice(schema.get("enum") or [schema["const"]])
        if "properties" in schema:
            needed = schema.get("required", [])
            wanted = {k: v for k, v in schema["properties"].items() if k in needed or self.rng.random() < 0.4}
            return {name: self.value(one, depth + 1) for name, one in wanted.items()}
        if schema.get("type") == "array":
            return [self.fitting(schema.get("items", {}), depth + 1) for _each in range(self.rng.choice((0, 1, 2)))]
        usual = {"integer": (1, 2, 50), "number": (0, 1.5), "boolean": (True, False), "null": (None,), "object": ({},)}
        texts = {"date-time": ("2026-11-20T10:00:00Z",), "date": ("2026-11-20",)}
        plain = ("call.connected", "Acme", "a@b.com", "name")
        return self.rng.choice(usual.get(schema.get("type")) or texts.get(schema.get("format"), plain))

    def address(self, path, operation):
        asked = []
        for one in operation.get("parameters", []):
            text = quote(str(self.value(one["schema"])).encode("utf8", "surrogatepass"), safe="")
            if one["in"] == "path":
                number = str(self.rng.choice((0, 1, 2, 5, 2**63, 10**30)))
                path = path.replace(f"{{{one['name']}}}", number if self.rng.random() < 0.8 else text or "0")
            elif one["in"] == "query" and self.rng.random() < 0.5:
                asked.append(f"{one['name']}={text}")
        return f"{path}?{'&'.join(asked)}"

    def body(self, operation):
        content = operation.get("requestBody", {}).get("content")
        if not content:
            return "", "application/json"
        kind, described = next(iter(content.items()))
        text = json.dumps(self.odd() if self.rng.random() < 0.1 else self.fitting(described.get("schema", {})))
        text = self.rng.choice(BROKEN) if self.rng.random() < 0.1 else text
        kind = self.rng.choice(("text/plain", "multipart/form-data")) if self.rng.random() < 0.05 else kind
        return text, f"{kind}; boundary=x" if kind.startswith("multipart") else kind

    def headers(self, token):
        more = {"Authorization": f"Bearer {token}", "Accept-Language": "pt-BR"}
        if self.rng.random() < 0.1:
            more["If-Match"] = self.rng.choice(('"x"', "*", 'W/"'))
        if self.rng.random() < 0.15:
            more["Idempotency-Key"] = self.rng.choice(("k" * 400, "a b", str(self.rng.random())))
        return more


def test_no_operation_breaks_and_problems_are_told_in_the_language(settings, admin, owner, viewer, lead, opportunity):
    settings.API_RATE = (10**6, 60)
    client = Client(raise_request_exception=False)
    keys = [tokens.create(person, "odd")[1] for person in (admin, owner, viewer)]
    spec = json.loads(client.get("/api/v1/openapi.json", headers={"Authorization": f"Bearer {keys[0]}"}).content)
    sender, found = Sender(spec, SEED), []
    for number in range(SENT):
        path, method, operation = sender.operations[number % len(sender.operations)]
        url, (body, kind) = sender.address(path, operation), sender.body(operation)
        given = {"data": body.encode("utf8", "surrogatepass"), "content_type": kind} if method != "get" else {}
        answer = getattr(client, method)(url, headers=sender.headers(sender.rng.choice(keys)), **given)
        found += _faults(method, url, body, answer)
    assert not found, "\n".join(found)


def _faults(method, url, body, answer):
    told = f"{method} {url[:150]} {body[:150]!r} {answer.status_code}"
    if answer.status_code < 400:
        return []
    if answer.status_code >= 500 or "problem+json" not in answer.headers.get("Content-Type", ""):
        return [told]
    text = answer.content.decode("utf8", "replace")
    return [f"{told} {text[:700]}"] if any(word in text for word in ENGLISH) else []
