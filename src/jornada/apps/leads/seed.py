"""The sources every new database starts with; what the company renamed or switched off stays so."""

from __future__ import annotations

from typing import Any

from django.db import connections

from jornada.apps.leads.models import Source
from jornada.rules.sources import SOURCES


def add_missing_sources(using: str = "default", **signal: Any) -> None:
    if Source._meta.db_table not in connections[using].introspection.table_names():
        return
    known = set(Source.objects.using(using).values_list("code", flat=True))
    rows = [
        Source(code=kind.code, label_en=kind.en, label_pt=kind.pt, order=order)
        for order, kind in enumerate(SOURCES)
        if kind.code not in known
    ]
    Source.objects.using(using).bulk_create(rows)
