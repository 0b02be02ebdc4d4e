"""A broken agreement, put into the demo company so that it can be found: switch by switch, with the truth kept.

Marketing hands over whoever read something, and Sales refuses them; one team drowns and answers late; so do
leads of one region, whoever has them; and there is an industry that is hardly ever refused, which nobody looks for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.simulate.cycles import NEVER, Cycles
from jornada.analytics.simulate.population import Accounts
from jornada.analytics.simulate.walk import Walk
from jornada.analytics.simulate.words import INDUSTRIES, REGIONS
from jornada.rules.sources import SOURCES

BAD_SOURCE, OTHER_SOURCE = "content", "website"
OVERLOADED_REGION, SLOW_REGION, GOOD_INDUSTRY = "northeast", "north", "health"
_SLOWER = {OVERLOADED_REGION: 5.0, SLOW_REGION: 6.0}
_INTO_BAD, _OUT_OF_BAD, _RESCUED, _REFUSED_FIRST = 0.6, 0.75, 0.85, 0.25
_CODES = [source.code for source in SOURCES]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Story:
    """What is put into the company; nothing by default.

    Attributes
    ----------
    bad_source : bool
        Refused leads came, more often than others, because somebody read material.
    slow : bool
        The team of the Northeast, and whoever has leads of the North, answers late.
    good_industry : bool
        Leads of the health industry are hardly ever refused.
    """

    bad_source: bool = False
    slow: bool = False
    good_industry: bool = False


BROKEN = Story(bad_source=True, slow=True, good_industry=True)


def planted(
    rng: np.random.Generator, story: Story, cycles: Cycles, accounts: Accounts, walked: Walk, end: float
) -> Cycles:
    """Change answers and their times as the story says; what follows from them stays in order."""
    if story.bad_source:
        cycles = _refused_first(rng, cycles)
    if story.good_industry:
        cycles = _rescued(rng, cycles, accounts)
    return _slowed(cycles, accounts, np.minimum(walked.left[cycles.last], end)) if story.slow else cycles


def sources(
    rng: np.random.Generator, story: Story, source: NDArray[np.int64], cycles: Cycles, cycle: Any
) -> NDArray[np.int64]:
    """Give refused leads the bad source more often than others."""
    if not story.bad_source:
        return source
    bad, other = _CODES.index(BAD_SOURCE), _CODES.index(OTHER_SOURCE)
    is_known = cycle >= 0
    refused = is_known & np.append(cycles.refused < NEVER, False)[cycle]
    accepted = is_known & np.append((cycles.refused == NEVER) & (cycles.accepted < NEVER), False)[cycle]
    luck = rng.random(len(source))
    source = np.where(refused & (luck < _INTO_BAD), bad, source)
    return np.where(accepted & (source == bad) & (luck < _OUT_OF_BAD), other, source)


def truth(story: Story) -> dict[str, Any]:
    """Write down what was put in, for whoever checks a finding."""
    return {
        "bad_source": BAD_SOURCE if story.bad_source else None,
        "slow_regions": [OVERLOADED_REGION, SLOW_REGION] if story.slow else [],
        "good_industry": GOOD_INDUSTRY if story.good_industry else None,
    }


def _refused_first(rng: np.random.Generator, cycles: Cycles) -> Cycles:
    """Refuse part of the leads once before they are offered again and accepted."""
    mine = (cycles.accepted < NEVER) & (cycles.refused == NEVER) & (rng.random(len(cycles)) < _REFUSED_FIRST)
    offered = np.where(mine, cycles.offered, 0.0)
    between = np.where(mine, cycles.accepted, 0.0) - offered
    refused = np.where(mine, offered + 0.3 * between, cycles.refused)
    return replace(cycles, refused=refused, offered_again=np.where(mine, offered + 0.6 * between, cycles.offered_again))


def _rescued(rng: np.random.Generator, cycles: Cycles, accounts: Accounts) -> Cycles:
    """Let Sales accept most of what it would have refused in the good industry."""
    wanted = [row[0] for row in INDUSTRIES].index(GOOD_INDUSTRY)
    is_refused = (cycles.refused < NEVER) & (accounts.walkers.industry[cycles.account] == wanted)
    mine = is_refused & (rng.random(len(cycles)) < _RESCUED)
    return replace(
        cycles,
        accepted=np.where(mine & (cycles.accepted == NEVER), cycles.refused, cycles.accepted),
        refused=np.where(mine, NEVER, cycles.refused),
        offered_again=np.where(mine, NEVER, cycles.offered_again),
        is_discarded=cycles.is_discarded & ~mine,
    )


def _slowed(cycles: Cycles, accounts: Accounts, limit: Floats) -> Cycles:
    """Put answers of slow regions off."""
    factor: Floats = np.ones(len(REGIONS))
    for region, slower in _SLOWER.items():
        factor[REGIONS.index(region)] = slower
    times: Floats = factor[accounts.region[cycles.account]]
    offered = np.where(cycles.offered < NEVER, cycles.offered, 0.0)
    until = np.where(cycles.has_deal, cycles.opened, limit)
    room = np.where(cycles.has_deal, 0.6, 0.8) * np.maximum(until - offered, 0.0)
    accepted = _later(cycles.accepted, offered, times, room)
    # A lead that was refused, offered again and accepted keeps its first answers where they were.
    is_last = (cycles.refused < NEVER) & (cycles.accepted == NEVER)
    refused = np.where(is_last, _later(cycles.refused, offered, times, room), cycles.refused)
    moved = np.where(accepted < NEVER, accepted, 0.0) - np.where(accepted < NEVER, cycles.accepted, 0.0)
    qualified = np.where(cycles.has_deal, (accepted + cycles.opened) / 2, cycles.qualified + moved)
    qualified = np.where((cycles.qualified < NEVER) & (qualified < limit), qualified, NEVER)
    return replace(cycles, accepted=accepted, refused=refused, qualified=qualified)


def _later(at: Floats, offered: Floats, times: Floats, room: Floats) -> Floats:
    """Put an answer off, but not beyond what leaves room for what follows it."""
    known = at < NEVER
    lag = np.where(known, at, 0.0) - offered
    put_off = offered + np.maximum(np.minimum(times * lag, room), lag)
    return np.where(known & (times > 1), put_off, at)
