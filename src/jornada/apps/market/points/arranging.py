"""Which address is the primary one: a decision over plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Point:
    """One e-mail or phone as a form, a file or the API gives it."""

    kind: str
    value: str
    label: str = "work"
    is_primary: bool = False


def arranged(primaries: Mapping[str, Point], points: Iterable[Point]) -> tuple[dict[str, Point], list[Point]]:
    """Say what is primary of each kind, and what stands beside it; nothing twice.

    A point marked primary takes the place of the one that was, which stays beside it. A record without a primary one
    takes the first point of that kind. Each keeps its label; a primary one that had none takes that of the other.
    """
    chosen, kept = dict(primaries), [point for point in points if point.value]
    for kind, before in primaries.items():
        own = [point for point in kept if point.kind == kind]
        wanted = next((point for point in own if point.is_primary), None if before.value else next(iter(own), None))
        if wanted is None:
            continue
        chosen[kind] = replace(wanted, is_primary=False)
        if before.value and before.value != wanted.value:
            kept.append(replace(before, label=before.label or wanted.label))
    values = {kind: point.value for kind, point in chosen.items()}
    beside = dict.fromkeys(
        replace(point, is_primary=False) for point in kept if point.value != values.get(point.kind, "")
    )
    seen: dict[tuple[str, str], Point] = {}
    for point in beside:
        seen.setdefault((point.kind, point.value), point)
    return chosen, list(seen.values())
