"""The worker: several threads over the table of tasks, with heartbeat, sweep and retries.

`django-tasks-db` claims and runs tasks; this adds what it leaves open (see docs/decisions): a failed task is tried
again with growing waits, and a task whose worker was killed goes back to the queue.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import close_old_connections, connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, get_date_max

from jornada.apps.org.models import Job, WorkerBeat

logger = logging.getLogger(__name__)
BEAT_SECONDS = 3.0
LEASE = timedelta(seconds=45)
MAX_TRIES = 3
MAX_DEATHS = 5

Tick = tuple[float, Callable[[], object]]


class RetryingWorker(Worker):
    """A worker thread that gives a failed task another try, later."""

    at_hand: DBTaskResult | None = None

    def work(self) -> None:
        """Run tasks until told to stop.

        How the last one ended could perhaps not be noted: the disk was full, the database gone. Nobody else takes it
        for lost, since this worker lives; so it goes back to the queue first, as soon as that can be written.
        """
        if self.at_hand is not None:
            close_old_connections()
            _take_back(self.at_hand)
            self.at_hand = None
        self.run()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        self.at_hand = db_task_result
        super().run_task(db_task_result)
        self.at_hand = None
        tries = len(db_task_result.worker_ids)
        if db_task_result.status == TaskResultStatus.FAILED and tries < MAX_TRIES:
            DBTaskResult.objects.filter(pk=db_task_result.pk, status=TaskResultStatus.FAILED).update(
                status=TaskResultStatus.READY,
                finished_at=None,
                run_after=timezone.now() + timedelta(seconds=2**tries),
            )


class Crew:
    """The threads of one worker process: task runners, a heartbeat with sweep, and periodic ticks."""

    def __init__(self, threads: int = 2, ticks: Sequence[Tick] = (), poll_seconds: float = 0.3) -> None:
        self.name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._stop = threading.Event()
        self._workers = [self._worker(number, poll_seconds) for number in range(threads)]
        self._jobs = [worker.work for worker in self._workers]
        self._jobs += [lambda: self._every(BEAT_SECONDS, self._beat)]
        self._jobs += [lambda tick=tick: self._every(*tick) for tick in ticks]
        self._threads = [threading.Thread(target=self._guard, args=(job,), daemon=True) for job in self._jobs]

    def start(self) -> None:
        """Begin to work; returns at once."""
        self._beat()
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float = 5.0) -> None:
        """Finish the tasks at hand within `patience` seconds; what is left returns to the queue."""
        self._stop.set()
        for worker in self._workers:
            worker.running = False
        for thread in self._threads:
            thread.join(patience / len(self._threads))
        WorkerBeat.objects.filter(pk=self.name).delete()

    def wait(self) -> None:
        """Block until `stop` is called."""
        self._stop.wait()

    def _worker(self, number: int, poll_seconds: float) -> RetryingWorker:
        return RetryingWorker(
            queue_names=["*"],
            interval=poll_seconds,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{self.name}:{number}",
            excluded_queue_names=[],
        )

    def _beat(self) -> None:
        WorkerBeat.objects.update_or_create(pk=self.name, defaults={"seen_at": timezone.now()})
        sweep()

    def _every(self, seconds: float, work: Callable[[], object]) -> None:
        while not self._stop.wait(seconds):
            close_old_connections()
            try:
                work()
            except Exception:
                logger.exception("A periodic task failed; it is tried again in %s s.", seconds)
            finally:
                # There are more threads than the pool has connections: none keeps one while it waits.
                close_old_connections()

    def _guard(self, job: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                job()
            except Exception:
                logger.exception("A worker thread stumbled; it goes on.")
                self._stop.wait(1.0)
        connection.close()


def sweep() -> int:
    """Put tasks back whose worker is gone; return how many. Safe to run by many at once."""
    now, returned = timezone.now(), 0
    # A beat far ahead is one from before the clock was put back; whoever still lives beats again in a moment.
    recent = WorkerBeat.objects.filter(seen_at__gt=now - LEASE, seen_at__lt=now + LEASE)
    alive = {beat.worker for beat in recent if not _is_dead_here(beat)}
    for result in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if result.worker_ids and result.worker_ids[-1].rsplit(":", 1)[0] not in alive:
            returned += _take_back(result)
    # A failed task waits seconds; one that waits longer was put off before the clock was put back.
    put_off = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__gt=now + LEASE)
    put_off.exclude(run_after=get_date_max()).update(run_after=now)
    is_over = Q(seen_at__lt=now - LEASE) | Q(seen_at__gt=now + LEASE)
    WorkerBeat.objects.exclude(worker__in=alive).filter(is_over).delete()
    return returned


def _take_back(result: DBTaskResult) -> int:
    """Queue a lost task again, unless it has taken several workers with it already."""
    is_deadly = len(result.worker_ids) >= MAX_DEATHS
    status = TaskResultStatus.FAILED if is_deadly else TaskResultStatus.READY
    if is_deadly:
        Job.objects.filter(pk__in=result.args_kwargs["args"], status=Job.Status.RUNNING).update(
            status=Job.Status.FAILED,
            error=_("The worker ended each time while it did this; it is not tried again."),
            finished_at=timezone.now(),
        )
    return DBTaskResult.objects.filter(
        pk=result.pk, status=TaskResultStatus.RUNNING, started_at=result.started_at
    ).update(status=status, run_after=timezone.now())


def _is_dead_here(beat: WorkerBeat) -> bool:
    """Say whether the beat is of a process of this machine that no longer runs: no need to await its lease."""
    host, pid, _rest = beat.worker.rsplit(":", 2)
    if host != socket.gethostname()[:24]:
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
