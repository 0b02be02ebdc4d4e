"""How long a condition takes over everybody, beside DuckDB's SQL and one pass over the columns.

    python -m benchmarks.conditions --contacts 1000000 --touches 10000000

The population is made up (seed 7): five fields, touches over two years. "One pass" compares the
columns that the condition reads, once each: the floor. Both answers must be equal. The index over
touches is part of the analytics copy, so its making is timed apart.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import duckdb
import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.conditions import Population, matches
from jornada.analytics.log import EventLog
from jornada.analytics.touch_index import index_touches, micros
from jornada.rules.catalogue import CATALOGUE, CHANNELS
from jornada.rules.conditions import All, Attribute, Did, did_not
from jornada.rules.conditions import Any as AnyOf

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = 86_400_000_000
FIVE_LEAVES = All(
    (
        Attribute("industry", "in", ("3", "7", "11")),
        Attribute("employees", "at_least", 50.0),
        Did(("email.clicked", "content.downloaded"), 2, days=90),
        AnyOf((Attribute("title", "contains", "diretor"), Did((), 3, days=30, channels=("phone",)))),
        did_not("meeting.held"),
    )
)
SQL = """
    WITH clicks AS (SELECT s FROM t WHERE a IN ('email.clicked', 'content.downloaded') AND human
                    AND moment > {now} - 90 * {day} AND moment <= {now} GROUP BY s HAVING count(*) >= 2),
         calls AS (SELECT s FROM t WHERE ch = 'phone' AND human AND moment > {now} - 30 * {day} AND moment <= {now}
                   GROUP BY s HAVING count(*) >= 3),
         met AS (SELECT DISTINCT s FROM t WHERE a = 'meeting.held' AND human AND moment <= {now})
    SELECT count(*) FROM c WHERE industry IN ('3', '7', '11') AND employees >= 50 AND s IN (FROM clicks)
      AND (title LIKE '%diretor%' OR s IN (FROM calls)) AND s NOT IN (FROM met)
"""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--contacts", type=int, default=1_000_000)
    asked.add_argument("--touches", type=int, default=10_000_000)
    sizes = asked.parse_args()
    columns, log = make(sizes.contacts, sizes.touches)
    seconds, index = timed(lambda: index_touches(log, np.arange(sizes.contacts)), 1)
    everybody = Population(np.arange(sizes.contacts), columns, index)
    ours, found = timed(lambda: int(matches(FIVE_LEAVES, everybody, NOW).sum()))
    theirs, expected = in_sql(columns, log)
    floor, _sum = timed(lambda: one_pass(columns, log))
    print(f"{sizes.contacts:,} contacts, {sizes.touches:,} touches, five leaves: {found:,} match")
    print(f"Jornada {ours * 1000:.0f} ms · DuckDB {theirs * 1000:.0f} ms · one pass {floor * 1000:.0f} ms")
    print(f"making the index: {seconds:.1f} s · same answer: {found == expected}")
    return 0 if found == expected else 1


def make(contacts: int, touches: int) -> tuple[dict[str, Any], EventLog]:
    chance = np.random.default_rng(7)
    titles = tuple(sorted(f"{rank} de {area}" for rank in ("diretor", "gerente", "analista") for area in range(200)))
    columns = {
        "industry": Coded(chance.integers(0, 20, contacts), tuple(map(str, range(20)))),
        "employees": np.where(chance.random(contacts) < 0.1, np.nan, chance.lognormal(4, 1.5, contacts).round()),
        "title": Coded(chance.integers(-1, len(titles), contacts), titles),
    }
    codes = tuple(sorted(kind.code for kind in CATALOGUE))
    share = chance.dirichlet(np.full(len(codes), 0.5))
    at = micros(NOW) - chance.integers(0, 730 * DAY, touches)
    log = EventLog.from_columns(
        np.sort(chance.integers(0, contacts, touches)),
        at,
        Coded(chance.choice(len(codes), touches, p=share), codes),
        channel=Coded(chance.integers(0, len(CHANNELS), touches), CHANNELS),
        human=chance.random(touches) < 0.8,
    )
    return columns, log


def in_sql(columns: dict[str, Any], log: EventLog) -> tuple[float, int]:
    with duckdb.connect() as engine:
        fill(engine, columns, log)
        query = SQL.format(now=micros(NOW), day=DAY)
        return timed(lambda: engine.execute(query).fetchone()[0])


def fill(engine: Any, columns: dict[str, Any], log: EventLog) -> None:
    """Make the tables `c` of people and `t` of touches."""
    people = {"s": np.arange(len(columns["title"])), "employees": columns["employees"]}
    for name in ("industry", "title"):
        people[name] = np.array([*columns[name].values, None], dtype=object)[columns[name].codes]
    coded = {"a": log.activity, "ch": log.channel}
    rows = {"s": log.subject_ids[log.subject], "moment": log.at, "human": log.human}
    rows |= {name: column.codes for name, column in coded.items()}
    engine.register("people", people)
    engine.register("touches", rows)
    for name, column in coded.items():
        engine.register(f"{name}_names", {"code": np.arange(len(column.values)), "text": np.array(column.values)})
    engine.execute("CREATE TABLE c AS FROM people")
    engine.execute(
        "CREATE TABLE t AS SELECT s, moment, human, a_names.text AS a, ch_names.text AS ch "
        "FROM touches JOIN a_names ON a = a_names.code JOIN ch_names ON ch = ch_names.code"
    )


def one_pass(columns: dict[str, Any], log: EventLog) -> int:
    people = (columns["industry"].codes > 3, columns["employees"] >= 50, columns["title"].codes > 3)
    rows = (log.activity.codes > 3, log.at > micros(NOW) - 90 * DAY, log.channel.codes > 3)
    return sum(int(mask.sum()) for mask in (*people, *rows))


def timed(work: Callable[[], Any], runs: int = 5) -> tuple[float, Any]:
    best, answer = float("inf"), None
    for _run in range(runs):
        started = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - started)
    return best, answer


if __name__ == "__main__":
    sys.exit(main())
