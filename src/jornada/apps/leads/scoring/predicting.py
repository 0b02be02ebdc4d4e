"""The predictive score: learnt from the company's own leads as they were at past month ends, as a job."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Avg
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from jornada.analytics.conditions import Population
from jornada.analytics.errors import MeasureError
from jornada.analytics.predict.drift import drift_of
from jornada.analytics.predict.errors import TooFewError
from jornada.analytics.predict.frame import Frame
from jornada.analytics.predict.learn import Choices
from jornada.analytics.predict.learn import learn as predict
from jornada.analytics.predict.prediction import GRADES, Prediction
from jornada.analytics.predict.quality import auc_of, judge
from jornada.analytics.predict.split import GAP, OPEN, TEST
from jornada.analytics.scoring import DAY, Replay
from jornada.analytics.touch_index import micros
from jornada.apps.interactions.columns import as_datetime
from jornada.apps.interactions.models import Touch
from jornada.apps.leads.models import Lead, LeadChance, Predictor
from jornada.apps.leads.scoring.keeping import live_versions
from jornada.apps.leads.scoring.lab import facts_of
from jornada.apps.leads.scoring.lead_log import log_of_leads
from jornada.apps.leads.scoring.past import KnownThen, asked_by
from jornada.apps.leads.scoring.predicting_rows import (
    AGES,
    HORIZON,
    Rows,
    attributes_of,
    closed_at,
    columns_of,
    rows_of,
)
from jornada.apps.org.jobs import JobRun, job_kind, start
from jornada.apps.org.models import Job
from jornada.rules.scoring import CELLS
from jornada.ui.conditions.engine import engine

KIND = "predict-leads"
FEWEST_RECENT = 30
STAYS_GOOD = timedelta(days=7)
REASONS = 5
TOP = 12


def start_learning(user: Any) -> Job:
    return start(KIND, user, title(), {})


def title() -> str:
    return _("Predictive score of leads")


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
    everybody, here = engine().population("lead", asked_by(live_versions()))
    leads = facts_of(everybody)
    log, before = log_of_leads(everybody, leads)
    run.stop_if_cancelled()
    run.progress(1, 3, _("Learning"))
    still_open = set(Lead.objects.filter(status=Lead.Status.OPEN).values_list("pk", flat=True))
    rows = rows_of(leads, micros(now), still_open, everybody, closed_at(everybody))
    rates = cell_rates(rows, everybody, here)
    try:
        frame = Frame.from_columns(columns_of(log, rows, attributes_of(everybody, before, rows)))
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
    points, _cell, _inside = _then(version, rows.lead[test], rows.at[test], everybody, here)
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
    """Count how past leads of each cell of each model converted, a lead once, and what a won lead was worth."""
    known = np.flatnonzero((rows.outcome >= 0) & (rows.group == 1))
    cells = {str(version.model_id): _cells(version, rows, known, everybody, here) for version in live_versions()}
    return {"all": [int((rows.outcome[known] == 1).sum()), len(known)], "cells": cells, "worth": _worth()}


def _cells(version: Any, rows: Rows, known: NDArray[np.int64], everybody: Population, here: datetime) -> dict[str, Any]:
    if not len(known):
        return {}
    _points, cell, inside = _then(version, rows.lead[known], rows.at[known], everybody, here)
    of = np.bincount(cell[inside], minlength=len(CELLS))
    hits = np.bincount(cell[inside], rows.outcome[known][inside], len(CELLS)).astype(np.int64)
    return {code: [int(hits[n]), int(of[n])] for n, code in enumerate(CELLS) if of[n]}


def _worth() -> float | None:
    """Return what a won deal brought on average, by the log; nothing where no amounts are known."""
    won = Touch.objects.filter(activity__code="deal.won", voids=None, voided_by=None, value__gt=0)
    mean: float | None = won.aggregate(mean=Avg("value"))["mean"]
    return mean


def _then(version: Any, lead: Any, at: Any, everybody: Population, here: datetime) -> tuple[Any, Any, Any]:
    """Score leads by the rules in force, each as of the end of the week before its moment.

    Returns points, places in the grid, and whether each was in the segment of the model.
    """
    points, cell, weekly = np.zeros(len(lead)), np.zeros(len(lead), np.int64), at // (7 * DAY)
    inside = np.zeros(len(lead), np.bool_)
    then = KnownThen(version.rules, everybody, as_datetime(int(at.min())), version.model.segment)
    replay = Replay(version.rules, everybody, then.held)
    for week in np.unique(weekly).tolist():
        which = weekly == week
        moment = as_datetime(week * 7 * DAY).astimezone(here.tzinfo)
        scores = replay.at(moment)
        points[which], cell[which] = scores.points[lead[which]], scores.cell[lead[which]]
        inside[which] = then.belonged(moment)[lead[which]]
    return points, cell, inside


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
