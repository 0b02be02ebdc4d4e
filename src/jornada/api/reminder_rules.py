"""Rules that make a task of silence: for administrators, as their page is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from pydantic import StringConstraints

from jornada.api.filters import NAMED
from jornada.api.filters import Id as RowId
from jornada.api.listing import Filter
from jornada.api.lookups import Known
from jornada.api.resources import Resource, serve
from jornada.api.schemas import Strict
from jornada.apps.interactions.queries import plannable_activities
from jornada.apps.journeys import silence_actions
from jornada.apps.journeys.models import Map, SilenceRule, Stage
from jornada.apps.journeys.silence_of import subject_of, tasks_at_once
from jornada.apps.org.alphabet import NAME
from jornada.apps.sales import queries
from jornada.apps.sales.models import PipelineStage
from jornada.apps.sales.silent import CODE, stage_name, stages_of_rules

router = Router(tags=["reminder rules"])
PLACES = ("journey_stage", "pipeline_id", "stage")
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Code = Annotated[str, StringConstraints(max_length=60)]


class ReminderRuleIn(Strict):
    name: Words = Field(examples=["Call who went quiet"])
    journey_stage: Code | None = Field(
        None,
        description="accounts at this stage of the journey map, by its code; what is sent of `journey_stage`, "
        "`pipeline_id` and `stage` says the whole place, and null for all of them is any account",
        examples=["consideration"],
    )
    pipeline_id: RowId | None = Field(None, description="the default pipeline when left out", examples=[None])
    stage: Code | None = Field(None, description="open opportunities at this stage, by its code", examples=[None])
    days: int = Field(14, ge=1, le=3650, description="days without a touch")
    activity: Code = Field("call.connected", description="what the task is; a code of the catalogue")
    owner_id: RowId | None = Field(None, description="whose task it is; null: the owner of the account or opportunity")
    is_active: bool = True


class ReminderRuleOut(Schema):
    id: int
    name: str
    record: Literal["account", "opportunity"] = Field(description="what is silent")
    journey_stage: str | None = Field(description="null: wherever the account stands")
    pipeline_id: int | None
    stage: str | None = Field(description="of the pipeline; null, too, when it is not there any more")
    days: int
    activity: str
    owner_id: int | None
    is_active: bool
    created_at: datetime
    updated_at: datetime


def rule_out(row: SilenceRule) -> dict[str, Any]:
    subject, named = subject_of(row)
    told = {name: getattr(row, name) for name in ReminderRuleOut.model_fields if hasattr(row, name)}
    stage = _stage_of(row) if subject.code else None
    return {
        **told,
        "record": subject.code or "account",
        "journey_stage": None if subject.code else named or None,
        "pipeline_id": stage.pipeline_id if stage else None,
        "stage": stage.code if stage else None,
        "activity": row.activity.code,
    }


def prepared(given: dict[str, Any], row: SilenceRule | None) -> dict[str, Any]:
    """Read where a rule looks and what its task is, which both are named by codes."""
    places = {name: given.pop(name) for name in PLACES if name in given}
    if places:
        given["place"] = _place(**places)
    if "activity" in given:
        given["activity"] = _named(plannable_activities(), "activity", given["activity"])
    return given


def create_rule(user: Any, **values: Any) -> SilenceRule:
    return silence_actions.create_rule(user, **_kept(values))


def update_rule(user: Any, row: SilenceRule, **values: Any) -> SilenceRule:
    return silence_actions.update_rule(user, row, **_kept(values))


def doubt(row: SilenceRule | None, values: dict[str, Any]) -> str:
    """Say how many tasks a rule would make at once."""
    return tasks_at_once(silence_actions.with_values(row, _kept(values)), timezone.now())


def load_stages(rows: Sequence[SilenceRule]) -> None:
    """Read at once the stages of pipelines that rules name."""
    stages = stages_of_rules(rows)
    for row in rows:
        row.at_stage = stages.get(row.stage)  # type: ignore[attr-defined]


def _stage_of(row: SilenceRule) -> PipelineStage | None:
    if not hasattr(row, "at_stage"):
        load_stages([row])
    return row.at_stage  # type: ignore[attr-defined]


def _place(journey_stage: str | None = None, pipeline_id: int | None = None, stage: str | None = None) -> str:
    """Name a place as a rule keeps it."""
    if journey_stage and (pipeline_id or stage):
        raise ValidationError({"journey_stage": [_("Send a stage of the journey or one of a pipeline, not both.")]})
    if pipeline_id and not stage:
        raise ValidationError({"stage": [_("Say which stage of the pipeline is meant.")]})
    if not stage:
        in_force = Stage.objects.filter(map__status=Map.Status.ACTIVE)
        return _named(in_force, "journey_stage", journey_stage).code if journey_stage else ""
    pipeline = Known().named(queries.pipelines, "pipeline_id", "pk", pipeline_id)
    return stage_name(_named(queries.stages(pipeline), "stage", stage))


def _named(rows: Any, field: str, code: str) -> Any:
    return Known().named(lambda: rows, field, "code", code)


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """Return values by the names that the model has."""
    return {"stage" if name == "place" else name: value for name, value in values.items()}


def _of(rows: QuerySet, record: str) -> QuerySet:
    of_opportunities = {"stage__startswith": f"{CODE}:"}
    return rows.filter(**of_opportunities) if record == CODE else rows.exclude(**of_opportunities)


RULES = Resource(
    one="reminder_rule",
    many="reminder_rules",
    out=ReminderRuleOut,
    shape=rule_out,
    visible=silence_actions.visible_rules,
    related=("activity", "owner"),
    sorts={"id": "id", "name": NAME, "days": "days"},
    default_sort="name",
    filters=(
        NAMED,
        Filter("is_active", bool),
        Filter("record", Literal["account", "opportunity"], "what is silent", apply=_of),
    ),
    form=ReminderRuleIn,
    create=create_rule,
    update=update_rule,
    delete=silence_actions.delete_rule,
    prepare=prepared,
    doubt=doubt,
    doubt_note=" When it makes tasks at once: 409 with their number, unless `force`.",
    beside=load_stages,
    list_note="By name unless `sort` says otherwise.",
    delete_note="Delete a rule; the tasks it made stay.",
)


serve(router, RULES)
