"""Routing replayed on leads of the past: who would have got each, under rules that need not be in force."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import heappop, heappush

from jornada.rules.routing import Assignment, Person
from jornada.rules.routing_turns import Turns, away_at, levelled, route_by_turns

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Case:
    """A lead of the past that is to be given to somebody.

    Attributes
    ----------
    id : int
    at : datetime
        Aware instant at which it was handed over.
    holds : frozenset of int
        Rules whose condition held for it then.
    account_owner : int or None
    until : datetime or None
        When it was off the desk of whoever had it; None: it still is on it.
    """

    id: int
    at: datetime
    holds: frozenset[int]
    account_owner: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What became of a case: the decision, and how many leads the person held with it."""

    case: Case
    decision: Assignment
    load: int


def replay(
    cases: Iterable[Case],
    rules: Sequence[Turns],
    people: Mapping[int, Person],
    *,
    away: Mapping[int, Sequence[Stretch]] | None = None,
    held: Iterable[tuple[int, datetime | None]] = (),
) -> list[Given]:
    """Give out the leads of the past one after the other, each with the turns, loads and absences of its time.

    The same input gives the same output: ties in time go by id, and nothing is drawn by lot.

    Parameters
    ----------
    cases : iterable of Case
        In any order.
    rules : sequence of Turns
        In order; their turns are where counting begins.
    people : mapping of int to Person
        Everybody the rules name and every owner of an account; their `load` and `is_away` are not read.
    away : mapping of int to sequence of (datetime, datetime), optional
        When each was absent; stretches may overlap.
    held : iterable of (int, datetime or None)
        Leads that people held already when the replay begins, and until when.

    Returns
    -------
    list of Given
        In order of time.

    Examples
    --------
    >>> from datetime import UTC, timedelta
    >>> from jornada.rules.routing import RoutingRule
    >>> nine = datetime(2026, 11, 25, 12, tzinfo=UTC)
    >>> rule = Turns(RoutingRule(1, "people", (10, 11)), {10: 1, 11: 1}, {})
    >>> cases = [Case(n, nine + timedelta(hours=n), frozenset({1})) for n in range(3)]
    >>> people = {10: Person(10, capacity=1), 11: Person(11, capacity=1)}
    >>> [(each.decision.person, each.decision.why) for each in replay(cases, [rule], people)]
    [(10, 'turn'), (11, 'turn'), (None, 'nobody')]
    """
    desk = _Desk(people, away or {}, held)
    state, found = list(rules), []
    for case in sorted(cases, key=lambda case: (case.at, case.id)):
        here = desk.at(case.at)
        holds = dict.fromkeys(case.holds, True)
        decision = route_by_turns(state, holds, here, account_owner=case.account_owner)
        load = 0
        if decision.person is not None:
            load = desk.take(decision.person, case.until)
            state = [_counted(each, decision, here) if each.rule.id == decision.rule else each for each in state]
        found.append(Given(case, decision, load))
    return found


def busiest(spans: Iterable[tuple[int, datetime, datetime | None]]) -> dict[int, int]:
    """Say how many leads each person held at most at a time: (person, from, until; None: still).

    Examples
    --------
    >>> from datetime import UTC
    >>> day = [datetime(2026, 11, number, tzinfo=UTC) for number in (1, 2, 3)]
    >>> busiest([(10, day[0], day[1]), (10, day[1], None), (10, day[1], day[2])])
    {10: 2}
    """
    marks: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for person, start, end in spans:
        marks[person].append((start, 1))
        if end is not None:
            marks[person].append((max(start, end), -1))
    most = {}
    for person, steps in marks.items():
        load = peak = 0
        # What ends at an instant is off the desk before what begins then.
        for _at, step in sorted(steps):
            load += step
            peak = max(peak, load)
        most[person] = peak
    return most


class _Desk:
    """How many leads everybody holds, and who is away, as time goes on."""

    def __init__(
        self,
        people: Mapping[int, Person],
        away: Mapping[int, Sequence[Stretch]],
        held: Iterable[tuple[int, datetime | None]],
    ) -> None:
        self.people = {pk: replace(person, load=0, is_away=False) for pk, person in people.items()}
        self.ends: list[tuple[datetime, int]] = []
        self.changes = [
            (at, pk, begins)
            for pk, stretches in away.items()
            if pk in self.people
            for stretch in stretches
            for at, begins in ((stretch[0], True), (stretch[1], False))
        ]
        self.changes.sort(reverse=True)
        self.absences: Counter[int] = Counter()
        for person, until in held:
            if person in self.people:
                self.take(person, until)

    def at(self, now: datetime) -> Mapping[int, Person]:
        while self.ends and self.ends[0][0] <= now:
            _end, pk = heappop(self.ends)
            self._load(pk, -1)
        while self.changes and self.changes[-1][0] <= now:
            _at, pk, begins = self.changes.pop()
            self.absences[pk] += 1 if begins else -1
            self.people[pk] = replace(self.people[pk], is_away=self.absences[pk] > 0)
        return self.people

    def take(self, pk: int, until: datetime | None) -> int:
        self._load(pk, 1)
        if until is not None:
            heappush(self.ends, (until, pk))
        return self.people[pk].load

    def _load(self, pk: int, change: int) -> None:
        self.people[pk] = replace(self.people[pk], load=self.people[pk].load + change)


def _counted(turns: Turns, decision: Assignment, people: Mapping[int, Person]) -> Turns:
    """Count the turn that a rule gave, as the log would."""
    given = dict(levelled(turns, people))
    if decision.person is not None:
        given[decision.person] = given.get(decision.person, 0) + 1
    return replace(turns, given=given, was_away=away_at(turns.rule.id, decision))
