"""Trying on the past: routing under rules that need not be in force."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from jornada.api.filters import Id
from jornada.api.lookups import found
from jornada.api.schemas import Strict
from jornada.apps.handoff import queries
from jornada.apps.handoff.models import Agreement
from jornada.apps.handoff.trial.dry_run import DryRun, RuleDraft, drafts_of, dry_run
from jornada.apps.org.models import User
from jornada.rules.condition_json import ConditionFormatError, from_json
from jornada.ui.api_moments import AwareMoment
from jornada.ui.conditions import faults

router = Router(tags=["handoff"])
Weight = Annotated[float, Field(gt=0, le=100)]
Most = Annotated[int, Field(ge=0, le=100_000)]


class RuleIn(Strict):
    """A rule to try, in the order given; it is not stored."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    way: Literal["account_owner", "people"] = "people"
    weights: Annotated[dict[Id, Weight], Field(max_length=500)] = {}
    condition: dict[str, Any] | None = None
    is_fallback: bool = False


class DryRunIn(Strict):
    """What is tried; without `rules`, those that are on."""

    since: AwareMoment | None = None
    until: AwareMoment | None = None
    of: Literal["offers", "mqls"] = "offers"
    rules: Annotated[list[RuleIn], Field(max_length=50)] | None = None
    capacity: dict[Id, Most | None] = {}


class LoadOut(Schema):
    user_id: int
    name: str
    then: int
    tried: int
    most_then: int
    most_tried: int
    capacity: int | None
    late_share: float


class AssignedOut(Schema):
    offer_id: int | None
    lead_id: int
    was_user_id: int | None
    user_id: int | None
    rule: str | None
    why: str


class DryRunOut(Schema):
    """What the rules would have done, beside what happened; `late` is expected with its 95 % interval."""

    cases: int
    moved: int
    wrong_owner_then: int
    wrong_owner_tried: int
    nobody_then: int
    nobody_tried: int
    late_then: int
    late_expected: float
    late_low: float
    late_high: float
    loads: list[LoadOut]
    rules: dict[str, int]
    why_nobody: list[dict[str, Any]]
    assigned: list[AssignedOut]


@router.post("/agreements/{int:pk}/dry-run", response=DryRunOut)
def try_routing(request: HttpRequest, pk: int, payload: DryRunIn) -> Any:
    """Give the leads of a stretch of time (90 days when none is named) out anew; nothing is changed."""
    row = editable(request, pk)
    last = payload.until or timezone.now()
    first = payload.since or last - timedelta(days=90)
    if not first < last:
        raise HttpError(422, _("The stretch ends before it begins: `since` lies before `until`."))
    drafts = drafts_of(row) if payload.rules is None else _drafts(payload.rules)
    run = dry_run(request.auth, row, drafts, _at(first), _at(last), capacity=payload.capacity, of=payload.of)
    return _shape(run, {draft.id: draft.name for draft in drafts})


def editable(request: HttpRequest, pk: int) -> Agreement:
    """Return an agreement that the caller may change: what is tried on it shows the work of everybody under it."""
    row = found(queries.agreements(), pk)
    if not queries.may_edit_agreement(request.auth, row):
        raise HttpError(403, _("Only those who may change the agreement may try its rules."))
    return row


def _drafts(rules: list[RuleIn]) -> list[RuleDraft]:
    known = set(User.objects.filter(pk__in=[pk for rule in rules for pk in rule.weights]).values_list("pk", flat=True))
    drafts = []
    for place, rule in enumerate(rules):
        strangers = sorted(set(rule.weights) - known)
        if strangers:
            said = _("Rule “%(rule)s” names users that do not exist: %(ids)s.")
            raise HttpError(422, said % {"rule": rule.name, "ids": ", ".join(map(str, strangers))})
        try:
            condition = from_json(rule.condition) if rule.condition else None
        except ConditionFormatError as error:
            raise HttpError(422, f"rules[{place}].condition: {faults.in_full(error)}") from error
        drafts.append(RuleDraft(place + 1, rule.name, rule.way, rule.weights, condition, rule.is_fallback))
    return sorted(drafts, key=lambda draft: draft.is_fallback)


def _at(at: datetime) -> datetime:
    return at.astimezone(timezone.get_current_timezone())


def _shape(run: DryRun, names: dict[int, str]) -> dict[str, Any]:
    expected, low, high = run.late
    same = ("cases", "nobody_then", "late_then")
    return {
        **{name: getattr(run, name) for name in same},
        "moved": len(run.moved),
        "wrong_owner_then": run.wrong_then,
        "wrong_owner_tried": run.wrong_tried,
        "nobody_tried": len(run.nobody),
        "late_expected": expected,
        "late_low": low,
        "late_high": high,
        "loads": [{**_slots(load), "user_id": load.person} for load in run.loads],
        "rules": {draft.name: number for draft, number in run.by_rule},
        "why_nobody": [{"rule": names.get(r), "obstacle": why, "leads": n} for r, why, n in run.why_nobody],
        "assigned": [
            {
                "offer_id": None if run.is_mqls else row.pk,
                "lead_id": row.lead,
                "was_user_id": row.to,
                "user_id": given.decision.person,
                "rule": names.get(given.decision.rule or 0),
                "why": given.decision.why,
            }
            for row, given in run.pairs
        ],
    }


def _slots(load: Any) -> dict[str, Any]:
    return {name: getattr(load, name) for name in load.__dataclass_fields__}
