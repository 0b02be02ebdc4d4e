"""Columns that the log adds to the lists of leads and opportunities, which live on its threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.lists import BY_ANYONE
from jornada.apps.interactions.queries import interactions, live_touches
from jornada.ui.columns import Column


def register(columns: Any) -> None:
    for record in ("lead", "opportunity"):
        columns.register(
            record,
            Column("touches", _("Interactions"), order=50, values=numbers(record), kind="number", missing=0),
        )
        columns.register(
            record,
            Column("last_touch", _("Last interaction"), order=52, values=last(record), kind="moment", help=BY_ANYONE),
        )


def numbers(record: str) -> Callable[[Sequence[int]], dict[int, int]]:
    """Count the interactions on the threads of these records (one query)."""

    def values(ids: Sequence[int]) -> dict[int, int]:
        owner = f"thread__{record}"
        rows = interactions(live_touches()).filter(**{f"{owner}__in": ids})
        return dict(rows.values_list(owner).annotate(Count("id")))

    return values


def last(record: str) -> Callable[[Sequence[int]], dict[int, datetime]]:
    """Find the latest interaction on the threads of these records (one query); our own decisions are none."""

    def values(ids: Sequence[int]) -> dict[int, datetime]:
        owner = f"thread__{record}"
        rows = interactions(live_touches()).filter(**{f"{owner}__in": ids})
        return dict(rows.values_list(owner).annotate(Max("at")))

    return values
