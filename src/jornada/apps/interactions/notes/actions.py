"""Writes of notes. Who is mentioned is told, once a note; deleting and changing can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jornada.apps.interactions.held import place_of_held, where
from jornada.apps.interactions.notes import queries
from jornada.apps.interactions.notes.models import LONGEST, Note
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.threads import pages_of
from jornada.apps.org import edits, history
from jornada.apps.org.models import User
from jornada.apps.org.notices import take_back, tell

MENTIONED = gettext_noop("%(who)s mentioned you in a note on %(record)s.")


def write_note(user: Any, place: Place, text: str) -> Note:
    """Write a note at a place."""
    if not (queries.may_write(user) and queries.sees(user, place)):
        raise PermissionDenied
    text, people = _checked(place, text)
    with transaction.atomic():
        note = Note.objects.create(**where(place), text=text, created_by=user, created_at=timezone.now())
        history.record_created(user, note)
        _mention(user, note, place, people)
    return note


def change_note(user: Any, note: Note, text: str, seen_at: datetime | None = None) -> Note:
    """Give a note another text; the one before is kept for the undo.

    `seen_at` says which text was changed, by the instant since when it read so; `StaleError` when another one came.
    """
    _require_edit(user, note)
    place = place_of_held(note)
    text, people = _checked(place, text)
    with transaction.atomic():
        row = edits.locked(note)
        if row.text != text:
            if seen_at is not None and row.written_at != seen_at:
                raise edits.StaleError(row)
            values = {"text": text, "text_before": row.text, "edited_at": timezone.now(), "edited_by": user}
            edits.write(user, row, values)
            gone = set(row.mentions.values_list("pk", flat=True)) - {person.pk for person in people}
            take_back(_key(row), gone)
            _mention(user, row, place, people)
    return row


def undo_change(user: Any, note: Note, seen_at: datetime | None = None) -> Note:
    """Give a note the text it had before its last change, unless somebody changed it once more."""
    _require_edit(user, note)
    edits.refuse_unless(bool(note.text_before), _("There is no change to undo."))
    try:
        return change_note(user, note, note.text_before, seen_at or note.written_at)
    except edits.StaleError as error:
        raise edits.WrongMomentError(_("Somebody changed this note after you did; it stays as it is.")) from error


def delete_note(user: Any, note: Note) -> None:
    """Delete a note; whom it mentions and who has not read of it yet is not sent to where it was."""
    _require_edit(user, note)
    with transaction.atomic():
        edits.write(user, edits.locked(note), {"deleted_at": timezone.now()})
        take_back(_key(note), note.mentions.values_list("pk", flat=True))


def bring_back(user: Any, note: Note) -> None:
    """Undo the deleting; who had not read of it is told again."""
    _require_edit(user, note)
    with transaction.atomic():
        edits.write(user, edits.locked(note), {"deleted_at": None})
        place = place_of_held(note)
        for person in note.mentions.filter(is_active=True):
            if person.pk != note.created_by_id and queries.sees(person, place):
                _tell(note.created_by or user, note, place, person)


def pin_note(user: Any, note: Note, *, is_pinned: bool) -> None:
    """Keep a note above the others, or no longer: a matter of the record, not of who wrote it."""
    if not queries.may_write(user):
        raise PermissionDenied
    with transaction.atomic():
        edits.write(user, edits.locked(note), {"is_pinned": is_pinned})


def _checked(place: Place, text: str) -> tuple[str, list[User]]:
    """Return the text and whom it mentions; refuse blank ones, too long ones, and mentions of who cannot see it."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise ValidationError(_("Write something first."))
    if len(text) > LONGEST:
        long = _("A note has at most %(most)s characters; this one has %(n)s.")
        raise ValidationError(long % {"most": LONGEST, "n": len(text)})
    people = queries.whom(text)
    blind = [person.name for person in people if not queries.sees(person, place)]
    if blind:
        cannot = _("%(names)s cannot see this record: leave the mention out, or give access first.")
        raise ValidationError(cannot % {"names": ", ".join(blind)})
    return text, people


def _mention(user: Any, note: Note, place: Place, people: list[User]) -> None:
    note.mentions.set(people)
    for person in people:
        if person.pk != user.pk:
            _tell(user, note, place, person)


def _tell(user: Any, note: Note, place: Place, person: User) -> None:
    """Tell somebody of a mention, by the name of the record as far as they see it."""
    page = pages_of(person, [note.thread_id]).get(note.thread_id) if note.thread_id else None
    record = page.title if page else str(place.contact if note.contact_id else place.account or place.contact or "–")
    url = f"{page.url if page else place.url}#note-{note.pk}"
    tell([person], "mention", MENTIONED, url=url, key=_key(note), who=user, record=record)


def _key(note: Note) -> str:
    return f"note:{note.pk}"


def _require_edit(user: Any, note: Note) -> None:
    if not queries.may_edit(user, note):
        raise PermissionDenied
