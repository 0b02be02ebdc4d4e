"""Weak criteria: what leads that Sales refuses have in common, with a change and its effect on the past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from jornada.analytics.standing_out import StandingOut, standing_out
from jornada.analytics.whatif import replay
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.trial.past import Row, accounts_of, offers_of, rows_of
from jornada.apps.handoff.trial.traits import Trait, traits_of

# A refusal comes faster than an acceptance: the newest offers would look worse than they are.
YOUNG = timedelta(days=7)
Share = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Finding:
    """A trait that stands out, and what leaving such leads out would have done."""

    trait: Trait
    refused: int
    of: int
    rate: float
    rest_rate: float
    lift: Share
    q: float
    is_alone: bool
    accepted_lost: int
    offers_lost: int
    before: Share
    after: Share

    @property
    def refusals_avoided(self) -> int:
        return self.refused


@dataclass(frozen=True, slots=True)
class Weak:
    """What stands out among the refusals of a stretch of time, and what was left out of the count."""

    weak: list[Finding]
    strong: list[Finding]
    decided: int
    refused: int
    tested: int
    too_few: int
    is_open: int
    young: int


def weak_criteria(user: Any, agreement: Any, first: datetime, last: datetime, now: datetime) -> Weak:
    """Compare refusals by every trait, over the offers that the person may see."""
    every = rows_of(offers_of(user, agreement, first, last))
    rows, is_open, young = _settled(every, now)
    traits = traits_of(user, rows) if rows else []
    refused = np.array([row.status == Offer.Status.REFUSED for row in rows], dtype=np.bool_)
    accounts = accounts_of(rows)
    out = standing_out({trait.code: trait.mask for trait in traits}, refused, subject=accounts if rows else None)
    tested = int(np.isfinite(out.q).sum())
    return Weak(
        weak=[_finding(traits[place], out, place, refused, accounts) for place in out.more],
        strong=[_finding(traits[place], out, place, refused, accounts) for place in out.less],
        decided=len(rows),
        refused=int(refused.sum()),
        tested=tested,
        too_few=len(traits) - tested,
        is_open=is_open,
        young=young,
    )


def offers_with(
    user: Any, agreement: Any, code: str, first: datetime, last: datetime, now: datetime
) -> tuple[Trait | None, list[int]]:
    """Return a trait by its code, and those of the offers compared that have it."""
    rows, _open, _young = _settled(rows_of(offers_of(user, agreement, first, last)), now)
    trait = next((each for each in traits_of(user, rows) if each.code == code), None) if rows else None
    return trait, [] if trait is None else [row.pk for row, held in zip(rows, trait.mask, strict=True) if held]


def _settled(rows: list[Row], now: datetime) -> tuple[list[Row], int, int]:
    """Keep what is accepted or refused and old enough; count what is not."""
    old = [row for row in rows if row.at <= now - YOUNG]
    kept = [row for row in old if row.is_decided]
    return kept, len(old) - len(kept), len(rows) - len(old)


def _finding(trait: Trait, out: StandingOut, place: int, refused: Any, accounts: Any) -> Finding:
    change = replay(np.ones(len(refused), bool), ~trait.mask, ~refused, subject=accounts)
    rates = change.figures.index("hit_rate")
    return Finding(
        trait=trait,
        refused=int(out.hits[place]),
        of=int(out.of[place]),
        rate=float(out.rate[place]),
        rest_rate=float(out.rest_rate[place]),
        lift=(float(out.lift[place]), float(out.low[place]), float(out.high[place])),
        q=float(out.q[place]),
        is_alone=bool(out.alone[place]),
        accepted_lost=int(out.of[place] - out.hits[place]),
        offers_lost=int(out.of[place]),
        before=_share(change.before[:, rates]),
        after=_share(change.after[:, rates]),
    )


def _share(column: Any) -> Share:
    middle, low, high = (float(value) for value in column)
    return middle, low, high
