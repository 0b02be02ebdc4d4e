"""Pages of the import: files, how they are understood, unknown values, trial, run, result."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jornada.analytics.door import FileProblem
from jornada.apps.org import access, jobs
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.following import UNDER_WAY, with_job
from jornada.apps.org.models import CustomField, Job
from jornada.edge.files import pages, refusals, unowned
from jornada.edge.files.access import kinds_for, may_import, visible_plans
from jornada.edge.files.again import can_come_again, has_its_files
from jornada.edge.files.breaks import breaks_of
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.list_view import TONES
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.more_sheets import import_of, unread_sheets
from jornada.edge.files.new_fields import NEW, fields_made, make_fields, planned_by_record, wrong_fields
from jornada.edge.files.owners import asked, is_of_us, take_people
from jornada.edge.files.plan import Step, in_order, kept_open, missing_fields
from jornada.edge.files.problems import say_problem
from jornada.edge.files.propose import apply_sure, find_unknown, remember, share_values
from jornada.edge.files.refused import write_refused
from jornada.edge.files.resembling import resembling
from jornada.edge.files.sheets import take_sheets
from jornada.edge.files.starting import begin, start_again
from jornada.edge.files.tasks import OPEN, OVER, as_its_job_ended, began_at, can_undo, report_path, steps_of, try_out
from jornada.edge.files.undo_ahead import foresee
from jornada.edge.files.unknown import is_nothing, offered, take_values, value_rows
from jornada.edge.files.upload import take_in
from jornada.ui.addresses import is_id

AT_ONCE = 100_000
STARTABLE = (ImportPlan.Status.READY, ImportPlan.Status.FAILED, ImportPlan.Status.CANCELLED)
BEGUN = gettext_lazy("This import has begun already: nothing was changed.")


def import_new(request: HttpRequest) -> HttpResponse:
    """Take files; several at once are one plan, whose rows may refer to each other."""
    _require(request)
    kinds = kinds_for(request.user)
    context: dict[str, Any] = {"kinds": [KINDS[code] for code in kinds], "problems": []}
    context["may_create"] = access.may(request.user, "account", "create")
    if request.method != "POST":
        return render(request, "files/import_new.html", context)
    plan = ImportPlan(user=request.user)
    files, kind = request.FILES.getlist("files"), request.POST.get("kind", "")
    with kept_open():
        context["problems"] = take_in(plan, files, kinds, kind if kind in kinds else "")
    if not files:
        context["problems"] = [_("Choose at least one file.")]
    if not plan.steps or context["problems"]:
        shutil.rmtree(plan.folder, ignore_errors=True)
        return render(request, "files/import_new.html", context, status=422)
    plan.save()
    return redirect("import_mapping", pk=plan.pk)


def import_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send to where the import stands: mapping, trial, progress or result."""
    plan = _plan(request, pk)
    if plan.status == ImportPlan.Status.DRAFT:
        is_tried = plan.job and plan.job.status in UNDER_WAY and "job" not in request.GET
        return redirect("job", pk=plan.job_id) if is_tried else redirect("import_mapping", pk=pk)
    if plan.status == ImportPlan.Status.READY:
        return _page(
            request,
            "files/import_trial.html",
            plan,
            result=pages.result_page(plan.trial),
            refused=refusals.refused(plan),
            planned=planned_by_record(steps_of(plan)),
        )
    is_under_way = plan.status == ImportPlan.Status.RUNNING and plan.job and plan.job.status in UNDER_WAY
    if is_under_way and "job" not in request.GET:
        return redirect("job", pk=plan.job_id)
    error = plan.result.get("error", "") or (plan.job.error if plan.job else "")
    return _page(
        request, "files/import_result.html", plan, result=pages.result_page(plan.result),
        status=(plan.get_status_display(), TONES[plan.status]), has_report=report_path(plan).exists(),
        error=error, may_start=bool(error and plan.job and plan.job.kind == "import"), can_undo=can_undo(plan),
        refused=refusals.refused(plan), undone=plan.result.get("undone"), may_again=can_come_again(plan),
        fields_made=fields_made(plan.pk), workbooks=unread_sheets(plan), breaks=breaks_of(plan.job),
        resembling=resembling(plan.pk, request.user),
    )  # fmt: skip


