"""Segments as a filter of lists."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.segments.members import in_segment
from jornada.apps.market.segments.queries import visible_segments
from jornada.ui.filters import Filter

MOST = 200


def segment_filter(record: str) -> Filter:
    """Narrow the list of a kind of record to a segment."""

    def choices(request: HttpRequest) -> list[tuple[str, str]]:
        rows = visible_segments(request.user).filter(record=record)[:MOST]
        return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]

    return Filter("segment", _("Segment"), apply=_apply, choices=choices, order=55)


def _apply(rows: QuerySet, value: Any) -> QuerySet:
    return in_segment(rows, value)
