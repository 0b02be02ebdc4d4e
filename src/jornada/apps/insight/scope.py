"""What of the figures a person may see: `org.access.scope`, over columns instead of rows.

Whoever sees only the records of their own, or of their team, gets figures of just those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.apps.org.access import how_far
from jornada.rules.access import Reach, Record

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Scope:
    """How far somebody sees; equal for people who see the same."""

    reach: Reach
    user: int = 0
    team: int | None = None


def scope_of(user: Any, record: Record) -> Scope:
    """Say how far a person sees records of a kind."""
    reach = how_far(user, record)
    if reach in ("all", "none"):
        return Scope(reach)
    return Scope(reach, user.pk, user.team_id if reach == "team" else None)


def in_scope(scope: Scope, owner: NDArray[np.int32], lookups: dict[str, Any]) -> NDArray[np.bool_]:
    """Say which records, by their owner, are within the scope."""
    if scope.reach == "all":
        return np.ones(len(owner), dtype=np.bool_)
    if scope.reach == "none":
        return np.zeros(len(owner), dtype=np.bool_)
    mine = owner == scope.user
    if scope.reach == "own":
        return mine
    mine |= owner == NOBODY
    if scope.team is not None:
        mine |= team_of(owner, lookups) == scope.team
    return mine


def team_of(owner: NDArray[np.int32], lookups: dict[str, Any]) -> NDArray[np.int32]:
    """Say the team of each owner, -1 where there is none."""
    people = lookups["people"]
    table = np.full(max(map(int, people), default=0) + 2, NOBODY, dtype=np.int32)
    for pk, (_name, team, _username) in people.items():
        table[int(pk)] = NOBODY if team is None else team
    # Index -1, nobody, is the last entry of the table; so is an owner newer than the lookups.
    return table[np.minimum(owner, len(table) - 1)]
