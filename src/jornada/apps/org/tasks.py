"""Background tasks of `org`."""

from django_tasks import task

from jornada.apps.org import jobs


@task()
def run_job(job_id: int) -> None:
    """Do a job that waits in the queue."""
    jobs.perform(job_id)
