"""Jobs: progress, cancel, resume after a kill, and no work done twice."""

import os
import signal
import subprocess
import sys
import textwrap
import uuid

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jornada.apps.org import jobs, worker
from jornada.apps.org.models import Job, Slot, WorkerBeat


@pytest.fixture
def kind(monkeypatch):
    """Register kinds of jobs for one test only."""
    monkeypatch.setattr(jobs, "_kinds", {})
    return jobs.job_kind


def count_slots_in_chunks(run, chunks=4, fail_at=None):
    for number in range(run.state.get("next", 0), chunks):
        run.stop_if_cancelled()
        if number == fail_at:
            raise RuntimeError("power cut")
        with transaction.atomic():
            Slot.objects.create(name=f"chunk {number}", slot=timezone.now())
            run.save_state(next=number + 1)
        run.progress(number + 1, chunks, "counting")


@pytest.mark.django_db
def test_a_job_ends_with_its_progress_and_result(kind):
    @kind("count")
    def work(run):
        count_slots_in_chunks(run)
        run.finish(rows=4)

    job = jobs.run_here("count", None, "Count", {})
    assert (job.status, job.done, job.total, job.result) == ("done", 4, 4, {"rows": 4})


@pytest.mark.django_db
def test_a_job_that_fell_over_goes_on_where_it_stopped(kind):
    kind("count")(lambda run: count_slots_in_chunks(run, fail_at=2 if not run.state.get("next") else None))
    with pytest.raises(RuntimeError):
        jobs.run_here("count", None, "Count", {})
    job = Job.objects.get()
    assert job.status == "failed"
    assert job.state == {"next": 2}
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.status == "done"
    assert Slot.objects.count() == 4


@pytest.mark.django_db
def test_a_waiting_job_can_be_cancelled_and_never_starts(kind):
    kind("count")(count_slots_in_chunks)
    job = jobs.start("count", None, "Count", {})
    jobs.request_cancel(job)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.status == "cancelled"
    assert not Slot.objects.exists()


@pytest.mark.django_db
def test_a_running_job_stops_between_chunks_when_asked(kind):
    def work(run):
        jobs.request_cancel(run.job)
        count_slots_in_chunks(run)

    kind("count")(work)
    assert jobs.run_here("count", None, "Count", {}).status == "cancelled"
    assert not Slot.objects.exists()


@pytest.mark.django_db
def test_a_run_that_was_taken_over_writes_nothing_more(kind):
    def work(run):
        Job.objects.filter(pk=run.job.pk).update(run=uuid.uuid4())
        count_slots_in_chunks(run)

    kind("count")(work)
    job = jobs.run_here("count", None, "Count", {})
    assert job.status == "running"
    assert not Slot.objects.exists()


@pytest.mark.django_db
def test_a_job_says_why_it_cannot_be_done(kind):
    def work(run):
        raise jobs.JobFailedError("The file is empty.")

    kind("count")(work)
    job = jobs.run_here("count", None, "Count", {})
    assert (job.status, job.error) == ("failed", "The file is empty.")


@pytest.mark.django_db
def test_an_unknown_kind_is_refused_by_name(kind):
    with pytest.raises(LookupError, match="'nothing'"):
        jobs.start("nothing", None, "", {})


@pytest.mark.django_db
def test_a_task_enqueued_in_a_rolled_back_transaction_is_gone(kind):
    kind("count")(count_slots_in_chunks)
    with transaction.atomic():
        jobs.start("count", None, "Count", {})
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()
    assert not Job.objects.exists()


def lost_task(worker_id: str, deaths: int = 1, job: int = 1) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        args_kwargs={"args": [job], "kwargs": {}},
        task_path="jornada.apps.org.tasks.run_job",
        worker_ids=[worker_id] * deaths,
        backend_name="default",
        run_after=timezone.now(),
        started_at=timezone.now(),
    )


@pytest.mark.django_db
def test_the_sweep_returns_the_task_of_a_worker_that_is_gone():
    task = lost_task("elsewhere:1:abc:0")
    assert worker.sweep() == 1
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY


