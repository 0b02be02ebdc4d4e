"""Routing tried on the leads of the past, in memory: nothing is written, the same input gives the same answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from jornada.apps.handoff import queries
from jornada.apps.handoff.models import Agreement
from jornada.apps.handoff.models import RoutingRule as RuleRow
from jornada.apps.handoff.trial import mqls
from jornada.apps.handoff.trial.loads import Load, Pairs, habits_of, late_expected, loads_of
from jornada.apps.handoff.trial.past import Row, held_at, instants, offers_of, rows_of
from jornada.apps.org.calendars import calendars_of_people
from jornada.apps.org.models import User
from jornada.rules.condition_json import from_json
from jornada.rules.conditions import Condition
from jornada.rules.routing import Person, RoutingRule
from jornada.rules.routing_replay import Case, Given, replay
from jornada.rules.routing_turns import Turns
from jornada.ui.conditions.engine import engine

TYPICAL = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A routing rule to try; it need not be stored."""

    id: int
    name: str
    way: str = "people"
    weights: Mapping[int, float] = field(default_factory=dict)
    condition: Condition | None = None
    is_fallback: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A lead that would go to somebody else."""

    row: Row
    given: Given


@dataclass(frozen=True, slots=True)
class DryRun:
    """What the rules would have done, beside what happened. `late` is (expected, low, high)."""

    cases: int
    pairs: Pairs
    loads: list[Load]
    moved: list[Moved]
    nobody: list[Given]
    why_nobody: list[tuple[int, str, int]]
    by_rule: list[tuple[RuleDraft, int]]
    wrong_then: int
    wrong_tried: int
    nobody_then: int
    late_then: int
    late: tuple[float, float, float]
    is_mqls: bool = False


def drafts_of(agreement: Agreement, only: set[int] | None = None) -> list[RuleDraft]:
    """Read the rules of an agreement: those that are on, or those asked for, on or off."""
    rows = agreement.routing.prefetch_related("members")
    wanted = [row for row in rows if (row.is_active if only is None else row.pk in only)]
    return [_draft(row) for row in wanted]


def dry_run(
    user: Any,
    agreement: Agreement,
    drafts: Sequence[RuleDraft],
    first: datetime,
    last: datetime,
    *,
    capacity: Mapping[int, int | None] | None = None,
    of: str = "offers",
) -> DryRun:
    """Give the leads of a stretch of time out anew, in order of time, as these rules say."""
    rows = rows_of(offers_of(user, agreement, first, last))
    if of == "mqls":
        rows = mqls.rows_of(user, first, last, _typical(rows))
    people = _people(drafts, rows, last, capacity or {})
    away = {pk: own.absences for pk, own in calendars_of_people(_users(people), last).items()}
    turns = [_turns(draft) for draft in drafts]
    held = [] if of == "mqls" else held_at(user, first)
    given = replay(_cases(rows, drafts), turns, people, away=away, held=held)
    return _told(rows, given, drafts, people, is_mqls=of == "mqls")


def _told(
    rows: list[Row], given: list[Given], drafts: Sequence[RuleDraft], people: Mapping[int, Person], *, is_mqls: bool
) -> DryRun:
    by_pk = {row.pk: row for row in rows}
    pairs = [(by_pk[each.case.id], each) for each in given]
    nobody = [each for each in given if each.decision.person is None]
    owners = {pk for pk, person in people.items() if person.is_active}
    habits, overall = habits_of(rows)
    rules = Counter(each.decision.rule for each in given)
    return DryRun(
        cases=len(rows),
        pairs=pairs,
        loads=loads_of(pairs, people, habits, overall),
        moved=[Moved(row, each) for row, each in pairs if each.decision.person not in (None, row.to)],
        nobody=nobody,
        why_nobody=_obstacles(nobody),
        by_rule=[(draft, rules[draft.id]) for draft in drafts],
        wrong_then=sum(row.owner in owners and row.to != row.owner for row in rows),
        wrong_tried=sum(row.owner in owners and each.decision.person != row.owner for row, each in pairs),
        nobody_then=sum(row.to is None for row in rows),
        late_then=sum(row.is_late for row in rows),
        late=late_expected(pairs, habits, overall),
        is_mqls=is_mqls,
    )


def _cases(rows: list[Row], drafts: Sequence[RuleDraft]) -> list[Case]:
    """Ask every condition about all leads at once, as of the instant of each."""
    leads, at = np.array([row.lead for row in rows], dtype=np.int64), instants(rows)
    held = [
        np.ones(len(rows), bool) if draft.condition is None else engine().then("lead", draft.condition, leads, at)
        for draft in drafts
    ]
    found: list[set[int]] = [set() for _row in rows]
    for draft, mask in zip(drafts, held, strict=True):
        for place in np.flatnonzero(mask).tolist():
            found[place].add(draft.id)
    return [
        Case(row.pk, row.at, frozenset(holds), row.owner, row.until) for row, holds in zip(rows, found, strict=True)
    ]


def _people(
    drafts: Sequence[RuleDraft], rows: list[Row], now: datetime, capacity: Mapping[int, int | None]
) -> dict[int, Person]:
    named = {pk for draft in drafts for pk in draft.weights} | {row.owner for row in rows if row.owner}
    found = queries.people_to_route(named, now)
    return {pk: replace(each, capacity=capacity.get(pk, each.capacity)) for pk, each in found.items()}


def _users(people: Mapping[int, Person]) -> list[User]:
    return list(User.objects.filter(pk__in=list(people)))


def _draft(row: RuleRow) -> RuleDraft:
    weights = {member.user_id: member.weight for member in row.members.all()}
    condition = from_json(row.condition) if row.condition else None
    return RuleDraft(row.pk, row.name, row.way, weights, condition, row.is_fallback)


def _turns(draft: RuleDraft) -> Turns:
    rule = RoutingRule(draft.id, draft.way, tuple(draft.weights), draft.is_fallback)  # type: ignore[arg-type]
    return Turns(rule, draft.weights, {})


def _obstacles(nobody: list[Given]) -> list[tuple[int, str, int]]:
    """Count, for leads that nobody would get, why each rule did not find anybody: (rule, obstacle, leads)."""
    counts = Counter((each.rule, each.obstacle) for given in nobody for each in set(_short(given)))
    return [(rule, obstacle, number) for (rule, obstacle), number in counts.most_common()]


@dataclass(frozen=True, slots=True)
class _Why:
    rule: int
    obstacle: str


def _short(given: Given) -> list[_Why]:
    return [_Why(each.rule, each.obstacle) for each in given.decision.passed]


def _typical(rows: list[Row]) -> timedelta:
    spans = sorted(row.until - row.at for row in rows if row.until and row.until > row.at)
    return spans[len(spans) // 2] if spans else TYPICAL