def while_open(view: Callable[[HttpRequest, ImportPlan], HttpResponse]) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """Send whoever comes to an import that has begun, as by the browser's back button, to where it stands."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: UUID) -> HttpResponse:
        plan = _plan(request, pk)
        if plan.status in OPEN:
            return view(request, plan)
        if request.method == "POST":
            messages.warning(request, BEGUN)
        return redirect("import_detail", pk=pk)

    return guarded


@while_open
def import_mapping(request: HttpRequest, plan: ImportPlan) -> HttpResponse:
    """Show how each file is understood; every choice can be changed."""
    steps = steps_of(plan)
    kinds, may_make = kinds_for(request.user), access.is_admin(request.user)
    problem = ""
    with kept_open():
        try:
            has_others = request.method == "POST" and _take_over(request, steps, kinds, may_make=may_make)
            for step in steps:
                unowned.settle(step, request.user)
            if request.method == "POST":
                _save(plan, steps)
                if request.POST.get("action") == "next" and not has_others and _is_ready(steps):
                    return redirect("import_values", pk=plan.pk)
            files = [
                pages.file_page(place, step, kinds, steps, may_make=may_make, user=request.user)
                for place, step in enumerate(steps)
            ]
            for file in files:
                file.owners = unowned.choices(file.step, request.user) if not file.step.is_left_out else []
        except FileProblem as error:
            problem, files = say_problem(error), []
        if [step.to_json() for step in steps] != plan.steps:
            # Looking at the columns of a plan that was tried, as by the back button, leaves its trial as it is.
            _save(plan, steps)
        return _page(
            request, "files/import_mapping.html", plan, files=files, kinds=[KINDS[code] for code in kinds],
            left_out=pages.LEFT_OUT, encodings=pages.ENCODINGS, separators=pages.SEPARATORS,
            modes=pages.MODE_WORDS.items(), problem=problem, types=CustomField.Type.choices, new=NEW,
        )  # fmt: skip


@while_open
def import_values(request: HttpRequest, plan: ImportPlan) -> HttpResponse:
    """Show the values that no list knows, then try the import; say why when a file cannot be read."""
    try:
        return _values(request, plan)
    except FileProblem as error:
        messages.error(request, say_problem(error))
        return redirect("import_mapping", pk=plan.pk)


def _values(request: HttpRequest, plan: ImportPlan) -> HttpResponse:
    steps = steps_of(plan)
    if not _is_ready(steps):
        return redirect("import_mapping", pk=plan.pk)
    with kept_open():
        unknown = find_unknown(steps, request.user)
        if request.method == "POST":
            take_values(steps, request.POST)
            take_people(unknown, steps, request.POST, request.user)
            share_values(steps)
            _save(plan, steps)
            return _try(request, plan, steps)
        apply_sure(unknown)
        rows, who = value_rows(unknown, steps), asked(unknown, steps, request.user)
    asked_for = (is_nothing(one, each.value) for one in unknown if not is_of_us(one.field) for each in one.values)
    hidden = list(asked_for).count(False) - len(rows)
    return _page(request, "files/import_values.html", plan, rows=rows, hidden=hidden, who=who, offered=offered(rows))


@require_POST
def import_run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Start an import, or start it again after it failed or was stopped."""
    plan = _plan(request, pk)
    try:
        with kept_open():
            for step in in_order(_with_fields(plan, request.user)):
                remember(step, request.user)
    except FileProblem as error:
        messages.error(request, say_problem(error))
        return redirect("import_detail", pk=pk)
    except WrongMomentError as error:
        messages.error(request, str(error))
        return redirect("import_detail", pk=pk)
    return _begin(request, plan, "import", _("Import: %(files)s") % {"files": plan}, STARTABLE)


