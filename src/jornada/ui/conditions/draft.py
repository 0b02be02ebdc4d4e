"""A condition while it is edited: rows as a plain form sends them, complete or not yet.

The names of the form's fields spell the tree: `c.kind`, `c.0.kind`, `c.0.field`, `c.1.0.did` and so on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.http import QueryDict

from jornada.rules.condition_fields import TESTS_OF, Field
from jornada.rules.condition_json import SCHEMA, ConditionFormatError, from_json
from jornada.rules.conditions import (
    BARE_TESTS,
    DEEPEST,
    MOST_LEAVES,
    All,
    Attribute,
    Condition,
    Did,
    InList,
    Not,
    Score,
    StageIs,
)
from jornada.rules.conditions import Any as AnyOf

GROUPS = ("all", "any", "none")
LEAVES = ("field", "did", "stage", "score", "list")
MODES = ("at_least", "at_most", "exactly", "never")
_FILTERS = ("channels", "directions", "by", "outcomes", "roles")
# What the form may send of a row: anything else is left out.
VALUES = ("field", "test", "value", "value2", "did", "mode", "times", "days", "since", "until", *_FILTERS)
VALUES += ("machines", "stage", "score", "at_least", "grades", "list")
Values = dict[str, list[str]]


@dataclass(frozen=True)
class Draft:
    """A row or a group of the editor, under the name that its form fields begin with."""

    name: str
    kind: str
    values: Values = field(default_factory=dict)
    parts: tuple[Draft, ...] = ()

    @property
    def is_group(self) -> bool:
        return self.kind in GROUPS

    def one(self, name: str) -> str:
        """Return the first value of a form field, or nothing."""
        return (self.values.get(name) or [""])[0].strip()

    def walk(self) -> Iterator[Draft]:
        yield self
        for part in self.parts:
            yield from part.walk()


def from_form(data: QueryDict, name: str) -> Draft:
    """Read what the form sent; the outermost is always a group."""
    draft = _read(data, name, 1)
    return draft if draft and draft.is_group else Draft(name, "all")


def from_condition(condition: Condition, name: str, zone: tzinfo) -> Draft:
    """Write a stored condition as rows."""
    node = _node(condition, name, zone)
    return node if node.is_group else Draft(name, "all", parts=(replace(node, name=f"{name}.0"),))


def to_condition(draft: Draft, fields: dict[str, Field], zone: tzinfo) -> Condition:
    """Turn rows into a condition, or say with its place what is not right yet."""
    return from_json({"schema": SCHEMA, **_to_json(draft, fields, zone)})


def complete_rows(draft: Draft, fields: dict[str, Field], zone: tzinfo) -> tuple[Draft, int]:
    """Leave out the rows that are not complete yet; say how many they were."""
    if not draft.is_group:
        return draft, 0
    kept, left_out = [], 0
    for part in draft.parts:
        inner, missing = complete_rows(part, fields, zone)
        left_out += missing
        if inner.is_group or _is_complete(inner, fields, zone):
            kept.append(inner)
        else:
            left_out += 1
    # A group without rows says nothing yet; "any of nothing" would be nobody.
    return replace(draft, parts=tuple(part for part in kept if not part.is_group or part.parts)), left_out


def changed(draft: Draft, act: str) -> Draft:
    """Do what a button of the editor asks: `add-field c.1`, `add-group c`, `remove c.0`."""
    what, _space, where = act.partition(" ")
    if what == "remove":
        return _named(_without(draft, where), draft.name)
    kind = what.removeprefix("add-")
    if kind not in (*LEAVES, "group"):
        return draft
    if sum(1 for _row in draft.walk()) > MOST_LEAVES or where.count(".") >= DEEPEST - 2:
        return draft
    new = Draft("", "any", parts=(Draft("", "field"),)) if kind == "group" else Draft("", kind)
    return _named(_with(draft, where, new), draft.name)


def _read(data: QueryDict, name: str, depth: int) -> Draft | None:
    kind = data.get(f"{name}.kind", "")
    if kind in GROUPS and depth < DEEPEST:
        parts = []
        while f"{name}.{len(parts)}.kind" in data and len(parts) < MOST_LEAVES:
            part = _read(data, f"{name}.{len(parts)}", depth + 1)
            if part is None:
                break
            parts.append(part)
        return Draft(name, kind, parts=tuple(parts))
    if kind not in LEAVES:
        return None
    return Draft(name, kind, {key: data.getlist(f"{name}.{key}") for key in VALUES if f"{name}.{key}" in data})


def _node(node: Condition, name: str, zone: tzinfo) -> Draft:  # noqa: PLR0911 (one line for each kind)
    match node:
        case All(parts) | AnyOf(parts):
            return Draft(name, "all" if isinstance(node, All) else "any", parts=_nodes(parts, name, zone))
        case Not(AnyOf(parts)):
            return Draft(name, "none", parts=_nodes(parts, name, zone))
        case Not(part):
            return Draft(name, "none", parts=_nodes((part,), name, zone))
        case Attribute(code, test, value):
            told = [] if value is None else list(value) if isinstance(value, tuple) else [value]
            texts = [_text(item) for item in told]
            values = {"field": [code], "test": [test], "value": texts[:1] if test == "between" else texts}
            return Draft(name, "field", {**values, "value2": texts[1:]} if test == "between" else values)
        case Did():
            return Draft(name, "did", _did_values(node, zone))
        case StageIs(codes):
            return Draft(name, "stage", {"stage": list(codes)})
        case Score(model, least, grades):
            points = [] if least is None else [_text(least)]
            return Draft(name, "score", {"score": [model], "at_least": points, "grades": list(grades)})
        case InList(pk):
            return Draft(name, "list", {"list": [str(pk)]})


def _nodes(parts: tuple[Condition, ...], name: str, zone: tzinfo) -> tuple[Draft, ...]:
    return tuple(_node(part, f"{name}.{place}", zone) for place, part in enumerate(parts))


def _did_values(did: Did, zone: tzinfo) -> Values:
    mode, times = "at_least", did.at_least
    if did.at_most is not None:
        mode = "exactly" if did.at_least == did.at_most else "at_most"
        mode, times = ("never" if did.at_most == 0 else mode), did.at_most
    last = did.until and (did.until.astimezone(zone) - timedelta(microseconds=1)).date()
    return {
        "did": list(did.activities),
        "mode": [mode],
        "times": [str(times)],
        "days": [] if did.days is None else [_text(did.days)],
        "since": [did.since.astimezone(zone).date().isoformat()] if did.since else [],
        "until": [last.isoformat()] if last else [],
        **{name: list(getattr(did, name)) for name in _FILTERS},
        "machines": [] if did.human_only else ["1"],
    }


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def _is_complete(row: Draft, fields: dict[str, Field], zone: tzinfo) -> bool:
    try:
        from_json({"schema": SCHEMA, **_to_json(row, fields, zone)})
    except ConditionFormatError:
        return False
    return True


def _to_json(draft: Draft, fields: dict[str, Field], zone: tzinfo) -> dict[str, Any]:
    if draft.is_group:
        parts = [_to_json(part, fields, zone) for part in draft.parts]
        return {"not": {"any": parts}} if draft.kind == "none" else {draft.kind: parts}
    match draft.kind:
        case "field":
            return _field_to_json(draft, fields)
        case "did":
            return _did_to_json(draft, zone)
        case "stage":
            return {"stage": draft.values.get("stage", [])}
        case "score":
            points = {"at_least": _number(draft.one("at_least"))} if draft.one("at_least") else {}
            return {"score": draft.one("score"), **points, "grades": [g for g in draft.values.get("grades", []) if g]}
        case _:
            return {"list": _number(draft.one("list"))}


def _field_to_json(draft: Draft, fields: dict[str, Field]) -> dict[str, Any]:
    known, test = fields.get(draft.one("field")), draft.one("test")
    told = {"field": draft.one("field"), "test": test}
    if known and not test:
        told["test"] = test = TESTS_OF[known.type][0]
    if test in BARE_TESTS:
        return told
    kind = "number" if test == "within_days" else known.type if known else "text"
    texts = [text.strip() for text in draft.values.get("value", []) if text.strip()]
    if test == "between":
        return {**told, "value": [_typed(text, kind) for text in (*texts[:1], draft.one("value2")) if text]}
    if test == "in":
        apart = [piece.strip() for text in texts for piece in text.split(",")] if kind == "text" else texts
        return {**told, "value": [_typed(text, kind) for text in apart if text]}
    return {**told, "value": _typed(texts[0], kind) if texts else None}


def _typed(text: str, kind: str) -> Any:
    if kind in ("number", "money"):
        return _number(text)
    return {"true": True, "false": False}.get(text, text) if kind == "flag" else text


def _number(text: str) -> Any:
    try:
        number = float(text.replace(",", "."))
        return int(number) if number == int(number) else number
    except (ValueError, OverflowError):
        return text or None


def _did_to_json(draft: Draft, zone: tzinfo) -> dict[str, Any]:
    mode, times = draft.one("mode") or "at_least", _number(draft.one("times") or "1")
    counted = {
        "at_least": {"at_least": times},
        "at_most": {"at_least": 0, "at_most": times},
        "exactly": {"at_least": times, "at_most": times},
        "never": {"at_least": 0, "at_most": 0},
    }.get(mode, {"at_least": times})
    told: dict[str, Any] = {"did": [code for code in draft.values.get("did", []) if code], **counted}
    if draft.one("days"):
        told["within_days"] = _number(draft.one("days"))
    for name, later in (("since", 0), ("until", 1)):
        if draft.one(name):
            told[name] = _midnight(draft.one(name), later, zone)
    told |= {name: [code for code in draft.values[name] if code] for name in _FILTERS if draft.values.get(name)}
    return {**told, "human_only": not draft.one("machines")}


def _midnight(text: str, days_later: int, zone: tzinfo) -> str:
    try:
        day = date.fromisoformat(text) + timedelta(days=days_later)
    except (ValueError, OverflowError):
        return text
    return datetime.combine(day, time(), zone).isoformat()


def _with(draft: Draft, where: str, new: Draft) -> Draft:
    parts = tuple(_with(part, where, new) for part in draft.parts)
    return replace(draft, parts=(*parts, new) if draft.name == where and draft.is_group else parts)


def _without(draft: Draft, where: str) -> Draft:
    return replace(draft, parts=tuple(_without(part, where) for part in draft.parts if part.name != where))


def _named(draft: Draft, name: str) -> Draft:
    parts = tuple(_named(part, f"{name}.{place}") for place, part in enumerate(draft.parts))
    return replace(draft, name=name, parts=parts)
