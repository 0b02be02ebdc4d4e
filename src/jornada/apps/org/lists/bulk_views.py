"""The selection of a list: its bar, the form of an act, what came of it, and the way back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from jornada.apps.org.lists import bulk
from jornada.apps.org.lists.acts import Act, act_of, acts_of
from jornada.apps.org.lists.kinds import Kind, kind_of
from jornada.apps.org.models import Job
from jornada.ui.addresses import is_id
from jornada.ui.narrowing import UnreadableFilterError

OWN = ("ids", "all", "query", "csrfmiddlewaretoken")


def may_select(request: HttpRequest, record: str) -> bool:
    """Say whether the rows of a list can be ticked: where there is something to do with them."""
    kind = kind_of(record)
    return kind is not None and bool(_offered(request.user, kind) or kind.allows(request.user, "export"))


def bulk_bar(request: HttpRequest, listing: Any) -> dict[str, Any] | None:
    if not may_select(request, listing.record):
        return None
    kind = kind_of(listing.record)
    offered = _offered(request.user, kind)
    context = {
        "record": listing.record,
        "acts": [act for act in offered if not act.is_rare],
        "rare": [act for act in offered if act.is_rare],
        "may_export": kind.allows(request.user, "export"),
    }
    return {"template": "org/lists/bulk_bar.html", "context": context}


def act(request: HttpRequest, record: str, code: str) -> HttpResponse:
    """Show the form of an act (GET), or do it to the selected rows (POST)."""
    kind = kind_of(record)
    wanted = act_of(kind, code) if kind else None
    if kind is None or wanted is None:
        raise Http404
    if not kind.allows(request.user, wanted.action):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = wanted.form(request.user, kind, posted, request.GET)
    if posted is None or (form is not None and not form.is_valid()):
        status = 200 if posted is None else 422
        return render(request, "org/lists/bulk_form.html", _context(kind, wanted, form), status=status)
    try:
        ids, query = _selection(request.POST)
        job = bulk.begin(request.user, kind, wanted, _values(request.POST), ids, query)
    except UnreadableFilterError as error:
        context = {**_context(kind, wanted, form), "refused": str(error)}
        return render(request, "org/lists/bulk_form.html", context, status=422)
    if job.finished_at is None:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("job", args=[job.pk])})
    return _told(job)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a bulk change back; only one's own, once."""
    job = get_object_or_404(Job, pk=pk, user=request.user, kind="bulk")
    if job.result.get("undone_by"):
        return redirect("job", pk=job.result["undone_by"])
    done = bulk.undo(request.user, job)
    if not request.htmx:
        return redirect("job", pk=done.pk)
    if done.finished_at is None:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("job", args=[done.pk])})
    return trigger_client_event(HttpResponse(status=204), "undone", {"text": _said(done)})


def result_of_job(request: HttpRequest, job: Job) -> dict[str, Any] | None:
    """Show on a job's page what a bulk change did, what it left and why, and the way back."""
    if job.kind not in ("bulk", "bulk_undo") or not job.result:
        return None
    may_undo = job.kind == "bulk" and job.user_id == request.user.pk and not job.result.get("undone_by")
    context = {
        "job": job,
        "said": in_words(job),
        "reasons": job.result.get("reasons", {}).items(),
        "may_undo": may_undo and job.result.get("changed", 0) > 0,
    }
    return {"template": "org/lists/bulk_result.html", "context": context}


def in_words(job: Job) -> str:
    """Say how many records were changed, and how many were left."""
    result = job.result
    if job.kind == "bulk_undo":
        number = result.get("restored", 0)
        parts = [ngettext("%(n)s record put back.", "%(n)s records put back.", number) % {"n": number}]
    else:
        parts = [_changed(job, result.get("changed", 0))]
    if left := result.get("left", 0):
        parts.append(ngettext("%(n)s was left as it is.", "%(n)s were left as they are.", left) % {"n": left})
    return " ".join(parts)


def _changed(job: Job, number: int) -> str:
    kind = kind_of(job.params.get("record", ""))
    act = act_of(kind, job.params.get("act", "")) if kind else None
    if act and act.done and number:
        return act.done(number)
    changed = ngettext("%(n)s record changed.", "%(n)s records changed.", number)
    deleted = ngettext("%(n)s record deleted.", "%(n)s records deleted.", number)
    return (deleted if job.params.get("act") == "delete" else changed) % {"n": number}


def _told(job: Job) -> HttpResponse:
    undo = None
    if job.result.get("changed"):
        undo = {"label": _("Undo"), "url": reverse("bulk_undo", args=[job.pk]), "values": {}}
    tone = "warn" if job.result.get("left") or job.error else "good"
    return trigger_client_event(HttpResponse(status=204), "bulkdone", {"text": _said(job), "tone": tone, "undo": undo})


def _said(job: Job) -> str:
    """Say what came of a change or of taking it back, with the reasons why something was left."""
    said = job.error or in_words(job)
    reasons = ", ".join(job.result.get("reasons", {}))
    return f"{said.rstrip('.')} ({reasons.rstrip('.')})." if reasons else said


def _context(kind: Kind, wanted: Act, form: Any) -> dict[str, Any]:
    return {"kind": kind, "act": wanted, "form": form, "url": reverse("bulk_act", args=[kind.code, wanted.code])}


def _offered(user: Any, kind: Kind) -> list[Act]:
    return [one for one in acts_of(kind) if kind.allows(user, one.action)]


def _selection(post: QueryDict) -> tuple[list[int] | None, str]:
    """Read which rows: those ticked, or all that match the address of the list."""
    if post.get("all") == "1":
        query = post.get("query", "")
        if len(query) > bulk.LONGEST_QUERY:
            raise UnreadableFilterError(
                _("Nothing was changed, for the list has too many filters: take some away, or tick the rows.")
            )
        return None, query
    ids = [int(text) for text in post.get("ids", "").split(",") if is_id(text)]
    if not ids or len(ids) > bulk.MOST_IDS:
        raise BadRequest(f"ids: expected 1 to {bulk.MOST_IDS} numbers with commas between, got {len(ids)}.")
    return ids, ""


def _values(post: QueryDict) -> QueryDict:
    values = post.copy()
    for name in OWN:
        values.pop(name, None)
    return values
