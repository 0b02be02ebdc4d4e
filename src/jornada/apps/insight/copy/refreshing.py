"""Bringing the copy up to date: read the stale buckets anew, then put them in force at once."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import timedelta

import numpy as np
from django.db import connection
from django.utils import timezone

from jornada.apps.insight.copy import store, tables
from jornada.apps.insight.copy.layout import BUCKET_SIZE, TOUCHES, VISITS, ids_of
from jornada.apps.insight.copy.lookups import read_lookups
from jornada.apps.insight.copy.source import Arrays, Dialect, read
from jornada.apps.insight.copy.staleness import GROUPS, Probe, fields_read, has_news, probe, stale_buckets
from jornada.apps.insight.copy.store import Manifest
from jornada.apps.insight.copy.view import View, view_of
from jornada.apps.insight.models import CopyMark
from jornada.apps.interactions.models import Activity
from jornada.apps.org.models import WorkerBeat

log = logging.getLogger(__name__)

# Buckets that one query reads: bounds the memory of a full rebuild.
RUN = {TOUCHES: 4, VISITS: 32}
# Rows to expect for each id, to choose the way of reading.
ROWS_PER_ID = {TOUCHES: 50, VISITS: 8}
FEW_BUCKETS = 6
PATIENCE = 30.0
BEAT_FRESH = timedelta(seconds=10)


def refresh_in_worker() -> bool:
    """Refresh what is stale, unless another process is at it; say whether anything changed.

    Takes at most a quarter of the worker's time: after a long refresh it rests three times as long.
    """
    if time.monotonic() < _rest.until:
        return False
    started = time.monotonic()
    changed = [_refresh(group, wait=False, prepare=True) for group in GROUPS]
    _forget_answered_marks()
    _rest.until = time.monotonic() + 3 * (time.monotonic() - started) if any(changed) else 0.0
    return any(changed)


def refresh_now() -> View:
    """Refresh what pages need, waiting for another process when it is at it; for commands."""
    _refresh("pages", wait=True)
    return view_of(store.read_manifest)


def refreshed_view() -> View:
    """Return the copy for a page: refreshed first when little is stale, made when there is none."""
    manifest = store.read_manifest()
    now = probe()
    if has_news(manifest, now, "pages"):
        stale = stale_buckets(manifest, now, "pages")
        is_new = manifest is None or manifest.identity != now.identity
        is_few = sum(map(len, stale.values())) <= FEW_BUCKETS
        is_late = manifest is not None and time.time() - manifest.made_at / 1e6 > PATIENCE
        if is_new or ((is_few or is_late) and not (view_of(store.read_manifest).is_large and _has_worker())):
            _try_refresh(is_new)
    return view_of(store.read_manifest)


def refreshed_manifest(groups: Iterable[str]) -> tuple[Manifest, View]:
    """Return the copy for conditions, each of these groups refreshed first when little of it is stale."""
    # The database is asked once: what comes while the groups are looked at is of the next moment.
    now = probe()
    for group in groups:
        manifest = store.read_manifest()
        if has_news(manifest, now, group):
            is_new = manifest is None or manifest.identity != now.identity or group not in manifest.read
            is_few = sum(map(len, stale_buckets(manifest, now, group).values())) <= FEW_BUCKETS
            if is_new or is_few or not _has_worker():
                _refresh(group, wait=is_new)
    view = view_of(store.read_manifest)
    return view.manifest, view


class _Rest:
    until = 0.0


_rest = _Rest()


def _try_refresh(is_new: bool) -> None:
    try:
        _refresh("pages", wait=is_new)
    except OSError:
        if is_new:
            raise
        log.exception("The analytics copy could not be written in %s; pages show the older one.", store.home())


def _has_worker() -> bool:
    """Say whether a worker is there, which refreshes twice a second and has the figures ready then."""
    return WorkerBeat.objects.filter(seen_at__gt=timezone.now() - BEAT_FRESH).exists()


def _refresh(group: str, *, wait: bool, prepare: bool = False) -> bool:
    if not wait and not has_news(store.read_manifest(), probe(), group):
        return False
    with store.lock(wait=wait) as is_mine:
        if not is_mine:
            return False
        manifest, now = deepcopy(store.read_manifest()), probe()
        if not has_news(manifest, now, group):
            return False
        stale = stale_buckets(manifest, now, group)
        if manifest is None or manifest.identity != now.identity:
            manifest = Manifest(identity=now.identity)
        _rebuild(manifest, now, stale)
        manifest.read[group] = {"highest": now.highest, "marks": sorted(now.marks), "fields": fields_read(group)}
        if prepare and group == "pages":
            _prepare(manifest)
        store.put_in_force(manifest)
        return True


def _prepare(manifest: Manifest) -> None:
    """Compute the pages as they open before the copy comes into force, so that nobody waits for them."""
    from jornada.apps.insight.warm import prepare_opening

    prepare_opening(View(manifest, view_of(store.read_manifest)))


def _rebuild(manifest: Manifest, now: Probe, stale: dict[str, set[int]]) -> None:
    manifest.made_at = time.time_ns() // 1000
    manifest.lookups = read_lookups()
    for table, buckets in stale.items():
        manifest.changed_at[table] = manifest.made_at
        folders = manifest.folders.setdefault(table, {})
        for first, last in _runs(buckets, RUN.get(table, 16)):
            written = dict(_write_run(table, first, last, now))
            for bucket in range(first, last + 1):
                folders.pop(str(bucket), None)
            folders.update(written)


def _write_run(table: str, first: int, last: int, now: Probe) -> Iterator[tuple[str, str]]:
    """Read a run of buckets with one query and write each that has rows."""
    start, beyond = ids_of(table, first, last)
    ids = max(0, min(beyond, now.last_id(table) + 1) - start)
    sql = tables.query(table, Dialect(connection.vendor), first, last)
    rows = read(sql, ids * ROWS_PER_ID.get(table, 1))
    bucket_of = rows[tables.key_of(table)] // BUCKET_SIZE[table]
    for bucket in range(first, last + 1):
        here = slice(*np.searchsorted(bucket_of, [bucket, bucket + 1]))
        part = {name: column[here] for name, column in rows.items()}
        if len(part[tables.key_of(table)]):
            yield str(bucket), _write(table, part)


def _write(table: str, rows: Arrays) -> str:
    if table == TOUCHES:
        activities = dict(Activity.objects.values_list("pk", "code"))
        return store.write_log(table, tables.touch_log(rows, activities))
    return store.write_columns(table, tables.typed(table, rows))


def _runs(buckets: Iterable[int], longest: int) -> Iterator[tuple[int, int]]:
    """Join neighbouring buckets into runs."""
    first = last = None
    for bucket in sorted(buckets):
        if first is not None and bucket == last + 1 and bucket - first < longest:
            last = bucket
            continue
        if first is not None:
            yield first, last
        first = last = bucket
    if first is not None:
        yield first, last


def _forget_answered_marks() -> None:
    manifest = store.read_manifest()
    if manifest is None:
        return
    answered = [set(manifest.read.get(group, {}).get("marks", ())) for group in GROUPS]
    done = CopyMark.objects.filter(pk__in=set.intersection(*answered))
    if done.exists():
        done.delete()
