"""The way of `jornada import` from files to result, printed as it goes."""

from __future__ import annotations

import hashlib
import shutil
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from jornada.analytics.door import FileProblem
from jornada.analytics.door_sheets import sheets_of
from jornada.apps.org import jobs
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.garbage import uncollected
from jornada.apps.org.models import Job, Workspace
from jornada.edge.files import console as pages
from jornada.edge.files.archives import tables_in
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.mapfile import WrongMapError, apply_columns, apply_map, read_map
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.new_fields import make_fields
from jornada.edge.files.notices import say_notice
from jornada.edge.files.plan import Options, Step, fingerprint, in_order, kept_open, missing_fields
from jornada.edge.files.problems import say_problem
from jornada.edge.files.propose import (
    Detected,
    Unknown,
    apply_sure,
    detect,
    find_unknown,
    remember,
    share_values,
)
from jornada.edge.files.refused import write_refused
from jornada.edge.files.run import notes_beside
from jornada.edge.files.tasks import can_undo, try_out
from jornada.edge.files.upload import steps_for

WRONG_WORDS, UNUSABLE, NOT_WRITTEN = 2, 3, 4
WORD_PROBLEMS = {"unknown_column", "wrong_option", "unknown_encoding"}


def run_import(pairs: Sequence[tuple[str, Path]], options: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Detect, map, try or run; return the exit code and all that was found out."""
    console = Console(stderr=options["as_json"], quiet=options["as_json"])
    with translation.override(options["language"]):
        try:
            with kept_open(), uncollected():
                return _import(pairs, options, console)
        except (WrongMapError, WrongPlanError) as error:
            _say_error(error)
            return WRONG_WORDS, {"error": str(error)}
        except FileProblem as error:
            _say_error(say_problem(error))
            code = WRONG_WORDS if error.code in WORD_PROBLEMS else UNUSABLE
            return code, {"error": say_problem(error), "code": error.code}
        except (DatabaseError, OSError) as error:
            _say_error(say_problem(error))
            return NOT_WRITTEN, {"error": say_problem(error)}


class WrongPlanError(ValueError):
    """The plan cannot be run as it was asked for."""


def _import(pairs: Sequence[tuple[str, Path]], options: dict[str, Any], console: Console) -> tuple[int, dict[str, Any]]:
    given = read_map(options["map_path"]) if options["map_path"] else {}
    _check_sheets(pairs, options)
    steps = [step for kind, path in pairs for step in _steps(kind, path, options)]
    apply_map(given, steps)
    detected = [detect(step) for step in steps]
    apply_columns(given, steps)
    is_asking = sys.stdin.isatty() and sys.stdout.isatty() and not (options["yes"] or options["as_json"])
    pages.show_detected(console, detected)
    _complete(steps, detected, is_asking)
    _settle_currencies(steps, is_asking)
    pages.show_currencies(console, steps)
    # Before values are proposed: what a first run made would be proposed differently to the second.
    mark = fingerprint(steps)
    unknown = find_unknown(steps)
    apply_sure(unknown)
    if is_asking:
        _ask_values(unknown)
    share_values(steps)
    pages.show_unknown(console, unknown)
    if is_asking and not options["dry_run"]:
        click.confirm(_("Import these files?"), default=True, abort=True)
    answer = _describe(detected, unknown)
    plan = ImportPlan(steps=_as_json(steps)) if options["dry_run"] else _plan(steps, mark)
    if not options["dry_run"]:
        _make_fields(plan, steps)
    return _run(plan, steps, options, console, answer)


def _run(
    plan: ImportPlan, steps: list[Step], options: dict[str, Any], console: Console, answer: dict[str, Any]
) -> tuple[int, dict[str, Any]]:
    if options["dry_run"]:
        result, code = try_out(plan, None), 0
    else:
        job = _perform(plan, options["language"], console)
        plan.refresh_from_db()
        if job.status != Job.Status.DONE:
            _say_error(job.error or job.status)
            return NOT_WRITTEN, {**answer, "error": job.error or job.status}
        result, code = plan.result, 0
        for step in steps:
            remember(step, None)
    if options["report_to"]:
        shutil.copyfile(result["report"], options["report_to"])
        result = {**result, "report": str(options["report_to"])}
    if options["refused_to"]:
        result = {**result, "refused": _write_refused(steps, Path(result["report"]), options["refused_to"])}
    pages.show_result(console, result, options["dry_run"])
    return code, {**answer, **result, "dry_run": options["dry_run"], "import": str(plan.pk)}


def run_undo(name: str, options: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Take an import back; return the exit code and what was done."""
    console = Console(stderr=options["as_json"], quiet=options["as_json"])
    with translation.override(options["language"]):
        plan = _find_plan(name)
        if plan is None or not can_undo(plan):
            said = _("%(name)s is no import that can be taken back. Known: %(known)s.")
            text = said % {"name": repr(name), "known": _known_imports()}
            _say_error(text)
            return WRONG_WORDS, {"error": text}
        with _bar(console) as listener:
            params = {"plan": str(plan.pk), "language": options["language"]}
            job = jobs.run_here("import-undo", None, _("Undo: %(what)s") % {"what": plan}, params, listener)
        plan.refresh_from_db()
        if job.status != Job.Status.DONE:
            _say_error(job.error or job.status)
            return NOT_WRITTEN, {"error": job.error or job.status}
        done = plan.result["undone"]
        pages.show_undone(console, done)
        return 0, {**done, "import": str(plan.pk)}


def _say_error(words: object) -> None:
    click.echo(_("Error: %(words)s") % {"words": words}, err=True)


def _find_plan(name: str) -> ImportPlan | None:
    plans = ImportPlan.objects.select_related("job")
    if name.isdecimal():
        return plans.filter(job__pk=int(name)).first()
    try:
        return plans.filter(pk=uuid.UUID(name)).first()
    except ValueError:
        return None


def _known_imports() -> str:
    plans = [plan for plan in ImportPlan.objects.select_related("job")[:20] if can_undo(plan)][:5]
    return ", ".join(f"{plan.job_id} ({plan})" for plan in plans) or _("no import")


def _steps(kind: str, path: Path, options: dict[str, Any]) -> list[Step]:
    """Make the steps of a file: one for each kind of record in it when the kind is to be found out."""
    found = []
    for table, name in tables_in(path.resolve(), _unpacked(path)):
        for sheet in (options["sheets"] if sheets_of(table) else ()) or ("",):
            given = "" if kind == "auto" else kind
            found += [_step(one, table, options) for one in steps_for(table, name, list(KINDS), given, sheet)]
    return found


def _check_sheets(pairs: Sequence[tuple[str, Path]], options: dict[str, Any]) -> None:
    """See that there is a workbook of which the sheets are."""
    if options["sheets"] and not any(_is_workbook(path) for _kind, path in pairs):
        said = _("--sheet names a sheet of a workbook (.xlsx); none of the files is one.")
        raise WrongPlanError(said)


def _is_workbook(path: Path) -> bool:
    """Say that a file has sheets; what is wrong with it is said when it is opened."""
    with suppress(FileProblem):
        return bool(sheets_of(path))
    return False


def _unpacked(path: Path) -> Path:
    """Say where the tables of an archive go: to the same place whenever it is given, so that a run can go on."""
    mark = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    return Path(settings.MEDIA_ROOT) / "imports" / "unpacked" / mark


def _step(found: Step, path: Path, options: dict[str, Any]) -> Step:
    separator = {"tab": "\t"}.get(options["separator"] or "", options["separator"])
    sheet = found.options.sheet
    reading = Options(options["encoding"], separator, sheet=sheet, day_first=not options["month_first"])
    name = found.name if sheet else path.name
    step = Step(found.kind, str(path.resolve()), name, mode=options["mode"], key=options["key"], options=reading)
    step.currency = options["currency"].upper()
    return step


def _complete(steps: Sequence[Step], detected: Sequence[Detected], is_asking: bool) -> None:
    """See that each file has the columns without which nothing can be done; ask for them where somebody answers."""
    for step, found in zip(steps, detected, strict=True):
        names = [column["name"] for column in found.columns]
        for one in step.of.fields if is_asking else ():
            if one.is_required and not step.has(one.code):
                column = click.prompt(
                    _("Which column is %(field)s?") % {"field": one.label}, type=click.Choice(names), show_choices=True
                )
                step.columns[column] = one.code
        missing = missing_fields(step)
        if missing:
            raise WrongPlanError(
                _(
                    "%(file)s: no column was recognised as %(missing)s. It has: %(names)s."
                    " Say which is which with --map FILE, for example: %(example)s"
                )
                % {
                    "file": step.name,
                    "missing": ", ".join(missing),
                    "names": ", ".join(names),
                    "example": f"{step.kind}: {{columns: {{{names[0]}: ...}}}}",
                }
            )
        if step.key and not step.has(step.key):
            raise WrongPlanError(
                _("%(file)s: the key %(key)s is filled by no column. Filled: %(filled)s.")
                % {"file": step.name, "key": step.key, "filled": ", ".join(step.columns.values())}
            )


def _settle_currencies(steps: Sequence[Step], is_asking: bool) -> None:
    """Decide the currency of amounts that name none: asked for where somebody answers, else the company's own."""
    own = (Workspace.objects.filter(pk=1).first() or Workspace()).currency
    for step in steps:
        if step.lacks_currency and not step.currency:
            question = _("%(file)s names no currency. Amounts are in") % {"file": step.name}
            step.currency = click.prompt(question, default=own).strip().upper()[:3] if is_asking else own


def _ask_values(unknown: Sequence[Unknown]) -> None:
    for one in unknown:
        taken = one.step.values.setdefault(one.field.code, {})
        for proposal in one.values:
            if proposal.target and proposal.value not in taken:
                question = _("%(field)s: %(value)s (%(rows)s rows), is that %(target)s?") % {
                    "field": one.field.label, "value": repr(proposal.value), "rows": proposal.count,
                    "target": repr(proposal.target),
                }  # fmt: skip
                if click.confirm(question, default=False):
                    taken[proposal.value] = proposal.target


def _plan(steps: Sequence[Step], mark: str) -> ImportPlan:
    """Find the interrupted run of the same plan, or make a new one."""
    begun = ImportPlan.objects.filter(
        fingerprint=mark, status__in=("running", "failed"), user=None, job__isnull=False
    ).first()
    return begun or ImportPlan.objects.create(steps=_as_json(steps), fingerprint=mark)


def _make_fields(plan: ImportPlan, steps: list[Step]) -> None:
    try:
        if make_fields(steps, None, plan.pk):
            plan.steps = _as_json(steps)
            plan.save(update_fields=["steps"])
    except WrongMomentError as error:
        raise WrongPlanError(str(error)) from error


def _as_json(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [step.to_json() for step in steps]


def _perform(plan: ImportPlan, language: str, console: Console) -> Job:
    with _bar(console) as listener:
        if plan.job_id and plan.job.status in (Job.Status.RUNNING, Job.Status.FAILED):
            began = f"{timezone.localtime(plan.created_at):%Y-%m-%d %H:%M}"
            console.print(escape(_("Going on where the import of %(began)s stopped.") % {"began": began}))
            jobs.perform(plan.job_id, listener)
            return Job.objects.get(pk=plan.job_id)
        params = {"plan": str(plan.pk), "language": language}
        return jobs.run_here("import", None, str(plan), params, listener)


@contextmanager
def _bar(console: Console) -> Iterator[jobs.Listener]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def listen(done: int, total: int, phase: str) -> None:
            bar.update(task, completed=done, total=total, description=phase)

        yield listen


def _write_refused(steps: Sequence[Step], report: Path, folder: Path) -> list[str]:
    """Write the refused rows of each file that has some; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for place, step in enumerate(in_order(steps)):
        target = folder / f"{step.stem}-{step.kind}-refused.csv"
        if write_refused(step, place, notes_beside(report), target):
            written.append(str(target))
        else:
            target.unlink()
    return written


def _describe(detected: Sequence[Detected], unknown: Sequence[Unknown]) -> dict[str, Any]:
    """Say in plain data what was found in the files and how it was understood."""
    return {
        "detected": [
            {
                **one.found, "kind": one.step.kind, "file": one.step.name, "format": one.found["kind"],
                "system": one.system, "columns": one.step.columns,
                "ignored": [c["name"] for c in one.columns if c["name"] not in one.step.columns],
                "notices": [say_notice(notice) for notice in one.notices],
            }
            for one in detected
        ],
        "values": [
            {
                "file": one.step.name, "field": one.field.code, "value": proposal.value, "rows": proposal.count,
                "becomes": one.step.values.get(one.field.code, {}).get(proposal.value) or None,
                "suggestion": proposal.target or None, "score": round(proposal.score, 1),
            }
            for one in unknown
            for proposal in one.values
        ],
    }  # fmt: skip
