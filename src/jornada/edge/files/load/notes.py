"""Comments from files: each becomes a note of the record that its row is about, once however often it comes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Model

from jornada.apps.interactions.notes.models import LONGEST, Note
from jornada.apps.market.models import Account, Contact
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.reading import Chunk

BATCH = 10_000
# Notes of other records stand at their threads.
PLACES: dict[type[Model], str] = {Account: "account", Contact: "contact"}
_SHOWN = 200


def keep_notes(work: Work, model: type[Model], chunk: Chunk, ids: list[int | None], verdicts: Verdicts) -> None:
    """Write the comments of a chunk as notes of its records."""
    given = list(_given(chunk, ids, verdicts))
    if work.is_dry or not given:
        return
    kind = PLACES.get(model, "thread")
    places = _places(model, [pk for _row, pk, _text in given])
    known = [places[pk] for row, pk, _text in given if pk in places and verdicts.status[row] != "created"]
    written = set(_written(kind, known))
    fresh: dict[tuple[int, str], int] = {}
    for row, pk, text in given:
        if pk in places and (places[pk], text) not in written:
            fresh.setdefault((places[pk], text), row)
    _write(work, kind, list(fresh))
    verdicts.changed_after_all(set(fresh.values()))


def _given(chunk: Chunk, ids: list[int | None], verdicts: Verdicts) -> Iterator[tuple[int, int, str]]:
    """Give row, record and text, except for records that the import leaves alone."""
    left = {issue.row for issue in verdicts.issues if issue.code == "exists_already"}
    for row, cell in enumerate(chunk.values.get("note", ())):
        pk, text = ids[row], (cell or "").replace("\r\n", "\n").replace("\0", "").strip()
        if pk is None or not text or row in left or verdicts.is_rejected(row):
            continue
        if len(text) > LONGEST:
            verdicts.note(row, "note", text[:_SHOWN], "too_long")
        yield row, pk, text[:LONGEST]


def _places(model: type[Model], ids: list[int]) -> dict[int, int]:
    """Return where the notes of each record stand: at itself, or at the thread of a lead or opportunity."""
    if model in PLACES:
        return {pk: pk for pk in ids}
    found: dict[int, int] = {}
    for start in range(0, len(ids), BATCH):
        found.update(model._default_manager.filter(pk__in=ids[start : start + BATCH]).values_list("pk", "thread_id"))
    return found


def _written(kind: str, places: list[int]) -> Iterator[tuple[int, str]]:
    """Give the notes that stand there, as they read before they were changed too: what somebody deleted stays away."""
    for start in range(0, len(places), BATCH):
        rows = Note.objects.filter(**{f"{kind}__in": places[start : start + BATCH]})
        for place, text, before in rows.values_list(f"{kind}_id", "text", "text_before"):
            yield place, text
            yield place, before


def _write(work: Work, kind: str, notes: Collection[tuple[int, str]]) -> None:
    if not notes:
        return
    elsewhere = {"account", "contact", "thread"} - {kind}
    same: dict[str, Any] = dict.fromkeys((*elsewhere, "deleted_at", "edited_at", "edited_by"))
    same |= {"text_before": "", "is_pinned": False, "created_by": work.user_id, "created_at": work.now}
    rows = [(pk, *note) for pk, note in zip(work.new_ids(Note, len(notes)), notes, strict=True)]
    work.insert(Note, ("id", kind, "text"), rows, same)
    for pk, _place, text in rows:
        work.note_created(Note, pk, str(Note(text=text)))
