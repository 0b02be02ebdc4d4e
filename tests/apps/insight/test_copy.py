"""The analytics copy: what is read, when it is read again, and that it can be lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from jornada.apps.insight import copy
from jornada.apps.insight.copy import refreshing, store
from jornada.apps.insight.copy.layout import TOUCHES, VISITS
from jornada.apps.insight.copy.source import Dialect, read_file
from jornada.apps.insight.models import CopyMark
from jornada.apps.interactions.models import Activity, Touch
from jornada.apps.journeys.models import Visit
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account
from jornada.apps.org.history import record_updated, snapshot

pytestmark = pytest.mark.django_db


def touch(account: Account, day: int, **values) -> Touch:
    activity, _made = Activity.objects.get_or_create(
        code="call.connected",
        defaults={"channel": "phone", "direction": "out", "by": "sales", "outcome": "connection"},
    )
    at = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(days=day)
    told = {"channel": "phone", "direction": "out", "by": "sales", "outcome": "connection", **values}
    return Touch.objects.create(account=account, activity=activity, at=at, recorded_at=at, **told)


def test_the_copy_holds_accounts_visits_leads_and_opportunities(world):
    account = world.account(industry="Steel", state="PA", owner=world.ana, size_band="small")
    world.walk(account, ("awareness", 0), ("interest", 5))
    world.lead(account=account, owner=world.ana, prospect=1, mql=3)
    world.deal("won", 1234.56, account=account, owner=world.ana)
    view = copy.current()
    assert view.accounts["id"].tolist() == [account.pk]
    assert view.accounts["state"].decode() == ["PA"]
    assert [view.visits.stages[stage] for stage in view.visits.stage] == ["awareness", "interest"]
    assert view.visits.left_at[1] == -1
    assert view.visits.left_at[0] == view.visits.entered_at[1] == view.leads["prospect_at"][0] + 4 * 86_400_000_000
    assert view.leads["sal_at"].tolist() == [-(2**31)]
    assert view.opportunities["amount"].tolist() == [1234.56]
    assert view.opportunities["closed_on"][0] - view.opportunities["engaged_on"][0] == 10


def test_an_empty_database_makes_an_empty_copy(world):
    view = copy.current()
    assert len(view.visits) == len(view.accounts["id"]) == len(view.opportunities["id"]) == 0


def test_a_blank_amount_is_not_a_zero(world):
    world.deal("lost", None)
    world.deal("lost", 0)
    assert np.isnan(copy.current().opportunities["amount"]).tolist() == [True, False]


def test_a_marked_account_is_read_again_and_nothing_else_is(world):
    first, far = world.account("A"), world.account("B", id=9000)
    for account in (first, far):
        world.walk(account, ("awareness", 0))
    before = copy.current().manifest.folders[VISITS]
    Visit.objects.filter(account=far).update(stage=world.stages["interest"])
    copy.mark_stale([far.pk])
    view = copy.current()
    assert [view.visits.stages[stage] for stage in view.visits.stage] == ["awareness", "interest"]
    after = view.manifest.folders[VISITS]
    assert after["0"] == before["0"]
    assert after["2"] != before["2"]


def test_an_unmarked_copy_is_not_read_again(world, django_assert_num_queries):
    world.account()
    view = copy.current()
    with django_assert_num_queries(2):
        assert copy.current() is view


def test_new_rows_are_seen_without_a_mark(world):
    copy.current()
    world.account("New")
    world.deal("won", 5)
    view = copy.current()
    assert len(view.accounts["id"]) == len(view.opportunities["id"]) == 1


def test_a_change_in_the_history_is_enough(world):
    account = world.account(owner=world.ana)
    copy.current()
    before = snapshot(account)
    account.owner = world.rui
    account.save()
    record_updated(world.boss, account, before)
    assert copy.current().accounts["owner"].tolist() == [world.rui.pk]


def test_a_deleted_row_leaves_the_copy(world):
    world.deal("won", 5)
    last = world.deal("won", 7)
    copy.current()
    last.delete()
    assert copy.current().opportunities["amount"].tolist() == [5]


def test_lead_types_follow_their_accounts_mark(world):
    account = world.account()
    lead = world.lead(account=account)
    copy.current()
    Lead.objects.filter(pk=lead.pk).update(type="mql")
    copy.mark_stale([account.pk])
    assert copy.current().leads["type"].tolist() == [2]


def test_the_worker_reads_touches_too_and_forgets_answered_marks(world):
    account = world.account()
    wrong = touch(account, 1)
    right = touch(account, 2)
    touch(account, 1, voids=wrong)
    copy.mark_stale([account.pk])
    refreshing._rest.until = 0.0
    assert copy.refresh() is True
    log = store.read_log(store.read_manifest().folders[TOUCHES]["0"])
    assert log.touch_id.tolist() == [right.pk]
    assert (log.activity.decode(), log.channel.decode()) == (["call.connected"], ["phone"])
    assert not CopyMark.objects.exists()
    refreshing._rest.until = 0.0
    assert copy.refresh() is False


def test_one_process_refreshes_at_a_time(world):
    world.account()
    refreshing._rest.until = 0.0
    with store.lock(wait=False) as is_mine:
        assert is_mine
        assert copy.refresh() is False


def test_a_deleted_copy_is_made_again(world):
    world.account()
    copy.current()
    store.throw_away()
    assert len(copy.current().accounts["id"]) == 1


def test_a_copy_of_another_database_is_not_trusted(world):
    world.account()
    copy.current()
    other = store.Manifest(identity="another", folders={})
    store.put_in_force(other)
    assert len(copy.current().accounts["id"]) == 1


def folders_of(view):
    return {folder for buckets in view.manifest.folders.values() for folder in buckets.values()}


def folders_on_disk():
    return {path.name for path in store.home().iterdir() if path.is_dir()}


def test_old_folders_are_swept_a_while_after_they_went_out_of_force(world, monkeypatch):
    account = world.account()
    world.walk(account, ("awareness", 0))
    before = copy.current()
    copy.mark_all()
    now = copy.current()
    assert folders_on_disk() == folders_of(now) | folders_of(before)
    monkeypatch.setattr(store, "GRACE", -1)
    copy.mark_all()
    now = copy.current()
    assert not folders_on_disk() & folders_of(before)
    assert folders_of(now) <= folders_on_disk()


def test_a_full_disk_leaves_the_older_copy_in_force(world, monkeypatch):
    world.account("A")
    copy.current()
    world.account("B")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write_columns", full)
    assert len(copy.current().accounts["id"]) == 1


def test_both_ways_of_reading_agree(tmp_path):
    path = tmp_path / "some.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE some (id INTEGER PRIMARY KEY, at TEXT, amount NUMERIC, day TEXT, word TEXT)")
        rows = [
            ("2026-11-21 21:44:36.123456", None, "2017-03-01", "a"),
            ("2026-11-21 21:44:36", 2, "1969-12-31", ""),
            ("1960-01-01 00:00:00", 0.5, "1970-01-01", "b"),
        ]
        database.executemany("INSERT INTO some (at, amount, day, word) VALUES (?, ?, ?, ?)", rows)
    sql = Dialect("sqlite")
    columns = read_file(
        str(path),
        f"SELECT {sql.micros('at')} AS at, {sql.days('day')} AS day, {sql.real('amount')} AS amount, word FROM some",
    )
    assert columns["at"].tolist() == [1795297476123456, 1795297476000000, -315619200000000]
    assert columns["day"].tolist() == [17226, -1, 0]
    assert np.isnan(columns["amount"]).tolist() == [True, False, False]
    assert columns["word"].tolist() == ["a", "", "b"]


def test_a_large_read_drops_no_lock_of_this_process(tmp_path):
    path = tmp_path / "some.sqlite3"
    asks = f"import sqlite3; sqlite3.connect({str(path)!r}, timeout=0, isolation_level=None).execute('BEGIN IMMEDIATE')"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE some (id INTEGER PRIMARY KEY)")
        database.execute("INSERT INTO some VALUES (1)")
        database.execute("BEGIN IMMEDIATE")
        assert read_file(str(path), "SELECT id FROM some")["id"].tolist() == [1]
        other = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=False)
        assert "database is locked" in other.stderr
    assert "adbc_driver_sqlite" not in sys.modules


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(OSError, match=r"none\.sqlite3 was not read"):
        read_file(str(tmp_path / "none.sqlite3"), "SELECT 1 AS one")
    assert not (tmp_path / "none.sqlite3").exists()
