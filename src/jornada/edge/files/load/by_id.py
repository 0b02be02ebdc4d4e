"""Records that rows name by the id they have in the system that a file comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from jornada.edge.files.load.few import ask
from jornada.edge.files.load.work import Verdicts
from jornada.edge.files.reading import Chunk

Ids = list[int | None]


def by_id_else(
    known: Mapping[str, int],
    externals: Sequence[str | None],
    names: Sequence[str | None],
    find: Callable[[list[str | None]], Ids],
) -> Ids:
    """Find records by their external ids; what is not there by that is found by name."""
    ask(known, externals)
    found = [known.get(external) if external else None for external in externals]
    others = find([None if hit else name for hit, name in zip(found, names, strict=True)])
    return [hit or other for hit, other in zip(found, others, strict=True)]


def note_missing(chunk: Chunk, code: str, found: Ids, verdicts: Verdicts) -> None:
    """Note the ids that a column names where no record was found for the row, neither by them nor by a name."""
    if code not in chunk.values or None not in found:
        return
    for row, (external, pk) in enumerate(zip(chunk.values[code], found, strict=True)):
        if external and pk is None and not verdicts.is_rejected(row):
            verdicts.note(row, code, external, f"no_such_{code.removesuffix('_id')}")
