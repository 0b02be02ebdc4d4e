"""What the API says of itself: each operation with its examples, its headers and every way it may refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jornada.api.bodies import BODIES
from jornada.api.examples import example_of
from jornada.api.faults import TellingAPI
from jornada.api.problems import ROOT

PROBLEM = "application/problem+json"
FAULT = {
    "type": "object",
    "required": ["field", "message"],
    "properties": {"field": {"type": "string"}, "message": {"type": "string"}, "got": {"type": "string"}},
}
PROBLEM_SCHEMA = {
    "type": "object",
    "title": "Problem",
    "description": "What is wrong (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": FAULT, "description": "for wrong input: field by field"},
    },
}
SAID = {
    400: "This cannot be read: no JSON, or a key that is too long.",
    401: "No token, or none that works.",
    403: "Beyond your role, or beyond the scopes of the token.",
    404: "Not there, or out of your reach.",
    409: "Not at this moment.",
    412: "Somebody changed it since you read it (If-Match).",
    413: "Too much at once.",
    415: "Not JSON.",
    422: "The input does not fit; `errors` names the fields.",
    429: "Too many requests; Retry-After says when to come back.",
    503: "The database does not answer.",
}
ALWAYS = (401, 403, 429, 503)
READING = ("get", "head")
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "your own word for this write: sent again within 24 hours, it is not done again",
}
MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string", "pattern": "^[!-~]+$"},
    "description": "the ETag that you read: nothing is written when the record changed since",
}
NONE_MATCH = {**MATCH, "name": "If-None-Match", "description": "the ETag that you know: 304 when nothing changed"}
VERSIONED = ("/accounts/", "/contacts/", "/leads/", "/opportunities/", "/products/", "/reminder-rules/", "/tasks/")


class DescribedAPI(TellingAPI):
    """A NinjaAPI whose description is complete; `messages` describes what it sends by itself."""

    messages: Callable[[], dict[str, Any]] = staticmethod(dict)

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        known = schema.setdefault("components", {}).setdefault("schemas", {})
        known["Problem"] = PROBLEM_SCHEMA
        for path, item in schema["paths"].items():
            for method, operation in item.items():
                complete(path, method, operation, known)
        schema["webhooks"] = self.messages()
        for item in schema["webhooks"].values():
            for content in _contents(item["post"]):
                content.setdefault("example", example_of(content["schema"], known))
        return schema


def complete(path: str, method: str, operation: dict[str, Any], known: dict[str, Any]) -> None:
    """Add headers, refusals and examples to one operation."""
    parameters = operation.setdefault("parameters", [])
    is_single = any(one["in"] == "path" for one in parameters)
    parameters += _headers(path, method, is_single)
    body = operation.get("requestBody")
    is_naming = is_single or bool(body) or any(one["name"].endswith("_id") for one in parameters)
    _refusals(
        operation["responses"], method, is_single, is_naming, has_body=bool(body), has_values=bool(body or parameters)
    )
    if method == "get" and NONE_MATCH in parameters:
        operation["responses"]["304"] = {"description": "Nothing changed since."}
    for parameter in parameters:
        if parameter["in"] in ("query", "path"):
            value = example_of(parameter["schema"], known, parameter["name"])
            if value not in (None, "", {}):
                parameter["example"] = value
    if body and (method, path.removeprefix(ROOT)) in BODIES:
        body["content"]["application/json"]["example"] = BODIES[method, path.removeprefix(ROOT)]
    for content in _contents(operation):
        if "schema" in content:
            content.setdefault("example", example_of(content["schema"], known))


def _headers(path: str, method: str, is_single: bool) -> list[dict[str, Any]]:
    is_versioned = is_single and any(kind in path for kind in VERSIONED)
    if method in READING:
        return [NONE_MATCH] if is_versioned and path.endswith("{pk}") else []
    return [KEY, MATCH] if is_versioned else [KEY]


def _refusals(
    responses: dict[Any, Any], method: str, is_single: bool, is_naming: bool, *, has_body: bool, has_values: bool
) -> None:
    # What is named by its id, in the address or in a body, may be out of reach.
    wanted = {*ALWAYS, *((404,) if is_naming else ()), *((400, 413, 415) if has_body else ())}
    wanted |= {422} if has_values else set()
    wanted |= {400, 409} if method not in READING else set()
    wanted |= {412} if method not in READING and is_single else set()
    for code in sorted(wanted):
        known = next((key for key in responses if str(key) == str(code)), None)
        schemas = [{"$ref": "#/components/schemas/Problem"}]
        if known is not None:
            kept = responses.pop(known).get("content", {}).get("application/json", {}).get("schema")
            schemas = [*([kept] if kept else []), *schemas]
        schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        problem = {"type": "about:blank", "title": "…", "status": code, "detail": SAID[code]}
        responses[str(code)] = {
            "description": SAID[code],
            "content": {PROBLEM: {"schema": schema, "example": problem}},
        }


def _contents(operation: dict[str, Any]) -> list[dict[str, Any]]:
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    return [content for body in bodies for content in body.get("content", {}).values()]
