"""Writes of the tour."""

from __future__ import annotations

from typing import Any

from jornada.apps.org.models import TourMark


def mark(user: Any, code: str) -> None:
    """Remember something of a person's tour, once."""
    TourMark.objects.bulk_create([TourMark(user=user, code=code)], ignore_conflicts=True)


def unmark(user: Any, code: str) -> None:
    TourMark.objects.filter(user=user, code=code).delete()
