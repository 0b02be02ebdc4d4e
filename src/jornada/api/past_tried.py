"""Terms tried on the past, and what leads that Sales refuses have in common: the figures of the pages."""

from __future__ import annotations

from math import isfinite
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from jornada.api.lookups import found
from jornada.api.places import Big
from jornada.api.schemas import Strict
from jornada.api.trials import editable
from jornada.apps.handoff import queries
from jornada.apps.handoff.terms import terms_of
from jornada.apps.handoff.trial.past import stretch_of
from jornada.apps.handoff.trial.weak import Finding, weak_criteria
from jornada.apps.handoff.trial.whatif import Figure, what_if
from jornada.apps.handoff.trial.whatif_forms import WhatIfForm
from jornada.apps.org.calendars import calendar_of_team

router = Router(tags=["handoff"])
Period = Literal["90d", "quarter", "12m"]
Span = Annotated[str, Field(max_length=40)]
Three = Annotated[list[float | None], Field(description="the figure, and the ends of its 95 % interval")]


class WhatIfIn(Strict):
    """The terms to try; what is left out is as in force."""

    period: Period = "90d"
    answer: Span | None = Field(None, description="within this working time, for example `8h`", examples=["8h"])
    first_attempt: Span | None = Field(None, examples=["4h"])
    first_attempt_hot: Span | None = Field(None, examples=["1h"])
    attempts: int | None = Field(None, ge=0, le=1000)
    channels: int | None = Field(None, ge=0, le=1000)
    attempts_within: float | None = Field(None, ge=0, le=3650, allow_inf_nan=False, description="days")
    clause: Big | None = Field(None, description="id of a version: qualified as in that one")
    capacity: int | None = Field(None, ge=0, le=100_000, description="most leads at a time, for everybody")


class FigureOut(Schema):
    code: str = Field(description="late, first_late, not_followed, acceptance: shares; offers: a number")
    label: str
    before: Three
    after: Three
    difference: Three
    direction: str = Field(description="up, down, same, or unclear")
    of: int
    left_out: int = Field(description="cases of which the past does not tell yet")


class TriedLoadOut(Schema):
    nobody_then: int
    nobody_tried: int
    most_then: int
    most_tried: int


class WhatIfOut(Schema):
    offers: int
    figures: list[FigureOut]
    load: TriedLoadOut | None = Field(
        description="with `capacity`: leads that nobody would get, and the most that one had"
    )


class FindingOut(Schema):
    code: str
    kind: str
    label: str
    suggestion: str
    refused: int
    of: int
    rate: float = Field(description="share refused among the leads with the trait")
    rest_rate: float = Field(description="and among the others")
    lift: Three
    q: float = Field(description="share of findings like this one that would be chance")
    is_alone: bool = Field(description="no other trait explains it")
    accepted_lost: int
    acceptance_before: Three
    acceptance_after: Three = Field(description="had such leads not been offered")


class WeakOut(Schema):
    weak: list[FindingOut]
    strong: list[FindingOut]
    decided: int
    refused: int
    tested: int
    too_few: int
    is_open: int
    young: int


@router.get("/weak-criteria", response=WeakOut)
def list_weak_criteria(request: HttpRequest, period: Period = "12m", agreement_id: Big | None = None) -> Any:
    """Say what leads that Sales refuses have in common, over the offers that you may see, and what would change."""
    row, now = found(queries.agreements(), agreement_id) if agreement_id else None, timezone.now()
    weak = weak_criteria(request.auth, row, *stretch_of(period, now), now)
    counts = ("decided", "refused", "tested", "too_few", "is_open", "young")
    told = {name: getattr(weak, name) for name in counts}
    return {**told, "weak": [_finding(one) for one in weak.weak], "strong": [_finding(one) for one in weak.strong]}


@router.post("/agreements/{int:pk}/what-if", response=WhatIfOut)
def try_terms(request: HttpRequest, pk: int, payload: WhatIfIn) -> Any:
    """Say what other terms would have done to the offers of a period; nothing is changed."""
    row, now = editable(request, pk), timezone.now()
    base = queries.version_in_force(row) or row.versions.first()
    if base is None:
        raise Http404
    given = {name: str(value) for name, value in payload.dict(exclude_unset=True).items() if value is not None}
    form = WhatIfForm(given, agreement=row, base=base, calendar=calendar_of_team(row.team, now))
    if not form.is_valid():
        raise ValidationError({"" if name == "__all__" else name: faults for name, faults in form.errors.items()})
    stretch, capacity = stretch_of(payload.period, now), form.cleaned_data["capacity"]
    tried = what_if(request.auth, row, terms_of(base), form.terms(), *stretch, now, capacity=capacity)
    return {"offers": tried.offers, "figures": [_figure(one) for one in tried.figures], "load": _load(tried.load)}


def _figure(one: Figure) -> dict[str, Any]:
    names = ("code", "direction", "of", "left_out")
    threes = {name: _three(getattr(one, name)) for name in ("before", "after", "difference")}
    return {**{name: getattr(one, name) for name in names}, **threes, "label": str(one.label)}


def _finding(one: Finding) -> dict[str, Any]:
    names = ("refused", "of", "rate", "rest_rate", "q", "is_alone", "accepted_lost")
    trait = {name: str(getattr(one.trait, name)) for name in ("code", "kind", "label", "suggestion")}
    shares = {"acceptance_before": _three(one.before), "acceptance_after": _three(one.after), "lift": _three(one.lift)}
    return {**trait, **shares, **{name: getattr(one, name) for name in names}}


def _load(runs: Any) -> dict[str, int] | None:
    if runs is None:
        return None
    most = [max((load.most_tried for load in run.loads), default=0) for run in runs]
    nobody = [len(run.nobody) for run in runs]
    return {"nobody_then": nobody[0], "nobody_tried": nobody[1], "most_then": most[0], "most_tried": most[1]}


def _three(values: Any) -> list[float | None]:
    """Leave out what is no number, such as a share of nothing or a lift without end: JSON has no word for it."""
    return [value if isfinite(value) else None for value in values]
