"""A job followed on the page where it was begun: the address of that page names it (`?job=12`)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from jornada.apps.org import queries
from jornada.apps.org.models import Job
from jornada.ui.addresses import is_id

UNDER_WAY = (Job.Status.WAITING, Job.Status.RUNNING)
TONES = {Job.Status.DONE: "good", Job.Status.FAILED: "bad", Job.Status.CANCELLED: "warn"}


def with_job(address: str, job: Job) -> str:
    """Return the address of a page on which this job is followed."""
    return f"{without_job(address)}{'&' if '?' in without_job(address) else '?'}job={job.pk}"


def without_job(address: str) -> str:
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "job"]
    return parts.path + (f"?{urlencode(kept)}" if kept else "")


def followed(user: Any, asked: str, back: str) -> dict[str, Any]:
    """Return how far a job is, for the page `back`; nothing where the person sees no such job."""
    job = queries.visible_jobs(user).filter(pk=asked).first() if is_id(asked) else None
    if job is None:
        return {}
    return {
        "job": job,
        "back": back,
        "away": without_job(back),
        "is_under_way": job.status in UNDER_WAY,
        "tone": TONES.get(Job.Status(job.status), "info"),
    }
