"""Settings of pipelines and stages, for administrators; moving an opportunity to another pipeline."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.journeys.queries import stage_labels
from jornada.apps.org import access
from jornada.apps.org.record_pages import act, delete_page, form_page
from jornada.apps.org.views import admin_only
from jornada.apps.sales import actions, pipeline_actions, queries
from jornada.apps.sales.models import Pipeline, PipelineStage
from jornada.apps.sales.pipeline_forms import NewPipelineForm, OtherPipelineForm, PipelineForm, RetireForm, StageForm
from jornada.apps.sales.step_views import way_back
from jornada.ui.addresses import is_id


@admin_only
def pipeline_list(request: HttpRequest) -> HttpResponse:
    numbers = queries.open_by("stage__pipeline")
    shown = [(row, numbers.get(row.pk, 0), list(queries.stages(row))) for row in queries.pipelines()]
    return render(request, "sales/pipelines/list.html", {"title": _("Pipelines"), "rows": shown})


@admin_only
def pipeline_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        NewPipelineForm(request.POST or None, user=request.user),
        lambda form: _url(pipeline_actions.create_pipeline(request.user, **form.values())),
        title=_("New pipeline"),
        back=reverse("pipeline_list"),
    )


@admin_only
def pipeline(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Pipeline, pk=pk)
    numbers, labels = queries.open_by("stage"), _journey_labels(request)
    stages = list(record.stages.order_by("order"))
    for stage in stages:
        stage.open_count = numbers.get(stage.pk, 0)
    rows = [(stage, labels.get(stage.journey_stage, stage.journey_stage)) for stage in stages]
    context = {
        "pipeline": record,
        "title": record.name,
        "may_delete": not record.is_default and not pipeline_actions.is_used(record),
        "rows": [row for row in rows if not row[0].is_retired],
        "retired": [row[0] for row in rows if row[0].is_retired],
    }
    return render(request, "sales/pipelines/pipeline.html", context)


@admin_only
def pipeline_edit(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Pipeline, pk=pk)
    return form_page(
        request,
        PipelineForm(request.POST or None, instance=record, user=request.user),
        lambda form: _url(pipeline_actions.update_pipeline(request.user, record, **form.values())),
        title=record.name,
        back=_url(record),
    )


@admin_only
def pipeline_delete(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Pipeline, pk=pk)
    return delete_page(
        request,
        record,
        lambda: pipeline_actions.delete_pipeline(request.user, record),
        back=_url(record),
        to=reverse("pipeline_list"),
    )


@admin_only
@require_POST
def pipeline_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the order of all stages (`order=3,1,2`, by drag) or one stage's step (`stage=3`, `step=-1`, by button)."""
    record = get_object_or_404(Pipeline, pk=pk)
    pipeline_actions.order_stages(request.user, record, _asked_order(request, record))
    return HttpResponse(status=204) if request.htmx else redirect(_url(record))


@admin_only
def stage_new(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Pipeline, pk=pk)
    return form_page(
        request,
        StageForm(request.POST or None, user=request.user),
        lambda form: _url(pipeline_actions.add_stage(request.user, record, **form.values()).pipeline),
        title=_("New stage"),
        back=_url(record),
    )


@admin_only
def stage_edit(request: HttpRequest, pk: int) -> HttpResponse:
    stage = _stage(pk)
    return form_page(
        request,
        StageForm(request.POST or None, instance=stage, user=request.user),
        lambda form: _url(pipeline_actions.update_stage(request.user, stage, **form.values()).pipeline),
        title=stage.label,
        back=_url(stage.pipeline),
    )


@admin_only
def stage_retire(request: HttpRequest, pk: int) -> HttpResponse:
    stage = _stage(pk)
    form = RetireForm(request.POST or None, stage=stage)
    form.is_bound = request.method == "POST"
    return form_page(
        request,
        form,
        lambda form: _retire(request, stage, form),
        title=_("Retire %(stage)s") % {"stage": stage.label},
        back=_url(stage.pipeline),
        template="sales/pipelines/retire.html",
        submit=_("Retire stage"),
        said=_("%(stage)s is retired.") % {"stage": stage.label},
        number=form.number,
    )


@admin_only
@require_POST
def stage_use(request: HttpRequest, pk: int) -> HttpResponse:
    stage = _stage(pk)
    said = _("%(stage)s is in use again.") % {"stage": stage.label}
    return act(request, lambda: pipeline_actions.use_stage_again(request.user, stage), said, _url(stage.pipeline))


def opportunity_pipeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an opportunity to another pipeline (`?to=2`): the stage that fits is proposed."""
    rows = queries.visible_opportunities(request.user).select_related("stage__pipeline", "owner")
    record = get_object_or_404(rows, pk=pk)
    access.require(request.user, "opportunity", "change", record)
    access.require_field(request.user, "opportunity", "stage")
    asked = request.GET.get("to", "")
    others = queries.pipelines().exclude(pk=record.stage.pipeline_id)
    to = get_object_or_404(others, pk=int(asked) if is_id(asked) else 0)
    undo = way_back(record, record.get_absolute_url())
    return form_page(
        request,
        OtherPipelineForm(request.POST or None, opportunity=record, pipeline=to),
        lambda form: actions.move_opportunity(request.user, record, form.cleaned_data["stage"]),
        title=_("Move “%(name)s” to %(pipeline)s") % {"name": record.name, "pipeline": to.name},
        back=record.get_absolute_url(),
        submit=_("Move"),
        said=_("Moved to %(stage)s.") % {"stage": to.name},
        undo=lambda _saved: undo,
    )


def _retire(request: HttpRequest, stage: PipelineStage, form: RetireForm) -> str:
    pipeline_actions.retire_stage(request.user, stage, form.cleaned_data.get("into"))
    return _url(stage.pipeline)


def _asked_order(request: HttpRequest, record: Pipeline) -> list[int]:
    ids = [int(part) for part in request.POST.get("order", "").split(",") if is_id(part)]
    stage, step = request.POST.get("stage", ""), -1 if request.POST.get("step") == "-1" else 1
    if ids or not is_id(stage):
        return ids
    line = list(queries.stages(record).values_list("pk", flat=True))
    if int(stage) in line:
        place = line.index(int(stage))
        line.insert(max(0, place + step), line.pop(place))
    return line


def _journey_labels(request: HttpRequest) -> dict[str, str]:
    is_pt = 1 if request.LANGUAGE_CODE.startswith("pt") else 0
    return {code: both[is_pt] for code, both in stage_labels("opportunity", request.user).items()}


def _stage(pk: int) -> PipelineStage:
    return get_object_or_404(PipelineStage.objects.select_related("pipeline"), pk=pk)


def _url(record: Pipeline) -> Any:
    return reverse("pipeline", args=[record.pk])
