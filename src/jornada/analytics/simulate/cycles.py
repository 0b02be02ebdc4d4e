"""Leads and opportunities: what our side makes of each cycle of a walk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.simulate import road
from jornada.analytics.simulate.clock import DAY, Span
from jornada.analytics.simulate.walk import Walk, Walkers
from jornada.analytics.simulate.words import PRODUCTS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

HOUR = 3_600.0
NEVER = np.inf
PIPELINE: tuple[str, ...] = ("qualification", "discovery", "demo", "proposal", "negotiation")
NEGOTIATION = PIPELINE.index("negotiation")
_PIPELINE_OF_STAGE = np.array([0, 0, 0, 1, 2, 3, 4, 4, 4, 4])
_SIZE_AMOUNT = np.array([0.6, 0.9, 1.4, 2.6, 5.0])
_EARLY_LEAD, _LEAD_WITHOUT_INTEREST = 0.25, 0.35
_ACCEPTED_LATER, _QUALIFIED_WITHOUT_DEAL = 0.12, 0.30
_STALE_CLOSED = 0.6


@dataclass(frozen=True, slots=True)
class Cycles:
    """One row per cycle of an account; instants in even seconds, `inf` where it never happened.

    Attributes
    ----------
    account, number : ndarray of int64
    of_visit : ndarray of int64, shape (visits,)
        The cycle of each visit of the walk.
    first, last : ndarray of int64
        First and last visit.
    begins, lead_at, offered, refused, offered_again, accepted, qualified, opened, won, closed : ndarray of float64
    is_discarded : ndarray of bool
        A refused lead that is not tried again.
    product : ndarray of int64
    amount : ndarray of float64
        What a deal of this cycle is worth, in BRL.
    negotiates : ndarray of bool, shape (visits,)
        Whether the visit (at validation) reaches negotiation in our pipeline.
    """

    account: Ints
    number: Ints
    of_visit: Ints
    first: Ints
    last: Ints
    begins: Floats
    lead_at: Floats
    offered: Floats
    refused: Floats
    offered_again: Floats
    accepted: Floats
    qualified: Floats
    opened: Floats
    won: Floats
    closed: Floats
    is_discarded: Flags
    product: Ints
    amount: Floats
    negotiates: Flags

    def __len__(self) -> int:
        return len(self.account)

    @property
    def has_deal(self) -> Flags:
        """Whether an opportunity was opened."""
        return self.opened < NEVER

    def pipeline_of_visits(self, walk: Walk) -> Ints:
        """Say at which step of our pipeline each visit is worked."""
        steps = _PIPELINE_OF_STAGE[walk.stage]
        return np.where(self.negotiates, NEGOTIATION, steps)


def draw_cycles(rng: np.random.Generator, walk: Walk, walkers: Walkers, span: Span) -> Cycles:
    """Decide lead, hand-over, opportunity and outcome of every cycle.

    Parameters
    ----------
    rng : numpy.random.Generator
    walk : Walk
    walkers : Walkers
    span : Span

    Returns
    -------
    Cycles
        Sorted by (account, number).
    """
    is_new = (np.diff(walk.account, prepend=-1) != 0) | (np.diff(walk.cycle, prepend=0) != 0)
    of_visit, first = np.cumsum(is_new) - 1, np.flatnonzero(is_new)
    last = np.append(first[1:], len(walk))[: len(first)] - 1
    entries = _Entries(walk, of_visit, len(first))
    begins = walk.entered[first]
    lead_at = _lead_instants(rng, begins, entries)
    opened = _deal_instants(rng, entries, span)
    won = entries.at(entries.first(walk.stage == road.PURCHASE))
    hand = _hand_over(rng, entries, opened, np.minimum(walk.left[last], span.end))
    closed = _closings(rng, walk, last, opened, span)
    shares = np.array([row[4] for row in PRODUCTS])
    product = rng.choice(len(PRODUCTS), len(first), p=shares / shares.sum())
    price = np.array([row[3] for row in PRODUCTS])[product] * _SIZE_AMOUNT[walkers.size_band[walk.account[first]]]
    return Cycles(
        account=walk.account[first],
        number=walk.cycle[first],
        of_visit=of_visit,
        first=first,
        last=last,
        begins=begins,
        lead_at=lead_at,
        offered=hand.offered,
        refused=hand.refused,
        offered_again=hand.offered_again,
        accepted=hand.accepted,
        qualified=hand.qualified,
        opened=opened,
        won=won,
        closed=closed,
        is_discarded=hand.is_discarded,
        product=product,
        amount=np.round(price * np.exp(rng.normal(0, 0.45, len(first))), -1),
        negotiates=(walk.stage == road.VALIDATION) & (rng.random(len(walk)) < 0.4),
    )


@dataclass(frozen=True, slots=True)
class _HandOver:
    offered: Floats
    refused: Floats
    offered_again: Floats
    accepted: Floats
    qualified: Floats
    is_discarded: Flags


class _Entries:
    """First visits of a kind, per cycle; one past the last visit stands for "never"."""

    def __init__(self, walk: Walk, of_visit: Ints, size: int) -> None:
        self.stage, self.of_visit, self.size = walk.stage, of_visit, size
        self.entered = np.append(walk.entered, NEVER)
        self.left = np.append(walk.left, NEVER)

    def first(self, wanted: Flags) -> Ints:
        """First wanted visit of each cycle."""
        result = np.full(self.size, len(self.of_visit), dtype=np.int64)
        rows = np.flatnonzero(wanted)
        np.minimum.at(result, self.of_visit[rows], rows)
        return result

    def at(self, visits: Ints) -> Floats:
        """When each visit was entered."""
        instants: Floats = self.entered[visits]
        return instants

    def within(self, visits: Ints, share: float, most: float) -> Floats:
        """An instant inside each visit: a share of its length, counted up to `most` seconds."""
        known = visits < len(self.of_visit)
        result = np.full(len(visits), NEVER)
        entered, left = self.entered[visits[known]], self.left[visits[known]]
        result[known] = entered + share * np.minimum(left - entered, most)
        return result


def _lead_instants(rng: np.random.Generator, begins: Floats, entries: _Entries) -> Floats:
    """A lead begins with the cycle (lists, fairs) or, more often, with the first sign of interest."""
    interested = entries.at(entries.first(entries.stage >= road.INTEREST))
    early = rng.random(len(begins)) < np.where(interested < NEVER, _EARLY_LEAD, _LEAD_WITHOUT_INTEREST)
    return np.where(early, begins, interested)


def _deal_instants(rng: np.random.Generator, entries: _Entries, span: Span) -> Floats:
    """An opportunity is opened early in the first visit at consideration, or at evaluation."""
    early = entries.first(entries.stage >= road.CONSIDERATION)
    late = entries.first(entries.stage >= road.EVALUATION)
    visit = np.where(rng.random(entries.size) < 0.6, early, late)
    opened = entries.within(visit, 0.5, 3 * DAY)
    return np.where(opened < span.end, opened, NEVER)


def _hand_over(rng: np.random.Generator, entries: _Entries, opened: Floats, limit: Floats) -> _HandOver:
    """Decide offers and answers: before the deal was opened, and before `limit`."""
    offered = entries.within(entries.first(entries.stage >= road.COMMITMENT), 0.02, DAY)
    lag = 10 * HOUR * np.exp(rng.normal(0, 0.9, entries.size))
    room = np.where(
        opened < NEVER, 0.6 * (np.where(opened < NEVER, opened, 0.0) - np.where(offered < NEVER, offered, 0.0)), NEVER
    )
    answered = offered + np.minimum(lag, room)
    luck = rng.random(entries.size)
    deal, is_answered = opened < NEVER, answered < limit
    accepted_at_last = is_answered & (deal | (luck < 0.62))
    refused_for_good = is_answered & ~deal & (luck >= 0.62) & (luck < 0.90)
    refused_first = accepted_at_last & (rng.random(entries.size) < _ACCEPTED_LATER)
    between = np.where(is_answered, answered, 0.0) - np.where(is_answered, offered, 0.0)
    accepted = np.where(accepted_at_last, answered, NEVER)
    qualifies = accepted_at_last & (deal | (rng.random(entries.size) < _QUALIFIED_WITHOUT_DEAL))
    qualified = np.where(deal, (accepted + opened) / 2, accepted + 2 * lag)
    return _HandOver(
        offered=np.where(offered < limit, offered, NEVER),
        refused=np.where(refused_first, offered + 0.3 * between, np.where(refused_for_good, answered, NEVER)),
        offered_again=np.where(refused_first, offered + 0.6 * between, NEVER),
        accepted=accepted,
        qualified=np.where(qualifies & (qualified < limit), qualified, NEVER),
        is_discarded=refused_for_good & (rng.random(entries.size) < 0.6),
    )


def _closings(rng: np.random.Generator, walk: Walk, last: Ints, opened: Floats, span: Span) -> Floats:
    """When a cycle was closed: lost or parked by the buyer, or a silent deal given up by us."""
    leaving, left = walk.leaving[last], walk.left[last]
    by_buyer = (leaving == road.LOST) | (leaving == road.PARKED)
    given_up = (leaving == road.SILENT) & (opened < NEVER) & (walk.stage[last] < road.PURCHASE)
    given_up &= rng.random(len(last)) < _STALE_CLOSED
    late = left + rng.uniform(60, 110, len(last)) * DAY
    closed = np.where(by_buyer, left, np.where(given_up, late, NEVER))
    return np.where(closed < span.end, closed, NEVER)
