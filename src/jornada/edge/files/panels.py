"""What the page of a job shows when the job is an import."""

from __future__ import annotations

from typing import Any

from jornada.apps.org.models import Job
from jornada.edge.files.access import visible_plans
from jornada.edge.files.pages import result_page


def import_of_job(request: Any, job: Job) -> dict[str, Any] | None:
    """Link back to the import, with its result when there is one."""
    if job.kind not in {"import", "import-trial", "import-undo"}:
        return None
    plan = visible_plans(request.user).filter(pk=job.params.get("plan")).first()
    if plan is None:
        return None
    result = result_page(plan.result) if plan.status == "done" else None
    return {"template": "files/job_panel.html", "context": {"plan": plan, "result": result}}