def _with_fields(plan: ImportPlan, user: Any) -> list[Step]:
    """Make the custom fields that the plan asks for, once, and let it fill them from then on."""
    with transaction.atomic():
        row = ImportPlan.objects.select_for_update().get(pk=plan.pk)
        steps = steps_of(row)
        if row.status in STARTABLE and make_fields(steps, user, plan.pk):
            ImportPlan.objects.filter(pk=plan.pk).update(steps=[step.to_json() for step in steps])
    return steps


@require_POST
def import_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go back from the trial to the mapping."""
    plan = _plan(request, pk)
    if plan.status == ImportPlan.Status.READY:
        ImportPlan.objects.filter(pk=pk).update(status=ImportPlan.Status.DRAFT)
    return redirect("import_detail", pk=pk)


@require_POST
def import_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw away an import that was not run, with its files."""
    plan = _plan(request, pk)
    if ImportPlan.objects.filter(pk=pk, status__in=OPEN).delete()[0]:
        shutil.rmtree(plan.folder, ignore_errors=True)
        messages.success(request, _("The import was thrown away."))
    return redirect("import_list")


def import_report(request: HttpRequest, pk: UUID) -> FileResponse:
    plan = _plan(request, pk)
    path = plan.folder / "trial.csv" if plan.status == ImportPlan.Status.READY else report_path(plan)
    if not path.exists():
        raise Http404
    name = f"jornada-import-{plan.created_at:%Y%m%d-%H%M}.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def import_refused(request: HttpRequest, pk: UUID, place: int) -> FileResponse | HttpResponse:
    """Give the rows of a file that are to be corrected, with what is wrong with each, to be fed back."""
    plan = _plan(request, pk)
    steps = in_order(steps_of(plan))
    if place >= len(steps) or not refusals.has_some(plan, place):
        raise Http404
    target = plan.folder / f"refused-{place}.csv"
    try:
        write_refused(steps[place], place, refusals.notes(plan), target)
    except FileProblem as error:
        messages.error(request, say_problem(error))
        return redirect("import_detail", pk=pk)
    word = _("to-correct")
    name = f"{steps[place].stem}-{word}.csv"
    return FileResponse(target.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


@require_http_methods(["GET", "POST"])
def import_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what would go, what would be put back and what stays; then take the import back, as a job."""
    plan = _plan(request, pk)
    if not can_undo(plan):
        messages.error(request, _("There is nothing to take back: this import did not run, or was taken back already."))
        return redirect("import_detail", pk=pk)
    if request.method != "POST":
        return _page(
            request,
            "files/import_undo.html",
            plan,
            foreseen=foresee(plan.pk, began_at(plan)),
            has_files=has_its_files(plan),
            fields_made=fields_made(plan.pk),
        )
    return _followed(
        plan, begin(request.user, plan, "import-undo", _("Taking back: %(files)s") % {"files": plan}, OVER)
    )


@require_POST
def import_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring an import back that was taken back."""
    plan = _plan(request, pk)
    job = start_again(request.user, plan) if can_come_again(plan) else None
    if job is None:
        messages.error(request, _("There is nothing to bring back: the import stands as it is, or its files are gone."))
    return _followed(plan, job)


@require_POST
def import_sheets(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin an import of further sheets of a workbook whose file is kept."""
    plan, place = _plan(request, pk), request.POST.get("place", "")
    if plan.status not in OVER and plan.status != ImportPlan.Status.UNDONE:
        return redirect("import_detail", pk=pk)
    kinds, names = kinds_for(request.user), request.POST.getlist("sheet")
    with kept_open():
        fresh = import_of(plan, int(place) if is_id(place) else -1, names, request.user, kinds)
    if isinstance(fresh, str):
        messages.error(request, fresh or _("Tick at least one sheet that was not imported yet."))
        return redirect("import_detail", pk=pk)
    return redirect("import_mapping", pk=fresh.pk)


def _followed(plan: ImportPlan, job: Job | None) -> HttpResponse:
    """Go back to the page of the import, where its job is followed."""
    here = reverse("import_detail", args=[plan.pk])
    return redirect(with_job(here, job) if job else here)


def _begin(request: HttpRequest, plan: ImportPlan, kind: str, title: str, where: Sequence[str]) -> HttpResponse:
    """Start a job of a plan that stands so, once: whoever comes second is sent to where it stands by then."""
    is_again = kind == "import" and plan.job is not None and bool(plan.job.params.get("again"))
    job = begin(request.user, plan, kind, title, where, again=is_again)
    return redirect("job", pk=job.pk) if job else redirect("import_detail", pk=plan.pk)


def _require(request: HttpRequest) -> None:
    if not may_import(request.user):
        raise PermissionDenied


def _plan(request: HttpRequest, pk: UUID) -> ImportPlan:
    _require(request)
    return as_its_job_ended(get_object_or_404(visible_plans(request.user).select_related("job"), pk=pk))


def _page(request: HttpRequest, template: str, plan: ImportPlan, **context: Any) -> HttpResponse:
    trail = [(_("Imports"), "/imports/")]
    return render(request, template, {"plan": plan, "trail": trail, **context})


def _is_ready(steps: Sequence[Step]) -> bool:
    """Say whether something is to be imported, and its columns tell all that it needs."""
    has_all = any(not step.is_left_out for step in steps) and not any(map(missing_fields, steps))
    return has_all and not wrong_fields(steps)


def _take_over(request: HttpRequest, steps: list[Step], kinds: list[str], *, may_make: bool) -> bool:
    """Take over what was chosen of each file; say whether other sheets are read now, which nobody has seen yet."""
    for place, step in enumerate(list(steps)):
        with step.open() as table:
            names = list(table.names)
        if pages.read_layout(step, place, request.POST):
            step.columns, step.fresh = {}, {}
        else:
            pages.read_mapping(step, place, request.POST, names, kinds, may_make=may_make)
        unowned.take(step, request.user, request.POST.get(f"owner-{place}"))
        also = request.POST.get(f"also-{place}", "")
        if also in kinds and not any(one.is_of_table(step) and one.kind == also for one in steps):
            steps.append(Step(also, step.path, step.name, options=step.options))
    has_others, problems = take_sheets(steps, request.POST, kinds)
    for problem in problems:
        messages.warning(request, problem)
    return has_others or bool(problems)


def _save(plan: ImportPlan, steps: list[Step]) -> None:
    plan.steps, plan.status = [step.to_json() for step in steps], ImportPlan.Status.DRAFT
    if not ImportPlan.objects.filter(pk=plan.pk, status__in=OPEN).update(steps=plan.steps, status=plan.status):
        raise PermissionDenied(BEGUN)


def _try(request: HttpRequest, plan: ImportPlan, steps: list[Step]) -> HttpResponse:
    """Try small plans at once, large ones as a job."""
    rows = 0
    for step in in_order(steps):
        with step.open() as table:
            rows += table.rows
    if rows > AT_ONCE:
        params = {"plan": str(plan.pk), "language": translation.get_language()}
        job = jobs.start("import-trial", request.user, _("Trial of %(files)s") % {"files": plan}, params)
        ImportPlan.objects.filter(pk=plan.pk, status=ImportPlan.Status.DRAFT).update(job=job)
        return redirect("job", pk=job.pk)
    found = try_out(plan, request.user)
    ImportPlan.objects.filter(pk=plan.pk, status__in=OPEN).update(trial=found, status=ImportPlan.Status.READY)
    return redirect("import_detail", pk=plan.pk)
