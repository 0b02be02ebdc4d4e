"""Parameters that narrow several lists."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Field

from jornada.api.duplicates import with_external
from jornada.api.listing import Filter
from jornada.apps.org.alphabet import beginning
from jornada.apps.org.owners import NOBODY, owned_by
from jornada.ui.api_moments import Moment

Id = Annotated[int, Field(ge=1, lt=2**63)]
STAMPS = (
    Filter("created_since", Moment, "made at this instant or later", lookup="created_at__gte"),
    Filter("created_until", Moment, "made before this instant", lookup="created_at__lt"),
    Filter("updated_since", Moment, "changed at this instant or later: what a copy elsewhere asks for",
           lookup="updated_at__gte"),
)  # fmt: skip


def possible(ids: list[int]) -> list[int]:
    """Keep the numbers that a record can have: the others name none."""
    return [pk for pk in ids if 0 < pk < 2**63]


def _owned(rows: QuerySet, value: int) -> QuerySet:
    return rows.filter(owned_by([value or NOBODY]))


def _begun(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(beginning(value))


NAMED = Filter("q", str, "the name begins with this, whatever its case and accents", apply=_begun, of="name")
# An owner's id is asked for as lists ask: on the index that knows nobody as a number.
OWNER = Filter("owner_id", Annotated[int, Field(ge=0, lt=2**63)], "0: nobody's", apply=_owned)


def of(name: str, text: str = "") -> Filter:
    """Narrow by the id of another record."""
    return Filter(name, Id, text)


def external(record: str) -> Filter:
    """Find a record by the id it has elsewhere, or by that of one that it took in."""
    return Filter(
        "external_id", str, "its id in your own system", apply=lambda rows, value: _by_id(rows, record, value)
    )


def same(name: str, text: str = "") -> Filter:
    """Narrow to one value of a text."""
    return Filter(name, str, text)


def _by_id(rows: QuerySet, record: str, value: Any) -> QuerySet:
    return with_external(rows, record, value) if value else rows
