"""Starting the jobs of an import, each once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from jornada.apps.org import jobs
from jornada.apps.org.models import Job
from jornada.edge.files.again import forget
from jornada.edge.files.models import ImportPlan


def begin(
    user: Any, plan: ImportPlan, kind: str, title: str, where: Sequence[str], *, again: bool = False
) -> Job | None:
    """Start a job of a plan that stands so; None for whoever comes second."""
    params = {"plan": str(plan.pk), "language": translation.get_language()} | ({"again": True} if again else {})
    with transaction.atomic():
        if not ImportPlan.objects.filter(pk=plan.pk, status__in=where).update(status=ImportPlan.Status.RUNNING):
            return None
        job = jobs.start(kind, user, title, params)
        if plan.job is not None and plan.job.kind == kind:
            # What failed or was stopped goes on where it stood: from the beginning, rows without a key would double.
            Job.objects.filter(pk=job.pk).update(state=plan.job.state)
        ImportPlan.objects.filter(pk=plan.pk).update(job=job)
    return job


def start_again(user: Any, plan: ImportPlan) -> Job | None:
    """Bring an import back that was taken back; the trash forgets it then."""
    title = _("Bringing back: %(files)s") % {"files": plan}
    job = begin(user, plan, "import", title, (ImportPlan.Status.UNDONE,), again=True)
    if job is not None:
        forget(plan)
    return job
