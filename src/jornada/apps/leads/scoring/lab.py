"""The laboratory: a draft and what is in force, both tried on the past twelve months, as a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from jornada.analytics.conditions import Mask, Population
from jornada.analytics.score_contrast import added, left_out
from jornada.analytics.score_trial import NEVER, Leads, Trial, try_model
from jornada.analytics.scoring import Scores, weeks
from jornada.apps.interactions.columns import micros
from jornada.apps.interactions.models import Touch
from jornada.apps.leads.models import Lead, LeadRung, ScoringModel, ScoringTrial, ScoringVersion
from jornada.apps.leads.queries import ACCEPTED, REFUSED
from jornada.apps.leads.scoring.past import KnownThen, asked_by
from jornada.apps.leads.scoring.queries import DRAFT, LIVE, version_of
from jornada.apps.org.jobs import JobFailedError, JobRun, job_kind, start
from jornada.apps.org.models import Job
from jornada.rules.condition_json import ConditionFormatError
from jornada.rules.scoring import CELLS
from jornada.rules.scoring_json import ScoringFormatError
from jornada.ui.conditions.engine import engine

KIND = "score-trial"
YEAR = timedelta(days=364)
MOST_MOVED = 25
NO_ANSWER = (-1, NEVER)


def start_trial(user: Any, model: ScoringModel, step_days: int = 7, horizon_days: int = 90) -> Job:
    """Put a trial of the draft beside what is in force in the queue."""
    params = {"model": model.pk, "step": step_days, "horizon": horizon_days}
    return start(KIND, user, _("Trial of %(name)s") % {"name": model}, params)


@job_kind(KIND)
def try_out(run: JobRun) -> None:
    """Try both versions and keep the result; a model that cannot be asked says so."""
    model = ScoringModel.objects.filter(pk=run.params["model"]).first()
    if model is None:
        raise JobFailedError(_("The scoring model is gone."))
    versions = [version for version in (version_of(model, DRAFT), version_of(model, LIVE)) if version]
    try:
        result = _result(run, model, versions, timezone.now())
    except (ConditionFormatError, ScoringFormatError) as error:
        raise JobFailedError(_("The model cannot be asked: %(error)s") % {"error": error}) from error
    trial = ScoringTrial.objects.create(
        model=model,
        version=versions[0].number,
        edited_at=versions[0].updated_at,
        against=versions[1].number if len(versions) > 1 else None,
        made_at=timezone.now(),
        result=result,
    )
    run.finish(trial=trial.pk, model=model.pk)


def _result(run: JobRun, model: ScoringModel, versions: list[ScoringVersion], now: datetime) -> dict[str, Any]:
    step, horizon = int(run.params["step"]), int(run.params["horizon"])
    moments = weeks(now - YEAR, now, step)
    everybody, here = engine().population("lead", asked_by(versions))
    moments = [at.astimezone(here.tzinfo) for at in moments]
    leads = facts_of(everybody)
    known = [KnownThen(version.rules, everybody, moments[0], model.segment) for version in versions]
    trials = [
        try_model(
            version.rules,
            everybody,
            leads,
            moments,
            horizon_days=horizon,
            held=then.held,
            belonged=then.belonged,
            tell=_teller(run, place * len(moments), len(moments) * len(versions)),
        )
        for place, (version, then) in enumerate(zip(versions, known, strict=True))
    ]
    today = (leads.created_at < NEVER) & known[0].belonged(moments[-1])
    told = [_told(version, trial, today) for version, trial in zip(versions, trials, strict=True)]
    return {
        "step": step,
        "horizon": horizon,
        "since": moments[0].isoformat(),
        "until": moments[-1].isoformat(),
        "moments": [at.date().isoformat() for at in moments],
        "versions": told,
        "as_today": sorted(set().union(*(then.as_today for then in known))),
        "without_data": _without_data(everybody.ids[today]),
        "contrast": _contrast(*trials) if len(trials) > 1 else None,
        "moved": _moved(everybody.ids, today, *(trial.scores for trial in trials)) if len(trials) > 1 else None,
    }


def facts_of(everybody: Population) -> Leads:
    """Read when leads were made, when they converted (SQL or won), and what Sales answered last, and when."""
    made = dict(Lead.objects.values_list("pk", "created_at"))
    sql = dict(LeadRung.objects.filter(type="sql").values_list("lead").annotate(first=Min("at")))
    live = Touch.objects.filter(voids=None, voided_by=None, thread__lead__isnull=False)
    won = dict(live.filter(activity__code="deal.won").values_list("thread__lead").annotate(first=Min("at")))
    answers = live.filter(activity__code__in=(ACCEPTED, REFUSED)).order_by("at", "id")
    rows = answers.values_list("thread__lead", "activity__code", "at")
    answer = {pk: (int(code == ACCEPTED), micros(at)) for pk, code, at in rows}
    ids = everybody.ids.tolist()
    converted = [min(micros(each[pk]) if pk in each else NEVER for each in (sql, won)) for pk in ids]
    return Leads(
        np.array([micros(made[pk]) if pk in made else NEVER for pk in ids], np.int64),
        np.array(converted, np.int64),
        np.array([answer.get(pk, NO_ANSWER)[0] for pk in ids], np.int8),
        np.array([answer.get(pk, NO_ANSWER)[1] for pk in ids], np.int64),
    )


def _teller(run: JobRun, before: int, total: int) -> Callable[[int], None]:
    def tell(done: int) -> None:
        run.stop_if_cancelled()
        run.progress(before + done, total)

    return tell


def _told(version: ScoringVersion, trial: Trial, today: Mask) -> dict[str, Any]:
    shares = {name: asdict(getattr(trial, name)) for name in ("precision", "recall", "base", "acceptance", "lift")}
    scores = trial.scores.take(today)
    counts = np.bincount(scores.cell, minlength=len(CELLS)).tolist()
    return {
        "number": version.number,
        "status": version.status,
        "wanted": list(version.rules.wanted),
        "volume": trial.volume,
        "young": trial.young,
        "unanswered": trial.unanswered,
        "cells": dict(zip(CELLS, counts, strict=True)),
        "is_flat": scores.is_flat,
        **shares,
    }


def _contrast(draft: Trial, live: Trial) -> dict[str, Any]:
    """Say how those fared whom only one version chooses, and whether that is more than chance."""
    told = {}
    for name, out in (("left_out", left_out(live, draft)), ("added", added(live, draft))):
        counts = ("hits", "of", "rest_hits", "rest_of")
        told[name] = {each: int(getattr(out, each)[0]) for each in counts} | {"is_sure": bool(out.more or out.less)}
    return told


def _without_data(ids: NDArray[np.int64]) -> int:
    """Count leads of whom nothing can be scored: neither a person nor a company is known."""
    alone = Lead.objects.filter(account=None, contact=None).values_list("pk", flat=True)
    return int(np.isin(ids, np.fromiter(alone, np.int64)).sum())


def _moved(ids: NDArray[np.int64], there: Mask, draft: Scores, live: Scores) -> dict[str, Any]:
    """Say how many leads the draft puts higher or lower than what is in force, from where to where, and who most."""
    pairs = np.bincount(live.cell[there].astype(np.int64) * len(CELLS) + draft.cell[there], minlength=len(CELLS) ** 2)
    table = [
        {"from": CELLS[pair // len(CELLS)], "to": CELLS[pair % len(CELLS)], "number": int(pairs[pair])}
        for pair in np.argsort(-pairs, kind="stable").tolist()
        if pairs[pair] and pair // len(CELLS) != pair % len(CELLS)
    ]
    change = np.where(there & (draft.cell != live.cell), draft.points - live.points, 0)
    first = np.argsort(-abs(change), kind="stable")[:MOST_MOVED]
    most = [
        {"lead": int(ids[place]), "from": CELLS[live.cell[place]], "to": CELLS[draft.cell[place]],
         "points": round(float(change[place]), 1)}
        for place in first.tolist()
        if draft.cell[place] != live.cell[place] and there[place]
    ]  # fmt: skip
    changed = there & (draft.cell != live.cell)
    return {
        "changed": int(changed.sum()),
        "of": int(there.sum()),
        "up": int((changed & (draft.points > live.points)).sum()),
        "down": int((changed & (draft.points < live.points)).sum()),
        "pairs": table[:20],
        "most": most,
    }


def latest(model: ScoringModel) -> ScoringTrial | None:
    return ScoringTrial.objects.filter(model=model).order_by("-made_at", "-pk").first()
