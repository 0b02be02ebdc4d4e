"""Comments from files: each becomes a note of the record that its row is about, once however often it comes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Model

from jornada.apps.interactions.notes.models import LONGEST, Note
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.reading import Chunk

BATCH = 10_000
_SHOWN = 200
_FIELDS = ("id", "thread", "text")


def keep_notes(work: Work, model: type[Model], chunk: Chunk, ids: list[int | None], verdicts: Verdicts) -> None:
    """Write the comments of a chunk as notes of its leads or opportunities."""
    given = list(_given(chunk, ids, verdicts))
    if work.is_dry or not given:
        return
    threads = _threads(model, [pk for _row, pk, _text in given])
    known = [threads[pk] for row, pk, _text in given if pk in threads and verdicts.status[row] != "created"]
    written = set(_written(known))
    fresh: dict[tuple[int, str], int] = {}
    for row, pk, text in given:
        if pk in threads and (threads[pk], text) not in written:
            fresh.setdefault((threads[pk], text), row)
    _write(work, list(fresh))
    _no_longer_unchanged(verdicts, set(fresh.values()))


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


def _threads(model: type[Model], ids: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(ids), BATCH):
        found.update(model._default_manager.filter(pk__in=ids[start : start + BATCH]).values_list("pk", "thread_id"))
    return found


def _written(threads: list[int]) -> Iterator[tuple[int, str]]:
    """Give the notes that stand there, as they read before they were changed too: what somebody deleted stays away."""
    for start in range(0, len(threads), BATCH):
        rows = Note.objects.filter(thread__in=threads[start : start + BATCH])
        for thread, text, before in rows.values_list("thread_id", "text", "text_before"):
            yield thread, text
            yield thread, before


def _write(work: Work, notes: Collection[tuple[int, str]]) -> None:
    if not notes:
        return
    same: dict[str, Any] = dict.fromkeys(("account", "contact", "deleted_at", "edited_at", "edited_by"))
    same |= {"text_before": "", "is_pinned": False, "created_by": work.user_id, "created_at": work.now}
    rows = [(pk, *note) for pk, note in zip(work.new_ids(Note, len(notes)), notes, strict=True)]
    work.insert(Note, _FIELDS, rows, same)
    for pk, _thread, text in rows:
        work.note_created(Note, pk, str(Note(text=text)))


def _no_longer_unchanged(verdicts: Verdicts, rows: set[int]) -> None:
    """A known record to which the row brings only its note is changed by it."""
    same = {issue.row for issue in verdicts.issues if issue.code == "unchanged" and issue.row in rows}
    verdicts.issues[:] = [one for one in verdicts.issues if one.row not in same or one.code != "unchanged"]
    for row in same:
        verdicts.say(row, "updated")
