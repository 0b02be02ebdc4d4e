"""Where answers are late beyond chance: teams, people, sources, states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import BooleanField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Coalesce

from jornada.analytics.standing_out import StandingOut, standing_out
from jornada.apps.handoff.clauses import BY_CODE
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.promises import promising, terms_by_version
from jornada.apps.handoff.scoreboard import DIMENSIONS, MOST_ANSWERS, Share, share_of

KINDS = {code: field for code, (_label, field) in DIMENSIONS.items() if code != "agreement"}
Spot = tuple[str, str, Share, Share, float]


def late_spots(offers: QuerySet[Offer], now: datetime) -> list[Spot]:
    """Find teams, people, sources and states that answer late more often than chance: (kind, name, own, rest, lift)."""
    clause = BY_CODE["answer"]
    told = offers.filter(promising(clause, terms_by_version())).filter(clause.of(now)).order_by()
    kept = ExpressionWrapper(clause.kept(now), output_field=BooleanField())
    subject = Coalesce("lead__account", -F("lead"))
    rows = told.values_list(kept, subject, *KINDS.values())[:MOST_ANSWERS]
    columns = list(zip(*rows, strict=True)) or [()] * (2 + len(KINDS))
    late = np.array(columns[0], dtype=np.float64) != 1
    traits = {
        (kind, name): mask
        for kind, column in zip(KINDS, columns[2:], strict=True)
        for name, mask in _masks(column).items()
    }
    out = standing_out({f"{kind}:{name}": mask for (kind, name), mask in traits.items()}, late, subject=columns[1])
    return [_spot(out, at, *list(traits)[at]) for at in out.more]


def _masks(column: Sequence[str | None]) -> dict[str, Any]:
    """Say for each name in a column where it stands; rows without a name stand nowhere."""
    names, place = np.unique(np.array([name or "" for name in column], dtype=np.str_), return_inverse=True)
    return {str(name): place == number for number, name in enumerate(names) if name}


def _spot(out: StandingOut, at: int, kind: str, name: str) -> Spot:
    own, rest = ((int(hits[at]), int(of[at])) for hits, of in ((out.hits, out.of), (out.rest_hits, out.rest_of)))
    lift = float(out.lift[at])
    return str(DIMENSIONS[kind][0]), name, share_of(None, *own, None), share_of(None, *rest, None), lift
