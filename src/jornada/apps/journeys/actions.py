"""Writes of journeys: making a map, and putting one into force."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions.dirty import mark_all_dirty
from jornada.apps.journeys.faults import describe_fault
from jornada.apps.journeys.models import Map, Stage
from jornada.apps.org import history
from jornada.rules.map_json import from_json, to_json
from jornada.rules.stages import JourneyMap, check_map


class UnsoundMapError(ValueError):
    """A map has rules that are wrong or can never match; `faults` say which."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(" ".join(faults))


def draft_map(user: Any, name: str, journey: JourneyMap) -> Map:
    """Keep a map as the next version of its name, not yet in force."""
    latest = Map.objects.filter(name=name).aggregate(latest=Max("version"))["latest"] or 0
    with transaction.atomic():
        made = Map.objects.create(
            name=name,
            version=latest + 1,
            ratchet=journey.ratchet,
            definition=to_json(journey),
            created_at=timezone.now(),
        )
        Stage.objects.bulk_create(stage_rows(made, journey))
        history.record_created(user, made)
    return made


def activate_map(user: Any, wanted: Map) -> None:
    """Put a map into force; every account is derived again under it, by the worker or by `jornada replay`."""
    faults = [describe_fault(fault) for fault in check_map(from_json(wanted.definition))]
    if faults:
        raise UnsoundMapError([_("The map cannot be put into force."), *faults])
    with transaction.atomic():
        before = history.snapshot(wanted)
        Map.objects.filter(status=Map.Status.ACTIVE).exclude(pk=wanted.pk).update(status=Map.Status.RETIRED)
        wanted.status = Map.Status.ACTIVE
        wanted.save(update_fields=["status"])
        history.record_updated(user, wanted, before)
        mark_all_dirty()


def stage_rows(made: Map, journey: JourneyMap) -> list[Stage]:
    """Build the rows of a map's stages."""
    return [
        Stage(map=made, order=order, code=stage.code, label_en=stage.en, label_pt=stage.pt, phase=stage.phase)
        for order, stage in enumerate(journey.stages)
    ]
