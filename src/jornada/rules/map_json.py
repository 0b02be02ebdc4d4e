"""Journey maps as JSON: how they are stored and how they travel."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, cast, get_args

from jornada.rules.stages import CLOSING_ACTIVITIES, WON_ACTIVITY, Behaviour, JourneyMap, Phase, Stage

SCHEMA = 1
PHASES: tuple[Phase, ...] = get_args(Phase)

_MAP_FIELDS = ("schema", "ratchet", "closing", "won", "returns", "by_opportunity", "stages")
_STAGE_FIELDS = ("code", "en", "pt", "phase", "entry", "entry_all", "entry_within_days", "again", "exit", "expiry_days")
_LISTS = ("activities", "channels", "directions", "by", "outcomes", "roles")
_BEHAVIOUR_FIELDS = (*_LISTS, "at_least", "within_days", "human_only", "product")
_MISSING: Any = object()


class MapFormatError(ValueError):
    """A text is not a journey map: where it is wrong, what was expected, what came."""

    def __init__(self, where: str, expected: str, came: Any) -> None:
        self.where, self.expected, self.came = where, expected, came
        super().__init__(f"{where}: expected {expected}, not {came!r}.")


def to_json(journey: JourneyMap) -> dict[str, Any]:
    """Write a map as plain JSON values.

    Examples
    --------
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> from_json(to_json(DEFAULT_MAP)) == DEFAULT_MAP
    True
    """
    cycles = {"returns": list(journey.returns), "by_opportunity": journey.by_opportunity}
    return {
        "schema": SCHEMA,
        "ratchet": journey.ratchet,
        "closing": list(journey.closing),
        "won": journey.won,
        **{name: value for name, value in cycles.items() if value},
        "stages": [_stage_to_json(stage) for stage in journey.stages],
    }


def from_json(data: Any) -> JourneyMap:
    """Read a map from plain JSON values.

    Parameters
    ----------
    data : dict
        As `to_json` writes it; fields with their usual value may be left out, spans are in days.

    Returns
    -------
    JourneyMap
        Well formed; whether its rules make sense is for `check_map` to say.

    Raises
    ------
    MapFormatError
        If a field is missing, unknown, or of the wrong kind, or the schema is a later one.

    Examples
    --------
    >>> from_json({"schema": 1, "stages": [{"code": "a", "entry": [{"activities": "page.viewed"}]}]})
    Traceback (most recent call last):
        ...
    jornada.rules.map_json.MapFormatError: map.stages[0].entry[0].activities: expected a list, not 'page.viewed'.
    """
    _check_fields(data, "map", _MAP_FIELDS)
    schema = _read(data, "map", "schema", int, "a whole number")
    if schema != SCHEMA:
        raise MapFormatError("map.schema", f"{SCHEMA} (a later one needs a later version of the program)", schema)
    stages = _read(data, "map", "stages", list, "a list")
    return JourneyMap(
        stages=tuple(_stage_from_json(raw, f"map.stages[{place}]") for place, raw in enumerate(stages)),
        ratchet=_read(data, "map", "ratchet", bool, "true or false", False),
        closing=_texts(data, "map", "closing", CLOSING_ACTIVITIES),
        won=_read(data, "map", "won", str, "a text", WON_ACTIVITY),
        returns=_texts(data, "map", "returns", ()),
        by_opportunity=_read(data, "map", "by_opportunity", bool, "true or false", False),
    )


def _stage_to_json(stage: Stage) -> dict[str, Any]:
    written = {
        "code": stage.code,
        "en": stage.en,
        "pt": stage.pt,
        "phase": stage.phase,
        "entry": [_behaviour_to_json(behaviour) for behaviour in stage.entry],
        "entry_all": stage.entry_all,
        "entry_within_days": _days(stage.entry_within),
        "again": [_behaviour_to_json(behaviour) for behaviour in stage.again],
        "exit": [_behaviour_to_json(behaviour) for behaviour in stage.exit],
        "expiry_days": _days(stage.expiry),
    }
    return {name: value for name, value in written.items() if value not in (None, False, [], "")}


def _stage_from_json(raw: Any, where: str) -> Stage:
    _check_fields(raw, where, _STAGE_FIELDS)
    phase = _read(raw, where, "phase", str, "a text", "before")
    if phase not in PHASES:
        raise MapFormatError(f"{where}.phase", f"one of {', '.join(PHASES)}", phase)
    return Stage(
        code=_read(raw, where, "code", str, "a text"),
        entry=_behaviours(raw, where, "entry"),
        entry_all=_read(raw, where, "entry_all", bool, "true or false", False),
        entry_within=_span(raw, where, "entry_within_days"),
        again=_behaviours(raw, where, "again"),
        exit=_behaviours(raw, where, "exit"),
        expiry=_span(raw, where, "expiry_days"),
        phase=cast(Phase, phase),
        en=_read(raw, where, "en", str, "a text", ""),
        pt=_read(raw, where, "pt", str, "a text", ""),
    )


def _behaviour_to_json(behaviour: Behaviour) -> dict[str, Any]:
    written: dict[str, Any] = {name: list(getattr(behaviour, name)) for name in _LISTS}
    written["within_days"] = _days(behaviour.within)
    written["product"] = behaviour.product
    kept = {name: value for name, value in written.items() if value not in (None, [])}
    return {**kept, "at_least": behaviour.at_least, "human_only": behaviour.human_only}


def _behaviours(raw: Mapping[str, Any], where: str, name: str) -> tuple[Behaviour, ...]:
    items = _read(raw, where, name, list, "a list", [])
    return tuple(_behaviour_from_json(item, f"{where}.{name}[{place}]") for place, item in enumerate(items))


def _behaviour_from_json(raw: Any, where: str) -> Behaviour:
    _check_fields(raw, where, _BEHAVIOUR_FIELDS)
    product = raw.get("product")
    if product is not None:
        _read(raw, where, "product", int, "the id of a product")
    return Behaviour(
        **{name: _texts(raw, where, name, ()) for name in _LISTS},
        at_least=_read(raw, where, "at_least", int, "a whole number", 1),
        within=_span(raw, where, "within_days"),
        human_only=_read(raw, where, "human_only", bool, "true or false", True),
        product=product,
    )


def _check_fields(raw: Any, where: str, known: Collection[str]) -> None:
    if not isinstance(raw, Mapping):
        raise MapFormatError(where, "an object", raw)
    for name in raw:
        if name not in known:
            raise MapFormatError(where, f"only the fields {', '.join(known)}", name)


def _read(raw: Mapping[str, Any], where: str, name: str, kind: type, expected: str, usual: Any = _MISSING) -> Any:
    value = raw.get(name, usual)
    if value is _MISSING:
        raise MapFormatError(f"{where}.{name}", expected, None)
    is_right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    if not is_right:
        raise MapFormatError(f"{where}.{name}", expected, value)
    return value


def _texts(raw: Mapping[str, Any], where: str, name: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    values = _read(raw, where, name, list, "a list", list(usual))
    for value in values:
        if not isinstance(value, str):
            raise MapFormatError(f"{where}.{name}", "a list of texts", value)
    return tuple(values)


def _span(raw: Mapping[str, Any], where: str, name: str) -> timedelta | None:
    days = raw.get(name)
    if days is None:
        return None
    if isinstance(days, bool) or not isinstance(days, int | float) or not -1e6 < days < 1e6:
        raise MapFormatError(f"{where}.{name}", "a number of days", days)
    return timedelta(days=days)


def _days(span: timedelta | None) -> int | float | None:
    if span is None:
        return None
    days = span / timedelta(days=1)
    return int(days) if days == int(days) else days
