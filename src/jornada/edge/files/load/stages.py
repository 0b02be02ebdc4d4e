"""The pipeline's stages by any name: the same, the nearest in meaning, or a new one that joins the pipeline."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import F

from jornada.apps.sales.models import Pipeline, PipelineStage
from jornada.edge.files.kinds import plain
from jornada.edge.files.load.lookups import free_code
from jornada.edge.files.load.work import Work
from jornada.edge.files.matching import stages as words

_FIELDS = ("id", "pipeline", "order", "code", "label_en", "label_pt", "probability", "journey_stage")


class Stages:
    """Stages of the default pipeline."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.fresh: list[tuple[Any, ...]] = []
        self._early = 0

    @cached_property
    def rows(self) -> list[PipelineStage]:
        return list(PipelineStage.objects.filter(pipeline=self.pipeline).order_by("order"))

    @cached_property
    def pipeline(self) -> Pipeline:
        return Pipeline.objects.order_by("-is_default", "id")[0]

    @cached_property
    def ids(self) -> dict[str, int]:
        return {plain(name): row.pk for row in reversed(self.rows) for name in (row.code, row.label_en, row.label_pt)}

    @cached_property
    def by_code(self) -> dict[str, int]:
        return {row.code: row.pk for row in self.rows}

    @property
    def first(self) -> int:
        return self.rows[0].pk

    @property
    def last(self) -> int:
        return self.rows[-1].pk

    def find(self, name: str) -> int | None:
        """Find a stage by its name, or by what its name means."""
        return self.ids.get(plain(name)) or self.by_code.get(words.concept_of(name))

    def find_or_add(self, name: str | None) -> int | None:
        if not name:
            return None
        found = self.find(name)
        return self._add(name) if found is None else found

    def _add(self, name: str) -> int:
        pk = self.work.new_id(PipelineStage)
        is_early = words.concept_of(name) == "early"
        probability, journey = (0.05, "interest") if is_early else (0.5, "")
        order = self._early if is_early else len(self.rows) + len(self.fresh) + self._early + 1
        self._early += is_early
        code = free_code(name, set(self.by_code))
        self.by_code[code] = self.ids[plain(name)] = pk
        self.fresh.append((pk, self.pipeline.pk, order, code, name[:120], name[:120], probability, journey))
        self.work.added["stage"][name] += 1
        return pk

    def flush(self) -> None:
        rows, self.fresh = self.fresh, []
        if not rows:
            return
        if self._early and not self.work.is_dry:
            PipelineStage.objects.filter(pipeline=self.pipeline).update(order=F("order") + self._early)
        self._early = 0
        self.work.insert(PipelineStage, _FIELDS, rows)
        if not self.work.is_dry:
            del self.rows
