"""What touches set in motion: figures of lists, then visits, then lead types, then the analytics copy.

Reads like the picture in the design: a batch of subjects at a time, each step over the whole batch at once. All of it
is derived from the log, so a batch can be done again at any time and gives the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from jornada.analytics.log import EventLog
from jornada.analytics.visits import Visits
from jornada.apps.handoff import derive as handoff
from jornada.apps.insight.copy import mark_rows, mark_stale
from jornada.apps.interactions import derive as log
from jornada.apps.interactions.columns import columns_of_map, read_log
from jornada.apps.interactions.dirty import mark_dirty
from jornada.apps.interactions.models import Dirty
from jornada.apps.journeys import derive as journeys
from jornada.apps.journeys.queries import ActiveMap, active_map
from jornada.apps.leads import derive as leads
from jornada.apps.leads.intent import standings
from jornada.apps.leads.scoring import keeping as scores
from jornada.apps.leads.temperature.derive import heat_leads, latest_in
from jornada.apps.org.models import Job
from jornada.apps.org.sets import among, one_parameter
from jornada.apps.sales.models import Opportunity
from jornada.flow import dirty, due, winback
from jornada.flow.dirty import Stamps

BATCH_SUBJECTS = 20_000
BATCH_TOUCHES = 250_000
AT_ONCE = 50
LONG_IMPORT = "import"
# A killed command leaves its job running: after this nobody waits for it any more.
PATIENCE = timedelta(hours=1)

Listener = Callable[[int, int], None]


@dataclass(frozen=True)
class Batch:
    """Subjects with the stamps under which they were taken, and their touches."""

    accounts: Stamps
    threads: Stamps
    account_log: EventLog
    thread_log: EventLog
    lead_of: dict[int, int]

    def only(self, account_ids: Sequence[int], thread_ids: Sequence[int]) -> Batch:
        """Keep some of the subjects."""
        if len(account_ids) == len(self.accounts) and len(thread_ids) == len(self.threads):
            return self
        return Batch(
            {pk: self.accounts[pk] for pk in account_ids},
            {pk: self.threads[pk] for pk in thread_ids},
            _only(self.account_log, account_ids),
            _only(self.thread_log, thread_ids),
            {pk: lead for pk, lead in self.lead_of.items() if pk in set(thread_ids)},
        )


@dataclass(frozen=True)
class Results:
    """What follows from the touches of a batch."""

    batch: Batch
    visits: Visits
    rungs: Visits


def settle(account_ids: Sequence[int], thread_ids: Sequence[int] = (), now: datetime | None = None) -> int:
    """Derive everything about these accounts and threads again, now; return how many subjects were done."""
    known = [dirty.stamps_of(kind, ids) for kind, ids in zip(dirty.KINDS, (account_ids, thread_ids), strict=True)]
    missing = [set(ids) - stamps.keys() for ids, stamps in zip((account_ids, thread_ids), known, strict=True)]
    if any(missing):
        with transaction.atomic():
            mark_dirty(*missing)
    return settle_waiting(account_ids, thread_ids, now)


def settle_waiting(account_ids: Sequence[int], thread_ids: Sequence[int], now: datetime | None = None) -> int:
    """Settle those of these subjects that still wait for it."""
    accounts = dirty.stamps_of(Dirty.Kind.ACCOUNT, account_ids)
    threads = dirty.stamps_of(Dirty.Kind.THREAD, thread_ids)
    return _settle(accounts, threads, now or timezone.now())


def settle_dirty(limit: int = BATCH_SUBJECTS, now: datetime | None = None) -> int:
    """Settle the subjects that have waited longest: what the worker does every half second.

    While an import runs they wait for its end, since it touches the same accounts again and again.
    """
    since = timezone.now() - PATIENCE
    if Job.objects.filter(kind=LONG_IMPORT, status=Job.Status.RUNNING).exclude(started_at__lte=since).exists():
        return 0
    return _settle(*dirty.oldest(limit), now or timezone.now())


def settle_all(listener: Listener | None = None) -> int:
    """Settle whatever waits, in this process, telling `listener(done, total)` how far it is."""
    done, total = 0, Dirty.objects.count()
    while step := _settle(*dirty.oldest(BATCH_SUBJECTS), timezone.now()):
        done += step
        if listener:
            listener(done, max(total, done))
    return done


def settle_due(now: datetime | None = None) -> int:
    """Mark the accounts that change by the mere passing of time; `settle_dirty` does the rest."""
    account_ids = due.accounts_due(now or timezone.now())
    with transaction.atomic():
        mark_dirty(account_ids)
    return len(account_ids)


def on_touches_recorded(account_ids: Sequence[int], thread_ids: Sequence[int], **signal: Any) -> None:
    """Settle small writes at once, so that the next page is fresh; large ones wait for the worker."""
    if len(account_ids) + len(thread_ids) <= AT_ONCE:
        settle_waiting(account_ids, thread_ids)


def _settle(accounts: Stamps, threads: Stamps, now: datetime) -> int:
    if not accounts and not threads:
        return 0
    active, done = active_map(), 0
    lead_of = leads.leads_of_threads(list(threads))
    for ours, theirs in _cut(accounts, threads):
        batch = _read(ours, theirs, {pk: lead_of[pk] for pk in theirs if pk in lead_of}, active)
        done += _write(_derive(batch, active, now), active, now)
        winback.acted_again(list(batch.accounts), now)
    return done


def _read(accounts: Stamps, threads: Stamps, lead_of: dict[int, int], active: ActiveMap) -> Batch:
    columns = columns_of_map(active.journey)
    account_log = read_log("account", list(accounts), columns) if accounts else EventLog.empty()
    thread_log = read_log("thread", list(lead_of), ()) if lead_of else EventLog.empty()
    return Batch(accounts, threads, account_log, thread_log, lead_of)


def _derive(batch: Batch, active: ActiveMap, now: datetime) -> Results:
    return Results(batch, journeys.find_visits(batch.account_log, active, now), leads.find_rungs(batch.thread_log, now))


def _write(results: Results, active: ActiveMap, now: datetime) -> int:
    """Write what was derived, for the subjects that nobody touched meanwhile."""
    with transaction.atomic():
        taken = results.batch
        account_ids = dirty.still_standing(Dirty.Kind.ACCOUNT, taken.accounts)
        thread_ids = dirty.still_standing(Dirty.Kind.THREAD, taken.threads)
        batch = taken.only(account_ids, thread_ids)
        if batch is not taken:
            results = _derive(batch, active, now)
        if account_ids:
            log.replace_summaries(account_ids, batch.account_log, now)
            journeys.replace_visits(account_ids, results.visits, active)
        if batch.lead_of:
            leads.replace_types(batch.lead_of, results.rungs, leads.offered_in(batch.thread_log))
            heat_leads(list(batch.lead_of.values()), now, latest_in(batch.thread_log))
            handoff.follow_ups_of_leads(list(batch.lead_of.values()), now)
        scores.mark(account_ids, list(batch.lead_of.values()))
        _answered(thread_ids)
        mark_stale(account_ids, list(batch.lead_of.values()))
        dirty.settled(Dirty.Kind.ACCOUNT, account_ids)
        dirty.settled(Dirty.Kind.THREAD, thread_ids)
    return len(account_ids) + len(thread_ids)


def _answered(thread_ids: Sequence[int]) -> None:
    """Answers may have been voided: work out anew how tests stand, and tell the copy of opportunities."""
    answered = standings.refresh(thread_ids) if thread_ids else []
    if answered:
        rows = Opportunity.objects.filter(thread__in=answered)
        mark_rows("sales.opportunity", list(rows.values_list("pk", flat=True)))


def _only(log: EventLog, ids: Sequence[int]) -> EventLog:
    return log.select_subjects(np.isin(log.subject_ids, np.array(ids, dtype=np.int64)))


def _cut(accounts: Stamps, threads: Stamps) -> Iterator[tuple[Stamps, Stamps]]:
    """Cut into batches that are small in subjects and in touches; one subject is never cut."""
    if len(accounts) + len(threads) <= AT_ONCE:
        yield accounts, threads
        return
    for ids in _by_touches("account", list(accounts)):
        yield {pk: accounts[pk] for pk in ids}, {}
    for ids in _by_touches("thread", list(threads)):
        yield {}, {pk: threads[pk] for pk in ids}


def _by_touches(subject: str, ids: list[int]) -> Iterator[list[int]]:
    sql = f"SELECT {subject}_id, count(*) FROM interactions_touch WHERE {among(f'{subject}_id')} GROUP BY {subject}_id"
    with connection.cursor() as cursor:
        cursor.execute(sql, [one_parameter(ids)])
        sizes = dict(cursor.fetchall())
    running, part = 0, []
    for pk in ids:
        size = sizes.get(pk, 0)
        if part and (running + size > BATCH_TOUCHES or len(part) == BATCH_SUBJECTS):
            yield part
            running, part = 0, []
        running += size
        part.append(pk)
    if part:
        yield part
