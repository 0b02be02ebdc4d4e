"""Why a lead is what it is: each rung of the ladder with its day, its behaviour and the touch that showed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.privacy import not_hidden
from jornada.apps.journeys.words import Words
from jornada.apps.leads.models import Lead, LeadRung
from jornada.rules.qualification import DEFAULT_LADDER, LEAD_TYPES


@dataclass(frozen=True, slots=True)
class Reason:
    """A rung with what put the lead there."""

    rung: LeadRung
    behaviour: str
    touch: Touch | None
    is_hidden: bool = False


def rungs_panel(request: HttpRequest, lead: Lead) -> dict[str, Any] | None:
    """Explain the lead's type, the latest rung first; and say what would lift it to the next.

    Nothing is shown to whom their role hides the type.
    """
    if not lead.type:
        return None
    words = Words()
    rungs = list(lead.rungs.order_by("-at", "-id"))
    shown = not_hidden(Touch.objects.select_related("activity", "user"), request.user)
    touches = shown.in_bulk([rung.evidence_touch_id for rung in rungs])
    reasons = [_reason(words, rung, touches.get(rung.evidence_touch_id)) for rung in rungs]
    context = {"lead": lead, "reasons": reasons, "next": _next(words, lead.type)}
    return {"template": "leads/rungs.html", "context": context}


def _reason(words: Words, rung: LeadRung, touch: Touch | None) -> Reason:
    is_hidden = touch is None and rung.evidence_touch_id is not None
    return Reason(rung, _behaviour(words, rung), touch, is_hidden)


def _behaviour(words: Words, rung: LeadRung) -> str:
    entry = DEFAULT_LADDER.stages[LEAD_TYPES.index(rung.type) - 1].entry
    return words.behaviour(entry[rung.behaviour]) if 0 <= rung.behaviour < len(entry) else ""


def _next(words: Words, kind: str) -> dict[str, Any] | None:
    # The ladder has no rung for the first type, so the place of a type is that of the rung after it.
    place = LEAD_TYPES.index(kind)
    if place >= len(DEFAULT_LADDER.stages):
        return None
    stage = DEFAULT_LADDER.stages[place]
    behaviours = [words.behaviour(behaviour) for behaviour in stage.entry]
    return {"label": Lead.Type(stage.code).label, "behaviours": behaviours}
