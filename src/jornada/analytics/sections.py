"""The sections that an analysis of a log grows on request: funnel, attribution, interactions, time, bottlenecks."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from jornada.analytics.activity_visits import activity_visits
from jornada.analytics.errors import MeasureError
from jornada.analytics.log import EventLog
from jornada.analytics.log_select import known_names
from jornada.analytics.periods import DAY
from jornada.analytics.result import Language, Result
from jornada.analytics.result_frame import plain_columns

UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
MOST_CUTOFFS = 16


@dataclass(frozen=True)
class Asked:
    """What was asked of a log besides its summary.

    Attributes
    ----------
    sections : tuple of str
        Of `SECTIONS`.
    steps : tuple of tuple of str
        Of the funnel: activities of each step.
    window, lookback, target, horizon : timedelta, optional
        From first to last step of the funnel; how far back attribution looks; what half of the stays at an activity
        should not exceed; by when a prediction expects the conversion.
    conversion, lost, starts : tuple of str
        Activities that are the success, the failure, the start of a case.
    dimension : str
        What earns credit; empty: the channel where the log has it, else the activity.
    """

    sections: tuple[str, ...]
    steps: tuple[tuple[str, ...], ...] = ()
    window: timedelta | None = None
    lookback: timedelta | None = None
    target: timedelta | None = None
    horizon: timedelta | None = None
    conversion: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    dimension: str = ""


@dataclass(frozen=True)
class Section:
    """One section: its name and its answers, in the order in which to read them."""

    name: str
    results: tuple[Result, ...]


def answer(log: EventLog, asked: Asked) -> list[Section]:
    """Answer what was asked of a log.

    Parameters
    ----------
    log : EventLog
    asked : Asked

    Raises
    ------
    MeasureError
        If a name is not in the log (says which are), or a section lacks what it needs.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 2], [0, 7, 0], ["see", "buy", "see"])
    >>> funnel, = answer(log, Asked(("funnel",), steps=(("see",), ("buy",))))
    >>> funnel.results[0].columns()["reached"].tolist()
    [2, 1]
    """
    known = log.activity.values
    for option, names in (("--conversion", asked.conversion), ("--lost", asked.lost), ("--start", asked.starts)):
        known_names(f"activity for {option}", names, known)
    return [Section(name, SECTIONS[name](log, asked)) for name in asked.sections]


def parse_steps(text: str) -> tuple[tuple[str, ...], ...]:
    """Read the steps of a funnel: commas between steps, bars between alternatives, quotes around names with commas.

    Examples
    --------
    >>> parse_steps('see, call|mail, "buy, at last"')
    (('see',), ('call', 'mail'), ('buy, at last',))
    """
    cells = next(csv.reader([text], skipinitialspace=True), [])
    return tuple(tuple(name.strip() for name in cell.split("|") if name.strip()) for cell in cells)


def parse_span(text: str, option: str) -> timedelta:
    """Read a span such as 30d, 12h, 90min or 2w.

    Raises
    ------
    MeasureError
        If it is none, or not above 0.

    Examples
    --------
    >>> parse_span("1.5d", "--window")
    datetime.timedelta(days=1, seconds=43200)
    """
    match = re.fullmatch(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*(min|h|d|w)\s*", text)
    amount = float(match[1].replace(",", ".")) if match else 0.0
    # A thousand years of weeks is beyond any log and within what a timedelta holds.
    span = timedelta(**{UNITS[match[2]]: min(amount, 52_000)}) if match else timedelta(0)
    if not span or amount > 52_000:
        raise MeasureError(f"{option} {text!r}: expected a span above 0 such as 30d, 12h, 90min or 2w.")
    return span


def conversion_words(log: EventLog, word: str) -> tuple[str, ...]:
    """Find the activities that a word such as won stands for: of that name, or ending in it.

    Raises
    ------
    MeasureError
        If there is none.

    Examples
    --------
    >>> conversion_words(EventLog.from_columns([1], [1], ["deal.won"]), "won")
    ('deal.won',)
    """
    known = log.activity.values
    found = [name for name in known if name == word] or [name for name in known if name.rpartition(".")[2] == word]
    if not found:
        known_names("outcome", [word], known)
    return tuple(found)


def sections_json(sections: list[Section], language: Language) -> dict[str, Any]:
    """Lay sections out for `--json`: per answer its kind, its words and its table as rows."""
    return {section.name: [_answer_json(result, language) for result in section.results] for section in sections}


def _answer_json(result: Result, language: Language) -> dict[str, Any]:
    columns = {name: _plain(column) for name, column in plain_columns(result.columns()).items()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return {"kind": type(result).__name__, "words": result.explain(language), "table": rows}


def _plain(column: Any) -> list[Any]:
    if column.dtype.kind == "M":
        return [None if cell == "NaT" else str(cell) for cell in np.datetime_as_string(column).tolist()]
    return [None if isinstance(cell, float) and not np.isfinite(cell) else cell for cell in column.tolist()]


def _funnel(log: EventLog, asked: Asked) -> tuple[Result, ...]:
    from jornada.analytics.funnel_report import conversion_funnel

    if not asked.steps or not all(asked.steps):
        raise MeasureError("--funnel needs activities with commas between them, such as --funnel ask,offer,buy.")
    known_names("activity for --funnel", [name for step in asked.steps for name in step], log.activity.values)
    by = "channel" if log.channel is not None else None
    return (conversion_funnel(log, asked.steps, within=asked.window, by=by),)


def _attribution(log: EventLog, asked: Asked) -> tuple[Result, ...]:
    from jornada.analytics.attribution import attribute
    from jornada.analytics.attribution_journeys import journeys

    conversion = _conversion(log, asked, "--attribution")
    dimension = asked.dimension or ("channel" if log.channel is not None else "activity")
    made = journeys(log, conversion=conversion, dimension=dimension, lookback=asked.lookback, leave_out=asked.lost)
    return (attribute(made),)


def _interactions(log: EventLog, asked: Asked) -> tuple[Result, ...]:
    from jornada.analytics.interactions import interaction_effects

    conversion = _conversion(log, asked, "--interactions")
    by = "channel" if log.channel is not None else None
    return interaction_effects(log, conversion=conversion, lost=asked.lost, starts=asked.starts, by=by).parts()


def _survival(log: EventLog, asked: Asked) -> tuple[Result, ...]:
    from jornada.analytics.dwell import dwell
    from jornada.analytics.outcome_times import outcome_times

    stays = (dwell(activity_visits(log)),)
    return (outcome_times(log, asked.conversion, asked.lost), *stays) if asked.conversion else stays


def _bottlenecks(log: EventLog, asked: Asked) -> tuple[Result, ...]:
    from jornada.analytics.bottleneck import bottlenecks

    if asked.target is None and log.channel is None:
        raise MeasureError(
            "--bottlenecks needs something to compare with: --target SPAN, the time that half of the stays should not "
            "exceed (such as 2d), or --channel COLUMN, to compare cases by the channel they begin in."
        )
    visits = activity_visits(log)
    goal = None if asked.target is None else asked.target / timedelta(microseconds=1)
    target = None if goal is None else dict.fromkeys(visits.stages, goal)
    segment = None if log.channel is None else log.channel.take(log.offsets[:-1])
    return (bottlenecks(visits, target=target, segment=segment),)


def _cohorts(log: EventLog, asked: Asked) -> tuple[Result, ...]:
    from jornada.analytics.cohort import cohorts
    from jornada.analytics.repeat import repeat_purchase

    now = int(log.at.max())
    found = (cohorts(log, now),)
    return (*found, repeat_purchase(log, now, activities=asked.conversion)) if asked.conversion else found


def _predict(log: EventLog, asked: Asked) -> tuple[Result, ...]:
    from jornada.analytics.predict.cases import PredictedCases
    from jornada.analytics.predict.log import predict_log

    conversion = _conversion(log, asked, "--predict")
    first, now = int(log.at.min()), int(log.at.max()) + 1
    # Three months where the log is long enough, else a sixth of it: two horizons of history and some to learn from.
    horizon = min(90 * DAY, (now - first) / 6) if asked.horizon is None else asked.horizon / timedelta(microseconds=1)
    cutoffs = np.arange(now - horizon, first, -horizon / 2)[:MOST_CUTOFFS].astype(np.int64)
    found, subject = predict_log(
        log, conversion, cutoffs=cutoffs[::-1], as_of=now, horizon_days=horizon / DAY, ends=asked.lost
    )
    return (PredictedCases(found, log, subject),)


def _conversion(log: EventLog, asked: Asked, option: str) -> tuple[str, ...]:
    if not asked.conversion:
        known = ", ".join(log.activity.values[:15])
        raise MeasureError(f"{option} needs --conversion ACTIVITY, the success to look at. There are: {known}.")
    return asked.conversion


SECTIONS: dict[str, Callable[[EventLog, Asked], tuple[Result, ...]]] = {
    "funnel": _funnel,
    "attribution": _attribution,
    "interactions": _interactions,
    "survival": _survival,
    "bottlenecks": _bottlenecks,
    "cohorts": _cohorts,
    "predict": _predict,
}
