"""Whom of us a file means: by name, address or name for signing in, else the one whose name is most like it.

That is only a suggestion, which somebody sees before it counts: never surer than `MOST`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rapidfuzz.distance import OSA

from jornada.apps.org.models import User
from jornada.edge.files.kinds import plain
from jornada.edge.files.matching.values import ValueProposal, is_inflection, propose_values, same

MOST, LEAST, WITHIN, APART = 89.0, 75.0, 85.0, 3.0
MOST_COMPARED = 2_000


def propose_people(counts: Mapping[str, int], plan_values: Iterable[str]) -> list[ValueProposal]:
    """Judge the names that are nobody's of us, the most frequent first."""
    rows = User.objects.values_list("name", "email", "username")
    ways = {same(way) for row in rows for way in row if way}
    unknown = {value: number for value, number in counts.items() if same(value) not in ways}
    names = [*(name for name, *_ways in rows if name), *plan_values]
    proposals = propose_values(unknown, names, strict=True)
    for place, one in enumerate(proposals[:MOST_COMPARED]):
        if not one.target:
            target, score = nearest(one.value, names)
            proposals[place] = replace(one, target=target, score=score, why="spelling" if target else "")
    return proposals


def nearest(value: str, names: Iterable[str]) -> tuple[str, float]:
    """Return the name that is most like a value, and how much; nothing where two are as near."""
    words = plain(value.partition("@")[0]).split()
    found = sorted(((_likeness(words, plain(name).split()), name) for name in set(names)), reverse=True)
    if not found or found[0][0] < LEAST or (len(found) > 1 and found[1][0] > found[0][0] - APART):
        return "", 0.0
    return found[0][1], found[0][0]


def _likeness(one: list[str], two: list[str]) -> float:
    if not one or not two:
        return 0.0
    fewer, more = sorted((one, two), key=len)
    if fewer[0] == more[0] and set(fewer) < set(more):
        return WITHIN
    score = min(MOST, 100 * OSA.normalized_similarity(" ".join(one), " ".join(two)))
    # Mário is not Maria, however much one looks like the other.
    return min(score, LEAST) if len(one[0]) > 1 and one[0] != two[0] and is_inflection(one[0], two[0]) else score
