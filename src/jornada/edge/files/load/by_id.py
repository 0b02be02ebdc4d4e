"""Records that rows name by the id they have in the system that a file comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Ids = list[int | None]


def by_id_else(
    known: Mapping[str, int],
    externals: Sequence[str | None],
    names: Sequence[str | None],
    find: Callable[[list[str | None]], Ids],
) -> Ids:
    """Find records by their external ids; what is not there by that is found by name."""
    found = [known.get(external) if external else None for external in externals]
    others = find([None if hit else name for hit, name in zip(found, names, strict=True)])
    return [hit or other for hit, other in zip(found, others, strict=True)]
