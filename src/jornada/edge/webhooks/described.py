"""The messages as the description of the API has them: OpenAPI's `webhooks`, made from the records they carry."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.utils import translation

from jornada.edge.webhooks.outbox import OF_PROPOSALS, RECORDS, TOUCH_FIELDS, TOUCH_VALUES, untold
from jornada.edge.webhooks.types import OF_TOUCHES, TYPES

Schema = dict[str, Any]
NULL: Schema = {"type": "null"}
ID: Schema = {"anyOf": [{"type": "integer"}, NULL]}
TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"anyOf": [TEXT, NULL]}
MONEY: Schema = {"type": "string", "description": "decimal text"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
KINDS: tuple[tuple[type[models.Field], Schema], ...] = (
    (models.JSONField, {"type": "object"}),
    (models.BooleanField, {"type": "boolean"}),
    (models.DecimalField, MONEY),
    (models.FloatField, {"type": "number"}),
    (models.DateTimeField, INSTANT),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.AutoField, {"type": "integer"}),
    (models.IntegerField, {"type": "integer"}),
    (models.ForeignKey, {"type": "integer"}),
)
SIGNED = [
    {"name": name, "in": "header", "required": True, "schema": TEXT, "description": said}
    for name, said in (
        ("webhook-id", "the same when a message is sent again"),
        ("webhook-timestamp", "seconds since 1970; refuse what is older than five minutes"),
        ("webhook-signature", "v1, and the HMAC-SHA256 of id.timestamp.body with the secret of the endpoint"),
    )
]


def messages() -> dict[str, Any]:
    """Describe what is sent for each type of event."""
    with translation.override("en"):
        return {kind: {"post": _operation(kind, str(label))} for kind, label in TYPES.items()}


def _operation(kind: str, label: str) -> Schema:
    envelope = _object({"type": {"const": kind}, "timestamp": INSTANT, "data": _data(kind)})
    return {
        "tags": ["webhooks"],
        "summary": label,
        "operationId": f"told_{kind.replace('.', '_')}",
        "parameters": SIGNED,
        "requestBody": {"required": True, "content": {"application/json": {"schema": envelope}}},
        "responses": {"2XX": {"description": "Taken; anything else is tried again."}},
    }


def _data(kind: str) -> Schema:
    record, _point, what = kind.partition(".")
    if kind == "lead.type_changed":
        return _object({"lead_id": {"type": "integer"}, "from": TEXT, "to": TEXT})
    if kind == "touch.recorded":
        return _object({"record": _object(_of_touch()), "user_id": ID})
    told: Schema = {f"{record}_id": {"type": "integer"}, "record": _object(_of_record(record)), "user_id": ID}
    if kind in OF_TOUCHES.values():
        return _object({**told, "note": TEXT, "by_user_id": ID})
    return _object(told if what in ("created", "deleted") else {**told, "changed": _changed()})


def _changed() -> Schema:
    sides = {"from": TEXT_OR_NULL, "to": TEXT_OR_NULL}
    return {"type": "object", "additionalProperties": _object(sides), "description": "each field that changed, as text"}


def _of_record(record: str) -> Schema:
    model = next(apps.get_model(label) for label, name in RECORDS.items() if name == record)
    own = {field.attname: _of_field(field) for field in model._meta.concrete_fields if field.name not in untold(model)}
    if record != "proposal":
        return own
    line = next(field.related_model for field in model._meta.related_objects if field.name == "lines")
    of_line = {field.attname: _of_field(field) for field in line._meta.concrete_fields if field.name != "proposal"}
    sums = dict.fromkeys(OF_PROPOSALS, MONEY)
    return {**own, **sums, "lines": {"type": "array", "items": _object({**of_line, "total": MONEY})}}


def _of_touch() -> Schema:
    texts: Schema = dict.fromkeys(TOUCH_VALUES, TEXT_OR_NULL)
    more: Schema = {"at": INSTANT, "human": {"type": "boolean"}, "value": {"anyOf": [{"type": "number"}, NULL]}}
    return {**{f"{name}_id": ID for name in TOUCH_FIELDS}, **texts, **more}


def _of_field(field: Any) -> Schema:
    schema = next((dict(found) for kind, found in KINDS if isinstance(field, kind)), dict(TEXT))
    if field.choices:
        schema["enum"] = [code for code, _label in field.flatchoices] + ([""] if field.blank else [])
    return {"anyOf": [schema, NULL]} if field.null else schema


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
