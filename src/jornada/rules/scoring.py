"""How much a lead is worth our time: points by rules, fit A to D and engagement 1 to 4 kept apart as a grid.

What somebody is (fit) and what somebody does (engagement) are added up apart, since a student who reads everything
and a director who reads nothing are different cases with the same sum. Eloqua and Marketo read such a grid the same
way: A1 is best. The decay by half-life is exponential forgetting (Brown 1959, Statistical Forecasting for Inventory
Control, ch. 4); the score of an account is a noisy-or of its people (Pearl 1988, sec. 4.3.2).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from jornada.rules.condition_facts import Facts, counts, evaluate
from jornada.rules.conditions import Condition, Did

Side = Literal["fit", "engagement"]
SIDES: tuple[Side, ...] = get_args(Side)
Repeat = Literal["every", "first", "at_most"]
REPEATS: tuple[Repeat, ...] = get_args(Repeat)
LETTERS = ("A", "B", "C", "D")
CELLS = tuple(f"{letter}{number}" for letter in LETTERS for number in range(1, 5))


@dataclass(frozen=True, slots=True)
class Group:
    """Rules whose points have a common bound.

    Attributes
    ----------
    code, name : str
    side : {"fit", "engagement"}
        Which half of the grid its points count for.
    cap : float or None
        The group counts for no more than this, and no less than minus this. None: no bound.
    """

    code: str
    name: str
    side: Side
    cap: float | None = None


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """Points while a condition holds.

    Attributes
    ----------
    code, name, group : str
        `group` is the code of a `Group`.
    points : float
        May be negative; not 0.
    condition : Condition
    """

    code: str
    name: str
    group: str
    points: float
    condition: Condition


@dataclass(frozen=True, slots=True)
class BehaviourRule:
    """Points for each touch of a kind.

    Attributes
    ----------
    code, name, group : str
    points : float
        For one touch when it happens; may be negative; not 0.
    did : Did
        Which touches: its filters count, its numbers and windows do not. Touches of machines never count.
    repeat : {"every", "first", "at_most"}
        Every touch, the first one ever, or at most `times` of them within `window_days`.
    times : int
        For ``at_most``; 1 or more.
    window_days : float or None
        A window opens with a touch and lasts so long; the first touch after it opens the next. None: one window for
        ever.
    half_life_days : float or None
        After so many days a touch is worth half, after twice as many a quarter. None: no decay.
    """

    code: str
    name: str
    group: str
    points: float
    did: Did
    repeat: Repeat = "every"
    times: int = 1
    window_days: float | None = None
    half_life_days: float | None = None


Rule = AttributeRule | BehaviourRule


@dataclass(frozen=True, slots=True)
class Model:
    """A scoring model.

    Attributes
    ----------
    groups : tuple of Group
    rules : tuple of AttributeRule or BehaviourRule
    cap : float
        The whole score lies between 0 and this; above 0.
    fit_from, engagement_from : tuple of 3 float
        Least points for A, B, C and for 1, 2, 3; falling. Fewer is D, and 4.
    wanted : tuple of str
        Cells of the grid, such as ``A1``, whose leads the model holds for qualified.
    """

    groups: tuple[Group, ...] = ()
    rules: tuple[Rule, ...] = ()
    cap: float = 100
    fit_from: tuple[float, float, float] = (30, 20, 10)
    engagement_from: tuple[float, float, float] = (30, 20, 10)
    wanted: tuple[str, ...] = ("A1", "A2", "B1")


@dataclass(frozen=True, slots=True)
class CountedTouch:
    """A touch behind a line: its place in the facts, and what it is worth now."""

    place: int
    points: float


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule gives: its points now, and the touches behind them."""

    rule: Rule
    points: float
    is_fired: bool
    touches: tuple[CountedTouch, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupSum:
    """What a group gives before and after its cap."""

    group: Group
    before: float
    points: float


@dataclass(frozen=True, slots=True)
class Score:
    """A score with everything that it consists of.

    Attributes
    ----------
    points : float
        0 to the cap of the model.
    fit, engagement : float
        Points of each side, after the caps of the groups.
    letter : {"A", "B", "C", "D"}
    number : {1, 2, 3, 4}
    lines : tuple of Line
        One for each rule of the model, in its order.
    groups : tuple of GroupSum
    """

    points: float
    fit: float
    engagement: float
    letter: str
    number: int
    lines: tuple[Line, ...]
    groups: tuple[GroupSum, ...]

    @property
    def grade(self) -> str:
        """The cell of the grid, such as ``B2``."""
        return f"{self.letter}{self.number}"

    @property
    def fired(self) -> tuple[Line, ...]:
        """The lines that give, or take, points."""
        return tuple(line for line in self.lines if line.is_fired)


def score(model: Model, facts: Facts, now: datetime) -> Score:
    """Score one record.

    Parameters
    ----------
    model : Model
    facts : Facts
        What is known of the record; touches after `now` do not count.
    now : datetime
        Aware instant; its own calendar day is "today".

    Returns
    -------
    Score

    Examples
    --------
    A clicked e-mail gives 10 points, half of them after 7 days; being of the sector gives 20.

    >>> from datetime import UTC
    >>> from jornada.rules.condition_facts import TouchFact
    >>> from jornada.rules.conditions import Attribute
    >>> model = Model(
    ...     (Group("who", "Who", "fit"), Group("does", "Does", "engagement", cap=15)),
    ...     (
    ...         AttributeRule("tech", "Sector", "who", 20, Attribute("industry", "is", "Tech")),
    ...         BehaviourRule("click", "Click", "does", 10, Did(("email.clicked",)), half_life_days=7),
    ...     ),
    ...     fit_from=(20, 10, 5), engagement_from=(15, 10, 5),
    ... )
    >>> clicks = [TouchFact(datetime(2026, 3, day, tzinfo=UTC), "email.clicked") for day in (1, 8)]
    >>> found = score(model, Facts({"industry": "tech"}, clicks), datetime(2026, 3, 8, tzinfo=UTC))
    >>> found.points, found.fit, found.engagement, found.grade
    (35.0, 20.0, 15.0, 'A1')
    >>> score(model, Facts({"industry": "tech"}, clicks), datetime(2026, 3, 15, tzinfo=UTC)).grade
    'A3'
    """
    lines = tuple(_line(rule, facts, now) for rule in model.rules)
    sums = tuple(_sum(group, lines) for group in model.groups)
    fit, engagement = (sum((each.points for each in sums if each.group.side == side), 0.0) for side in SIDES)
    points = min(model.cap, max(0.0, fit + engagement))
    letter, number = letter_of(fit, model.fit_from), number_of(engagement, model.engagement_from)
    return Score(points, fit, engagement, letter, number, lines, sums)


def account_score(shares: Iterable[float]) -> float:
    """Add the scores of an account's people up so that they saturate: 1 - product of (1 - share).

    Parameters
    ----------
    shares : iterable of float
        Score of each person by the cap of the model; what lies outside 0 to 1 is taken for the nearer end.

    Returns
    -------
    float
        0 to 1: never below the best person, and one more person never lowers it.

    Examples
    --------
    >>> account_score([0.5, 0.5]), account_score([0.6]), account_score([])
    (0.75, 0.6, 0.0)
    """
    return 1.0 - math.prod(1 - min(1.0, max(0.0, share)) for share in shares)


def decayed(points: float, age: timedelta, half_life_days: float | None) -> float:
    """Say what points are worth after some time.

    Examples
    --------
    >>> decayed(8, timedelta(days=14), 7), decayed(8, timedelta(days=14), None)
    (2.0, 8)
    """
    return points if half_life_days is None else float(points * 0.5 ** (age / timedelta(days=half_life_days)))


def kept(instants: Sequence[datetime], rule: BehaviourRule) -> list[bool]:
    """Say which of some touches count under the repeat rule; whether one does hangs on earlier ones only.

    Parameters
    ----------
    instants : sequence of datetime
        Ascending.
    rule : BehaviourRule

    Examples
    --------
    >>> from datetime import UTC
    >>> days = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3, 9, 10)]
    >>> kept(days, BehaviourRule("c", "C", "g", 5, Did(), "at_most", times=1, window_days=7))
    [True, False, False, True, False]
    """
    if rule.repeat == "every":
        return [True] * len(instants)
    most = 1 if rule.repeat == "first" else rule.times
    length = timedelta(days=rule.window_days) if rule.repeat == "at_most" and rule.window_days else None
    opened: datetime | None = None
    seen: Counter[datetime] = Counter()
    answers = []
    for at in instants:
        if opened is None or (length is not None and at >= opened + length):
            opened = at
        seen[opened] += 1
        answers.append(seen[opened] <= most)
    return answers


def letter_of(fit: float, least: Sequence[float]) -> str:
    """Say the letter of some fit points.

    Examples
    --------
    >>> letter_of(20, (30, 20, 10))
    'B'
    """
    return LETTERS[_below(fit, least)]


def number_of(engagement: float, least: Sequence[float]) -> int:
    """Say the number of some engagement points.

    Examples
    --------
    >>> number_of(9.5, (30, 20, 10))
    4
    """
    return _below(engagement, least) + 1


def most_points(model: Model, side: Side) -> float:
    """Say how many points a side can give; infinite where a touch counts every time and no group bounds it.

    Examples
    --------
    >>> group = Group("g", "G", "fit", cap=5)
    >>> most_points(Model((group,), (AttributeRule("a", "A", "g", 8, Did()),)), "fit")
    5
    """
    return sum((_most_of(group, model.rules) for group in model.groups if group.side == side), 0)


def _most_of(group: Group, rules: Iterable[Rule]) -> float:
    most = sum(_most_of_rule(rule) for rule in rules if rule.group == group.code and rule.points > 0)
    return most if group.cap is None else min(most, group.cap)


def _most_of_rule(rule: Rule) -> float:
    if isinstance(rule, AttributeRule) or rule.repeat == "first":
        return rule.points
    if rule.repeat == "every" or rule.window_days:
        return math.inf
    return rule.points * rule.times


def _line(rule: Rule, facts: Facts, now: datetime) -> Line:
    if isinstance(rule, AttributeRule):
        holds = evaluate(rule.condition, facts, now).holds
        return Line(rule, float(rule.points) if holds else 0.0, holds)
    did = filters_of(rule)
    found = sorted((touch.at, place) for place, touch in enumerate(facts.touches) if counts(did, touch, now))
    counted = tuple(
        CountedTouch(place, decayed(rule.points, now - at, rule.half_life_days))
        for (at, place), is_kept in zip(found, kept([at for at, _place in found], rule), strict=True)
        if is_kept
    )
    return Line(rule, sum((touch.points for touch in counted), 0.0), bool(counted), counted)


def filters_of(rule: BehaviourRule) -> Did:
    """Return which touches a rule counts, without numbers and windows, and without machines."""
    return replace(rule.did, at_least=1, at_most=None, days=None, since=None, until=None, human_only=True)


def _sum(group: Group, lines: Iterable[Line]) -> GroupSum:
    before = sum((line.points for line in lines if line.rule.group == group.code), 0.0)
    return GroupSum(group, before, before if group.cap is None else min(group.cap, max(-group.cap, before)))


def _below(points: float, least: Sequence[float]) -> int:
    # What was added up in another order may differ in the last digits.
    return sum(points < each - 1e-9 for each in least)
