"""The import as a job: with progress, cancellable, going on where a killed worker stopped."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from jornada.analytics.door import FileProblem
from jornada.apps.org.garbage import uncollected
from jornada.apps.org.jobs import JobCancelledError, JobFailedError, JobRun, job_kind
from jornada.apps.org.models import Job
from jornada.edge.files.again import change_again, keep_in_trash, steps_again
from jornada.edge.files.breaks import note_break
from jornada.edge.files.load.work import Work
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.new_fields import planned_by_record
from jornada.edge.files.plan import Step
from jornada.edge.files.problems import is_passing, say_problem
from jornada.edge.files.resembling import note_resembling
from jornada.edge.files.run import Progress, notes_beside, run_plan
from jornada.edge.files.undo import undo
from jornada.flow.settle import settle_all

OPEN = (ImportPlan.Status.DRAFT, ImportPlan.Status.READY)
OVER = (ImportPlan.Status.DONE, ImportPlan.Status.CANCELLED, ImportPlan.Status.FAILED)


@job_kind("import")
def import_files(run: JobRun) -> None:
    """Import the files of a plan, then bring all that follows from them up to date."""
    plan = ImportPlan.objects.select_related("user").get(pk=run.params["plan"])
    ImportPlan.objects.filter(pk=plan.pk).update(status=ImportPlan.Status.RUNNING, job=run.job)
    language = run.params.get("language") or translation.get_language() or "en"
    with translation.override(language), uncollected():
        try:
            result = _run(plan, run)
        except JobCancelledError:
            _end(plan, ImportPlan.Status.CANCELLED, run.state.get("tally", {}))
            settle_all()
            raise
        except (FileProblem, OSError, DatabaseError) as error:
            if is_passing(error):
                # The worker tries again in a moment, and goes on after the last whole chunk.
                raise
            _end(plan, ImportPlan.Status.FAILED, {"error": say_problem(error)})
            raise JobFailedError(say_problem(error)) from error
        settle_all(lambda done, total: run.progress(done, total, _("deriving the journeys")))
        note_resembling(plan.pk, datetime.fromisoformat(run.state["began"]), plan.user)
        _end(plan, ImportPlan.Status.DONE, result)
        run.finish(**result["totals"], url=plan.get_absolute_url())


def try_out(plan: ImportPlan, user: Any, watch: Progress | None = None) -> dict[str, Any]:
    """Do all of an import but the writing; return what it would do."""
    steps = steps_of(plan)
    work = Work(user, is_dry=True, batch=plan.pk, planned=planned_by_record(steps))
    with uncollected():
        return run_plan(steps, work, plan.folder / "trial.csv", watch=watch)


def steps_of(plan: ImportPlan) -> list[Step]:
    return [Step.from_json(data) for data in plan.steps]


def report_path(plan: ImportPlan) -> Path:
    return plan.folder / "report.csv"


def notes_path(plan: ImportPlan) -> Path:
    return notes_beside(report_path(plan))


def kept_path(plan: ImportPlan) -> Path:
    """Where the records are listed that an undoing had to leave."""
    return plan.folder / "kept.csv"


def began_at(plan: ImportPlan) -> list[datetime]:
    """Return when its imports began: by these instants its touches are known."""
    states = Job.objects.filter(kind="import", params__plan=str(plan.pk)).values_list("state", flat=True)
    return [at for state in states if (at := parse_datetime(state.get("began", "")))]


def can_undo(plan: ImportPlan) -> bool:
    """Say whether there is something to take back: the import is over and wrote something."""
    return plan.status in OVER and plan.job is not None and plan.job.kind in ("import", "import-undo")


def as_its_job_ended(plan: ImportPlan) -> ImportPlan:
    """Let an import whose job was stopped, or given up, stand so: it can be started again and taken back."""
    ended = {Job.Status.FAILED: ImportPlan.Status.FAILED, Job.Status.CANCELLED: ImportPlan.Status.CANCELLED}
    if plan.status == ImportPlan.Status.RUNNING and plan.job is not None and plan.job.status in ended:
        plan.status = ended[Job.Status(plan.job.status)]
        rows = ImportPlan.objects.filter(pk=plan.pk, status=ImportPlan.Status.RUNNING, job=plan.job)
        rows.update(status=plan.status)
    return plan


@job_kind("import-undo")
def undo_files(run: JobRun) -> None:
    """Take an import back, then bring all that follows from it up to date."""
    plan = ImportPlan.objects.select_related("job").get(pk=run.params["plan"])
    began = began_at(plan)
    with translation.override(run.params.get("language") or "en"):
        done = undo(plan.pk, began, run.job.user, kept_path(plan), watch=run, state=run.state)
        settle_all(lambda at, total: run.progress(at, total, _("deriving the journeys")))
        _end(plan, ImportPlan.Status.UNDONE, {**plan.result, "undone": done})
        keep_in_trash(plan, run.job.user, done)
        run.finish(restored=done["restored"], kept=done["kept"], url=plan.get_absolute_url())


def _run(plan: ImportPlan, run: JobRun) -> dict[str, Any]:
    # Kept, so that a resumed run records under the same instant: by it an undoing finds the touches.
    began = parse_datetime(run.state.get("began", "")) or timezone.now()
    run.state["began"] = began.isoformat()
    note_break(run, steps_of(plan))
    work = Work(plan.user, is_dry=False, batch=plan.pk, now=began)
    is_again = bool(run.params.get("again"))
    steps = steps_again(steps_of(plan)) if is_again else steps_of(plan)
    result = run_plan(steps, work, report_path(plan), watch=run, state=dict(run.state))
    # Options and tags that its values need are there by then.
    return {**result, "changed_again": change_again(plan.pk, run.job.user, run)} if is_again else result


def _end(plan: ImportPlan, status: str, result: dict[str, Any]) -> None:
    ImportPlan.objects.filter(pk=plan.pk).update(status=status, result=result, finished_at=timezone.now())


@job_kind("import-trial")
def try_files(run: JobRun) -> None:
    """Try a large plan in the background."""
    plan = ImportPlan.objects.select_related("user").get(pk=run.params["plan"])
    with translation.override(run.params.get("language") or "en"):
        try:
            trial = try_out(plan, plan.user, run)
        except (FileProblem, OSError) as error:
            raise JobFailedError(say_problem(error)) from error
    ImportPlan.objects.filter(pk=plan.pk, status__in=OPEN).update(trial=trial, status=ImportPlan.Status.READY)
