"""Examples in the description of the API: put together from the schemas, with values that read like the real thing."""

from __future__ import annotations

from typing import Any

# By the name of a field or parameter; what is not here follows from its type.
KNOWN: dict[str, Any] = {
    "id": 17,
    "name": "Padaria Aurora",
    "domain": "aurora.com.br",
    "tax_id": "11.222.333/0001-81",
    "phone": "+5511987654321",
    "email": "ana@aurora.com.br",
    "industry": "Food",
    "employees": 40,
    "revenue": "1250000.00",
    "founded": 1998,
    "city": "Recife",
    "state": "PE",
    "country": "Brasil",
    "street": "Av. Guararapes",
    "street_number": "295",
    "complement": "4B",
    "district": "Boa Vista",
    "postcode": "50050-000",
    "language": "pt-br",
    "title": "Buyer",
    "external_id": "erp-8812",
    "amount": "48000.00",
    "list_price": "4800.00",
    "unit_price": "4800.00",
    "currency": "BRL",
    "source": "referral",
    "stage": "proposal",
    "activity": "call.connected",
    "channel": "phone",
    "note": "They want two ovens",
    "reason": "No budget this year",
    "text": "Which oven do they have today?",
    "key": "site-8812",
    "custom": {"seats": "12"},
    "q": "Pada",
    "tag": "VIP",
    "where": '{"schema":1,"field":"state","test":"is","value":"PE"}',
    "fields": "id,name",
    "limit": 50,
    "probability": 0.97,
    "repeat_every": 1,
    "repeat_unit": "week",
    "discount": "5.00",
    "discount_amount": "0.00",
    "quantity": "2",
    "rows": [
        {"name": "Padaria Aurora", "external_id": "erp-8812"},
        {"name": "Padaria Benta", "external_id": "erp-8813"},
    ],
    "ids": [17, 18],
    "take": {"phone": "loser"},
    "condition": {"schema": 1, "field": "state", "test": "is", "value": "PE"},
    "code": "call.connected",
    "label_en": "Call, reached",
    "label_pt": "Call, reached",
    "next": None,
}
FORMATS = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T14:05:00-03:00",
    "uuid": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "uri": "https://example.com/hooks/jornada",
}
PLAIN = {"integer": 7, "number": 1.5, "boolean": True, "string": "text", "object": {}, "null": None}


def example_of(schema: dict[str, Any], known: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """Put an example of a schema together; `known` are the schemas that it may refer to."""
    if "$ref" in schema:
        return example_of(known[schema["$ref"].rpartition("/")[2]], known, name, depth)
    for given in ("example", "const", "default"):
        if given in schema and schema[given] not in (None, ""):
            return schema[given]
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return next((one for one in schema["enum"] if one), schema["enum"][0])
    if name in KNOWN and _fits(KNOWN[name], schema):
        return KNOWN[name]
    return _made(schema, known, name, depth)


def _made(schema: dict[str, Any], known: dict[str, Any], name: str, depth: int) -> Any:
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            first = next((one for one in schema[choice] if one.get("type") != "null"), schema[choice][0])
            return example_of(first, known, name, depth)
    if schema.get("type") == "array":
        return [example_of(schema.get("items", {}), known, name.removesuffix("s"), depth + 1)] if depth < 6 else []
    if "properties" in schema:
        return {key: example_of(one, known, key, depth + 1) for key, one in schema["properties"].items()}
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if schema.get("pattern") and "string" in str(schema.get("type")):
        return "10.00"
    value = PLAIN.get(schema.get("type", "string"), "text")
    value = max(value, schema["minimum"]) if "minimum" in schema else value
    return min(value, schema["maximum"]) if "maximum" in schema else value


def _fits(value: Any, schema: dict[str, Any]) -> bool:
    """Say whether a known value has a type that the schema takes."""
    if schema.get("items", {}).get("$ref"):
        return False
    kinds = {schema.get("type")} | {one.get("type") for key in ("anyOf", "oneOf") for one in schema.get(key, ())}
    of_value = {str: "string", int: "integer", float: "number", dict: "object", list: "array", type(None): "null"}
    return of_value[type(value)] in kinds
