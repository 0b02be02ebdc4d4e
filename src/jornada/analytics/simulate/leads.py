"""Leads and the tasks ahead, as columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.simulate import road
from jornada.analytics.simulate.clock import DAY, month_numbers, to_instants
from jornada.analytics.simulate.cycles import NEVER, Cycles
from jornada.analytics.simulate.names import Columns, rows_of
from jornada.analytics.simulate.staff import MONTHS_PER_PROGRAM
from jornada.analytics.simulate.story import Story, sources
from jornada.analytics.simulate.touches import ACTIVITIES, CODE
from jornada.analytics.simulate.words import PROGRAMS
from jornada.analytics.simulate.world import World
from jornada.rules.sources import SOURCES

Ints = NDArray[np.int64]
Texts = NDArray[np.object_]

STATUSES = ("open", "parked", "discarded", "converted")
_SOURCE_CODES = [source.code for source in SOURCES]

# sources by the stage where a cycle begins: awareness, interest, commitment, consideration
_SOURCE_WEIGHTS: tuple[dict[str, float], ...] = (
    {
        "advertising": 5,
        "content": 5,
        "social_network": 3,
        "linkedin": 4,
        "purchased_list": 3,
        "local_advertising": 1,
        "direct_mail": 2,
    },
    {
        "website": 5,
        "content": 4,
        "webinar": 4,
        "live_chat": 3,
        "email_campaign": 4,
        "linkedin": 2,
        "sponsored_event": 1,
    },
    {"trade_fair": 5, "networking": 2, "sponsored_event": 2, "lunch": 1, "peer_meeting": 1, "webinar": 3},
    {"referral": 4, "third_party_meeting": 2, "live_chat": 2, "website": 3, "customer_feedback": 0.5},
)
_TASKS = ("call.attempted", "email.sent", "video.held", "whatsapp.sent", "proposal.sent", "meeting.held")
_TASK_WEIGHTS = (0.3, 0.25, 0.15, 0.14, 0.1, 0.06)


def lead_columns(
    rng: np.random.Generator,
    world: World,
    contact_names: Texts,
    account_names: Texts,
    told: tuple[np.random.Generator, Story],
) -> Columns:
    """Write the leads: whose, from which source and program, in which cycle, and how they stand."""
    leads, cycles, staff = world.leads, world.cycles, world.staff
    contact = world.contacts.pick(rng, leads.account, leads.created)
    source = sources(*told, _sources(rng, world), cycles, leads.cycle)
    accepted = np.append(cycles.accepted, NEVER)[leads.cycle]
    return {
        "name": contact_names[contact] + " · " + account_names[leads.account],
        "account": leads.account,
        "contact": contact,
        "thread": np.arange(len(leads)),
        "owner": np.where(accepted < NEVER, staff.seller[leads.account], staff.sdr[leads.account]),
        "source": source,
        "last_source": np.where(rng.random(len(leads)) < 0.6, source, rng.permutation(source)),
        "program": _programs(rng, source, world),
        "cycle": np.append(cycles.number, 1)[leads.cycle],
        "status": Coded(_statuses(world), STATUSES),
        "created_at": to_instants(leads.created),
    }


def task_columns(rng: np.random.Generator, world: World, leads: Columns) -> Columns:
    """Plan what is to be done around now for part of the open leads and deals."""
    cycle, end = world.leads.cycle, world.span.end
    over = np.append(np.minimum(world.cycles.won, world.cycles.closed), NEVER)[cycle] < NEVER
    latest = np.append(_is_latest(world.cycles), True)[cycle]
    recent = world.leads.created > end - 240 * DAY
    rows = np.flatnonzero(~over & latest & recent & (rng.random(len(cycle)) < 0.55))
    planned = np.maximum(world.leads.created[rows], end - rng.uniform(5, 9, len(rows)) * DAY)
    kinds = rng.choice(len(_TASKS), len(rows), p=_TASK_WEIGHTS)
    return {
        "account": world.leads.account[rows],
        "contact": rows_of(leads, "contact")[rows],
        "thread": rows,
        "activity": Coded(np.array([CODE[code] for code in _TASKS], dtype=np.int32)[kinds], ACTIVITIES),
        "owner": rows_of(leads, "owner")[rows],
        "due_at": to_instants(end + rng.triangular(-4, 0.5, 12, len(rows)) * DAY),
        "created_at": to_instants(planned),
    }


def _sources(rng: np.random.Generator, world: World) -> Ints:
    cycle, cycles = world.leads.cycle, world.cycles
    begins = np.append(np.minimum(world.walk.stage[cycles.first], len(_SOURCE_WEIGHTS) - 1), 0)[cycle]
    source = np.zeros(len(cycle), dtype=np.int64)
    for number, weights in enumerate(_SOURCE_WEIGHTS):
        codes = np.array([_SOURCE_CODES.index(code) for code in weights])
        chances = np.array(list(weights.values()))
        here = begins == number
        source[here] = rng.choice(codes, int(here.sum()), p=chances / chances.sum())
    was_lost = _before(cycles, cycles.has_deal & (cycles.closed < NEVER))
    source[np.append(was_lost, False)[cycle]] = _SOURCE_CODES.index("lost_opportunity")
    was_won = _before(cycles, cycles.won < NEVER)
    source[np.append(was_won, False)[cycle]] = _SOURCE_CODES.index("existing_customer")
    source[cycle < 0] = _SOURCE_CODES.index("purchased_list")
    return source


def _programs(rng: np.random.Generator, source: Ints, world: World) -> Ints:
    kind_of_source = np.full(len(_SOURCE_CODES), -1)
    for number, row in enumerate(PROGRAMS):
        kind_of_source[_SOURCE_CODES.index(row[3])] = number
    kind = kind_of_source[source]
    known = (kind >= 0) & (rng.random(len(source)) < 0.8)
    quarter = month_numbers(world.leads.created, world.span) // MONTHS_PER_PROGRAM
    return np.where(known, quarter * len(PROGRAMS) + kind, -1)


def _statuses(world: World) -> NDArray[np.int32]:
    cycles, leaving = world.cycles, world.walk.leaving[world.cycles.last]
    status = np.zeros(len(cycles) + 1, dtype=np.int32)
    status[:-1][cycles.closed < NEVER] = STATUSES.index("parked")
    status[:-1][cycles.is_discarded | ((cycles.closed < NEVER) & (leaving == road.LOST))] = STATUSES.index("discarded")
    status[:-1][cycles.has_deal] = STATUSES.index("converted")
    return status[world.leads.cycle]


def _before(cycles: Cycles, what: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether something holds for the cycle before, of the same account."""
    return np.concatenate([[False], what[:-1] & (cycles.account[:-1] == cycles.account[1:])])[: len(cycles)]


def _is_latest(cycles: Cycles) -> NDArray[np.bool_]:
    latest: NDArray[np.bool_] = np.diff(cycles.account, append=-1) != 0
    return latest
