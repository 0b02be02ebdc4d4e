"""The journey map every database starts with."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext_noop

from jornada.rules.default_map import DEFAULT_MAP
from jornada.rules.map_json import to_json

NAME = gettext_noop("Buyer's journey")


def seed_default_map(using: str = "default", **signal: Any) -> None:
    """Put the default map into force in a database that has no map yet."""
    from jornada.apps.journeys.actions import stage_rows
    from jornada.apps.journeys.models import Map, Stage

    if Stage._meta.db_table not in connections[using].introspection.table_names():
        return
    if Map.objects.using(using).exists():
        return
    definition, now = to_json(DEFAULT_MAP), timezone.now()
    made = Map.objects.using(using).create(
        name=NAME, version=1, status=Map.Status.ACTIVE, definition=definition, created_at=now
    )
    Stage.objects.using(using).bulk_create(stage_rows(made, DEFAULT_MAP))
