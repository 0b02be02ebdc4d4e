"""How long it takes to score everybody, and to replay a year, beside DuckDB's SQL and one pass over the columns.

    python -m benchmarks.scoring --leads 1000000 --touches 10000000

The population is that of `benchmarks.conditions` (seed 7). The model has four conditions and six behaviours with
decay, caps, "first" and "at most 2 in 7 days". SQL answers the same model without the windows, and both must agree on
it to a millionth of a point. "One pass" reads each column that the model needs once: the floor. The replay scores
everybody at the end of each week, or with --days 1 of each day, of a year.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import duckdb
import numpy as np

from benchmarks.conditions import DAY, NOW, fill, make, timed
from jornada.analytics.conditions import Population
from jornada.analytics.log import EventLog
from jornada.analytics.scoring import Replay, score_all, weeks
from jornada.analytics.touch_index import index_touches, micros
from jornada.rules.conditions import Attribute, Did
from jornada.rules.scoring import AttributeRule, BehaviourRule, Group, Model

RULES = (
    AttributeRule("sector", "", "who", 15, Attribute("industry", "in", ("3", "7", "11"))),
    AttributeRule("size", "", "who", 15, Attribute("employees", "at_least", 50.0)),
    AttributeRule("small", "", "who", -20, Attribute("employees", "at_most", 3.0)),
    AttributeRule("boss", "", "who", 10, Attribute("title", "contains", "diretor")),
    BehaviourRule("click", "", "does", 4, Did(("email.clicked",)), half_life_days=14),
    BehaviourRule("page", "", "does", 2, Did(("page.viewed", "pricing.viewed")), half_life_days=7),
    BehaviourRule("content", "", "does", 6, Did(("content.downloaded",)), half_life_days=30),
    BehaviourRule("demo", "", "does", 20, Did(("demo.requested",)), "first", half_life_days=60),
    BehaviourRule("phone", "", "does", 5, Did((), channels=("phone",)), half_life_days=30),
    BehaviourRule("left", "", "bad", -15, Did(("email.unsubscribed",)), "first"),
)
MODEL = Model((Group("who", "", "fit", 40), Group("does", "", "engagement", 60), Group("bad", "", "engagement")), RULES)
WINDOWS = replace(
    MODEL,
    rules=tuple(
        replace(rule, repeat="at_most", times=2, window_days=7) if rule.code in ("click", "page") else rule
        for rule in RULES
    ),
)
SQL = """
    WITH f AS (SELECT s, least(40, greatest(-40, 15 * COALESCE((industry IN ('3', '7', '11'))::INT, 0)
                 + 15 * COALESCE((employees >= 50)::INT, 0) - 20 * COALESCE((employees <= 3)::INT, 0)
                 + 10 * COALESCE((title LIKE '%diretor%')::INT, 0))) AS fit FROM c),
         h AS (SELECT s, a, ch, ({now} - moment) / {day}::DOUBLE AS age,
                 row_number() OVER (PARTITION BY s, a ORDER BY moment) AS n FROM t WHERE human AND moment <= {now}
                 AND (ch = 'phone' OR a IN ('email.clicked', 'page.viewed', 'pricing.viewed', 'content.downloaded',
                                            'demo.requested', 'email.unsubscribed'))),
         e AS (SELECT s, sum(CASE a WHEN 'email.clicked' THEN 4 * 0.5 ^ (age / 14) WHEN 'page.viewed'
                 THEN 2 * 0.5 ^ (age / 7) WHEN 'pricing.viewed' THEN 2 * 0.5 ^ (age / 7) WHEN 'content.downloaded'
                 THEN 6 * 0.5 ^ (age / 30) WHEN 'demo.requested' THEN CASE WHEN n = 1 THEN 20 * 0.5 ^ (age / 60) ELSE 0
                 END ELSE 0 END + CASE WHEN ch = 'phone' THEN 5 * 0.5 ^ (age / 30) ELSE 0 END) AS does,
                 max(CASE WHEN a = 'email.unsubscribed' THEN 15 ELSE 0 END) AS bad FROM h GROUP BY s)
    SELECT greatest(0, least(100, fit + least(60, COALESCE(does, 0)) - COALESCE(bad, 0))) AS points
    FROM f LEFT JOIN e USING (s) ORDER BY s
"""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--leads", type=int, default=1_000_000)
    asked.add_argument("--touches", type=int, default=10_000_000)
    asked.add_argument("--days", type=int, default=7)
    sizes = asked.parse_args()
    columns, log = make(sizes.leads, sizes.touches)
    some = Population(np.arange(sizes.leads), columns, index_touches(log, np.arange(sizes.leads)))
    plain, found = timed(lambda: score_all(MODEL, some, NOW).points, 1)
    ours, _windows = timed(lambda: score_all(WINDOWS, some, NOW), 1)
    theirs, expected = in_sql(columns, log)
    floor, _sum = timed(lambda: one_pass(columns, log), 1)
    is_same = bool(np.allclose(found, expected, atol=1e-6))
    moments = weeks(NOW - timedelta(days=364), NOW, sizes.days)
    year, _last = timed(lambda: replay(some, moments), 1)
    print(f"{sizes.leads:,} leads, {sizes.touches:,} touches, {len(RULES)} rules")
    print(
        f"rescored: Jornada {plain:.2f} s (with windows {ours:.2f} s) · DuckDB {theirs:.2f} s · one pass {floor:.2f} s"
    )
    print(f"a year as of {len(moments)} moments: {year:.1f} s · same answer: {is_same}")
    return 0 if is_same else 1


def replay(some: Population, moments: list[Any]) -> int:
    run = Replay(WINDOWS, some)
    return sum(int(run.at(now).is_in(WINDOWS.wanted).sum()) for now in moments)


def in_sql(columns: dict[str, Any], log: EventLog) -> tuple[float, Any]:
    with duckdb.connect() as engine:
        fill(engine, columns, log)
        asked = SQL.format(now=micros(NOW), day=DAY)
        return timed(lambda: engine.execute(asked).fetchnumpy()["points"], 1)


def one_pass(columns: dict[str, Any], log: EventLog) -> float:
    read = [columns["industry"].codes, columns["employees"], columns["title"].codes, log.subject, log.at]
    read += [log.activity.codes, log.channel.codes, log.human]
    return float(sum(np.nansum(column) for column in read))


if __name__ == "__main__":
    sys.exit(main())
