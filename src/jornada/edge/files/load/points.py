"""Further e-mails and phones that a file has for new people and companies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from jornada.apps.market.models import Account, Contact
from jornada.apps.market.points.models import ContactPoint
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.reading import Chunk

BATCH = 10_000


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


def note_left(
    owner: type[Account | Contact], chunk: Chunk, ids: Sequence[int | None], made: Mapping[int, int], verdicts: Verdicts
) -> None:
    """Say which further addresses stay out, since the record that their row is about was there already."""
    left = [
        (row, pk, kind, value)
        for kind, found in chunk.further.items()
        for row, values in found.items()
        if row not in made and (pk := ids[row]) is not None and not verdicts.is_rejected(row)
        for value in values
    ]
    if not left:
        return
    known = _known(owner, {pk for _row, pk, _kind, _value in left})
    known |= {
        (pk, value) for row, pk in made.items() for found in chunk.further.values() for value in found.get(row, ())
    }
    for row, pk, kind, value in left:
        if (pk, value) not in known:
            verdicts.note(row, kind, value, "further_left")


def _known(owner: type[Account | Contact], ids: Collection[int]) -> set[tuple[int, str]]:
    """Return the addresses that records have, first and further ones."""
    name, every = owner._meta.model_name, sorted(ids)
    found: set[tuple[int, str]] = set()
    for start in range(0, len(every), BATCH):
        part = every[start : start + BATCH]
        points = ContactPoint.objects.filter(**{f"{name}__in": part})
        found.update(points.values_list(f"{name}_id", "value"))
        for kind in ("phone",) if owner is Account else ("phone", "email"):
            found.update(owner._default_manager.filter(pk__in=part).values_list("pk", kind))
    return found


def made_with_further(chunk: Chunk, ids: list[int | None], verdicts: Verdicts) -> dict[int, int]:
    """Return, by row, the records made of rows that bring further addresses."""
    rows = {row for found in chunk.further.values() for row in found if verdicts.status[row] == "created"}
    return {row: pk for row in rows if (pk := ids[row])}
