"""The predictive score: learnt from the company's own leads as they were at past month ends, as a job."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Avg
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from jornada.analytics.coded import Coded, shared_values
from jornada.analytics.conditions import Population
from jornada.analytics.errors import MeasureError
from jornada.analytics.log import EventLog
from jornada.analytics.predict.drift import drift_of
from jornada.analytics.predict.errors import TooFewError
from jornada.analytics.predict.frame import Frame
from jornada.analytics.predict.history import past_of
from jornada.analytics.predict.learn import Choices
from jornada.analytics.predict.learn import learn as predict
from jornada.analytics.predict.prediction import GRADES, Prediction
from jornada.analytics.predict.quality import auc_of, judge
from jornada.analytics.predict.split import CALIBRATE, GAP, OPEN, TEST, TRAIN
from jornada.analytics.score_trial import NEVER, Leads
from jornada.analytics.scoring import DAY, Replay
from jornada.analytics.touch_index import micros
from jornada.apps.interactions.columns import as_datetime
from jornada.apps.interactions.models import Touch
from jornada.apps.leads.models import Lead, LeadChance, Predictor
from jornada.apps.leads.scoring.deriving import conditions_of
from jornada.apps.leads.scoring.keeping import live_versions
from jornada.apps.leads.scoring.lab import facts_of
from jornada.apps.leads.scoring.lead_log import CONVERTED, CREATED, log_of_leads
from jornada.apps.leads.scoring.past import KnownThen
from jornada.apps.org.jobs import JobRun, job_kind, start
from jornada.apps.org.models import Job
from jornada.rules.scoring import CELLS
from jornada.ui.conditions.engine import engine

KIND = "predict-leads"
HORIZON = 60
# Days of age at which past leads are looked at, and the shares of rows that judge and that calibrate.
AGES = (3, 21, 60)
JUDGES, CALIBRATES = 0.35, 0.3
FEWEST_RECENT = 30
STAYS_GOOD = timedelta(days=7)
# What a lead has from the start; what is filled later would give the outcome away.
ATTRIBUTES = ("source", "cycle", "account.industry", "account.size_band", "account.state", "account.kind")
REASONS = 5
TOP = 12


def start_learning(user: Any) -> Job:
    return start(KIND, user, _("Predictive score of leads"), {})


def learn_again(now: datetime | None = None) -> bool:
    """Start learning anew when what is known is a week old; only where somebody has asked for it once."""
    now = now or timezone.now()
    last = Predictor.objects.order_by("-made_at").first()
    if last is None or last.made_at > now - STAYS_GOOD:
        return False
    if Job.objects.filter(kind=KIND, status__in=(Job.Status.WAITING, Job.Status.RUNNING)).exists():
        return False
    start_learning(None)
    return True


@job_kind(KIND)
def learn(run: JobRun) -> None:
    """Learn, judge on the latest leads, and say of each open lead how likely it converts; or say why that cannot be."""
    now = timezone.now()
    run.progress(0, 3, _("Reading the log"))
    everybody, here = engine().population("lead", [c for v in live_versions() for c in conditions_of(v.rules)])
    leads = facts_of(everybody)
    log, before = log_of_leads(everybody, leads)
    run.stop_if_cancelled()
    run.progress(1, 3, _("Learning"))
    still_open = set(Lead.objects.filter(status=Lead.Status.OPEN).values_list("pk", flat=True))
    rows = rows_of(leads, micros(now), still_open, everybody)
    rates = cell_rates(rows, everybody, here)
    try:
        frame = Frame.from_columns(columns_of(log, rows, _attributes(everybody, before)))
        found = learn_from(frame, rows)
    except MeasureError as error:
        _refuse(error, now, rates)
        run.finish(refused=str(error))
        return
    run.progress(2, 3, _("Scoring open leads"))
    result = {**_quality(found, rows), "rule": _beside_rules(found, rows, everybody, here), **rates}
    _write(found, everybody.ids[rows.lead], rows.group == len(AGES), result, now)
    run.finish(verdict=found.quality.verdict)


def learn_from(frame: Frame, rows: Rows) -> Prediction:
    """Learn from rows in blocks; the rows of the gap are used for nothing."""
    part = np.where(rows.part == GAP, OPEN, rows.part)
    choices = Choices(boosting=False, is_trusted=False)
    return predict(frame, rows.outcome > 0, part, np.ones(len(frame)), "time", choices)


@dataclass(frozen=True, eq=False)
class Rows:
    """What is learnt from, and what is scored, in the order of `group`.

    Which lead, as of when, how it ended (-1: not known yet), in which block, at which of the ages (the last: now).
    """

    lead: NDArray[np.int64]
    at: NDArray[np.int64]
    outcome: NDArray[np.int8]
    part: NDArray[np.int8]
    group: NDArray[np.int64]

    @property
    def is_recent(self) -> NDArray[np.bool_]:
        """Which rows are too young to be learnt from: what comes in now, at the ages that were learnt."""
        return (self.outcome < 0) & (self.group < len(AGES))


def rows_of(leads: Leads, now: int, still_open: set[int], everybody: Population) -> Rows:
    """Look at past leads at each of some ages at which they were open, and at all that are open now.

    Of the rows that judge each lead keeps one, at an age fixed by its id: an age chosen by how long it stayed open
    would know the future, and rows of one lead are no independent witnesses.
    """
    there = leads.created_at < NEVER
    is_open = np.isin(everybody.ids, np.fromiter(still_open, np.int64)) & there & (leads.converted_at == NEVER)
    current = np.flatnonzero(is_open)
    own = (everybody.ids.astype(np.uint64) * np.uint64(11400714819323198485) >> np.uint64(40)) % np.uint64(len(AGES))
    aged = [np.flatnonzero(there & (leads.converted_at >= at) & (at <= now)) for at in _ages(leads, there)]
    group = np.repeat(np.arange(len(AGES) + 1), [*map(len, aged), len(current)])
    lead = np.concatenate([*aged, current])
    days = np.array([*AGES, 0])[group]
    at = np.where(group < len(AGES), leads.created_at[lead] + days * DAY, now)
    is_known = (group < len(AGES)) & (at + HORIZON * DAY <= now)
    won = (leads.converted_at[lead] < at + HORIZON * DAY).astype(np.int8)
    part = np.where(group < len(AGES), GAP, OPEN).astype(np.int8)
    part[is_known] = _blocks(at[is_known])
    part[(part == TEST) & (own[lead] != group)] = GAP
    return Rows(lead, at, np.where(is_known, won, -1).astype(np.int8), part, group)


def _ages(leads: Leads, there: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    created = np.where(there, leads.created_at, 0)
    return [created + days * DAY for days in AGES]


def _blocks(at: NDArray[np.int64]) -> NDArray[np.int8]:
    """Let the latest rows judge, those a horizon and more before them teach, and the latest of these calibrate."""
    part = np.full(len(at), GAP, np.int8)
    if len(at):
        judged = np.sort(at)[int(len(at) * (1 - JUDGES))]
        part[at >= judged] = TEST
        early = at < judged - HORIZON * DAY
        if early.any():
            part[early] = np.where(at[early] >= np.quantile(at[early], 1 - CALIBRATES), CALIBRATE, TRAIN)
    return part


def columns_of(log: EventLog, rows: Rows, attributes: dict[str, Any]) -> dict[str, Any]:
    """Describe the leads of rows as of their moments: the log of each is moved so that all moments are one."""
    groups = [rows.group == number for number in range(len(AGES) + 1)]
    parts = [_described(log, rows.lead[which], rows.at[which], attributes) for which in groups]
    return {name: _stacked([part[name] for part in parts]) for name in parts[0]}


def _described(log: EventLog, lead: NDArray[np.int64], at: NDArray[np.int64], attributes: dict[str, Any]) -> Any:
    shift = np.full(len(next(iter(attributes.values()))), NEVER)
    shift[lead] = at
    moment = shift[log.subject_ids[log.subject]]
    # Past touches count as of the moment itself; `past_of` takes what lies strictly before. Others lie behind it.
    moved = replace(log, at=np.where(moment == NEVER, 1, log.at - moment))
    own = {name: _taken(column, moved.subject_ids) for name, column in attributes.items()}
    past = past_of(moved, 1, attributes=own)
    place = np.searchsorted(moved.subject_ids[past.subject], lead)
    return {name: _taken(column, place) for name, column in past.frame.columns.items() if not _is_outcome(name)}


def _is_outcome(name: str) -> bool:
    return name in (f"activity:{CONVERTED}", f"activity:{CREATED}")


def _taken(column: Any, place: Any) -> Any:
    return column.take(place) if isinstance(column, Coded) else column[place]


def _stacked(parts: list[Any]) -> Any:
    if not isinstance(parts[0], Coded):
        return np.concatenate(parts)
    values = shared_values(parts)
    return Coded(np.concatenate([part.recode(values).codes for part in parts]), values)


def _attributes(everybody: Population, before: NDArray[np.float64]) -> dict[str, Any]:
    known = {code: everybody.columns[code] for code in ATTRIBUTES if code in everybody.columns}
    found = {
        code: column if isinstance(column, Coded) else np.asarray(column, np.float64) for code, column in known.items()
    }
    return {**found, "touches_before": before}


def _quality(found: Prediction, rows: Rows) -> dict[str, Any]:
    told = found.quality
    figures = ("auc", "auc_low", "auc_high", "lift_10", "lift_20", "brier", "ece", "slope", "slope_low", "slope_high")
    drifted = drift_of(found, found.frame.take(rows.is_recent)) if rows.is_recent.sum() >= FEWEST_RECENT else None
    return {
        "verdict": told.verdict,
        "said": {"en": found.explain("en"), "pt": found.explain("pt")},
        "rows": told.rows,
        "events": told.events,
        "base": float(told.base_rate.rate[0]),
        **{name: _known(getattr(told, name)) for name in figures},
        "bins": [
            [_known(each) for each in row]
            for row in zip(told.bin_mean, told.bin_rate.rate, told.bin_rate.low, told.bin_rate.high, strict=True)
        ],
        "classes": [
            [_known(each) for each in row]
            for row in zip(found.by_grade.rate, found.by_grade.low, found.by_grade.high, strict=True)
        ],
        "class_rows": found.by_grade.of.tolist(),
        "weights": found.weighed()[:TOP],
        "drift": _drift(drifted) if drifted else None,
        "recent": int(rows.is_recent.sum()),
    }


def _drift(found: Any) -> list[dict[str, Any]]:
    order = np.argsort(-found.index, kind="stable").tolist()
    return [
        {"column": found.names[place], "psi": float(found.index[place]), "expected": float(found.expected[place])}
        for place in order
        if found.has_moved[place]
    ][:TOP]


def _beside_rules(found: Prediction, rows: Rows, everybody: Population, here: datetime) -> dict[str, Any] | None:
    """Rank the rows that judge by the rule score of their days, and say how well that does."""
    version = live_versions().first()
    test = np.flatnonzero(found.part == TEST)
    if version is None or not len(test):
        return None
    points = _points_then(version, rows.lead[test], rows.at[test], everybody, here)
    happened = found.happened[test]
    auc, error = auc_of(points, happened)
    ranked = judge(np.clip(points / version.rules.cap, 1e-6, 1 - 1e-6), happened)
    return {
        "model": version.model.name,
        "auc": _known(auc),
        "auc_low": _known(auc - 1.96 * error),
        "auc_high": _known(auc + 1.96 * error),
        "lift_10": _known(ranked.lift_10),
        "lift_20": _known(ranked.lift_20),
    }


def cell_rates(rows: Rows, everybody: Population, here: datetime) -> dict[str, Any]:
    """Count how past leads of each cell converted, a lead once, and what a won lead was worth."""
    known = np.flatnonzero((rows.outcome >= 0) & (rows.group == 1))
    version = live_versions().first()
    found = {"all": [int((rows.outcome[known] == 1).sum()), len(known)], "cells": {}, "worth": _worth()}
    if version is None or not len(known):
        return found
    then = _then(version, rows.lead[known], rows.at[known], everybody, here)
    cell = np.array([place for _points, place in then], np.int64)
    of = np.bincount(cell, minlength=len(CELLS))
    hits = np.bincount(cell, rows.outcome[known], len(CELLS)).astype(np.int64)
    found["cells"] = {code: [int(hits[n]), int(of[n])] for n, code in enumerate(CELLS) if of[n]}
    return found


def _worth() -> float | None:
    """Return what a won deal brought on average, by the log; nothing where no amounts are known."""
    won = Touch.objects.filter(activity__code="deal.won", voids=None, voided_by=None, value__gt=0)
    mean: float | None = won.aggregate(mean=Avg("value"))["mean"]
    return mean


def _points_then(version: Any, lead: Any, at: Any, everybody: Population, here: datetime) -> NDArray[np.float64]:
    return np.array([points for points, _cell in _then(version, lead, at, everybody, here)])


def _then(version: Any, lead: Any, at: Any, everybody: Population, here: datetime) -> list[tuple[float, int]]:
    """Score leads by the rules in force, each as of the end of the week before its moment."""
    points, cell, weekly = np.zeros(len(lead)), np.zeros(len(lead), np.int64), at // (7 * DAY)
    then = KnownThen(version.rules, everybody, as_datetime(int(at.min())))
    replay = Replay(version.rules, everybody, then.held)
    for week in np.unique(weekly).tolist():
        which = weekly == week
        scores = replay.at(as_datetime(week * 7 * DAY).astimezone(here.tzinfo))
        points[which], cell[which] = scores.points[lead[which]], scores.cell[lead[which]]
    return list(zip(points.tolist(), cell.tolist(), strict=True))


def _write(
    found: Prediction, ids: NDArray[np.int64], is_current: NDArray[np.bool_], result: dict[str, Any], now: datetime
) -> None:
    """Keep what was learnt, and the chance of each lead that is open now; none when nothing can be told."""
    still = dict(Lead.objects.filter(status=Lead.Status.OPEN).values_list("pk", "pk"))
    rows = [place for place in np.flatnonzero(is_current).tolist() if int(ids[place]) in still]
    chances = []
    if result["verdict"] != "none" and rows:
        for place, reasons in zip(rows, found.reasons(rows, REASONS), strict=True):
            told = [[each.column, each.value, round(each.log_odds, 3)] for each in reasons if each.is_worth_saying]
            grade = GRADES[found.grade[place]]
            chances.append((int(ids[place]), round(float(found.chance[place]), 4), grade, told))
    with transaction.atomic():
        Predictor.objects.create(made_at=now, horizon=HORIZON, result=result)
        LeadChance.objects.all().delete()
        LeadChance.objects.bulk_create(
            (LeadChance(lead_id=pk, chance=chance, grade=grade, reasons=told, made_at=now)
             for pk, chance, grade, told in chances),
            batch_size=2000,
        )  # fmt: skip


def _refuse(error: MeasureError, now: datetime, rates: dict[str, Any]) -> None:
    """Keep why nothing could be learnt; what was said of leads before is taken back."""
    missing = {"have": error.have, "need": error.need, "what": error.what} if isinstance(error, TooFewError) else {}
    with transaction.atomic():
        Predictor.objects.create(made_at=now, horizon=HORIZON, result={"refused": str(error), **missing, **rates})
        LeadChance.objects.all().delete()


def _known(value: Any) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)
