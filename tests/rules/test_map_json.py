import json
from copy import deepcopy
from datetime import timedelta

import pytest

from jornada.rules.default_map import DEFAULT_MAP
from jornada.rules.map_json import MapFormatError, from_json, to_json
from jornada.rules.qualification import DEFAULT_LADDER
from jornada.rules.stages import Behaviour, JourneyMap, Stage

ODD = JourneyMap(
    (
        Stage(
            "a",
            entry=(
                Behaviour(
                    ("x",), 2, timedelta(hours=36), ("web",), ("in",), ("buyer",), ("none",), ("legal",), False, 7
                ),
            ),
            entry_all=True,
            entry_within=timedelta(days=3),
            exit=(Behaviour(("y",)),),
            expiry=timedelta(days=1, microseconds=1),
            phase="after",
            again=(Behaviour(("z",), at_least=2),),
        ),
    ),
    ratchet=True,
    closing=("end",),
    won="",
)


@pytest.mark.parametrize("journey", [DEFAULT_MAP, DEFAULT_LADDER, ODD, JourneyMap(())])
def test_a_map_survives_the_way_through_json(journey):
    assert from_json(json.loads(json.dumps(to_json(journey)))) == journey


WRONG = [
    (lambda data: [], "map: expected an object"),
    (lambda data: data | {"schema": 2}, "map.schema: expected 1"),
    (lambda data: data | {"colour": 1}, "'colour'"),
    (lambda data: data | {"stages": {}}, "map.stages: expected a list"),
    (lambda data: data | {"ratchet": 1}, "map.ratchet: expected true or false, not 1"),
    (lambda data: data | {"stages": [{}]}, r"map.stages\[0\].code: expected a text"),
    (lambda data: data | {"stages": [{"code": "a", "phase": "during"}]}, r"stages\[0\].phase: expected one of before"),
    (lambda data: data | {"stages": [{"code": "a", "expiry_days": "9"}]}, "expiry_days: expected a number of days"),
    (lambda data: data | {"closing": [3]}, "map.closing: expected a list of texts, not 3"),
    (lambda data: data | {"stages": [{"code": "a", "entry": [{"at_least": True}]}]}, "at_least: expected a whole"),
    (lambda data: data | {"stages": [{"code": "a", "entry": [{"product": "x"}]}]}, "product: expected the id"),
]


@pytest.mark.parametrize(("spoil", "message"), WRONG)
def test_what_is_wrong_is_named_with_its_place(spoil, message):
    with pytest.raises(MapFormatError, match=message):
        from_json(spoil(deepcopy(to_json(DEFAULT_MAP))))
