"""Dates whose time of day stands in a column of its own: `Data` and `Hora`, `Close Date` and `Close Time`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import duckdb

from jornada.analytics.door_guess import DATE, guess_column
from jornada.analytics.door_problems import Notice
from jornada.analytics.door_source import Source

ENOUGH, SEEN, JUDGED = 0.95, 1000, 200
_DAY, _HOUR = frozenset({"data", "date", "dia", "day", "fecha"}), frozenset({"hora", "horario", "time", "hour"})
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?( ?[AaPp]\.?[Mm]\.?)?")


def with_times(connection: duckdb.DuckDBPyConnection, source: Source, *, day_first: bool) -> Source:
    """Write the time of day behind its date; the column that it stands in stays.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Has the view `source`, which is made anew.
    source : Source
        What the view holds.
    day_first : bool
        Order of dates that leave it open.

    Returns
    -------
    Source
        The same with a notice for each pair.
    """
    pairs = {
        day: hour
        for day, hour in _pairs(source.headers)
        if {source.types[day], source.types[hour]} == {"VARCHAR"} and _fit(connection, day, hour, day_first)
    }
    if not pairs:
        return source
    connection.execute("ALTER VIEW source RENAME TO source_apart")
    cells = ", ".join(_cell(place, pairs) for place in range(len(source.types)))
    connection.execute(f"CREATE VIEW source AS SELECT {cells} FROM source_apart")
    notices = [_notice(source.headers[day], source.headers[hour]) for day, hour in pairs.items()]
    return replace(source, notices=(*source.notices, *notices))


def _pairs(headers: Sequence[str]) -> list[tuple[int, int]]:
    """Find headers that differ only by day and hour."""
    words = [_words(header) for header in headers]
    days = {tuple(w for w in found if w not in _DAY): at for at, found in enumerate(words) if _DAY & set(found)}
    hours = {tuple(w for w in found if w not in _HOUR): at for at, found in enumerate(words) if _HOUR & set(found)}
    return [(at, hours[rest]) for rest, at in days.items() if rest in hours and hours[rest] != at]


def _words(header: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", header.lower()).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain)


def _fit(connection: duckdb.DuckDBPyConnection, day: int, hour: int, day_first: bool) -> bool:
    """Say that one column holds dates without a time, the other times of day."""
    query = f"SELECT c{day}, trim(c{hour}) FROM source WHERE trim(c{hour}) <> '' LIMIT {SEEN}"
    rows = connection.execute(query).fetchall()
    times = sum(bool(_TIME.fullmatch(time)) for _date, time in rows)
    # Each by itself: dates of several notations in one column are dates, too.
    kinds = [guess_column("", "", [date], day_first=day_first, comma=False).kind for date, _time in rows[:JUDGED]]
    return bool(rows) and kinds.count(DATE) >= ENOUGH * len(kinds) and times >= ENOUGH * len(rows)


def _cell(place: int, pairs: dict[int, int]) -> str:
    if place not in pairs:
        return f"c{place}"
    hour = f"trim(coalesce(c{pairs[place]}, ''))"
    is_time = f"regexp_matches({hour}, '^[0-9]{{1,2}}:[0-9]{{2}}') AND trim(coalesce(c{place}, '')) <> ''"
    return f"CASE WHEN {is_time} THEN trim(c{place}) || ' ' || {hour} ELSE c{place} END AS c{place}"


def _notice(day: str, hour: str) -> Notice:
    text = f"{day} is read with the time of day in {hour}."
    return Notice("joined_time", text, {"column": day, "time": hour})
