"""A scoring model as JSON and back, so that a version of it is one value that never changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jornada.rules.condition_json import ConditionFormatError, from_json, to_json
from jornada.rules.conditions import Did
from jornada.rules.scoring import REPEATS, SIDES, AttributeRule, BehaviourRule, Group, Model, Rule


class ScoringFormatError(ValueError):
    """What was read is not a scoring model."""

    def __init__(self, where: str, came: object) -> None:
        self.where, self.came = where, came
        super().__init__(f"{where}: {str(came)[:100]!r} cannot be read as part of a scoring model.")


def model_to_json(model: Model) -> dict[str, Any]:
    """Write a model as plain values.

    Examples
    --------
    >>> model_from_json(model_to_json(Model(cap=80))) == Model(cap=80)
    True
    """
    return {
        "groups": [{"code": g.code, "name": g.name, "side": g.side, "cap": g.cap} for g in model.groups],
        "rules": [rule_to_json(rule) for rule in model.rules],
        "cap": model.cap,
        "fit_from": list(model.fit_from),
        "engagement_from": list(model.engagement_from),
        "wanted": list(model.wanted),
    }


def model_from_json(raw: Any) -> Model:
    """Read a model.

    Raises
    ------
    ScoringFormatError
        If a part is missing or of the wrong kind; it names the part.
    """
    if not isinstance(raw, Mapping):
        raise ScoringFormatError("model", raw)
    return Model(
        tuple(_group(each) for each in _list(raw, "groups")),
        tuple(rule_from_json(each) for each in _list(raw, "rules")),
        _number(raw, "cap"),
        _three(raw, "fit_from"),
        _three(raw, "engagement_from"),
        tuple(str(each) for each in _list(raw, "wanted")),
    )


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """Write a rule as plain values."""
    told: dict[str, Any] = {"code": rule.code, "name": rule.name, "group": rule.group, "points": rule.points}
    if isinstance(rule, AttributeRule):
        return {**told, "condition": to_json(rule.condition)}
    return {
        **told,
        "did": to_json(rule.did),
        "repeat": rule.repeat,
        "times": rule.times,
        "window_days": rule.window_days,
        "half_life_days": rule.half_life_days,
    }


def rule_from_json(raw: Any) -> Rule:
    """Read a rule, or raise `ScoringFormatError`."""
    if not isinstance(raw, Mapping):
        raise ScoringFormatError("rule", raw)
    code, name, group = (_text(raw, key) for key in ("code", "name", "group"))
    points = _number(raw, "points")
    try:
        asked = from_json(raw["condition"] if "condition" in raw else raw.get("did"))
    except ConditionFormatError as error:
        raise ScoringFormatError(f"rule {code}: {error.where}", error.came) from error
    if "condition" in raw:
        return AttributeRule(code, name, group, points, asked)
    if not isinstance(asked, Did):
        raise ScoringFormatError(f"rule {code}: did", raw.get("did"))
    repeat = raw.get("repeat", "every")
    if repeat not in REPEATS:
        raise ScoringFormatError(f"rule {code}: repeat", repeat)
    times = int(_number(raw, "times")) if "times" in raw else 1
    window, half_life = _amount(raw, "window_days"), _amount(raw, "half_life_days")
    return BehaviourRule(code, name, group, points, asked, repeat, times, window, half_life)


def _group(raw: Any) -> Group:
    if not isinstance(raw, Mapping) or raw.get("side") not in SIDES:
        raise ScoringFormatError("group", raw)
    return Group(_text(raw, "code"), _text(raw, "name"), raw["side"], _amount(raw, "cap"))


def _list(raw: Mapping[str, Any], key: str) -> list[Any]:
    if not isinstance(raw.get(key), list):
        raise ScoringFormatError(key, raw.get(key))
    return list(raw[key])


def _text(raw: Mapping[str, Any], key: str) -> str:
    if not isinstance(raw.get(key), str):
        raise ScoringFormatError(key, raw.get(key))
    return str(raw[key])


def _number(raw: Mapping[str, Any], key: str) -> float:
    value = raw.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ScoringFormatError(key, value)
    return value


def _amount(raw: Mapping[str, Any], key: str) -> float | None:
    return None if raw.get(key) is None else _number(raw, key)


def _three(raw: Mapping[str, Any], key: str) -> tuple[float, float, float]:
    found = _list(raw, key)
    if len(found) != 3:
        raise ScoringFormatError(key, found)
    first, second, third = (_number({key: each}, key) for each in found)
    return first, second, third
