"""A condition answered for one record, with the part of it that decided."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from jornada.rules.condition_fields import SEVERAL_MARK
from jornada.rules.conditions import (
    All,
    Any,
    Attribute,
    Condition,
    Did,
    InList,
    Leaf,
    Not,
    Score,
    StageIs,
    children,
    fold,
)

Known = str | float | bool | date
Answer = Literal["true", "false", "unknown"]


@dataclass(frozen=True, slots=True)
class TouchFact:
    """A touch as conditions see it; None where nothing is known."""

    at: datetime
    activity: str
    channel: str | None = None
    direction: str | None = None
    by: str | None = None
    outcome: str | None = None
    role: str | None = None
    human: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one record.

    Attributes
    ----------
    values : mapping of str to str, float, bool, date or None
        By field; None, empty text and NaN: not known.
    touches : sequence of TouchFact
        In any order; those after `now` do not count.
    stage : str or None
        Where the buyer stands.
    scores : mapping of str to (float, str or None)
        Points and grade by model.
    lists : frozenset of int
        Lists that the record is a member of.
    """

    values: Mapping[str, Known | None] = field(default_factory=dict)
    touches: Sequence[TouchFact] = ()
    stage: str | None = None
    scores: Mapping[str, tuple[float, str | None]] = field(default_factory=dict)
    lists: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class LeafAnswer:
    """How one leaf came out: what was found, and whether the result hangs on it."""

    place: str
    leaf: Leaf
    answer: Answer
    found: Known | None
    decided: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition holds of a record, and why."""

    holds: bool
    answers: tuple[LeafAnswer, ...]

    @property
    def decisive(self) -> tuple[LeafAnswer, ...]:
        """The leaves that the result hangs on."""
        return tuple(answer for answer in self.answers if answer.decided)

    @property
    def unknown(self) -> tuple[LeafAnswer, ...]:
        """The leaves that did not hold only because nothing is known."""
        return tuple(answer for answer in self.answers if answer.answer == "unknown")


def evaluate(condition: Condition, facts: Facts, now: datetime) -> Verdict:
    """Say whether a condition holds of a record, and which of its leaves decided.

    A leaf that asks about something unknown does not hold, and says so; `Not` turns what it is
    given, so "not (state is SP)" holds where the state is unknown while "state is not SP" does not.

    Parameters
    ----------
    condition : Condition
    facts : Facts
    now : datetime
        Aware instant; its own calendar day is "today".

    Returns
    -------
    Verdict
        Decisive are all parts of a group that came out as the group needed them to: every part of
        an `All` that holds, the failing parts of one that does not.

    Examples
    --------
    >>> from datetime import UTC
    >>> asks = All((Attribute("industry", "is", "Tech"), Attribute("state", "is", "SP")))
    >>> verdict = evaluate(asks, Facts({"industry": "tech"}), datetime(2026, 3, 1, tzinfo=UTC))
    >>> verdict.holds, [(leaf.place, leaf.answer) for leaf in verdict.decisive]
    (False, [('all[1]', 'unknown')])
    """
    holds, answers = _judged(condition, "", facts, now)
    return Verdict(holds, tuple(answers))


def holds_of(test: Attribute, found: Known | None, today: date) -> Answer:
    """Answer a test of one value; a value of another kind than the test's fits nothing.

    Examples
    --------
    >>> holds_of(Attribute("city", "starts_with", "sao"), "São Paulo", date(2026, 3, 1))
    'true'
    """
    is_blank = _is_blank(found)
    if test.test in ("is_set", "is_empty"):
        return _said(is_blank == (test.test == "is_empty"))
    if is_blank:
        return "unknown"
    if isinstance(found, bool):
        return _said(test.test == "is" and isinstance(test.value, bool) and found == test.value)
    if isinstance(found, str):
        return _said(_text_fits(test, fold(found)))
    if isinstance(found, date):
        return _said(_day_fits(test, found.toordinal(), today.toordinal()))
    return _said(_number_fits(test, float(found or 0)))


def day_number(value: object) -> int | None:
    """Read a day such as 2026-01-31 as its ordinal; None when it is none."""
    try:
        return date.fromisoformat(value).toordinal() if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def number(value: object) -> float | None:
    """Take a number, but not true or false, for one."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def several(value: object) -> tuple[object, ...]:
    """Give the values of a test as a tuple, one or many."""
    return value if isinstance(value, tuple) else (value,)


