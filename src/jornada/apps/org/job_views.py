"""Pages of jobs: what runs, how far it is, and the button that stops it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jornada.apps.org import jobs, queries
from jornada.apps.org.following import UNDER_WAY, followed
from jornada.apps.org.models import Job
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.listing import build, respond

TONES = {"waiting": "neutral", "running": "info", "done": "good", "failed": "bad", "cancelled": "warn"}


def job_list(request: HttpRequest) -> Any:
    listing = build(
        request,
        "job",
        queries.visible_jobs(request.user),
        columns=_columns(),
        filters=[
            Filter("status", gettext_lazy("Status"), choices=_statuses, apply=lambda rows, v: rows.filter(status=v))
        ],
        row_url=lambda row: reverse("job", args=[row.pk]),
        default_sort="-created",
    )
    context = {"title": _("Jobs"), "empty_template": "org/jobs_empty.html"}
    return respond(request, listing, "org/job_list.html", context)


def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a job; htmx asks for the part that changes once a second while it is under way."""
    record = get_object_or_404(queries.visible_jobs(request.user), pk=pk)
    context = {
        "job": record,
        "status": (record.get_status_display(), TONES[record.status]),
        "is_under_way": record.status in UNDER_WAY,
        "is_too_late": record.is_cancel_requested and record.status == Job.Status.DONE,
    }
    response = render(request, "org/job_state.html" if request.htmx else "org/job.html", context)
    if request.htmx and not context["is_under_way"]:
        response["HX-Refresh"] = "true"  # once more in full, with the panels that show what came of it
    return response


def job_strip(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on the page where a job was begun how far it is; once it is over that page is drawn anew."""
    back = request.GET.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, None) and back.startswith("/")
    found = followed(request.user, str(pk), back if is_ours else reverse("job", args=[pk]))
    if not found:
        raise Http404
    if found["is_under_way"]:
        return render(request, "org/job_strip.html", found)
    return HttpResponse(status=204, headers={"HX-Redirect": found["back"]})


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(queries.visible_jobs(request.user), pk=pk)
    jobs.request_cancel(record)
    return redirect("job", pk=pk)


def _columns() -> list[Column]:
    return [
        Column("title", gettext_lazy("Job"), order=0, cell=lambda row: row.title or row.kind, is_primary=True),
        Column("status", gettext_lazy("Status"), order=10, cell=_status, kind="badge"),
        Column("share", gettext_lazy("Progress"), order=20, cell=_share, kind="share"),
        Column("user", gettext_lazy("Started by"), order=30, cell=lambda row: row.user and str(row.user)),
        Column(
            "created",
            gettext_lazy("Created"),
            order=40,
            cell=lambda row: row.created_at,
            sort="created_at",
            kind="moment",
        ),
        Column("finished", gettext_lazy("Finished"), order=50, cell=lambda row: row.finished_at, kind="moment"),
    ]


def _status(row: Job) -> tuple[str, str]:
    return row.get_status_display(), TONES[row.status]


def _share(row: Job) -> float | None:
    if row.status == Job.Status.DONE:
        return 1.0
    return row.done / row.total if row.total else None


def _in_status(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(status=value)


def _statuses(request: HttpRequest) -> list[tuple[str, str]]:
    return Job.Status.choices
