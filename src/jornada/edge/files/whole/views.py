"""The page where an administrator has everything put into one archive, and the archive itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jornada.apps.org import history
from jornada.apps.org.guards import only
from jornada.apps.org.models import Job
from jornada.edge.files.whole import archive

LAST = 10


@only(archive.may_export_all)
def whole(request: HttpRequest) -> HttpResponse:
    rows = Job.objects.filter(kind=archive.KIND).select_related("user").order_by("-pk")[:LAST]
    context = {"rows": [_shown(job, request.user) for job in rows], "days": archive.KEPT_DAYS}
    return render(request, "files/whole/page.html", context)


@require_POST
@only(archive.may_export_all)
def whole_make(request: HttpRequest) -> HttpResponse:
    return redirect("job", pk=archive.begin(request.user).pk)


@never_cache
@only(archive.may_export_all)
def whole_fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand the archive out to whoever had it made, and note it."""
    job = get_object_or_404(Job, pk=pk, kind=archive.KIND)
    if not (archive.may_fetch(request.user, job) and archive.is_there(job)):
        raise Http404
    file = archive.path_of(job).open("rb")
    history.note_of(request.user, job, archive.FETCHED, None, None).save()
    day = timezone.localtime(job.created_at).date().isoformat()
    return FileResponse(file, as_attachment=True, filename=f"jornada-{day}.zip", content_type="application/zip")


def of_job(request: Any, job: Job) -> dict[str, Any] | None:
    """Offer the archive on the page of the job that made it."""
    if job.kind != archive.KIND or not archive.may_export_all(request.user):
        return None
    return {
        "template": "files/whole/panel.html",
        "context": {"one": _shown(job, request.user), "days": archive.KEPT_DAYS},
    }


def _shown(job: Job, user: Any) -> dict[str, Any]:
    ends = job.finished_at + timedelta(days=archive.KEPT_DAYS) if job.finished_at else None
    is_mine = archive.may_fetch(user, job)
    facts = {"is_there": archive.is_there(job), "is_mine": is_mine, "ends": ends}
    return {"job": job, "status": job.get_status_display(), **facts}
