"""Every engine gives the same figures: in memory, bucket by bucket from disk, and on Spark."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from jornada.analytics import bucket_store
from jornada.analytics.bucket_build import build_store
from jornada.analytics.durations import Durations
from jornada.analytics.engine import run, stream
from jornada.analytics.errors import BadColumnError, LogFilesError
from jornada.analytics.log import EventLog
from tests.analytics.engine_cases import CASES, alike, columns, whole

EACH = pytest.mark.parametrize(("name", "measure", "prepare"), CASES, ids=[case[0] for case in CASES])


def answer(measure, prepare, log):
    return run(measure, prepare(log) if prepare else log)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return bucket_store.create(whole(), tmp_path_factory.mktemp("store"), bucket=700)


@EACH
def test_small_pieces_in_memory_give_the_same(name, measure, prepare):
    data = prepare(whole()) if prepare else whole()
    assert alike(run(measure, data, bucket=500), run(measure, data))


@EACH
def test_buckets_from_disk_give_the_same(store, name, measure, prepare):
    assert len(store.touches) > 5
    assert alike(stream(measure, store.pieces(), prepare=prepare), answer(measure, prepare, whole()))


@EACH
def test_touches_appended_later_give_the_same(tmp_path, name, measure, prepare):
    log = whole()
    is_early = log.at < np.median(log.at)
    grown = bucket_store.append(bucket_store.create(log.select(is_early), tmp_path, bucket=700), log.select(~is_early))
    found = stream(measure, bucket_store.open_store(tmp_path).pieces(), prepare=prepare)
    assert len(grown) == len(log)
    assert alike(found, answer(measure, prepare, log))


def test_appending_writes_only_the_buckets_concerned(store, tmp_path):
    home = bucket_store.create(whole(), tmp_path, bucket=700)
    before = {place: (tmp_path / f"bucket-{place:05d}" / "log.json").read_text() for place in range(len(home.touches))}
    last = int(whole().subject_ids[-1])
    bucket_store.append(home, EventLog.from_columns([last + 5], [1], ["page.viewed"], channel=["a new channel"]))
    after = {place: (tmp_path / f"bucket-{place:05d}" / "log.json").read_text() for place in before}
    assert [place for place in before if before[place] != after[place]] == [len(before) - 1]


@pytest.mark.parametrize("kind", ["parquet", "csv"])
@pytest.mark.parametrize("seed", [None, 3])
def test_files_become_the_same_log_in_any_order_of_rows(tmp_path, kind, seed):
    rows = columns()
    order = np.arange(len(whole())) if seed is None else np.random.default_rng(seed).permutation(len(whole()))
    table = {
        "account": np.asarray(rows["subject"])[order],
        "happened": np.asarray(rows["at"])[order],
        "activity": np.array(whole_texts("activity"), dtype=object)[order],
        "touch_id": order,
    }
    base = duckdb.connect()
    frame = ", ".join(f"unnest(${name}) AS {name}" for name in table)
    file = tmp_path / f"touches.{kind}"
    base.execute(f"CREATE TABLE t AS SELECT {frame}", {name: list(map(plain, each)) for name, each in table.items()})
    base.execute(f"COPY t TO '{file}'")
    built = build_store(file, tmp_path / "store", {"subject": "account", "at": "happened"}, bucket=900)
    assert len(built.touches) > 3
    assert alike(stream(Durations(), built.pieces()), run(Durations(), whole()))
    activities = [touch for piece in built.pieces() for touch in piece.activity.decode()]
    assert activities == whole().activity.decode()


def whole_texts(name):
    column = columns()[name]
    return column.decode() if hasattr(column, "decode") else list(column)


def plain(value):
    return value.item() if hasattr(value, "item") else value


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ("SELECT 1 AS subject, 'seen' AS activity", "at: the files have no column 'at'"),
        ("SELECT 'x' AS subject, TIMESTAMP '2026-01-01' AS at, 'seen' AS activity", "subject: expected whole numbers"),
        ("SELECT 1 AS subject, NULL::TIMESTAMP AS at, 'seen' AS activity", "at: 1 touches lack it"),
    ],
)
def test_files_that_are_no_log_are_refused_with_the_reason(tmp_path, rows, error):
    duckdb.sql(f"COPY ({rows}) TO '{tmp_path}/t.parquet'")
    with pytest.raises(BadColumnError, match=error):
        build_store(tmp_path / "t.parquet", tmp_path / "store")


def test_a_folder_without_a_store_says_so(tmp_path):
    with pytest.raises(LogFilesError, match="holds no store"):
        bucket_store.open_store(tmp_path)


def test_no_piece_at_all_is_said():
    with pytest.raises(ValueError, match="no piece"):
        stream(Durations(), iter([]))
