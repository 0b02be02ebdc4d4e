"""What the page of a job shows when the job is an import."""

from __future__ import annotations

from typing import Any

from jornada.apps.org.models import Job
from jornada.edge.files import refusals
from jornada.edge.files.access import visible_plans
from jornada.edge.files.breaks import breaks_of
from jornada.edge.files.pages import result_page


def import_of_job(request: Any, job: Job) -> dict[str, Any] | None:
    """Link back to the import, with its result when there is one."""
    if job.kind not in {"import", "import-trial", "import-undo"}:
        return None
    plan = visible_plans(request.user).filter(pk=job.params.get("plan")).first()
    if plan is None:
        return None
    is_done = plan.status == "done"
    context = {
        "plan": plan,
        "result": result_page(plan.result) if is_done else None,
        "refused": refusals.refused(plan) if is_done else [],
        "breaks": breaks_of(job),
    }
    return {"template": "files/job_panel.html", "context": context}
