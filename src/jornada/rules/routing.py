"""Who gets a lead: ordered rules, weighted round robin, capacity and absence, each decision with its reason.

The state is how many leads each person was given so far, which the log of assignments tells; the same log
gives the same decisions again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Way = Literal["account_owner", "people"]
Why = Literal["account_owner", "turn", "fallback", "nobody"]
Obstacle = Literal["away", "full", "inactive", "unknown", "excluded"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be given leads.

    Attributes
    ----------
    id : int
    weight : float
        Share of turns beside the others: 2 gets twice as many as 1. More than 0.
    capacity : int or None
        Most leads at a time; None: no limit.
    load : int
        Leads they hold now.
    is_away, is_active : bool
    """

    id: int
    weight: float = 1.0
    capacity: int | None = None
    load: int = 0
    is_away: bool = False
    is_active: bool = True

    @property
    def obstacle(self) -> Obstacle | None:
        """Say what stands against giving this person a lead."""
        if not self.is_active:
            return "inactive"
        if self.is_away:
            return "away"
        return "full" if self.capacity is not None and self.load >= self.capacity else None


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """One rule; the first one whose condition holds and that finds somebody decides.

    Attributes
    ----------
    id : int
    way : {"account_owner", "people"}
        To the person who owns the account, or by turns among `people`.
    people : tuple of int
        Of whom the turn is taken, in order.
    is_fallback : bool
        Asked only when no other rule found anybody, whatever its place.
    """

    id: int
    way: Way
    people: tuple[int, ...] = ()
    is_fallback: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A rule, or a person of it, that was passed over, and why."""

    rule: int
    person: int | None
    obstacle: Obstacle | Literal["condition", "no_owner"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who gets the lead, by which rule, and who was passed over before.

    Attributes
    ----------
    person : int or None
        None: nobody can take it; it belongs in the place for leads without a way.
    rule : int or None
    why : {"account_owner", "turn", "fallback", "nobody"}
    passed : tuple of Passed
    """

    person: int | None
    rule: int | None
    why: Why
    passed: tuple[Passed, ...] = field(default=())


def route(
    rules: Sequence[RoutingRule],
    holds: Mapping[int, bool],
    people: Mapping[int, Person],
    given: Mapping[int, int],
    *,
    account_owner: int | None = None,
    excluded: frozenset[int] = frozenset(),
) -> Assignment:
    """Say who gets a lead.

    Parameters
    ----------
    rules : sequence of RoutingRule
        In order.
    holds : mapping of int to bool
        Whether the condition of each rule holds for the lead; missing: it does not.
    people : mapping of int to Person
        Everybody the rules name.
    given : mapping of int to int
        How many leads each person was given so far; missing: none.
    account_owner : int, optional
        Who owns the lead's account.
    excluded : frozenset of int
        Who must not get it (again): those from whom it was taken.

    Returns
    -------
    Assignment

    Examples
    --------
    >>> people = {1: Person(1), 2: Person(2, weight=2), 3: Person(3, is_away=True)}
    >>> rule = RoutingRule(7, "people", (3, 1, 2))
    >>> given = {}
    >>> turns = []
    >>> for _ in range(6):
    ...     who = route([rule], {7: True}, people, given).person
    ...     turns.append(who)
    ...     given[who] = given.get(who, 0) + 1
    >>> turns
    [1, 2, 2, 1, 2, 2]
    """
    passed: list[Passed] = []
    for rule in sorted(rules, key=lambda rule: rule.is_fallback):
        if not holds.get(rule.id, False):
            passed.append(Passed(rule.id, None, "condition"))
            continue
        able = _able(rule, people, account_owner, excluded, passed)
        if able:
            chosen = min(able, key=lambda person: (_turn(person, given), _place(rule, person)))
            why: Why = "fallback" if rule.is_fallback else "turn" if rule.way == "people" else "account_owner"
            return Assignment(chosen.id, rule.id, why, tuple(passed))
    return Assignment(None, None, "nobody", tuple(passed))


def level_start(person: Person, others: Sequence[Person], given: Mapping[int, int]) -> int:
    """Say with how many leads a person who joins, or comes back from an absence, goes on.

    Level with the one who has had least for their weight: else whoever was away for a month would be
    given every lead until they had caught up.

    Examples
    --------
    >>> level_start(Person(3, weight=2), [Person(1), Person(2)], {1: 12, 2: 10, 3: 1})
    20
    """
    turns = [_turn(other, given) for other in others if other.id != person.id]
    return max(given.get(person.id, 0), int(min(turns) * person.weight)) if turns else given.get(person.id, 0)


def _able(
    rule: RoutingRule,
    people: Mapping[int, Person],
    account_owner: int | None,
    excluded: frozenset[int],
    passed: list[Passed],
) -> list[Person]:
    """Keep those whom nothing stands against; note the others."""
    if rule.way == "account_owner" and account_owner is None:
        passed.append(Passed(rule.id, None, "no_owner"))
        return []
    asked = (account_owner,) if rule.way == "account_owner" and account_owner is not None else rule.people
    able = []
    for number in asked:
        person = people.get(number)
        obstacle = "unknown" if person is None else "excluded" if number in excluded else person.obstacle
        if person is None or obstacle is not None:
            passed.append(Passed(rule.id, number, obstacle or "unknown"))
        else:
            able.append(person)
    return able


def _turn(person: Person, given: Mapping[int, int]) -> float:
    """Place a person's next turn on the common line: who has had least for their weight comes first."""
    return given.get(person.id, 0) / person.weight


def _place(rule: RoutingRule, person: Person) -> int:
    return rule.people.index(person.id) if person.id in rule.people else 0
