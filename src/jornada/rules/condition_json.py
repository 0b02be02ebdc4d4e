"""Conditions as JSON: how they are stored and how they travel."""

from __future__ import annotations

import math
import typing as t
from collections.abc import Collection, Mapping
from datetime import datetime

from jornada.rules.conditions import (
    BARE_TESTS,
    DEEPEST,
    MOST_LEAVES,
    TESTS,
    All,
    Any,
    Attribute,
    Condition,
    Did,
    InList,
    Not,
    Plain,
    Score,
    StageIs,
    Value,
    leaves,
)

SCHEMA = 1
KINDS = ("all", "any", "not", "field", "did", "stage", "score", "list")
_FILTERS = ("channels", "directions", "by", "outcomes", "roles")
_FIELDS_OF: dict[str, tuple[str, ...]] = {
    "all": ("all",),
    "any": ("any",),
    "not": ("not",),
    "field": ("field", "test", "value"),
    "did": ("did", "at_least", "at_most", "within_days", "since", "until", *_FILTERS, "human_only"),
    "stage": ("stage",),
    "score": ("score", "at_least", "grades"),
    "list": ("list",),
}
_MOST = 10**9


class ConditionFormatError(ValueError):
    """A text is not a condition: where it is wrong, what was expected, what came."""

    def __init__(self, where: str, expected: str, came: t.Any) -> None:
        self.where, self.expected, self.came = where, expected, came
        super().__init__(f"{where or 'condition'}: expected {expected}, got {_short(came)}")


def to_json(condition: Condition) -> dict[str, t.Any]:
    """Write a condition as plain JSON values.

    Examples
    --------
    >>> to_json(Attribute("industry", "is", "7"))
    {'schema': 1, 'field': 'industry', 'test': 'is', 'value': '7'}
    """
    return {"schema": SCHEMA, **_node_to_json(condition)}


def from_json(data: t.Any) -> Condition:
    """Read a condition from plain JSON values.

    Parameters
    ----------
    data : dict
        As `to_json` writes it; what has its usual value may be left out.

    Returns
    -------
    Condition
        Well formed; whether its fields exist and make sense is for `check` to say.

    Raises
    ------
    ConditionFormatError
        At the first thing that is wrong; it names the place.

    Examples
    --------
    >>> from_json({"schema": 1, "all": [{"did": ["email.clicked"], "at_least": "x"}]})
    Traceback (most recent call last):
    ...
    jornada.rules.condition_json.ConditionFormatError: all[0].at_least: expected a whole number, 0 or more, got 'x'
    """
    if not isinstance(data, Mapping):
        raise ConditionFormatError("", "an object", data)
    if data.get("schema") != SCHEMA or isinstance(data.get("schema"), bool):
        raise ConditionFormatError("schema", str(SCHEMA), data.get("schema"))
    condition = _node({name: value for name, value in data.items() if name != "schema"}, "", 1)
    count = sum(1 for _leaf in leaves(condition))
    if count > MOST_LEAVES:
        raise ConditionFormatError("", f"at most {MOST_LEAVES} tests", count)
    return condition


def _node_to_json(node: Condition) -> dict[str, t.Any]:  # noqa: PLR0911 (one line for each kind)
    match node:
        case All(parts):
            return {"all": [_node_to_json(part) for part in parts]}
        case Any(parts):
            return {"any": [_node_to_json(part) for part in parts]}
        case Not(part):
            return {"not": _node_to_json(part)}
        case Attribute(field, test, value):
            told = {} if test in BARE_TESTS else {"value": _value_to_json(value)}
            return {"field": field, "test": test, **told}
        case Did():
            return _did_to_json(node)
        case StageIs(codes):
            return {"stage": list(codes)}
        case Score(model, at_least, grades):
            points = {} if at_least is None else {"at_least": _number_to_json(at_least)}
            return {"score": model, **points, **({"grades": list(grades)} if grades else {})}
        case InList(pk):
            return {"list": pk}


def _did_to_json(did: Did) -> dict[str, t.Any]:
    written = {
        "did": list(did.activities),
        "at_least": did.at_least,
        "at_most": did.at_most,
        "within_days": None if did.days is None else _number_to_json(did.days),
        "since": did.since and did.since.isoformat(),
        "until": did.until and did.until.isoformat(),
        **{name: list(getattr(did, name)) or None for name in _FILTERS},
        "human_only": None if did.human_only else False,
    }
    return {name: value for name, value in written.items() if value is not None}


def _value_to_json(value: Value) -> t.Any:
    if isinstance(value, tuple):
        return [_value_to_json(item) for item in value]
    return _number_to_json(value) if isinstance(value, float) else value


