"""Segments of the demo: the examples that an empty list offers, kept by Marketing; the worker finds their members."""

from __future__ import annotations

from django.utils import timezone, translation

from jornada.apps.market.segments.models import Segment
from jornada.apps.market.segments.starters import STARTERS
from jornada.apps.org.models import User
from jornada.rules.condition_json import to_json


def add_segments(language: str) -> None:
    """Keep each example as a segment that everybody sees."""
    now = timezone.now()
    keeper = User.objects.filter(role="marketing").order_by("pk").first()
    with translation.override(language):
        Segment.objects.bulk_create(
            Segment(
                name=str(each.name),
                note=str(each.note),
                record=each.record,
                condition=to_json(each.condition),
                owner=keeper,
                created_at=now,
                updated_at=now,
            )
            for each in STARTERS
        )
