"""The search over the whole base, as a job: read what is compared, weigh, keep the pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.analytics.duplicates import Duplicates, duplicates
from jornada.apps.market.duplicates.kinds import Kind, kind_of
from jornada.apps.market.duplicates.models import DuplicatePair
from jornada.apps.market.duplicates.noting import still_branches, without_bound
from jornada.apps.org import jobs
from jornada.apps.org.models import Job
from jornada.rules.duplicates import judge

KIND = "find_duplicates"
READ_AT_ONCE = 20_000
# More pairs than anybody can look at say that something else is wrong; the likeliest are kept.
MOST_PAIRS = 100_000


def start(user: Any, record: str) -> Job:
    """Put the search over one kind of record in the queue, unless one waits or runs already."""
    under_way = Job.objects.filter(
        kind=KIND, params__record=record, status__in=[Job.Status.WAITING, Job.Status.RUNNING], is_cancel_requested=False
    ).first()
    return under_way or jobs.start(KIND, user, title_of(record), {"record": record})


def title_of(record: str) -> str:
    return _("Duplicates among accounts") if record == "account" else _("Duplicates among contacts")


@jobs.job_kind(KIND)
def find(run: jobs.JobRun) -> None:
    """Do the job; run again after a kill it starts anew and gives the same pairs."""
    kind = kind_of(run.params["record"])
    ids, table = _table(run, kind)
    run.stop_if_cancelled()
    result = duplicates(table, listener=lambda done, total: _weighed(run, done, total))
    run.stop_if_cancelled()
    number = keep_pairs(kind, ids, result)
    run.finish(record=kind.code, records=len(ids), compared=result.compared, pairs=number)
    run.progress(len(ids), len(ids), _("done"))


def keep_pairs(kind: Kind, ids: list[int], result: Duplicates) -> int:
    """Replace the open pairs of before by those of now; dismissed ones stay dismissed. Return how many are open."""
    with transaction.atomic():
        open_ones = DuplicatePair.objects.filter(record=kind.code, dismissed_at=None)
        noted = list(open_ones.filter(is_branch=True))
        open_ones.delete()
        dismissed = set(DuplicatePair.objects.filter(record=kind.code).values_list("left_id", "right_id"))
        fresh = [pair for pair in _pairs(kind, ids, result) if (pair.left_id, pair.right_id) not in dismissed]
        fresh = without_bound(fresh + still_branches(kind, noted, fresh))
        DuplicatePair.objects.bulk_create(fresh, batch_size=500)
    return len(fresh)


def _weighed(run: jobs.JobRun, done: int, total: int) -> None:
    run.progress(done, total, _("comparing pairs"))
    run.stop_if_cancelled()


def _table(run: jobs.JobRun, kind: Kind) -> tuple[list[int], dict[str, list[str]]]:
    ids: list[int] = []
    columns: list[list[str]] = [[] for _name in kind.compared]
    total = kind.model._base_manager.count()
    for rows in _read(kind):
        for pk, *values in rows:
            ids.append(pk)
            for column, value in zip(columns, values, strict=True):
                column.append(value or "")
        run.progress(len(ids), total, _("reading"))
        run.stop_if_cancelled()
    return ids, dict(zip(kind.compared, columns, strict=True))


def _read(kind: Kind) -> Iterator[list[Any]]:
    """Give the rows by id, some at a time, so that no transaction stays open."""
    last = 0
    rows = kind.model._base_manager.order_by("pk").values_list("pk", *kind.compared.values())
    while found := list(rows.filter(pk__gt=last)[:READ_AT_ONCE]):
        last = found[-1][0]
        yield found


def _pairs(kind: Kind, ids: list[int], result: Duplicates) -> Iterable[DuplicatePair]:
    now = timezone.now()
    for at in range(min(len(result.left), MOST_PAIRS)):
        levels = {name: int(column[at]) for name, column in result.levels.items()}
        judgement = judge(levels, result.known, {name: float(bits[at]) for name, bits in result.rarity.items()})
        left, right = sorted((ids[result.left[at]], ids[result.right[at]]))
        yield DuplicatePair(
            record=kind.code, left_id=left, right_id=right, group=ids[result.group[at]],
            probability=judgement.probability, is_branch=judgement.is_branch,
            reasons=[[one.field, one.level, round(one.bits, 1)] for one in judgement.reasons], found_at=now,
        )  # fmt: skip