def _number_to_json(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _node(raw: t.Any, where: str, depth: int) -> Condition:
    if not isinstance(raw, Mapping):
        raise ConditionFormatError(where, "an object", raw)
    if depth > DEEPEST:
        raise ConditionFormatError(where, f"groups at most {DEEPEST} deep", depth)
    kinds = [kind for kind in KINDS if kind in raw]
    if len(kinds) != 1:
        raise ConditionFormatError(where, f"exactly one of {', '.join(KINDS)}", list(raw))
    kind = kinds[0]
    for name in raw:
        if name not in _FIELDS_OF[kind]:
            raise ConditionFormatError(where, f"only {', '.join(_FIELDS_OF[kind])}", name)
    if kind in ("all", "any"):
        parts = _parts(raw[kind], _at(where, kind), depth)
        return All(parts) if kind == "all" else Any(parts)
    if kind == "not":
        return Not(_node(raw["not"], _at(where, "not"), depth + 1))
    return _leaf(kind, raw, where)


def _parts(raw: t.Any, where: str, depth: int) -> tuple[Condition, ...]:
    if not isinstance(raw, list):
        raise ConditionFormatError(where, "a list", raw)
    return tuple(_node(part, f"{where}[{number}]", depth + 1) for number, part in enumerate(raw))


def _leaf(kind: str, raw: Mapping[str, t.Any], where: str) -> Condition:
    if kind == "field":
        return _attribute(raw, where)
    if kind == "did":
        return _did(raw, where)
    if kind == "stage":
        codes = _texts(raw["stage"], _at(where, "stage"))
        if not codes:
            raise ConditionFormatError(_at(where, "stage"), "at least one stage", [])
        return StageIs(codes)
    if kind == "score":
        return _score(raw, where)
    if isinstance(raw["list"], bool) or not isinstance(raw["list"], int):
        raise ConditionFormatError(_at(where, "list"), "the id of a list", raw["list"])
    return InList(raw["list"])


def _attribute(raw: Mapping[str, t.Any], where: str) -> Attribute:
    field = _text(raw["field"], _at(where, "field"))
    test = raw.get("test")
    if test not in TESTS:
        raise ConditionFormatError(_at(where, "test"), f"one of {', '.join(TESTS)}", test)
    place = _at(where, "value")
    if test in BARE_TESTS:
        if raw.get("value") is not None:
            raise ConditionFormatError(place, f"no value beside {test}", raw["value"])
        return Attribute(field, test)
    return Attribute(field, test, _value(test, raw.get("value"), place))


def _value(test: str, raw: t.Any, where: str) -> Value:
    if test in ("in", "between"):
        if not isinstance(raw, list) or not raw:
            raise ConditionFormatError(where, "a list of values", raw)
        if test == "between" and len(raw) != 2:
            raise ConditionFormatError(where, "two values, the lower one first", raw)
        return tuple(_plain(item, f"{where}[{number}]") for number, item in enumerate(raw))
    if test == "within_days":
        return _days(raw, where)
    return _plain(raw, where)


def _plain(raw: t.Any, where: str) -> Plain:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float):
        return _number(raw, where)
    if isinstance(raw, str):
        return raw
    raise ConditionFormatError(where, "a text, a number, true or false", raw)


def _did(raw: Mapping[str, t.Any], where: str) -> Did:
    at_most = raw.get("at_most")
    most = None if at_most is None else _count(at_most, _at(where, "at_most"))
    usual = 1 if most is None else 0
    days = raw.get("within_days")
    human = raw.get("human_only", True)
    if not isinstance(human, bool):
        raise ConditionFormatError(_at(where, "human_only"), "true or false", human)
    return Did(
        _texts(raw["did"], _at(where, "did")),
        _count(raw.get("at_least", usual), _at(where, "at_least")),
        most,
        None if days is None else _days(days, _at(where, "within_days")),
        _instant(raw.get("since"), _at(where, "since")),
        _instant(raw.get("until"), _at(where, "until")),
        **{name: _texts(raw.get(name, []), _at(where, name)) for name in _FILTERS},
        human_only=human,
    )


def _score(raw: Mapping[str, t.Any], where: str) -> Score:
    points = raw.get("at_least")
    grades = _texts(raw.get("grades", []), _at(where, "grades"))
    if points is None and not grades:
        raise ConditionFormatError(where, "at_least, grades, or both beside score", list(raw))
    least = None if points is None else _number(points, _at(where, "at_least"))
    return Score(_text(raw["score"], _at(where, "score")), least, grades)


def _number(raw: t.Any, where: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw) or abs(raw) > 1e18:
        raise ConditionFormatError(where, "a number", raw)
    return float(raw)


def _days(raw: t.Any, where: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 < raw <= 36525:
        raise ConditionFormatError(where, "a number of days, more than 0 and at most 36525", raw)
    return float(raw)


def _count(raw: t.Any, where: str) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= _MOST:
        raise ConditionFormatError(where, "a whole number, 0 or more", raw)
    return raw


def _text(raw: t.Any, where: str) -> str:
    if not isinstance(raw, str) or not raw:
        raise ConditionFormatError(where, "a text", raw)
    return raw


def _texts(raw: t.Any, where: str) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise ConditionFormatError(where, "a list of texts", raw)
    return tuple(_text(item, f"{where}[{number}]") for number, item in enumerate(raw))


def _instant(raw: t.Any, where: str) -> datetime | None:
    if raw is None:
        return None
    try:
        found = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        found = None
    if found is None or found.tzinfo is None:
        raise ConditionFormatError(where, "an instant with its offset, such as 2026-01-31T00:00:00-03:00", raw)
    return found


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _short(came: t.Any) -> str:
    text = repr(came)
    return text if len(text) <= 80 else f"{text[:77]}..."


def names_used(condition: Condition) -> Collection[str]:
    """Name the fields that a condition asks about.

    Examples
    --------
    >>> sorted(names_used(All((Attribute("b", "is_set"), Not(Attribute("a", "is_empty"))))))
    ['a', 'b']
    """
    return {leaf.field for _place, leaf in leaves(condition) if isinstance(leaf, Attribute)}
