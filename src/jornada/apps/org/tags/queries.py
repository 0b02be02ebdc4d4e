"""Reads of tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from jornada.apps.org.tags.models import Tag, Tagging


def tags() -> QuerySet[Tag]:
    """Return the tags in use, by name."""
    return Tag.objects.filter(deleted_at=None)


def tags_of(record: str, ids: Sequence[int]) -> dict[int, list[Tag]]:
    """Return the tags of these records, each by name (one query)."""
    rows = Tagging.objects.filter(record=record, object_id__in=ids, tag__deleted_at=None).select_related("tag")
    found: dict[int, list[Tag]] = defaultdict(list)
    for row in rows.order_by("tag__name", "tag_id"):
        found[row.object_id].append(row.tag)
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


def _has(record: str, tag_ids: Sequence[Any] | None) -> Exists:
    hung = Tagging.objects.filter(record=record, object_id=OuterRef("pk"), tag__deleted_at=None)
    return Exists(hung if tag_ids is None else hung.filter(tag__in=tag_ids))
