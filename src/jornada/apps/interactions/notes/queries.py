"""Reads of notes; whoever sees the record sees them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from jornada.apps.interactions.held import held_at, place_of_held, visible_held, with_places
from jornada.apps.interactions.notes.models import Note
from jornada.apps.interactions.places import NoSuchPlaceError, Place, find_place
from jornada.apps.interactions.threads import pages_of
from jornada.apps.org import access
from jornada.apps.org.access import is_admin
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.models import User
from jornada.apps.org.queries import names_of_people, people
from jornada.apps.org.words import seen_with_words
from jornada.rules.mentions import mentioned, unmatched
from jornada.ui.search import Hit

SUGGESTED = 6


def visible_notes(user: Any) -> QuerySet[Note]:
    return visible_held(user, Note)


def notes_at(user: Any, place: Place) -> QuerySet[Note]:
    """Return the notes of a place, the latest first, with what is shown of them."""
    rows = with_places(held_at(user, Note, place)).select_related("edited_by").prefetch_related("mentions")
    return rows.order_by("-created_at", "-id")


def may_edit(user: Any, note: Note) -> bool:
    """Say whether the user may change or delete a note: who wrote it, or an administrator."""
    return bool(note.created_by_id == user.pk or is_admin(user))


def may_write(user: Any) -> bool:
    """Say whether the user may write on records within reach, also where only their owner changes them."""
    return access.may(user, "account", "change")


def sees(person: User, place: Place) -> bool:
    """Say whether a person can see the record that a note hangs on."""
    try:
        find_place(person, {name: str(record.pk) for name, record in place.filters.items()})
    except NoSuchPlaceError:
        return False
    return True


def whom(text: str) -> list[User]:
    """Return the people whom a text mentions."""
    if "@" not in text:
        return []
    found = mentioned(text, dict(names_of_people()))
    return list(people().filter(pk__in=found)) if found else []


def mentions_of_nobody(text: str) -> list[str]:
    """Return the words behind an @ by which nobody is mentioned."""
    return unmatched(text, dict(names_of_people())) if "@" in text else []


def suggested(place: Place, text: str) -> list[User]:
    """Return people whose name starts so, a word of it, and who can see the record."""
    rows = people().filter(name__istartswith=text) | people().filter(name__icontains=f" {text}")
    return [person for person in rows.order_by(NAME)[: 4 * SUGGESTED] if sees(person, place)][:SUGGESTED]


def find_notes(user: Any, text: str, limit: int) -> Iterator[Hit]:
    """Find notes by their words, for the search box."""
    rows = seen_with_words(Note, lambda: visible_notes(user), text, limit)
    if not rows:
        return
    found = with_places(Note.objects.filter(pk__in=[row.pk for row in rows])).order_by("-created_at")
    pages = pages_of(user, {row.thread_id for row in found if row.thread_id})
    for row in found:
        place = place_of_held(row)
        page = pages.get(row.thread_id or 0)
        title = page.title if page else str(place.contact if row.contact_id else place.account or place.contact or "")
        yield Hit(part_with(row.text, text), f"{page.url if page else place.url}#note-{row.pk}", title, "note", row.pk)


def part_with(text: str, wanted: str) -> str:
    """Cut out of a long note the part around the first word that was looked for."""
    plain = " ".join(text.split())
    at = plain.lower().find(wanted.split(maxsplit=1)[0].lower()) if wanted.split() else 0
    start = max(0, at - 30)
    return ("…" if start else "") + plain[start : start + 90]
