"""Reads of tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from jornada.apps.org.alphabet import NAME
from jornada.apps.org.kept import Kept
from jornada.apps.org.prepared import rows_with
from jornada.apps.org.tags.models import Tag, Tagging


def tags() -> QuerySet[Tag]:
    """Return the tags in use, by name."""
    return Tag.objects.filter(deleted_at=None)


def names_of_tags() -> list[tuple[int, str]]:
    """Return the tags in use to choose from, by name."""
    return [(pk, tag.name) for pk, (_place, tag) in _tags_in_order().items()]


def tags_of(record: str, ids: Sequence[int]) -> dict[int, list[Tag]]:
    """Return the tags of these records, each by name (one query)."""
    known = _tags_in_order()
    found: dict[int, list[Tag]] = defaultdict(list)
    for hung in rows_with(Tagging.objects.all(), record=record, object_id=ids):
        if hung.tag_id in known:
            found[hung.object_id].append(known[hung.tag_id][1])
    for some in found.values():
        some.sort(key=lambda tag: known[tag.pk][0])
    return found


def tagged(rows: QuerySet, record: str, tag_ids: Sequence[Any] | None = None) -> QuerySet:
    """Keep the rows with one of these tags; without any named, those with any tag."""
    return rows.filter(_has(record, tag_ids))


def untagged(rows: QuerySet, record: str, tag_ids: Sequence[Any] | None = None) -> QuerySet:
    return rows.filter(~_has(record, tag_ids))


def uses() -> dict[int, dict[str, int]]:
    """Count the records of each kind under each tag."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for tag, record, number in Tagging.objects.values_list("tag", "record").annotate(Count("pk")).order_by():
        found[tag][record] = number
    return found


def _read_in_order() -> dict[int, tuple[int, Tag]]:
    return {tag.pk: (place, tag) for place, tag in enumerate(tags().order_by(NAME, "pk"))}


_tags_in_order = Kept(_read_in_order, Tag)


def _has(record: str, tag_ids: Sequence[Any] | None) -> Exists:
    hung = Tagging.objects.filter(record=record, object_id=OuterRef("pk"), tag__deleted_at=None)
    return Exists(hung if tag_ids is None else hung.filter(tag__in=tag_ids))
