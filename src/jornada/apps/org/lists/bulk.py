"""A change to many records: walked by id in portions, one batch in the history, one undo for all of it.

Few rows are changed at once in the request, many by a job with progress that goes on where a killed worker stopped.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jornada.apps.org import history
from jornada.apps.org.jobs import JobFailedError, JobRun, job_kind, run_here, start
from jornada.apps.org.kept import steady
from jornada.apps.org.lists import trash
from jornada.apps.org.lists.acts import Act, Do, Tally, act_of
from jornada.apps.org.lists.kinds import Kind, kind_of
from jornada.apps.org.lists.undo import Undone, changes_under, undo_changes
from jornada.apps.org.many import hold
from jornada.apps.org.models import Change, Job
from jornada.apps.org.patience import patiently
from jornada.ui import narrowing
from jornada.ui.addresses import is_id
from jornada.ui.narrowing import UnreadableFilterError

PORTION = 100
AT_ONCE = 200
MOST_IDS = 5000
LONGEST_QUERY = 8000


def selected(user: Any, kind: Kind, ids: list[int] | None, query: str) -> QuerySet:
    """Return the rows that were ticked or, without ids, all that match the list's address, as far as the user sees.

    Raises `UnreadableFilterError` rather than to leave a filter out.
    """
    rows = kind.visible(user, "view").select_related(*kind.related)
    if ids is not None:
        return rows.filter(pk__in=ids)
    request = HttpRequest()
    request.user, request.GET = user, QueryDict(query)
    options = kind.options(request)
    return narrowing.read_strictly(request, kind.code, options.get("filters", ()), options.get("search")).of(rows)


def few_selected(user: Any, kind: Kind, asked: QueryDict) -> list[int] | None:
    """Return the ids of the selection that a request names, or nothing when it names none, or very many rows."""
    is_all = asked.get("all") == "1"
    ids = [int(text) for text in asked.get("ids", "").split(",") if is_id(text)][: MOST_IDS + 1]
    if (not is_all and not ids) or len(asked.get("query", "")) > LONGEST_QUERY:
        return None
    try:
        rows = selected(user, kind, None if is_all else ids, asked.get("query", ""))
    except UnreadableFilterError:
        return None
    found = list(rows.order_by().values_list("pk", flat=True)[: MOST_IDS + 1])
    return found if len(found) <= MOST_IDS else None


def begin(
    user: Any,
    kind: Kind,
    act: Act,
    values: QueryDict,
    ids: list[int] | None,
    query: str,
    *,
    is_job: bool = False,
    title: str = "",
    **more: Any,
) -> Job:
    """Change the selected rows: at once when they are few and `is_job` does not say otherwise, else as a job."""
    rows = selected(user, kind, ids, query)
    total = rows.order_by().values("pk")[: AT_ONCE + 1].count()
    params = {
        "record": kind.code,
        "act": act.code,
        "values": dict(values.lists()),
        "ids": ids,
        "query": query,
        "batch": str(uuid.uuid4()),
        "first": (Change.objects.aggregate(last=Max("pk"))["last"] or 0) + 1,
        "language": translation.get_language() or "en",
        "time_zone": timezone.get_current_timezone_name(),
        **more,
    }
    title = title or f"{act.label}: {kind.label}"
    if total <= AT_ONCE and not is_job:
        return run_here("bulk", user, title, params)
    return start("bulk", user, title, params)


def undo(user: Any, job: Job) -> Job:
    """Take a bulk change back, at once or as a job of its own."""
    params = {"job": job.pk, "language": translation.get_language() or "en"}
    title = _("Undo: %(what)s") % {"what": job.title}
    if job.result.get("changed", 0) <= AT_ONCE:
        return run_here("bulk_undo", user, title, params)
    return start("bulk_undo", user, title, params)


@job_kind("bulk")
def change_many(run: JobRun) -> None:
    """Walk through the selected rows by id; each portion is one transaction."""
    with translation.override(run.params["language"]), timezone.override(run.params["time_zone"]):
        _change_many(run)


def _change_many(run: JobRun) -> None:
    user, kind = run.job.user, kind_of(run.params["record"])
    act = act_of(kind, run.params["act"]) if kind else None
    if user is None or kind is None or act is None:
        raise JobFailedError(_("This change cannot be done any more."))
    values = _query_dict(run.params["values"])
    do, tally = act.prepare(user, kind, values), _tally(run.state, run.params["first"])
    try:
        rows = selected(user, kind, run.params["ids"], run.params["query"])
    except UnreadableFilterError as error:
        raise JobFailedError(str(error)) from error
    # What is made meanwhile, as the next one of a task that repeats, is none of what was selected.
    upto = run.state.get("upto") or rows.order_by().aggregate(last=Max("pk"))["last"] or 0
    run.state["upto"] = upto
    rows = rows.filter(pk__lte=upto)
    last, done = run.state.get("last", 0), run.state.get("done", 0)
    total = done + rows.filter(pk__gt=last).order_by().count()
    trash.forget_old()
    while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PORTION]):
        run.stop_if_cancelled()
        last, done = ids[-1], done + len(ids)
        tally = patiently(partial(_portion, run, act, do, rows, ids, done, tally))
        run.progress(done, max(total, done), _("changing"))
    run.finish(**_plain(tally), batch=run.params["batch"], first=run.params["first"], last=_last_change(run))


@job_kind("bulk_undo")
def undo_many(run: JobRun) -> None:
    """Take back what a bulk change wrote and made; what somebody changed since stays."""
    with translation.override(run.params["language"]):
        job = Job.objects.filter(pk=run.params["job"], user=run.job.user, kind="bulk").first()
        kind = kind_of(job.params["record"]) if job else None
        act = act_of(kind, job.params["act"]) if kind else None
        if job is None or kind is None or act is None:
            raise JobFailedError(_("This change cannot be undone any more."))
        result, done, reasons = job.result, Undone(), {}
        total = max(result.get("changed", 0), 1)
        if act.undo:
            tally = act.undo(run.job.user, kind, result.get("made", []))
            done = Undone(tally.changed, tally.left)
            reasons = dict(tally.reasons)
        elif result.get("batch"):
            changes = changes_under(uuid.UUID(result["batch"]), run.job.user, result["first"], result["last"])
            done = _undo_changes(run, changes, total)
        Job.objects.filter(pk=job.pk).update(result={**job.result, "undone_by": run.job.pk})
        run.progress(total, total)
        run.finish(restored=done.restored, left=done.left, reasons=reasons)


def _undo_changes(run: JobRun, changes: QuerySet, total: int) -> Undone:
    """Go on behind the record at which a killed worker stopped: what it put back is not taken for changed since."""

    def note(so_far: Undone, last: int) -> None:
        run.save_state(restored=so_far.restored, left=so_far.left, last=last)
        run.progress(so_far.restored + so_far.left, total)

    done = Undone(run.state.get("restored", 0), run.state.get("left", 0))
    return undo_changes(run.job.user, _in_portions(changes, run.state.get("last", 0)), done, each=note)


def _in_portions(changes: QuerySet, last: int) -> Iterator[Change]:
    """Read changes behind one: SQLite takes no write while a query is still read that others wrote behind."""
    while portion := list(changes.filter(pk__gt=last).order_by("pk")[:PORTION]):
        yield from portion
        last = portion[-1].pk


def _portion(run: JobRun, act: Act, do: Do, rows: QuerySet, ids: Sequence[int], done: int, so_far: Tally) -> Tally:
    """Change some rows in one transaction, held in the order of their ids: no two changes wait for each other."""
    kind: Any = kind_of(run.params["record"])
    user, tally = run.job.user, deepcopy(so_far)
    with transaction.atomic(), history.as_batch(uuid.UUID(run.params["batch"])), steady():
        hold(kind.model, ids)
        found = list(rows.filter(pk__in=ids).order_by("pk"))
        if len(found) < len(ids):
            tally.leave(_("deleted or changed meanwhile"), len(ids) - len(found))
        allowed = [row for row in found if kind.allows(user, act.action, row)]
        if len(allowed) < len(found):
            tally.leave(_("not yours to change"), len(found) - len(allowed))
        do(allowed, tally)
        run.save_state(last=ids[-1], done=done, **_plain(tally))
    return tally


def _query_dict(values: dict[str, list[str]]) -> QueryDict:
    made = QueryDict(mutable=True)
    for name, some in values.items():
        made.setlist(name, some)
    return made


def _plain(tally: Tally) -> dict[str, Any]:
    return {
        "changed": tally.changed,
        "same": tally.same,
        "left": tally.left,
        "reasons": dict(tally.reasons),
        "made": tally.made,
    }


def _tally(state: dict[str, Any], first: int) -> Tally:
    tally = Tally(state.get("changed", 0), state.get("same", 0), state.get("left", 0), first=first)
    tally.reasons.update(state.get("reasons", {}))
    tally.made.extend(state.get("made", []))
    return tally


def _last_change(run: JobRun) -> int:
    return Change.objects.aggregate(last=Max("pk"))["last"] or run.params["first"]
