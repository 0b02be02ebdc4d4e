"""Reads of maps, visits and positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jornada.apps.interactions.models import Activity
from jornada.apps.journeys.faults import describe_fault
from jornada.apps.journeys.models import Map, Stage
from jornada.apps.org.kept import Kept
from jornada.rules.map_json import from_json
from jornada.rules.stages import JourneyMap, check_map


class NoActiveMapError(LookupError):
    """No journey map is in force."""


@dataclass(frozen=True, slots=True)
class ActiveMap:
    """The map in force: the row, the rule, and the rows of its stages in order."""

    row: Map
    journey: JourneyMap
    stages: tuple[Stage, ...]

    @property
    def stage_ids(self) -> tuple[int, ...]:
        return tuple(stage.pk for stage in self.stages)


def active_map() -> ActiveMap:
    """Return the map in force."""
    return _in_force()


def active_stages() -> tuple[Stage, ...]:
    """Return the stages of the map in force, in order."""
    return _in_force().stages


def _read() -> ActiveMap:
    row = Map.objects.filter(status=Map.Status.ACTIVE).order_by("-id").first()
    if row is None:
        raise NoActiveMapError("No journey map is in force: run `jornada up`, which puts the default one in place.")
    return ActiveMap(row, from_json(row.definition), tuple(row.stages.order_by("order")))


_in_force = Kept(_read, Map, Stage)


def active_map_faults() -> list[str]:
    """Say in words which rules of the map in force are wrong or can never match."""
    known = Activity.objects.values_list("code", flat=True)
    return [describe_fault(fault) for fault in check_map(active_map().journey, known)]


def stage_labels(_record: str, _user: Any) -> dict[str, tuple[str, str]]:
    """Name the stages of the map in force in both languages, for conditions."""
    try:
        return {row.code: (row.label_en, row.label_pt) for row in active_stages()}
    except NoActiveMapError:
        return {}
