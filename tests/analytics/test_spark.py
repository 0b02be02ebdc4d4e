"""The same measures on Spark, two processes on this machine: the same figures to the last digit."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys

import pytest

from jornada.analytics.durations import Durations
from jornada.analytics.engine import run
from jornada.analytics.errors import BadColumnError
from jornada.analytics.log import CODED_COLUMNS, EventLog
from jornada.analytics.transitions import Transitions
from tests.analytics.engine_cases import CASES, alike, columns, whole

pyspark = pytest.importorskip("pyspark", reason="the extra spark is not installed")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")


@pytest.fixture(scope="module")
def session():
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").appName("jornada tests")
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4", "spark.driver.host": "127.0.0.1"}
    for name, value in settings.items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    yield found
    found.stop()


@pytest.fixture(scope="module")
def frame(session):
    rows = columns()
    texts = {name: each.decode() if hasattr(each, "decode") else each.tolist() for name, each in rows.items()}
    texts["touch_id"] = list(range(len(texts["subject"])))
    return session.createDataFrame(list(zip(*texts.values(), strict=True)), list(texts)).repartition(3).cache()


@pytest.mark.parametrize(("name", "measure", "prepare"), CASES, ids=[case[0] for case in CASES])
def test_spark_gives_the_same(frame, name, measure, prepare):
    from jornada.analytics import spark

    values = {name: column.values for name, column in whole().columns() if name in CODED_COLUMNS}
    found = spark.run(measure, frame, prepare=prepare, partitions=5, values=values)
    assert alike(found, run(measure, prepare(whole()) if prepare else whole()))


def test_values_that_are_not_given_are_found(frame):
    from jornada.analytics import spark

    found = spark.run(Transitions(), frame)
    assert found.activities == tuple(sorted(set(whole().activity.decode())))
    assert found.count.sum() == run(Transitions(), whole()).count.sum()


def test_timestamps_are_read_as_instants(session):
    from jornada.analytics import spark

    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    frame = session.createDataFrame(
        [(7, day, "a"), (7, day + dt.timedelta(hours=1), "b")], ["subject", "at", "activity"]
    )
    assert spark.run(Durations(), frame).max == 3_600_000_000


def test_pieces_are_whole_subjects(frame, monkeypatch):
    from jornada.analytics import spark

    monkeypatch.setattr(spark, "PIECE", 100)
    batches = frame.orderBy("subject", "at", "touch_id").toArrow().to_batches(max_chunksize=64)
    values = {name: tuple(each) for name, each in spark._values(frame, frame.columns).items()}
    pieces = list(spark._pieces(iter(batches), values))
    assert len(pieces) > 10
    assert [pk for piece in pieces for pk in piece.subject_ids.tolist()] == whole().subject_ids.tolist()


@pytest.mark.parametrize(
    ("rows", "names", "error"),
    [
        ([("x", 1, "a")], ["subject", "at", "activity"], "whole numbers"),
        ([(1, "a")], ["subject", "activity"], "at: the frame has no such column"),
    ],
)
def test_a_frame_that_is_no_log_is_refused(session, rows, names, error):
    from jornada.analytics import spark

    with pytest.raises(BadColumnError, match=error):
        spark.run(Durations(), session.createDataFrame(rows, names))


def test_an_empty_frame_is_an_empty_log(session):
    from jornada.analytics import spark

    frame = session.createDataFrame([], "subject long, at long, activity string")
    assert alike(spark.run(Durations(), frame), run(Durations(), EventLog.empty()))
