"""What is wrong with a condition, or senseless in it, before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from jornada.rules.condition_facts import day_number, number, several
from jornada.rules.condition_fields import TESTS_OF, Field, Language, Vocabulary
from jornada.rules.condition_sense import sense_of
from jornada.rules.conditions import (
    BARE_TESTS,
    All,
    Attribute,
    Condition,
    Did,
    InList,
    Leaf,
    Score,
    StageIs,
    Test,
    children,
    fold,
    leaves,
)

Code = Literal[
    "unknown_field",
    "test_does_not_fit",
    "wrong_type",
    "wrong_order",
    "unknown_choice",
    "unknown_activity",
    "unknown_stage",
    "unknown_score",
    "unknown_list",
    "wrong_window",
    "never",
    "always",
]
# How many choices a refusal names.
MOST_TOLD = 5
# Said, but not refused: people build conditions step by step.
ODD: tuple[Code, ...] = ("never", "always")

_EXPECTED = {"number": "a number", "money": "a number", "date": "a day such as 2026-01-31", "flag": "true or false"}


@dataclass(frozen=True, slots=True)
class ConditionFault:
    """Something wrong with a condition: where, what, and what was expected."""

    where: str
    code: Code
    detail: dict[str, str] = field(default_factory=dict)

    @property
    def is_odd(self) -> bool:
        """True: the condition can be used, though it can never match, or always does."""
        return self.code in ODD

    def __str__(self) -> str:
        told = self.detail
        match self.code:
            case "unknown_field":
                text = f"no field {told['came']!r}; it may have been deleted"
            case "test_does_not_fit":
                text = f"expected one of {told['expected']}, got {told['came']!r}"
            case "wrong_type":
                text = f"expected {told['expected']}, got {told['came']}"
            case "wrong_order":
                text = "expected the lower value first"
            case "wrong_window":
                text = "expected an end after the start"
            case "never" | "always":
                text = f"this {self.code} holds"
            case "unknown_choice" if "code" in told:
                text = f"{told['came']!r} is a name; write its code, {told['code']!r}"
            case "unknown_choice":
                text = f"no choice {told['came']!r}; expected one of {told['en'] or 'none'}"
            case _:
                text = f"no {self.code.removeprefix('unknown_')} {told['came']!r}"
        return f"{self.where or 'condition'}: {text}"


def check(condition: Condition, words: Vocabulary) -> list[ConditionFault]:
    """Find what is wrong with a condition, and groups that can never match or always do.

    Parameters
    ----------
    condition : Condition
    words : Vocabulary
        The fields, activities, stages, models and lists that exist.

    Returns
    -------
    list of ConditionFault
        Empty when the condition is sound. Those with `is_odd` do not keep it from being used.

    Examples
    --------
    >>> size = Field("employees", "number", "Employees", "Funcionários")
    >>> [str(fault) for fault in check(Attribute("employees", "at_least", "x"), Vocabulary({"employees": size}))]
    ["value: expected a number, got 'x'"]
    """
    faults = [fault for place, leaf in leaves(condition) for fault in _leaf_faults(place, leaf, words)]
    return [*faults, *_odd_groups(condition, "")]


def _leaf_faults(place: str, leaf: Leaf, words: Vocabulary) -> Iterator[ConditionFault]:
    match leaf:
        case Attribute(code):
            if code in words.fields:
                yield from _attribute_faults(place, leaf, words.fields[code])
            else:
                yield ConditionFault(_at(place, "field"), "unknown_field", {"came": code})
        case Did():
            yield from _did_faults(place, leaf, words)
        case StageIs(codes):
            for code in codes:
                if code not in words.stages:
                    yield ConditionFault(_at(place, "stage"), "unknown_stage", {"came": code})
        case Score(model):
            if model not in words.scores:
                yield ConditionFault(_at(place, "score"), "unknown_score", {"came": model})
        case InList(pk):
            if pk not in words.lists:
                yield ConditionFault(_at(place, "list"), "unknown_list", {"came": str(pk)})


def _attribute_faults(place: str, leaf: Attribute, known: Field) -> Iterator[ConditionFault]:
    if leaf.test not in TESTS_OF[known.type]:
        expected = ", ".join(TESTS_OF[known.type])
        yield ConditionFault(_at(place, "test"), "test_does_not_fit", {"expected": expected, "came": leaf.test})
        return
    if leaf.test in BARE_TESTS:
        return
    for where, value in _values(_at(place, "value"), leaf):
        if not _fits(value, known, leaf.test):
            expected = "a number" if leaf.test == "within_days" else _EXPECTED.get(known.type, "a text")
            yield ConditionFault(where, "wrong_type", {"expected": expected, "came": repr(value)})
        elif known.type in ("choice", "several") and value not in {choice.code for choice in known.choices}:
            yield ConditionFault(where, "unknown_choice", _instead(str(value), known))
    if leaf.test == "between" and _is_reversed(leaf):
        yield ConditionFault(_at(place, "value"), "wrong_order")


def _instead(came: str, known: Field) -> dict[str, str]:
    """Say what may be written instead of a choice that is none: the code of this name, or the first of all codes."""
    told = {"came": came, "en": _codes(known, "en"), "pt": _codes(known, "pt")}
    named = [choice.code for choice in known.choices if fold(came) in (fold(choice.en), fold(choice.pt))]
    return {**told, "code": named[0]} if len(named) == 1 else told


def _codes(known: Field, language: Language) -> str:
    labels = [(choice.code, getattr(choice, language)) for choice in known.choices[:MOST_TOLD]]
    some = [code if code == label else f"{code} ({label})" for code, label in labels]
    return ", ".join([*some, "…"] if len(known.choices) > MOST_TOLD else some)


def _values(place: str, leaf: Attribute) -> Iterator[tuple[str, object]]:
    if not isinstance(leaf.value, tuple):
        yield place, leaf.value
        return
    for position, value in enumerate(leaf.value):
        yield f"{place}[{position}]", value


def _fits(value: object, known: Field, test: Test) -> bool:
    if test == "within_days" or known.type in ("number", "money"):
        return number(value) is not None
    if known.type == "date":
        return day_number(value) is not None
    return isinstance(value, bool if known.type == "flag" else str)


def _is_reversed(leaf: Attribute) -> bool:
    low, high = (number(value) if number(value) is not None else day_number(value) for value in several(leaf.value))
    return low is not None and high is not None and low > high


def _did_faults(place: str, leaf: Did, words: Vocabulary) -> Iterator[ConditionFault]:
    for code in leaf.activities:
        if code not in words.activities:
            yield ConditionFault(_at(place, "did"), "unknown_activity", {"came": code})
    if leaf.since and leaf.until and leaf.until <= leaf.since:
        yield ConditionFault(_at(place, "until"), "wrong_window")


def _odd_groups(node: Condition, place: str) -> Iterator[ConditionFault]:
    """Name the innermost parts that never hold or always do; a condition without tests is everybody."""
    inner = [fault for where, part in children(node, place) for fault in _odd_groups(part, where)]
    yield from inner
    sense = sense_of(node)
    is_everybody = not place and isinstance(node, All) and not any(True for _leaf in leaves(node))
    if sense != "open" and not inner and not is_everybody:
        yield ConditionFault(place, "never" if sense == "never" else "always")


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
