"""Making the archive, as a job, and removing it after some days."""

from __future__ import annotations

import io
import os
import re
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from jornada.apps.interactions.attachments import store
from jornada.apps.interactions.attachments.models import Attachment
from jornada.apps.org import access, history, jobs
from jornada.apps.org.jobs import JobFailedError, JobRun, job_kind
from jornada.apps.org.models import Job
from jornada.edge.files.archives import OURS
from jornada.edge.files.whole import again, tables
from jornada.rules.access import RECORDS
from jornada.ui import export

KIND = "whole"
KEPT_DAYS = 7
DAY = 86_400
ASKED, FETCHED = "whole_asked", "whole_fetched"
UNSAFE = re.compile(r"[^\w.\- ]+")


def may_export_all(user: Any) -> bool:
    """Say whether a person may take everything along: administrators, from whom no role hides a field."""
    return access.is_admin(user) and all(access.how_far(user, record, "export") == "all" for record in RECORDS)


def begin(admin: Any) -> Job:
    """Have an archive made; one that is being made for the same person is answered with."""
    under_way = Job.objects.filter(kind=KIND, user=admin, status__in=(Job.Status.WAITING, Job.Status.RUNNING)).first()
    if under_way is not None:
        return under_way
    with transaction.atomic():
        job = jobs.start(KIND, admin, _("Everything as one archive"), {"language": translation.get_language()})
        history.note_of(admin, job, ASKED, None, None).save()
    return job


def path_of(job: Job) -> Path:
    return _folder() / f"{job.pk}.zip"


def is_there(job: Job) -> bool:
    return job.status == Job.Status.DONE and path_of(job).is_file()


def may_fetch(user: Any, job: Job) -> bool:
    """Say whether an archive is this person's: it holds what was private to whoever had it made."""
    return job.user_id == user.pk and may_export_all(user)


@job_kind(KIND)
def make(run: JobRun) -> None:
    """Write the archive beside its place and move it there when it is whole; a run that broke off begins again.

    Each run writes a file of its own: one that was silent for too long may still be at work when another begins.
    """
    if run.job.user is None or not may_export_all(run.job.user):
        raise JobFailedError(_("Only administrators take everything along."))
    _folder().mkdir(parents=True, exist_ok=True)
    part = _folder() / f"{run.job.pk}-{run.job.run}.part"
    try:
        with translation.override(run.params.get("language") or "en"):
            told = _write(part, run)
        _put_in_place(part, run, told)
    finally:
        part.unlink(missing_ok=True)


def sweep() -> None:
    """Remove archives whose days are over, and what a killed run left."""
    for path in _folder().glob("*") if _folder().exists() else ():
        if path.stat().st_mtime < time.time() - KEPT_DAYS * DAY:
            path.unlink(missing_ok=True)


def _put_in_place(part: Path, run: JobRun, told: dict[str, int]) -> None:
    """Make an archive that is whole the result, if the job is still with this run; what others left goes."""
    with transaction.atomic():
        run.finish(**told)  # whoever lost the job leaves here: its file may be gone, too
        os.replace(part, path_of(run.job))
        run.finish(size=path_of(run.job).stat().st_size)
    for left in _folder().glob(f"{run.job.pk}-*.part"):
        with suppress(OSError):  # one that is still being written: its writer removes it
            left.unlink()


def _write(path: Path, run: JobRun) -> dict[str, int]:
    models, user = tables.tables(), run.job.user
    sizes = {model: tables.count(model, user) for model in models}
    files = _files().count()
    total, done = sum(sizes.values()) + files, 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _about())
        for model in models:
            done += _write_table(archive, model, run, done, total)
        for file in again.FILES:
            _write_again(archive, file, run)
        missing = _write_files(archive, run, done, total)
    run.progress(total, total)
    return {"tables": len(models), "rows": done, "files": files - missing, "missing": missing}


def _write_table(archive: zipfile.ZipFile, model: type[Model], run: JobRun, before: int, total: int) -> int:
    """Write a table, piece by piece; return how many rows it has."""
    number = 0
    with _table(archive, f"{model._meta.label_lower}.csv", tables.head(model)) as out:
        for rows in tables.batches(model, run.job.user):
            run.stop_if_cancelled()
            out.writelines(export.lines(None, rows))
            number += len(rows)
            run.progress(before + number, total, str(model._meta.verbose_name))
    return number


def _write_again(archive: zipfile.ZipFile, file: again.File, run: JobRun) -> None:
    """Write the records of a kind as our own import reads them."""
    with _table(archive, f"{OURS}/{file.kind}.csv", file.head) as out:
        for rows in file.batches():
            run.stop_if_cancelled()
            out.writelines(export.lines(None, rows))


@contextmanager
def _table(archive: zipfile.ZipFile, name: str, head: Iterable[str]) -> Iterator[io.TextIOWrapper]:
    with archive.open(name, "w", force_zip64=True) as raw:
        out = io.TextIOWrapper(raw, encoding="utf-8", newline="")
        out.writelines(export.lines(head, ()))
        yield out
        out.flush()
        out.detach()


def _write_files(archive: zipfile.ZipFile, run: JobRun, before: int, total: int) -> int:
    """Put the files on records in; return how many have no content any more."""
    missing = 0
    for number, file in enumerate(_files().order_by("pk").iterator(500)):
        run.stop_if_cancelled()
        try:
            archive.write(store.path_of(file.digest), f"files/{file.pk}-{UNSAFE.sub('_', file.name)[-100:]}")
        except FileNotFoundError:
            missing += 1
        run.progress(before + number, total, _("files"))
    return missing


def _files() -> QuerySet[Attachment]:
    return Attachment.objects.filter(deleted_at=None)


def _about() -> str:
    return _(
        "One file for each table, in CSV (UTF-8), with the names of its columns in the first line. A column ending "
        "in _id names the row of another table by its column id. Files on records lie in the folder files, named by "
        "the id of their row in interactions.attachment.csv. Left out are passwords, keys and tokens, and private "
        "interactions of others. Tables are read one after the other, while people go on working. The folder "
        "jornada-import holds accounts, contacts, leads and opportunities with names in place of ids: give this "
        "archive to the import of another installation, and it reads these."
    )


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "whole"
