"""An import that somebody stops ends between two chunks and keeps what it wrote."""

import uuid

import pytest

from jornada.apps.market.models import Account
from jornada.apps.org import jobs
from jornada.apps.org.models import Job
from jornada.edge.files import run as running
from jornada.edge.files.load.work import Work


def test_a_stop_between_chunks_is_obeyed_at_the_next_one(write, plan_of, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 2)
    path = write("accounts.csv", "name\n" + "".join(f"Company {number}\n" for number in range(6)))
    job = Job.objects.create(kind="import", status=Job.Status.RUNNING, run=uuid.uuid4())

    def stop_after_the_first_chunk(done, total, phase):
        jobs.request_cancel(job)
        watch._asked_at = 0.0  # half a second has passed

    watch = jobs.JobRun(job, stop_after_the_first_chunk)
    steps, work = plan_of(("accounts", path)), Work(None, is_dry=False, batch=uuid.uuid4())
    with pytest.raises(jobs.JobCancelledError):
        running.run_plan(steps, work, tmp_path / "report.csv", watch=watch)
    assert Account.objects.count() == 2
    assert watch.state["row"] == 2
