"""Reads of scoring models and scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet

from jornada.apps.leads.models import Lead, LeadScore, ScoreChange, ScoringModel, ScoringVersion
from jornada.apps.leads.queries import visible_leads
from jornada.rules.condition_json import ConditionFormatError
from jornada.rules.scoring import CELLS, Rule
from jornada.rules.scoring_json import ScoringFormatError

LIVE, DRAFT = ScoringVersion.Status.LIVE, ScoringVersion.Status.DRAFT


def models() -> QuerySet[ScoringModel]:
    return ScoringModel.objects.select_related("segment").prefetch_related("versions").order_by("order", "id")


def version_of(model: ScoringModel, status: str) -> ScoringVersion | None:
    return model.versions.filter(status=status).first()


def rules_of(version: ScoringVersion) -> tuple[Rule, ...]:
    """Return the rules of a version; none where it cannot be read any more, which its model says."""
    try:
        return version.rules.rules
    except (ConditionFormatError, ScoringFormatError):
        return ()


def grid(model: ScoringModel, user: Any) -> dict[str, int]:
    """Count the leads that the person sees in each cell of the grid."""
    seen = LeadScore.objects.filter(model=model, lead__in=visible_leads(user).values("pk"))
    found = dict(seen.order_by().values("grade").annotate(number=Count("pk")).values_list("grade", "number"))
    return {cell: found.get(cell, 0) for cell in CELLS}


def history_of(lead: Lead, model: ScoringModel) -> list[ScoreChange]:
    return list(ScoreChange.objects.filter(lead=lead, model=model).order_by("at", "id"))


def with_grade(rows: QuerySet, grade: str) -> QuerySet:
    """Keep leads of a cell (`B2`), a letter (`B`) or a number (`2`)."""
    cells: Sequence[str] = [cell for cell in CELLS if grade in (cell, *cell)]
    return rows.filter(grade__in=cells).exclude(grade="")


def under(rows: QuerySet, asked: str) -> QuerySet:
    """Keep the leads that stand in a cell under a model, written as `code:B2`."""
    code, _colon, grade = asked.partition(":")
    return rows.filter(pk__in=LeadScore.objects.filter(model__code=code, grade=grade).values("lead"))


def vocabulary_of(record: str, user: Any) -> dict[str, tuple[str, str]]:
    """Name the models that conditions on a kind of record may ask about."""
    if record not in ("lead", "contact", "account"):
        return {}
    live = ScoringModel.objects.filter(versions__status=LIVE).distinct()
    return {row.code: (row.name, row.name) for row in live}
