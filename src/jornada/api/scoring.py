"""Scores: the models in force with their grid, and why a lead scores what it does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from jornada.api.lookups import found
from jornada.apps.leads.models import ScoringVersion
from jornada.apps.leads.queries import visible_leads
from jornada.apps.leads.scoring import queries
from jornada.apps.leads.scoring.explaining import explain
from jornada.apps.leads.scoring.panels import versions_of
from jornada.apps.leads.scoring.ranking import require_scores

models = Router(tags=["scoring"])
leads = Router(tags=["scoring"])


class ModelOut(Schema):
    id: int
    code: str
    name: str
    segment_id: int | None = Field(description="only leads of this segment; null: all leads")
    version: int
    published_at: datetime | None
    wanted: list[str] = Field(description="cells of the grid that count as qualified")
    grid: dict[str, int] = Field(description="leads that you see, by cell")
    scored_at: datetime | None
    fault: str


class ScoreTouchOut(Schema):
    touch_id: int
    at: datetime
    activity: str
    points: float


class ScoreLineOut(Schema):
    code: str
    name: str
    group: str
    points: float
    touches: list[ScoreTouchOut] = Field(description="those that you may see; private ones of others count too")


class ScoreOut(Schema):
    model: str
    version: int
    grade: str = Field(description="fit A to D, engagement 1 to 4; A1 is best")
    score: float = Field(description="0 to 100 of the model's bound")
    fit: float
    engagement: float
    lines: list[ScoreLineOut] = Field(description="rules that give or take points, as of now")


class ChangeOut(Schema):
    model: str
    at: datetime
    version: int
    grade: str
    score: float


class LeadScoreOut(Schema):
    lead_id: int
    scores: list[ScoreOut]
    history: list[ChangeOut] = Field(description="kept when the grade changes, or the score by 5")


@models.get("", response=list[ModelOut])
def list_models(request: HttpRequest) -> Any:
    """List the scoring models in force."""
    live = ScoringVersion.objects.filter(status="live").select_related("model").order_by("model__order", "model_id")
    return [_model(version, request.auth) for version in live]


@leads.get("/{int:pk}/score", response=LeadScoreOut)
def read_score(request: HttpRequest, pk: int) -> Any:
    """Say what a lead scores under each model in force, line by line with the touches behind."""
    lead = found(visible_leads(request.auth), pk)
    require_scores(request.auth)
    scores = [_score(version, lead, request.auth) for version in versions_of(lead)]
    history = [
        {"model": row.model.code, "at": row.at, "version": row.version, "grade": row.grade, "score": row.points}
        for row in lead.score_changes.select_related("model").order_by("at", "id")
    ]
    return {"lead_id": lead.pk, "scores": scores, "history": history}


def _model(version: ScoringVersion, user: Any) -> dict[str, Any]:
    model = version.model
    return {
        "id": model.pk,
        "code": model.code,
        "name": model.name,
        "segment_id": model.segment_id,
        "version": version.number,
        "published_at": version.published_at,
        "wanted": list(version.rules.wanted),
        "grid": queries.grid(model, user),
        "scored_at": model.scored_at,
        "fault": model.fault,
    }


def _score(version: ScoringVersion, lead: Any, user: Any) -> dict[str, Any]:
    told = explain(version, lead)
    lines = [
        {
            "code": line.rule.code,
            "name": line.rule.name,
            "group": line.rule.group,
            "points": line.points,
            "touches": [
                {"touch_id": touch.pk, "at": touch.at, "activity": touch.activity.code, "points": points}
                for touch, points in seen
            ],
        }
        for line, seen in told.seen_by(user)
    ]
    return {
        "model": version.model.code,
        "version": version.number,
        "grade": told.score.grade,
        "score": told.score.points / version.rules.cap * 100,
        "fit": told.score.fit,
        "engagement": told.score.engagement,
        "lines": lines,
    }