@pytest.mark.django_db
def test_the_sweep_leaves_the_task_of_a_living_worker():
    WorkerBeat.objects.create(worker="elsewhere:1:abc", seen_at=timezone.now())
    lost_task("elsewhere:1:abc:0")
    assert worker.sweep() == 0


@pytest.mark.django_db
def test_a_task_that_kills_every_worker_is_given_up():
    job = Job.objects.create(kind="count", status=Job.Status.RUNNING)
    task = lost_task("elsewhere:1:abc:0", deaths=worker.MAX_DEATHS, job=job.pk)
    worker.sweep()
    task.refresh_from_db()
    job.refresh_from_db()
    assert (task.status, job.status) == (TaskResultStatus.FAILED, "failed")
    assert job.error


@pytest.mark.django_db(transaction=True)
def test_a_job_survives_a_killed_process(kind, tmp_path, settings):
    """Kill a real process in the middle of a chunk's transaction; the job then ends with each chunk once."""
    database = settings.DATABASES["default"]
    kind("count")(count_slots_in_chunks)
    job = jobs._create("count", None, "Count", {})
    script = textwrap.dedent(
        f"""
        import django, os, signal
        django.setup()
        from django.db import connection
        from jornada.apps.org import jobs
        from jornada.apps.org.models import Slot
        from tests.apps.org.test_jobs import count_slots_in_chunks
        def work(run):
            keep = run.save_state
            def die(**state):
                keep(**state)
                if state["next"] == 3:
                    os.kill(os.getpid(), signal.SIGKILL)
            run.save_state = die
            count_slots_in_chunks(run)
        jobs.job_kind("count")(work)
        jobs.perform({job.pk})
        """
    )
    done = subprocess.run([sys.executable, "-c", script], env=child_environment(database), check=False)
    assert done.returncode == -signal.SIGKILL
    job.refresh_from_db()
    assert (job.status, job.state) == ("running", {"next": 2})
    jobs.perform(job.pk)
    assert sorted(Slot.objects.values_list("name", flat=True)) == [f"chunk {number}" for number in range(4)]


def child_environment(database) -> dict[str, str]:
    from pathlib import Path

    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = f"postgres://{database['USER']}@{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}/{name}"
    root = Path(__file__).resolve().parents[3]
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "jornada.project.settings",
        "PYTHONPATH": f"{root / 'src'}:{root}",
    }


@pytest.mark.django_db
def test_a_task_whose_end_could_not_be_noted_goes_back_to_the_queue(monkeypatch):
    me = worker.Crew(threads=1)._workers[0]
    result = lost_task(me.worker_id)

    def disk_is_full(*_args):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(worker.Worker, "run_task", disk_is_full)
    with pytest.raises(OperationalError):
        me.run_task(result)
    monkeypatch.setattr(me, "run", lambda: None)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test is in a transaction of it
    me.work()
    result.refresh_from_db()
    assert (result.status, me.at_hand) == (TaskResultStatus.READY, None)


@pytest.mark.django_db
def test_a_beat_from_before_the_clock_was_put_back_keeps_no_task():
    WorkerBeat.objects.create(worker="elsewhere:1:abc", seen_at=timezone.now() + 10 * worker.LEASE)
    lost_task("elsewhere:1:abc:0")
    assert worker.sweep() == 1
    assert not WorkerBeat.objects.exists()


@pytest.mark.django_db
def test_a_task_put_off_before_the_clock_was_put_back_waits_no_longer():
    result = lost_task("elsewhere:1:abc:0")
    DBTaskResult.objects.update(status=TaskResultStatus.READY, run_after=timezone.now() + 10 * worker.LEASE)
    worker.sweep()
    assert list(DBTaskResult.objects.ready()) == [result]


def test_a_periodic_task_keeps_no_connection_while_it_waits(monkeypatch):
    said, crew = [], worker.Crew(threads=0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: said.append("given back"))

    def work():
        said.append("works")
        crew._stop.set()

    crew._every(0.01, work)
    assert said == ["given back", "works", "given back"]
