"""The journey map every database starts with."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext_noop

from jornada.rules.default_map import DEFAULT_MAP, FORMER_DEFAULTS
from jornada.rules.map_json import from_json, to_json

NAME = gettext_noop("Buyer's journey")


def seed_default_map(using: str = "default", **signal: Any) -> None:
    """Put the default map into force in a database that has no map yet, or nothing but a former default."""
    from jornada.apps.journeys.actions import stage_rows
    from jornada.apps.journeys.models import Map, Stage

    if Stage._meta.db_table not in connections[using].introspection.table_names():
        return
    if Map.objects.using(using).exists():
        if using == "default":
            _follow_the_default()
        return
    definition, now = to_json(DEFAULT_MAP), timezone.now()
    made = Map.objects.using(using).create(
        name=NAME, version=1, status=Map.Status.ACTIVE, definition=definition, created_at=now
    )
    Stage.objects.using(using).bulk_create(stage_rows(made, DEFAULT_MAP))


def _follow_the_default() -> None:
    """Put the default map of today in force as the next version where a former one is, unchanged and never replaced."""
    from jornada.apps.journeys.actions import activate_map, draft_map
    from jornada.apps.journeys.models import Map

    latest = Map.objects.filter(name=NAME).order_by("-version").first()
    if latest is None or latest.status != Map.Status.ACTIVE:
        return
    if from_json(latest.definition) in FORMER_DEFAULTS:
        activate_map(None, draft_map(None, NAME, DEFAULT_MAP))
