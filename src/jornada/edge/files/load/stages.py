"""The pipeline's stages by any name: the same, another word for it, or a new one that joins the pipeline."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from jornada.apps.sales.models import Pipeline, PipelineStage
from jornada.edge.files.kinds import plain
from jornada.edge.files.load.lookups import free_code
from jornada.edge.files.load.work import Work
from jornada.edge.files.matching import stages as words

_FIELDS = ("id", "pipeline", "order", "code", "label_en", "label_pt", "probability", "journey_stage")

_BY_STEP = {"early": (0.05, "interest")}


class Pipelines:
    """The pipelines that are there, each with its stages; who names none of them gets the default one."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._stages: dict[int, Stages] = {}

    @cached_property
    def ids(self) -> dict[str, int]:
        rows = Pipeline.objects.filter(stages__is_retired=False).distinct()
        return {plain(row.name): row.pk for row in rows}

    @cached_property
    def default(self) -> Stages:
        return self._of(Pipeline.objects.order_by("-is_default", "id")[0].pk)

    def knows(self, name: str) -> bool:
        return plain(name) in self.ids or words.is_any_pipeline(name)

    def of(self, name: str | None) -> Stages:
        pk = self.ids.get(plain(name)) if name else None
        return self.default if pk is None else self._of(pk)

    def of_stage(self, stage: int) -> int | None:
        """Return the pipeline of a stage that rows name, also of one that joins it now."""
        return next((pk for pk, stages in self._stages.items() if stage in stages.ids.values()), None)

    def flush(self) -> None:
        for stages in self._stages.values():
            stages.flush()

    def _of(self, pk: int) -> Stages:
        if pk not in self._stages:
            self._stages[pk] = Stages(self.work, Pipeline(pk=pk))
        return self._stages[pk]


class Stages:
    """Stages of one pipeline."""

    def __init__(self, work: Work, pipeline: Pipeline) -> None:
        self.work, self.pipeline = work, pipeline
        self.fresh: list[PipelineStage] = []
        self._places: dict[int, str] = {}

    @cached_property
    def rows(self) -> list[PipelineStage]:
        """Return the stages in use: nothing is imported into one that was retired."""
        return list(PipelineStage.objects.filter(pipeline=self.pipeline, is_retired=False).order_by("order"))

    @cached_property
    def ids(self) -> dict[str, int]:
        return {plain(name): row.pk for row in reversed(self.rows) for name in (row.code, row.label_en, row.label_pt)}

    @cached_property
    def by_code(self) -> dict[str, int]:
        return {row.code: row.pk for row in self.rows}

    @cached_property
    def retired_codes(self) -> set[str]:
        rows = PipelineStage.objects.filter(pipeline=self.pipeline, is_retired=True)
        return set(rows.values_list("code", flat=True))

    @property
    def first(self) -> int:
        return self.rows[0].pk

    @property
    def last(self) -> int:
        """The stage from which most are won; not one that stands last only because nobody knows where it belongs."""
        return max(self.rows, key=lambda row: row.probability).pk

    def find(self, name: str) -> int | None:
        """Find a stage by its name, or by a name that means the same."""
        return self.ids.get(plain(name)) or self.by_code.get(words.same_as(name))

    def find_or_add(self, name: str | None) -> int | None:
        if not name:
            return None
        found = self.find(name)
        return self._add(name) if found is None else found

    def _add(self, name: str) -> int:
        """Let a stage join in the user's words, at the place on the road that its name tells, else at the end."""
        pk = self.work.new_id(PipelineStage)
        step = words.step_of(name)
        beside = next((row for row in self.rows if row.code == step), None)
        probability, journey = (beside.probability, beside.journey_stage) if beside else _BY_STEP.get(step, (0.5, ""))
        code = free_code(name, set(self.by_code) | self.retired_codes)
        self.by_code[code] = self.ids[plain(name)] = pk
        self.fresh.append(
            PipelineStage(
                pk=pk, pipeline=self.pipeline, code=code, label_en=name[:120], label_pt=name[:120],
                probability=probability, journey_stage=journey,
            )
        )  # fmt: skip
        self._places[pk] = step
        self.work.added["stage"][name] += 1
        self.work.note_created(PipelineStage, pk, name)
        return pk

    def flush(self) -> None:
        fresh, self.fresh = self.fresh, []
        if not fresh:
            return
        moved = self._in_order(fresh)
        self.work.insert(PipelineStage, _FIELDS, [_values(row) for row in fresh])
        if not self.work.is_dry:
            PipelineStage.objects.bulk_update(moved, ["order"])
            del self.rows

    def _in_order(self, fresh: list[PipelineStage]) -> list[PipelineStage]:
        """Number all stages anew; return those that stood already and moved."""
        before = {row.pk: row.order for row in self.rows}
        early = [row for row in fresh if self._places[row.pk] == "early"]
        line = early + list(self.rows)
        for row in fresh:
            if row not in early:
                line.insert(self._place_in(line, self._places[row.pk]), row)
        for order, row in enumerate(line):
            row.order = order
        return [row for row in self.rows if row.order != before[row.pk]]

    def _place_in(self, line: list[PipelineStage], step: str) -> int:
        """Find the place behind our stage and those that joined beside it."""
        beside = [at for at, row in enumerate(line) if step and step in (row.code, self._places.get(row.pk))]
        return beside[-1] + 1 if beside else len(line)


def _values(row: PipelineStage) -> tuple[Any, ...]:
    return (row.pk, row.pipeline_id, row.order, row.code, row.label_en, row.label_pt, row.probability,
            row.journey_stage)  # fmt: skip
