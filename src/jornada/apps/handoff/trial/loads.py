"""What people got and would get, and how often they answer late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jornada.analytics.pooling import beta_binomial_pool
from jornada.analytics.rates import Z_95
from jornada.apps.handoff.trial.past import Row
from jornada.apps.org.models import User
from jornada.rules.routing import Person
from jornada.rules.routing_replay import Given, busiest

Pairs = list[tuple[Row, Given]]
Habits = Mapping[int, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Load:
    """What a person got, and what they would get; late answers as they were, and as their own habit foretells."""

    person: int
    name: str
    then: int
    tried: int
    most_then: int
    most_tried: int
    capacity: int | None
    late_share: float
    late_of: int

    @property
    def change(self) -> int:
        return self.tried - self.then


def habits_of(rows: list[Row]) -> tuple[dict[int, tuple[float, int]], float]:
    """Say how often each person answers late, those of few answers drawn towards all: {person: (share, answers)}."""
    told = [row for row in rows if row.to and (row.is_late or row.answered_at)]
    if not told:
        return {}, 0.0
    people, whose = np.unique([row.to or 0 for row in told], return_inverse=True)
    of = np.bincount(whose)
    hits = np.bincount(whose[np.array([row.is_late for row in told], dtype=np.bool_)], minlength=len(people))
    shares = np.nan_to_num(beta_binomial_pool(hits, of).mean)
    habits = dict(zip(people.tolist(), zip(shares.tolist(), of.tolist(), strict=True), strict=True))
    return habits, hits.sum().item() / len(told)


def late_expected(pairs: Pairs, habits: Habits, overall: float) -> tuple[float, float, float]:
    """Expect late answers: as it was where the person is the same, else by the habit of whoever gets it."""
    same = sum(row.is_late for row, each in pairs if each.decision.person == row.to)
    others = [
        habits.get(each.decision.person, (overall, 0))[0]
        for row, each in pairs
        if each.decision.person is not None and each.decision.person != row.to
    ]
    spread = Z_95 * sum(share * (1 - share) for share in others) ** 0.5
    middle = same + sum(others)
    return middle, max(middle - spread, 0.0), min(middle + spread, float(len(pairs)))


def loads_of(
    pairs: list[tuple[Row, Given]],
    people: Mapping[int, Person],
    habits: Mapping[int, tuple[float, int]],
    overall: float,
) -> list[Load]:
    then = Counter(row.to for row, _each in pairs if row.to)
    tried = Counter(each.decision.person for _row, each in pairs if each.decision.person)
    most_then = busiest((row.to, row.at, row.until) for row, _each in pairs if row.to)
    most_tried: Counter[int] = Counter()
    for _row, each in pairs:
        if each.decision.person:
            most_tried[each.decision.person] = max(most_tried[each.decision.person], each.load)
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=[*then, *tried])}
    found = [
        Load(
            pk,
            names.get(pk, "–"),
            then[pk],
            tried[pk],
            most_then.get(pk, 0),
            most_tried[pk],
            people[pk].capacity if pk in people else None,
            *habits.get(pk, (overall, 0)),
        )
        for pk in {*then, *tried}
    ]
    return sorted(found, key=lambda load: (-load.tried, -load.then, load.name))