def counts(did: Did, touch: TouchFact, now: datetime) -> bool:
    """Say whether a touch counts for a `Did`."""
    wanted = (
        (did.activities, touch.activity),
        (did.channels, touch.channel),
        (did.directions, touch.direction),
        (did.by, touch.by),
        (did.outcomes, touch.outcome),
        (did.roles, touch.role),
    )
    is_in_time = (
        touch.at <= now
        and (did.days is None or touch.at > now - timedelta(days=did.days))
        and (did.since is None or touch.at >= did.since)
        and (did.until is None or touch.at < did.until)
    )
    return is_in_time and (touch.human or not did.human_only) and all(not ok or value in ok for ok, value in wanted)


def _judged(node: Condition, place: str, facts: Facts, now: datetime) -> tuple[bool, list[LeafAnswer]]:
    if not isinstance(node, All | Any | Not):
        answer, found = _answered(node, facts, now)
        return answer == "true", [LeafAnswer(place, node, answer, found, True)]
    parts = [_judged(part, where, facts, now) for where, part in children(node, place)]
    if isinstance(node, Not):
        held, answers = parts[0]
        return not held, answers
    came = [held for held, _answers in parts]
    result = all(came) if isinstance(node, All) else any(came)
    return result, [answer if held == result else _undecided(answer) for held, answers in parts for answer in answers]


def _undecided(answer: LeafAnswer) -> LeafAnswer:
    return LeafAnswer(answer.place, answer.leaf, answer.answer, answer.found, False)


def _answered(leaf: Leaf, facts: Facts, now: datetime) -> tuple[Answer, Known | None]:
    match leaf:
        case Attribute():
            found = facts.values.get(leaf.field)
            return holds_of(leaf, found, now.date()), None if _is_blank(found) else found
        case Did():
            often = sum(counts(leaf, touch, now) for touch in facts.touches)
            return _said(leaf.at_least <= often and (leaf.at_most is None or often <= leaf.at_most)), often
        case StageIs(codes):
            return ("unknown" if facts.stage is None else _said(facts.stage in codes)), facts.stage
        case Score():
            return _score_fits(leaf, facts)
        case InList(pk):
            return _said(pk in facts.lists), pk in facts.lists


def _score_fits(leaf: Score, facts: Facts) -> tuple[Answer, Known | None]:
    if leaf.model not in facts.scores:
        return "unknown", None
    points, grade = facts.scores[leaf.model]
    is_high = leaf.at_least is None or points >= leaf.at_least
    return _said(is_high and (not leaf.grades or grade in leaf.grades)), grade if leaf.grades else points


def _is_blank(found: Known | None) -> bool:
    return found is None or found == "" or (isinstance(found, float) and math.isnan(found))


def _text_fits(test: Attribute, found: str) -> bool:  # noqa: PLR0911 (one line for each kind)
    asked = [fold(value) for value in several(test.value) if isinstance(value, str)]
    if found.startswith(SEVERAL_MARK):
        return _choices_fit(test, found, asked)
    if not asked:
        return False
    match test.test:
        case "is" | "in":
            return found in asked
        case "is_not":
            return found not in asked
        case "contains":
            return asked[0] in found
        case "starts_with":
            return found.startswith(asked[0])
        case _:
            return False


def _choices_fit(test: Attribute, found: str, asked: Sequence[str]) -> bool:
    held = set(found.strip(SEVERAL_MARK).split(SEVERAL_MARK))
    return bool(held & set(asked)) if test.test in ("contains", "in") else False


def _number_fits(test: Attribute, found: float) -> bool:
    asked = [number(value) for value in several(test.value)]
    known = [value for value in asked if value is not None]
    if len(known) < len(asked) or not known:
        return False
    return _within(test.test, found, known)


def _day_fits(test: Attribute, found: int, today: int) -> bool:
    if test.test == "within_days":
        days = number(test.value)
        return days is not None and today - days < found <= today
    known = [day for day in map(day_number, several(test.value)) if day is not None]
    return len(known) == len(several(test.value)) and _within(test.test, found, known)


def _within(test: str, found: float, asked: Sequence[float]) -> bool:  # noqa: PLR0911 (one line for each kind)
    match test:
        case "is" | "in":
            return found in asked
        case "is_not":
            return found not in asked
        case "at_least":
            return found >= asked[0]
        case "at_most":
            return found <= asked[0]
        case "after":
            return found > asked[0]
        case "before":
            return found < asked[0]
        case "between":
            return len(asked) == 2 and asked[0] <= found <= asked[1]
        case _:
            return False


def _said(held: bool) -> Answer:
    return "true" if held else "false"
