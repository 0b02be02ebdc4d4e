"""Touches found by what was noted with them, for the search box."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.notes.queries import part_with
from jornada.apps.interactions.places import place_of_row
from jornada.apps.interactions.queries import visible_touches
from jornada.apps.interactions.telling import heard
from jornada.apps.interactions.threads import pages_of
from jornada.apps.org.words import latest_with_words
from jornada.ui.search import Hit

RELATED = ("activity", "account", "contact", "thread")


def _offered(user: Any) -> QuerySet[Touch]:
    return heard(visible_touches(user)).filter(voids=None, voided_by=None).select_related(*RELATED)


def find_touches(user: Any, text: str, limit: int) -> Iterator[Hit]:
    """Find touches by the words of their notes, the latest recorded first; those that were voided are not offered."""
    found = latest_with_words(Touch, lambda: _offered(user), text, limit)
    pages = pages_of(user, {row.thread_id for row in found if row.thread_id})
    for row in found:
        place, page = place_of_row(row), pages.get(row.thread_id or 0)
        where = page.title if page else str(place.account or place.contact or "")
        url = f"{page.url if page else place.url}#touch-{row.pk}"
        yield Hit(part_with(row.note, text), url, f"{row.activity.label} · {where}", pk=row.pk)
