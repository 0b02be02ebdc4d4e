"""Tags as a field of records: read for a whole page at once, set together with the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Field

from jornada.api.listing import Filter
from jornada.apps.org.tags.actions import MOST_A_RECORD
from jornada.apps.org.tags.queries import tagged, tags, tags_of
from jornada.rules.conditions import fold

KEPT = "_tag_names"
TagName = Annotated[str, Field(min_length=1, max_length=40)]
Tags = Annotated[
    list[TagName], Field(max_length=MOST_A_RECORD, description="all of them; names that are new become tags")
]


def load_tags(record: str, rows: Sequence[Any]) -> None:
    """Read the tags of many records with one query."""
    found = tags_of(record, [row.pk for row in rows])
    for row in rows:
        row.__dict__[KEPT] = [tag.name for tag in found.get(row.pk, [])]


def know_no_tags(row: Any) -> None:
    """Say of a record that was just made without tags that it has none."""
    row.__dict__[KEPT] = []


def tag_names(record: str, row: Any) -> list[str]:
    """Return the names of a record's tags, as they were loaded with its page or read now."""
    if KEPT not in row.__dict__:
        load_tags(record, [row])
    return row.__dict__[KEPT]


def with_tag(record: str) -> Filter:
    """Narrow to the records that bear a tag."""

    def apply(rows: QuerySet, name: str) -> QuerySet:
        return tagged(rows, record, list(tags().filter(key=fold(name)).values_list("pk", flat=True)))

    return Filter("tag", str, "bears the tag of this name, in any case and with or without accents", apply=apply)
