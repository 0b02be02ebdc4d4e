"""The simulated world as numbers, before names: what the tables are written from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.simulate.clock import DAY, Span
from jornada.analytics.simulate.cycles import NEVER, Cycles, draw_cycles
from jornada.analytics.simulate.population import Accounts, Contacts, draw_accounts, draw_contacts, draw_walkers
from jornada.analytics.simulate.staff import Staff, draw_staff
from jornada.analytics.simulate.story import Story, planted
from jornada.analytics.simulate.walk import Walk, walk

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_STREAMS = ("people", "walk", "cycles", "staff", "touches", "names", "funnel", "story")
_COLD_SHARE = 0.8
NO_STORY = Story()


@dataclass(frozen=True, slots=True)
class Leads:
    """Which cycles and which cold accounts have a lead; row of lead = row of thread.

    Attributes
    ----------
    of_cycle, of_cold : ndarray of int64
        Lead of each cycle, and of each account worked cold; -1 for none.
    cycle, account : ndarray of int64
        The other way round; `cycle` is -1 for cold leads.
    created : ndarray of float64
    """

    of_cycle: Ints
    of_cold: Ints
    cycle: Ints
    account: Ints
    created: Floats

    def __len__(self) -> int:
        return len(self.cycle)


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is number; `cold` says when we began to write to accounts that never walked."""

    span: Span
    accounts: Accounts
    contacts: Contacts
    staff: Staff
    walk: Walk
    cycles: Cycles
    cold: Floats
    leads: Leads


def streams_of(root: np.random.SeedSequence) -> dict[str, np.random.Generator]:
    """Give each part a stream of its own, so that a change in one leaves the others as they were."""
    return {name: np.random.default_rng(child) for name, child in zip(_STREAMS, root.spawn(len(_STREAMS)), strict=True)}


def draw_world(streams: dict[str, np.random.Generator], size: int, span: Span, story: Story = NO_STORY) -> World:
    """Draw who there is, how they walk, and what our side makes of it."""
    people = streams["people"]
    walkers = draw_walkers(people, size)
    walked = walk(streams["walk"], walkers, span)
    accounts = draw_accounts(people, walkers, walked, span)
    contacts = draw_contacts(people, accounts, span)
    cycles = draw_cycles(streams["cycles"], walked, walkers, span)
    cycles = planted(streams["story"], story, cycles, accounts, walked, span.end)
    staff = draw_staff(streams["staff"], accounts)
    cold = _cold_starts(streams["cycles"], walked, accounts, span)
    return World(span, accounts, contacts, staff, walked, cycles, cold, _number_leads(cycles, cold))


def _cold_starts(rng: np.random.Generator, walked: Walk, accounts: Accounts, span: Span) -> Floats:
    still = np.ones(len(accounts), dtype=np.bool_)
    still[walked.account] = False
    tried = still & (rng.random(len(accounts)) < _COLD_SHARE)
    at = accounts.created + rng.uniform(0.1, 20, len(accounts)) * DAY
    return np.where(tried & (at < span.end - DAY), at, NEVER)


def _number_leads(cycles: Cycles, cold: Floats) -> Leads:
    """Number the leads: those of cycles first, then the cold ones."""
    cycle = np.flatnonzero(cycles.lead_at < NEVER)
    tried = np.flatnonzero(cold < NEVER)
    of_cycle, of_cold = np.full(len(cycles), -1), np.full(len(cold), -1)
    of_cycle[cycle] = np.arange(len(cycle))
    of_cold[tried] = len(cycle) + np.arange(len(tried))
    return Leads(
        of_cycle,
        of_cold,
        np.concatenate([cycle, np.full(len(tried), -1)]),
        np.concatenate([cycles.account[cycle], tried]),
        np.concatenate([cycles.lead_at[cycle], cold[tried]]),
    )
