"""Conditions that cannot come out but one way: contradictions and matters of course."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from jornada.rules.condition_facts import day_number, number, several
from jornada.rules.conditions import All, Any, Attribute, Condition, Did, Not, StageIs, fold

Sense = Literal["never", "always", "open"]
_OTHER: dict[Sense, Sense] = {"never": "always", "always": "never", "open": "open"}


def sense_of(node: Condition) -> Sense:  # noqa: PLR0911 (one line for each kind)
    """Say whether a condition can never hold, always holds, or depends on the record.

    Finds contradictions between tests of one field, between counts of the same touches, between
    stages, and between a part and its opposite; it never calls an open condition closed.

    Examples
    --------
    >>> sense_of(All((Attribute("size", "at_least", 5.0), Attribute("size", "at_most", 3.0))))
    'never'
    >>> sense_of(Any((Attribute("size", "is_set"), Attribute("size", "is_empty"))))
    'always'
    """
    match node:
        case Not(part):
            return _OTHER[sense_of(part)]
        case All(parts):
            senses = [sense_of(part) for part in parts]
            if "never" in senses or _clash(parts):
                return "never"
            return "always" if all(sense == "always" for sense in senses) else "open"
        case Any(parts):
            senses = [sense_of(part) for part in parts]
            if "always" in senses or _covers(parts):
                return "always"
            return "never" if all(sense == "never" for sense in senses) else "open"
        case Did():
            return _sense_of_count(node)
        case Attribute():
            return "never" if _leaves_nothing([node]) else "open"
        case _:
            return "open"


def _sense_of_count(did: Did) -> Sense:
    if did.at_most is not None and did.at_most < did.at_least:
        return "never"
    if did.since and did.until and did.until <= did.since:
        return "never" if did.at_least > 0 else "always"
    return "always" if did.at_least == 0 and did.at_most is None else "open"


def _clash(parts: Sequence[Condition]) -> bool:
    """Say whether two parts, or the tests of one field together, exclude each other."""
    if any(_opposite(part) in parts for part in parts):
        return True
    fields: dict[str, list[Attribute]] = {}
    for part in parts:
        if isinstance(part, Attribute):
            fields.setdefault(part.field, []).append(part)
    return any(_leaves_nothing(tests) for tests in fields.values()) or _stages_clash(parts) or _counts_clash(parts)


def _covers(parts: Sequence[Condition]) -> bool:
    """Say whether one of two parts holds whatever comes."""
    return any(_opposite(part) in parts for part in parts)


def _opposite(part: Condition) -> Condition:
    """Turn a part around; only what is exactly its opposite, also where nothing is known."""
    if isinstance(part, Not):
        return part.part
    if isinstance(part, Attribute) and part.test in ("is_set", "is_empty"):
        return Attribute(part.field, "is_empty" if part.test == "is_set" else "is_set")
    return Not(part)


def _stages_clash(parts: Sequence[Condition]) -> bool:
    allowed = [set(part.codes) for part in parts if isinstance(part, StageIs)]
    return len(allowed) > 1 and not set.intersection(*allowed)


def _counts_clash(parts: Sequence[Condition]) -> bool:
    ranges: dict[object, list[Did]] = {}
    for part in parts:
        if isinstance(part, Did):
            ranges.setdefault(_same_touches(part), []).append(part)
    for group in ranges.values():
        least = max(did.at_least for did in group)
        most = min((did.at_most for did in group if did.at_most is not None), default=None)
        if most is not None and most < least:
            return True
    return False


def _same_touches(did: Did) -> object:
    filters = (did.activities, did.channels, did.directions, did.by, did.outcomes, did.roles)
    return (*(frozenset(values) for values in filters), did.days, did.since, did.until, did.human_only)


def _leaves_nothing(tests: Sequence[Attribute]) -> bool:
    """Say whether several tests of one field leave none of its values."""
    kinds = {test.test for test in tests}
    if "is_empty" in kinds:
        return len(kinds) > 1
    low, high = _range(tests)
    if low > high:
        return True
    allowed, refused = _sets(tests)
    return allowed is not None and not any(_between(value, low, high) for value in allowed - refused)


def _sets(tests: Sequence[Attribute]) -> tuple[set[object] | None, set[object]]:
    allowed: set[object] | None = None
    refused: set[object] = set()
    for test in tests:
        values = {fold(value) if isinstance(value, str) else value for value in several(test.value)}
        if test.test in ("is", "in"):
            allowed = values if allowed is None else allowed & values
        elif test.test == "is_not":
            refused |= values
    return allowed, refused


def _range(tests: Sequence[Attribute]) -> tuple[float, float]:
    low, high = -math.inf, math.inf
    for test in tests:
        ends = [_place(value) for value in several(test.value)]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends):
            continue
        # Days are whole, so "after" starts a day later; numbers know neither "after" nor "before".
        if test.test in ("after", "before") and day_number(test.value) is None:
            continue
        if test.test in ("at_least", "after", "between"):
            low = max(low, known[0] + (test.test == "after"))
        if test.test in ("at_most", "before", "between"):
            high = min(high, known[-1] - (test.test == "before"))
    return low, high


def _between(value: object, low: float, high: float) -> bool:
    place = _place(value)
    return place is None or low <= place <= high


def _place(value: object) -> float | None:
    day = day_number(value)
    return number(value) if day is None else float(day)
