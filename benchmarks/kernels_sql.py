"""The journey questions of `benchmarks.kernels` in DuckDB's SQL, over the same touches and visits."""

from __future__ import annotations

from typing import Any

import duckdb

from jornada.analytics.log import EventLog
from jornada.analytics.visits import Visits
from jornada.rules.stages import JourneyMap

TRANSITIONS = """
    SELECT source, target, count(*) AS n
    FROM (SELECT activity AS source, lead(activity) OVER (PARTITION BY subject ORDER BY at_us, touch_id) AS target
          FROM touches)
    WHERE target IS NOT NULL GROUP BY ALL ORDER BY n DESC, source, target"""

TRANSITIONS_WITH_GAPS = """
    SELECT source, target, count(*) AS n, count(DISTINCT subject) AS subjects,
           quantile_cont(gap, 0.5) AS median, quantile_cont(gap, 0.9) AS p90
    FROM (SELECT subject, activity AS source,
                 lead(activity) OVER w AS target, lead(at_us) OVER w - at_us AS gap
          FROM touches WINDOW w AS (PARTITION BY subject ORDER BY at_us, touch_id))
    WHERE target IS NOT NULL GROUP BY ALL ORDER BY n DESC, source, target"""

VARIANTS = """
    SELECT count(*) AS n
    FROM (SELECT subject, list(activity ORDER BY at_us, touch_id) AS path FROM touches GROUP BY subject)
    GROUP BY path ORDER BY n DESC"""

DURATIONS = """
    SELECT count(*), quantile_cont(span, 0.5), avg(span), quantile_cont(span, 0.9), max(span)
    FROM (SELECT max(at_us) - min(at_us) AS span FROM touches GROUP BY subject)"""

COUNTS = """
    SELECT activity, channel, count(*) AS n, count(DISTINCT subject) AS subjects
    FROM touches GROUP BY ALL ORDER BY activity, channel"""

COUNTS_PER_SUBJECT = """
    SELECT subject, channel, count(*) AS n FROM touches GROUP BY ALL ORDER BY subject, channel"""

DWELL = """
    WITH stays AS (
        SELECT stage, (CASE WHEN left_by = 0 THEN $now ELSE left_at END) - entered_at AS span,
               (left_by <> 0)::INT AS gone
        FROM visits),
    steps AS (
        SELECT stage, span, sum(gone) AS deaths, count(*) AS stays FROM stays GROUP BY stage, span),
    risk AS (
        SELECT stage, span, deaths, sum(stays) OVER (PARTITION BY stage ORDER BY span DESC) AS at_risk FROM steps),
    curve AS (
        SELECT stage, span, exp(sum(CASE WHEN deaths >= at_risk THEN -1e9 ELSE ln(1 - deaths / at_risk) END)
                                OVER (PARTITION BY stage ORDER BY span)) AS share
        FROM risk WHERE deaths > 0)
    SELECT stage, min(span) FILTER (share <= 0.5 + 1e-12) AS median, min(span) FILTER (share <= 0.1 + 1e-12) AS p90
    FROM curve GROUP BY stage ORDER BY stage"""

VISITS = """
    WITH evidence AS (
        SELECT subject, at_us, touch_id, stage FROM touches JOIN entry USING (activity) WHERE human),
    steps AS (
        SELECT *, lag(stage) OVER (PARTITION BY subject ORDER BY at_us, touch_id) AS before FROM evidence)
    SELECT stage, count(*) AS n, sum(touch_id) AS touches
    FROM steps WHERE before IS NULL OR before <> stage GROUP BY stage ORDER BY stage"""


def open_tables(log: EventLog, visits: Visits) -> duckdb.DuckDBPyConnection:
    """Copy touches and visits into tables of a database in memory, in the order of the log."""
    base = duckdb.connect()
    touches = {
        "subject": log.subject,
        "at_us": log.at,
        "touch_id": log.touch_id,
        "activity": log.activity.codes,
        "channel": log.channel.codes if log.channel else log.activity.codes,
        "human": log.human if log.human is not None else log.at >= 0,
    }
    stays = {name: getattr(visits, name) for name in ("subject", "stage", "entered_at", "left_at", "left_by")}
    for name, columns in (("touches", touches), ("visits", stays)):
        base.register("columns", columns)
        base.execute(f"CREATE TABLE {name} AS SELECT * FROM columns")
        base.unregister("columns")
    return base


def add_entry(base: duckdb.DuckDBPyConnection, log: EventLog, journey: JourneyMap) -> None:
    """Write down which activity is evidence for which stage, the furthest one."""
    stage_of = {
        log.activity.code(activity): number
        for number, stage in enumerate(journey.stages)
        for behaviour in stage.entry
        for activity in behaviour.activities
    }
    base.execute("CREATE OR REPLACE TABLE entry (activity INT, stage INT)")
    base.executemany("INSERT INTO entry VALUES (?, ?)", [[a, s] for a, s in stage_of.items() if a >= 0])


def funnel_sql(log: EventLog, steps: list[str]) -> str:
    """Write the ordered funnel with the latest feasible start of each length, step by step."""
    before = "max(since) OVER (PARTITION BY subject ORDER BY at_us RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    first = f"SELECT subject, at_us, at_us AS since FROM touches WHERE activity = {log.activity.code(steps[0])}"
    levels = [f"level0 AS ({first})"]
    for number, step in enumerate(steps[1:], start=1):
        code = log.activity.code(step)
        levels.append(f"""level{number} AS (
            SELECT subject, at_us, start AS since FROM (
                SELECT subject, at_us, {before} AS start, is_step FROM (
                    SELECT subject, at_us, since, false AS is_step FROM level{number - 1}
                    UNION ALL SELECT subject, at_us, NULL, true FROM touches WHERE activity = {code}))
            WHERE is_step AND start IS NOT NULL AND at_us - start <= $within)""")
    counts = " UNION ALL ".join(
        f"SELECT {number} AS level, count(DISTINCT subject) AS n FROM level{number}" for number in range(len(steps))
    )
    return f"WITH {', '.join(levels)} SELECT n FROM ({counts}) ORDER BY level"


def rows(base: duckdb.DuckDBPyConnection, query: str, **values: Any) -> dict[str, Any]:
    """Ask and fetch the columns."""
    return base.execute(query, values).fetchnumpy()
