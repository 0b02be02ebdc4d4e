"""Reads of files on records; whoever sees the record sees them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from jornada.apps.interactions.attachments.models import Attachment
from jornada.apps.interactions.held import held_at, place_of_held, visible_held, with_places
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.threads import pages_of
from jornada.apps.org.access import is_admin
from jornada.apps.org.words import seen_with_words
from jornada.ui.search import Hit


def visible_files(user: Any) -> QuerySet[Attachment]:
    return visible_held(user, Attachment)


def files_at(user: Any, place: Place) -> QuerySet[Attachment]:
    """Return the files of a place, the latest first."""
    return with_places(held_at(user, Attachment, place)).order_by("-created_at", "-id")


def may_delete(user: Any, file: Attachment) -> bool:
    """Say whether the user may delete a file: who put it there, or an administrator."""
    return bool(file.created_by_id == user.pk or is_admin(user))


def find_files(user: Any, text: str, limit: int) -> Iterator[Hit]:
    """Find files by the words of their names, for the search box."""
    rows = seen_with_words(Attachment, lambda: visible_files(user), text, limit)
    if not rows:
        return
    found = with_places(Attachment.objects.filter(pk__in=[row.pk for row in rows])).order_by("-created_at")
    pages = pages_of(user, {row.thread_id for row in found if row.thread_id})
    for row in found:
        place = place_of_held(row)
        page = pages.get(row.thread_id or 0)
        title = page.title if page else str(place.contact if row.contact_id else place.account or place.contact or "")
        yield Hit(row.name, f"{page.url if page else place.url}#file-{row.pk}", title, "paperclip", row.pk)
