"""The activities every database starts with."""

from __future__ import annotations

from typing import Any

from django.db import connections

from jornada.rules.catalogue import CATALOGUE


def seed_activities(using: str = "default", **kwargs: Any) -> None:
    """Add the catalogue's activities that are missing; what the company changed stays as it is."""
    from jornada.apps.interactions.models import Activity

    if Activity._meta.db_table not in connections[using].introspection.table_names():
        return
    rows = Activity.objects.using(using)
    known = set(rows.values_list("code", flat=True))
    rows.bulk_create(
        Activity(
            code=kind.code,
            channel=kind.channel,
            direction=kind.direction,
            by=kind.by,
            outcome=kind.outcome,
            label_en=kind.en,
            label_pt=kind.pt,
            is_manual=kind.is_manual,
            order=order,
        )
        for order, kind in enumerate(CATALOGUE, start=1)
        if kind.code not in known
    )
