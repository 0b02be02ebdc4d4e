"""Further e-mails and phones that a file has for new people and companies."""

from __future__ import annotations

from collections.abc import Mapping

from jornada.apps.market.points.models import ContactPoint
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.reading import Chunk


def keep_further(work: Work, owner: str, chunk: Chunk, made: Mapping[int, int]) -> None:
    """Keep what stands beside the primary address of each record made, given by its row; known ones stay alone."""
    rows = [
        (made[row], kind, value, ContactPoint.Label.OTHER.value, order)
        for kind, found in chunk.further.items()
        for row, values in found.items()
        if row in made
        for order, value in enumerate(values)
    ]
    other = "account" if owner == "contact" else "contact"
    work.insert(ContactPoint, (owner, "kind", "value", "label", "order"), rows, {other: None})


def made_with_further(chunk: Chunk, ids: list[int | None], verdicts: Verdicts) -> dict[int, int]:
    """Return, by row, the records made of rows that bring further addresses."""
    rows = {row for found in chunk.further.values() for row in found if verdicts.status[row] == "created"}
    return {row: pk for row in rows if (pk := ids[row])}
