"""Why a lead scores what it does, as of any moment: each rule with the touches behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Q

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.privacy import hidden_among
from jornada.apps.leads.models import Lead
from jornada.apps.leads.scoring.deriving import conditions_of
from jornada.apps.leads.scoring.models import ScoringVersion
from jornada.rules.condition_facts import Facts, TouchFact
from jornada.rules.scoring import Line, Model, Score, score
from jornada.ui.conditions.engine import engine

MOST_TOUCHES = 5_000


@dataclass(frozen=True)
class Explained:
    """A score with the touches that its lines point to by place."""

    score: Score
    touches: list[Touch]

    def seen_by(self, user: Any) -> list[tuple[Line, list[tuple[Touch, float]]]]:
        """Return each line that fired with its touches and their points; private ones of others are left out."""
        told = [(line, [(self.touches[each.place], each.points) for each in line.touches]) for line in self.score.fired]
        hidden = hidden_among([touch.pk for _line, counted in told for touch, _points in counted], user)
        return [(line, [pair for pair in counted if pair[0].pk not in hidden]) for line, counted in told]


def explain(version: ScoringVersion, lead: Lead, now: datetime | None = None) -> Explained:
    """Score a lead with every line told; attributes are those of today, touches those until `now`."""
    touches, model = touches_of(lead), version.rules
    values, today = _values(lead, model)
    facts = replace(values, touches=[fact_of(touch) for touch in touches])
    return Explained(score(model, facts, now.astimezone(today.tzinfo) if now else today), touches)


def touches_of(lead: Lead) -> list[Touch]:
    """Return the live touches of a lead's person or, where none is known, of its company; oldest first."""
    if lead.contact_id is None and lead.account_id is None:
        return []
    whose = Q(contact=lead.contact_id) if lead.contact_id else Q(account=lead.account_id)
    rows = Touch.objects.filter(whose, voids=None, voided_by=None).select_related("activity", "user")
    return list(reversed(rows.order_by("-at", "-id")[:MOST_TOUCHES]))


def fact_of(touch: Touch) -> TouchFact:
    return TouchFact(
        touch.at,
        touch.activity.code,
        touch.channel or None,
        touch.direction or None,
        touch.by or None,
        touch.outcome or None,
        touch.role or None,
        touch.human,
    )


def _values(lead: Lead, model: Model) -> tuple[Facts, datetime]:
    everybody, now = engine().population("lead", conditions_of(model))
    place = int(np.searchsorted(everybody.ids, lead.pk))
    if place >= len(everybody.ids) or everybody.ids[place] != lead.pk:
        return Facts(), now
    return replace(everybody, touches=None).facts(place), now
