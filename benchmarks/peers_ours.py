"""The questions of `benchmarks.peers` put to Jornada, to DuckDB, and one pass over the columns they need.

python -m benchmarks.peers_ours QUESTION WHO FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import kernels_sql as sql
from benchmarks.peers_spent import nothing, spent
from jornada.analytics.attribution import attribute
from jornada.analytics.attribution_file import read_paths
from jornada.analytics.coded import Coded
from jornada.analytics.competing import aalen_johansen
from jornada.analytics.dwell import dwell
from jornada.analytics.funnel import funnel
from jornada.analytics.log import EventLog
from jornada.analytics.step_matrix import step_matrix
from jornada.analytics.transitions import transitions
from jornada.analytics.variants import variants
from jornada.analytics.visits import derive_visits
from jornada.rules.default_map import DEFAULT_MAP

STEPS = ["page.viewed", "content.downloaded", "meeting.held", "demo.held"]
EVER = timedelta(days=36_500) // timedelta(microseconds=1)
STEP_MATRIX = """
    SELECT place, activity, count(*) AS n
    FROM (SELECT activity, row_number() OVER (PARTITION BY subject ORDER BY at_us, touch_id) AS place FROM touches)
    WHERE place <= 10 GROUP BY ALL ORDER BY activity, place"""


def main() -> None:
    question, who, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    log = read_log(folder)
    now = int(log.at.max())
    if who == "one pass":
        columns = _columns(question, log, folder)
        spent(lambda: [column[1:] != column[:-1] for column in columns], nothing, runs=5)
    elif who == "DuckDB":
        spent(*_in_sql(question, log, now))
    else:
        work, answer = _ours(question, log, now, folder)
        spent(work, answer, runs=3)


def read_log(folder: Path) -> EventLog:
    """Read the touches back, sorted already."""
    data = np.load(folder / "touches.npz", allow_pickle=False)
    activity = Coded(data["activity"], tuple(data["names"].tolist()))
    return EventLog.from_columns(data["subject"], data["at"], activity)


def _ours(question: str, log: EventLog, now: int, folder: Path) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    if question in {"credit by rule", "Markov", "Shapley"}:
        models = {"credit by rule": ["first", "last", "linear"], "Markov": ["markov"], "Shapley": ["shapley"]}[question]
        paths = read_paths(folder / "paths.csv", path="path", conversions="conversions", nulls="nulls", sep=">")
        return lambda: attribute(paths, models), nothing
    if question == "Aalen-Johansen":
        stays = np.load(folder / "stays.npz")
        time, cause = stays["time"], stays["cause"]
        return lambda: aalen_johansen(time, cause, ["on", "out"]), lambda found: [float(found.share[1, -1])]
    if question == "Kaplan-Meier":
        visits = derive_visits(log, DEFAULT_MAP, now)
        return lambda: dwell(visits), lambda found: found.median[0][~np.isnan(found.median[0])].tolist()
    asked: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
        "transitions": (
            lambda: transitions(log, gaps=False, subjects=False),
            lambda found: sorted(found.count.tolist()),
        ),
        "transition times": (lambda: transitions(log), len),
        "variants": (lambda: variants(log), lambda found: found.subjects[:20].tolist()),
        "step matrix": (lambda: step_matrix(log, steps=10), lambda found: found.count[found.count > 0].tolist()),
        "funnel, no window": (lambda: funnel(log, STEPS, now=now), lambda found: found.mature.tolist()),
    }
    return asked[question]


def _in_sql(question: str, log: EventLog, now: int) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    base = sql.open_tables(log, derive_visits(log, DEFAULT_MAP, now))
    query, values, answer = {
        "transitions": (sql.TRANSITIONS, {}, lambda found: sorted(found["n"].tolist())),
        "transition times": (sql.TRANSITIONS_WITH_GAPS, {}, lambda found: len(found["median"])),
        "variants": (sql.VARIANTS, {}, lambda found: found["n"][:20].tolist()),
        "step matrix": (STEP_MATRIX, {}, lambda found: found["n"].tolist()),
        "funnel, no window": (sql.funnel_sql(log, STEPS), {"within": EVER}, lambda found: found["n"].tolist()),
        "Kaplan-Meier": (sql.DWELL, {"now": now}, lambda found: _known(found["median"])),
    }[question]
    return lambda: sql.rows(base, query, **values), answer


def _known(column: Any) -> list[float]:
    filled = np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)
    return filled[~np.isnan(filled)].tolist()


def _columns(question: str, log: EventLog, folder: Path) -> list[Any]:
    if question in {"Kaplan-Meier", "Aalen-Johansen"}:
        stays = np.load(folder / "stays.npz")
        return [stays[name] for name in ("stage", "time", "cause")]
    if question in {"credit by rule", "Markov", "Shapley"}:
        paths = read_paths(folder / "paths.csv", path="path", conversions="conversions", nulls="nulls", sep=">")
        return [paths.step, paths.journey]
    return [log.activity.codes, log.at, log.subject] if question == "transition times" else [log.activity.codes]


if __name__ == "__main__":
    main()
