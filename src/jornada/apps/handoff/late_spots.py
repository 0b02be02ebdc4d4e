"""Where answers are late beyond chance: teams, people, sources, states."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db.models import QuerySet

from jornada.analytics.standing_out import standing_out
from jornada.apps.handoff.clauses import BY_CODE
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.promises import promising, terms_by_version
from jornada.apps.handoff.scoreboard import DIMENSIONS, MOST_ANSWERS, Share, share_of


def late_spots(offers: QuerySet[Offer], now: datetime) -> list[tuple[str, str, Share, Share, float]]:
    """Find teams, people, sources and states that answer late more often than chance: (kind, name, own, rest, lift)."""
    clause, terms = BY_CODE["answer"], terms_by_version()
    told = offers.filter(promising(clause, terms)).filter(clause.of(now))
    kinds = {code: field for code, (_label, field) in DIMENSIONS.items() if code != "agreement"}
    rows = list(told.order_by().values_list("pk", "lead__account", "lead", *kinds.values())[:MOST_ANSWERS])
    kept = set(told.filter(clause.kept(now)).order_by().values_list("pk", flat=True))
    late = np.array([row[0] not in kept for row in rows], dtype=np.bool_)
    whose = np.array([row[1] or -row[2] for row in rows], dtype=np.int64)
    traits = {
        (kind, name): np.array([row[3 + place] == name for row in rows])
        for place, kind in enumerate(kinds)
        for name in sorted({row[3 + place] for row in rows if row[3 + place]})
    }
    out = standing_out({f"{kind}:{name}": mask for (kind, name), mask in traits.items()}, late, subject=whose)
    names = list(traits)
    return [
        (
            str(DIMENSIONS[names[at][0]][0]),
            names[at][1],
            share_of(None, int(out.hits[at]), int(out.of[at]), None),
            share_of(None, int(out.rest_hits[at]), int(out.rest_of[at]), None),
            float(out.lift[at]),
        )
        for at in out.more
    ]
