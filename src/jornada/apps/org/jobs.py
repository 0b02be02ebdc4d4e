"""Long work: with progress, cancellable, and going on where a killed worker stopped.

A kind of job is a function that takes a `JobRun`. It works in chunks; each chunk writes its rows and calls
`run.save_state(...)` in one transaction, so that a job that is run again goes on from the last whole chunk.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.org.models import Job
from jornada.apps.org.trouble import in_words

Listener = Callable[[int, int, str], None]
_kinds: dict[str, Callable[[JobRun], None]] = {}


class JobFailedError(Exception):
    """The job cannot be done; the text says why, in the user's language. It is not tried again."""


class JobCancelledError(Exception):
    """Somebody asked for the job to stop."""


class JobTakenOverError(Exception):
    """Another worker has taken the job, since this one was silent for too long."""


class JobRun:
    """What a job sees of itself while it runs."""

    def __init__(self, job: Job, listener: Listener | None = None) -> None:
        self.job = job
        self.params: dict[str, Any] = job.params
        self.state: dict[str, Any] = job.state
        self._listener = listener
        self._said_at = self._asked_at = 0.0

    def progress(self, done: int, total: int, phase: str = "") -> None:
        """Say how far the work is; written to the database at most three times a second."""
        if self._listener:
            self._listener(done, total, phase)
        now = time.monotonic()
        is_news = phase != self.job.phase or done >= total
        self.job.done, self.job.total, self.job.phase = done, total, phase
        if is_news or now - self._said_at > 0.33:
            self._said_at = now
            Job.objects.filter(pk=self.job.pk, run=self.job.run).update(done=done, total=total, phase=phase[:100])

    def save_state(self, **state: Any) -> None:
        """Keep where to go on. Call it in the transaction that wrote the chunk."""
        self.state.update(state)
        if not Job.objects.filter(pk=self.job.pk, run=self.job.run).update(state=self.state):
            raise JobTakenOverError

    def is_cancelled(self) -> bool:
        """Say whether somebody asked for a stop; asks the database at most twice a second."""
        now = time.monotonic()
        if now - self._asked_at > 0.5:
            self._asked_at = now
            asked, run = Job.objects.values_list("is_cancel_requested", "run").get(pk=self.job.pk)
            if run != self.job.run:
                raise JobTakenOverError
            self.job.is_cancel_requested = asked
        return self.job.is_cancel_requested

    def stop_if_cancelled(self) -> None:
        """Leave the job, between two chunks, when somebody asked for a stop."""
        if self.is_cancelled():
            raise JobCancelledError

    def finish(self, **result: Any) -> None:
        """Keep the result that the job's page shows; a run that does not hold the job any more has none to show.

        Within a transaction the job stays with this run until its end: what else makes the result stand is done there.
        """
        self.job.result = {**self.job.result, **result}
        if not Job.objects.filter(pk=self.job.pk, run=self.job.run).update(result=self.job.result):
            raise JobTakenOverError


def job_kind(name: str) -> Callable[[Callable[[JobRun], None]], Callable[[JobRun], None]]:
    """Register the function that does a kind of job."""

    def register(work: Callable[[JobRun], None]) -> Callable[[JobRun], None]:
        _kinds[name] = work
        return work

    return register


def start(kind: str, user: Any, title: str, params: dict[str, Any]) -> Job:
    """Put a job in the queue, in the caller's transaction."""
    from jornada.apps.org.tasks import run_job

    if kind not in _kinds:
        raise LookupError(f"There is no kind of job named {kind!r}. Known: {', '.join(sorted(_kinds))}.")
    with transaction.atomic():
        job = _create(kind, user, title, params)
        run_job.enqueue(job.pk)
    return job


def run_here(kind: str, user: Any, title: str, params: dict[str, Any], listener: Listener | None = None) -> Job:
    """Do a job at once in this process, as commands do; return it finished."""
    job = _create(kind, user, title, params)
    perform(job.pk, listener)
    job.refresh_from_db()
    return job


def request_cancel(job: Job) -> None:
    """Ask a job to stop; one that still waits stops at once."""
    Job.objects.filter(pk=job.pk).update(is_cancel_requested=True)
    Job.objects.filter(pk=job.pk, status=Job.Status.WAITING).update(
        status=Job.Status.CANCELLED, finished_at=timezone.now()
    )


def perform(job_id: int, listener: Listener | None = None) -> None:
    """Do a job now, unless it is over already. Raises only what is worth another try."""
    job = _claim(job_id)
    if job is None:
        return
    try:
        _kinds[job.kind](JobRun(job, listener))
    except JobTakenOverError:
        return
    except JobCancelledError:
        _end(job, Job.Status.CANCELLED)
    except JobFailedError as error:
        _end(job, Job.Status.FAILED, str(error))
    except Exception as error:
        # Work in portions: those that were written stay.
        said = in_words(error, is_read=True) or _("Something unexpected happened: %(error)s") % {"error": error}
        _end(job, Job.Status.FAILED, said)
        raise
    else:
        _end(job, Job.Status.DONE)


def _create(kind: str, user: Any, title: str, params: dict[str, Any]) -> Job:
    return Job.objects.create(kind=kind, user=user if getattr(user, "pk", None) else None, title=title, params=params)


def _claim(job_id: int) -> Job | None:
    over = (Job.Status.DONE, Job.Status.CANCELLED)
    run = uuid.uuid4()
    claimed = (
        Job.objects.filter(pk=job_id)
        .exclude(status__in=over)
        .update(status=Job.Status.RUNNING, run=run, started_at=timezone.now(), error="")
    )
    return Job.objects.get(pk=job_id) if claimed else None


def _end(job: Job, status: str, error: str = "") -> None:
    Job.objects.filter(pk=job.pk, run=job.run).update(status=status, error=error, finished_at=timezone.now())
