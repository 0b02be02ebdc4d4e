"""Opportunities and their moves through our pipeline, as columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.simulate import road
from jornada.analytics.simulate.clock import DAY, MICRO, SAO_PAULO, to_instants
from jornada.analytics.simulate.cycles import NEGOTIATION, NEVER, PIPELINE
from jornada.analytics.simulate.names import Columns, rows_of
from jornada.analytics.simulate.needs import NEEDS, NEEDS_EACH
from jornada.analytics.simulate.words import LOST_REASONS, POSTPONED
from jornada.analytics.simulate.world import World

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Texts = NDArray[np.object_]

OUTCOMES = ("open", "won", "lost")
_NO_DATE = np.datetime64("NaT", "D")


def opportunity_columns(
    rng: np.random.Generator, world: World, lead_contact: Ints, products: Columns, language: str
) -> Columns:
    """Write the opportunities, named by what the buyer needs and the product; lost reasons come by `reason_column`."""
    cycles, end = world.cycles, world.span.end
    rows = _deals(world)
    account, product, lead = cycles.account[rows], cycles.product[rows], world.leads.of_cycle[rows]
    opened, closed = cycles.opened[rows], _closed(world)[rows]
    # Of what is still open, the day is put off as time goes by; what is closed keeps the one it had.
    expected = (
        np.where(closed < end, opened, np.maximum(opened, end - 90 * DAY)) + rng.uniform(45, 150, len(rows)) * DAY
    )
    return {
        "name": _needs(rows_of(products, "code"), language)[product, np.arange(len(rows)) % NEEDS_EACH]
        + " · "
        + rows_of(products, "name")[product],
        "account": account,
        "contact": lead_contact[lead],
        "thread": lead,
        "lead": lead,
        "owner": world.staff.seller[account],
        "product": product,
        "stage": Coded(_last_steps(world)[rows].astype(np.int32), PIPELINE),
        "outcome": Coded(_outcomes(world)[rows], OUTCOMES),
        "amount": cycles.amount[rows],
        "engaged_on": local_days(opened),
        "expected_on": local_days(expected),
        "closed_on": local_days(closed),
        "created_at": to_instants(opened),
        "updated_at": to_instants(np.minimum(closed, end - 60.0)),
    }


def reason_column(rng: np.random.Generator, world: World, language: str) -> Coded:
    """Say why each lost opportunity was lost; missing for the others."""
    side = 1 if language.startswith("pt") else 0
    rows = _deals(world)
    weights = np.array([weight for _, weight in LOST_REASONS])
    codes = rng.choice(len(weights), len(rows), p=weights / weights.sum())
    leaving = world.walk.leaving[world.cycles.last[rows]]
    codes = np.where(leaving == road.PARKED, len(weights), codes)
    codes = np.where(leaving == road.SILENT, len(weights) - 1, codes)
    lost = _outcomes(world)[rows] == OUTCOMES.index("lost")
    values = (*(reason[side] for reason, _ in LOST_REASONS), POSTPONED[side])
    return Coded(np.where(lost, codes, -1).astype(np.int32), values)


def move_columns(world: World) -> Columns:
    """Write the moves of opportunities through the pipeline; `from_stage` is -1 when it was opened."""
    walk, cycles, deals = world.walk, world.cycles, _deals(world)
    of_cycle = np.full(len(cycles), -1)
    of_cycle[deals] = np.arange(len(deals))
    # the visit in which the deal was opened, and those after it up to the purchase
    worked = (of_cycle[cycles.of_visit] >= 0) & (walk.left > cycles.opened[cycles.of_visit])
    rows = np.flatnonzero(worked & (walk.entered < cycles.won[cycles.of_visit]))
    deal, step = of_cycle[cycles.of_visit[rows]], cycles.pipeline_of_visits(walk)[rows]
    before = np.where(np.diff(deal, prepend=-1) != 0, -1, np.roll(step, 1))
    moved = step != before
    deal, step, before = deal[moved], step[moved], before[moved]
    at = np.maximum(walk.entered[rows[moved]], cycles.opened[deals[deal]])
    return _with_endings(world, deal, before, step, at)


def local_days(even: Floats) -> NDArray[np.datetime64]:
    """Write instants as days in São Paulo; `NaT` where they never came."""
    days = np.full(len(even), _NO_DATE)
    known = even < NEVER
    local = to_instants(even[known]) + int(SAO_PAULO * MICRO)
    days[known] = local.astype("datetime64[us]").astype("datetime64[D]")
    return days


def _with_endings(world: World, deal: Ints, before: Ints, step: Ints, at: Floats) -> Columns:
    deals = _deals(world)
    outcome = _outcomes(world)[deals]
    latest = np.zeros(len(deals), dtype=np.int64)
    latest[deal] = step  # moves are in time order, so the last one stays
    ended = np.flatnonzero(outcome > 0)
    ends = np.where(outcome[ended] == 1, NEGOTIATION, latest[ended])
    every = np.concatenate([deal, ended])
    when = np.concatenate([at, _closed(world)[deals[ended]]])
    order = np.lexsort((when, every))
    outcomes = np.concatenate([np.zeros(len(deal), np.int32), outcome[ended]])
    return {
        "opportunity": every[order],
        "at": to_instants(when[order]),
        "user": world.staff.seller[world.cycles.account[deals[every[order]]]],
        "from_stage": Coded(np.concatenate([before, latest[ended]])[order].astype(np.int32), PIPELINE),
        "to_stage": Coded(np.concatenate([step, ends])[order].astype(np.int32), PIPELINE),
        "outcome": Coded(outcomes[order], OUTCOMES),
    }


def _needs(codes: Texts, language: str) -> Texts:
    """Write the needs, a row for each product."""
    side = 1 if language.startswith("pt") else 0
    return np.array([[need[side] for need in NEEDS[code]] for code in codes], dtype=object)


def _deals(world: World) -> Ints:
    """Cycles with an opportunity; their order is the order of the opportunities."""
    return np.flatnonzero(world.cycles.has_deal)


def _outcomes(world: World) -> NDArray[np.int32]:
    won, lost = world.cycles.won < NEVER, world.cycles.closed < NEVER
    return np.where(won, 1, np.where(lost, 2, 0)).astype(np.int32)


def _closed(world: World) -> Floats:
    return np.where(world.cycles.won < NEVER, world.cycles.won, world.cycles.closed)


def _last_steps(world: World) -> Ints:
    """Where each cycle stands in our pipeline: at its last visit before the purchase."""
    walk, cycles = world.walk, world.cycles
    before = walk.entered < cycles.won[cycles.of_visit]
    last = np.zeros(len(cycles), dtype=np.int64)
    last[cycles.of_visit[before]] = cycles.pipeline_of_visits(walk)[before]
    return np.where(cycles.won < NEVER, NEGOTIATION, last)
