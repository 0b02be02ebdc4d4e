"""The demo company's scoring: a model in force, a draft to try, and a year of scores as they would have been."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jornada.analytics.scoring import Replay, weeks
from jornada.apps.interactions.columns import store_instants
from jornada.apps.leads.models import Lead, ScoreChange, ScoringModel, ScoringVersion
from jornada.apps.leads.scoring import predicting
from jornada.apps.leads.scoring.defaults import first_model
from jornada.apps.leads.scoring.deriving import conditions_of
from jornada.apps.leads.scoring.keeping import score_everybody
from jornada.apps.leads.scoring.storing import CHANGE_FIELDS, STEP
from jornada.apps.org.bulk import bulk_insert
from jornada.apps.org.jobs import run_here
from jornada.apps.org.models import Workspace
from jornada.rules.scoring import CELLS, Model
from jornada.rules.scoring_json import model_to_json
from jornada.ui.conditions.engine import engine

YEAR = timedelta(days=364)
CODE = "main"


def write_scoring() -> None:
    """Write model, versions, history and scores; once."""
    if ScoringModel.objects.exists() or not Lead.objects.exists():
        return
    language = Workspace.objects.values_list("language", flat=True).first() or "en"
    with override(language):
        live = _versions(first_model())
    _history(live)
    score_everybody(live)
    run_here(predicting.KIND, None, predicting.title(), {})


def _versions(rules: Model) -> ScoringVersion:
    now = timezone.now()
    since = now - YEAR
    model = ScoringModel.objects.create(
        name=_("Lead scoring"),
        code=CODE,
        note=_("Who the lead is, and what it does"),
        in_force=1,
        created_at=since,
        updated_at=since,
    )
    head = {"model": model, "created_at": since, "updated_at": since}
    live = ScoringVersion.objects.create(
        **head, number=1, status="live", definition=model_to_json(rules), published_at=since
    )
    ScoringVersion.objects.create(**head, number=2, status="draft", definition=model_to_json(_bolder(rules)))
    return live


def _bolder(rules: Model) -> Model:
    """Return what Marketing has in mind: less for clicks, more for who asks, fading sooner."""
    changed = {"clicked": {"points": 1}, "asked": {"points": 35}, "met": {"half_life_days": 30}}
    return replace(rules, rules=tuple(replace(rule, **changed.get(rule.code, {})) for rule in rules.rules))


def _history(version: ScoringVersion) -> None:
    """Note how scores would have changed, week by week of the past year."""
    rules = version.rules
    everybody, now = engine().population("lead", conditions_of(rules))
    created = dict(Lead.objects.values_list("pk", "created_at"))
    since = np.array([created[pk].timestamp() if pk in created else np.inf for pk in everybody.ids.tolist()])
    replay, rows = Replay(rules, everybody), []
    noted, cells = np.full(len(everybody), np.nan), np.full(len(everybody), -1)
    for at in weeks(now - YEAR, now - timedelta(days=7)):
        scores = replay.at(at)
        points = np.round(scores.points / rules.cap * 100, 1)
        is_news = (since <= at.timestamp()) & (np.isnan(noted) | (cells != scores.cell) | (abs(points - noted) >= STEP))
        (moment,) = store_instants([at])
        for place in np.flatnonzero(is_news).tolist():
            told = (points[place], scores.fit[place], scores.engagement[place])
            head = (int(everybody.ids[place]), version.model_id, version.number, moment)
            rows.append((*head, *(round(float(each), 1) for each in told), CELLS[scores.cell[place]]))
        noted, cells = np.where(is_news, points, noted), np.where(is_news, scores.cell, cells)
    bulk_insert(ScoreChange, CHANGE_FIELDS, rows)
