"""Further e-mails and phones that a file has for new people and companies."""

from __future__ import annotations

from jornada.apps.market.points.models import ContactPoint
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.reading import Chunk


def keep_further(work: Work, owner: str, chunk: Chunk, ids: list[int | None], verdicts: Verdicts) -> None:
    """Keep what stands beside the primary address of each record made; those of known records stay as they are."""
    rows = [
        (ids[row], kind, value, ContactPoint.Label.OTHER.value, order)
        for kind, found in chunk.further.items()
        for row, values in found.items()
        if verdicts.status[row] == "created"
        for order, value in enumerate(values)
    ]
    other = "account" if owner == "contact" else "contact"
    work.insert(ContactPoint, (owner, "kind", "value", "label", "order"), rows, {other: None})
