"""The touches as columns of the log: by whom, about what, on which thread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.simulate import road
from jornada.analytics.simulate.clock import Span, month_numbers, to_instants
from jornada.analytics.simulate.cycles import NEVER, Cycles
from jornada.analytics.simulate.names import Columns
from jornada.analytics.simulate.staff import MONTHS_PER_PROGRAM
from jornada.analytics.simulate.touches import ACTIVITIES, BOT, CODE, MARKETING_MAIL, SALES_MAIL, Touches, mail_echoes
from jornada.analytics.simulate.words import PROGRAMS, ROLES
from jornada.analytics.simulate.world import World
from jornada.rules.catalogue import ACTORS, CATALOGUE, CHANNELS, DIRECTIONS, OUTCOMES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_CHANNEL = np.array([CHANNELS.index(kind.channel) for kind in CATALOGUE], dtype=np.int32)
_DIRECTION = np.array([DIRECTIONS.index(kind.direction) for kind in CATALOGUE], dtype=np.int32)
_BY = np.array([ACTORS.index(kind.by) for kind in CATALOGUE], dtype=np.int32)
_OUTCOME = np.array([OUTCOMES.index(kind.outcome) for kind in CATALOGUE], dtype=np.int32)
_ROLE_VALUES = tuple(row[0] for row in ROLES)
_PROGRAM_SHARE = 0.75

# activities held partly elsewhere than the catalogue says: channel and share
_OTHER_CHANNEL = (
    ("demo.held", "in_person", 0.3),
    ("onboarding.held", "in_person", 0.3),
    ("referral.given", "in_person", 0.35),
)
_MARKETING = ("event.invited", "event.attended", "event.registered", "handoff.offered")
_SERVICE = ("onboarding.held", "support.opened")
_NOBODY = (
    *("ad.clicked", "page.viewed", "pricing.viewed", "content.viewed", "content.downloaded", "form.submitted"),
    *("demo.requested", "trial.started", "social.engaged", "proposal.viewed", "survey.answered", "testimonial.given"),
    *("email.opened", "email.clicked", "email.bounced", "email.unsubscribed"),
)
# kinds of program that a touch may belong to
_PROGRAM_KINDS: dict[str, tuple[str, ...]] = {
    "ad.clicked": ("ads",),
    "page.viewed": ("content", "ads"),
    "content.viewed": ("content",),
    "content.downloaded": ("content",),
    "form.submitted": ("content", "ads"),
    "social.engaged": ("social",),
    "event.invited": ("webinar", "fair"),
    "event.registered": ("webinar", "fair"),
    "event.attended": ("webinar", "fair"),
    "letter.sent": ("mail",),
    "email.opened": ("nurture",),
    "email.clicked": ("nurture",),
}


def log_columns(rng: np.random.Generator, drawn: Touches, world: World) -> Columns:
    """Complete the touches and write them as columns, sorted by (account, at).

    Parameters
    ----------
    rng : numpy.random.Generator
    drawn : Touches
    world : World

    Returns
    -------
    dict
        account, contact, thread, at (microseconds UTC), activity, channel, direction, by, outcome,
        human, role, program, product, user, value.
    """
    contacts, before = world.contacts, world.span.end - 1.0
    contact = contacts.pick(rng, drawn.account, drawn.at)
    sent = np.flatnonzero(drawn.activity == CODE["email.sent"])
    echoes, origin = mail_echoes(rng, drawn.take(sent), before)
    touches = _join(drawn, echoes)
    contact = np.concatenate([contact, contact[sent[origin]]])
    order = np.argsort(touches.account * (2 * before) + touches.at, kind="stable")
    touches, contact = touches.take(order), contact[order]
    activity = touches.activity
    return {
        "account": touches.account,
        "contact": contact,
        "thread": _threads(touches, world),
        "at": to_instants(touches.at),
        "activity": Coded(activity.astype(np.int32), ACTIVITIES),
        "channel": Coded(_channels(rng, activity), CHANNELS),
        "direction": Coded(_DIRECTION[activity], DIRECTIONS),
        "by": Coded(_actors(touches), ACTORS),
        "outcome": Coded(_outcomes(rng, activity), OUTCOMES),
        "human": touches.mark != BOT,
        "role": Coded(contacts.role[contact].astype(np.int32), _ROLE_VALUES),
        "program": _programs(rng, touches, world.span),
        "product": _products(touches, world),
        "user": _users(rng, touches, world),
        "value": _values(rng, touches, world.cycles),
    }


def _join(one: Touches, two: Touches) -> Touches:
    names = ("account", "visit", "cycle", "at", "activity", "mark")
    return Touches(*(np.concatenate([getattr(one, name), getattr(two, name)]) for name in names))


def _threads(touches: Touches, world: World) -> Ints:
    since = np.append(world.cycles.lead_at, NEVER)[touches.cycle]
    on_cycle = np.where(touches.at >= since, np.append(world.leads.of_cycle, -1)[touches.cycle], -1)
    return np.where(touches.cycle < 0, world.leads.of_cold[touches.account], on_cycle)


def _channels(rng: np.random.Generator, activity: Ints) -> NDArray[np.int32]:
    channel = _CHANNEL[activity]
    for code, other, share in _OTHER_CHANNEL:
        rows = np.flatnonzero(activity == CODE[code])
        channel[rows[rng.random(len(rows)) < share]] = CHANNELS.index(other)
    return channel


def _actors(touches: Touches) -> NDArray[np.int32]:
    by = _BY[touches.activity]
    by[touches.mark == SALES_MAIL] = ACTORS.index("sales")
    by[touches.mark == BOT] = ACTORS.index("system")
    return by


def _outcomes(rng: np.random.Generator, activity: Ints) -> NDArray[np.int32]:
    outcome = _OUTCOME[activity]
    talked = np.flatnonzero((activity == CODE["call.connected"]) | (activity == CODE["call.received"]))
    outcome[talked[rng.random(len(talked)) < 0.4]] = OUTCOMES.index("meaningful")
    return outcome


def _programs(rng: np.random.Generator, touches: Touches, span: Span) -> Ints:
    kinds = [row[0] for row in PROGRAMS]
    result = np.full(len(touches), -1, dtype=np.int64)
    quarter = month_numbers(touches.at, span) // MONTHS_PER_PROGRAM
    pools = {CODE[code]: [kinds.index(kind) for kind in names] for code, names in _PROGRAM_KINDS.items()}
    for code, pool in pools.items():
        rows = np.flatnonzero(touches.activity == code)
        rows = rows[rng.random(len(rows)) < _PROGRAM_SHARE]
        result[rows] = quarter[rows] * len(kinds) + rng.choice(pool, len(rows))
    mailed = touches.mark == MARKETING_MAIL
    result[mailed] = quarter[mailed] * len(kinds) + kinds.index("nurture")
    return result


def _products(touches: Touches, world: World) -> Ints:
    """From consideration on, touches are about the product of the cycle."""
    stage = np.append(world.walk.stage, -1)[touches.visit]
    known = (stage >= road.CONSIDERATION) | ((touches.visit < 0) & (touches.cycle >= 0))
    return np.where(known, np.append(world.cycles.product, -1)[touches.cycle], -1)


def _users(rng: np.random.Generator, touches: Touches, world: World) -> Ints:
    staff = world.staff
    accepted = np.append(world.cycles.accepted, NEVER)[touches.cycle]
    user = np.where(touches.at < accepted, staff.sdr[touches.account], staff.seller[touches.account])
    marketing = np.isin(touches.activity, [CODE[code] for code in _MARKETING]) | (touches.mark == MARKETING_MAIL)
    user[marketing] = rng.choice(staff.of_role("marketing"), int(marketing.sum()))
    service = np.isin(touches.activity, [CODE[code] for code in _SERVICE])
    user[service] = staff.service[touches.account[service] % len(staff.service)]
    user[np.isin(touches.activity, [CODE[code] for code in _NOBODY])] = -1
    return user


def _values(rng: np.random.Generator, touches: Touches, cycles: Cycles) -> Floats:
    """Money in BRL on proposals, orders and deals; the answer 0 to 10 on surveys."""
    amount = np.append(cycles.amount, np.nan)[touches.cycle]
    value = np.full(len(touches), np.nan)
    shares = {"deal.won": (1.0, 1.0), "proposal.sent": (1.0, 1.12), "order.placed": (0.05, 0.3)}
    shares |= {"upsell.bought": (0.1, 0.5), "renewal.signed": (0.85, 1.1)}
    for code, (low, high) in shares.items():
        rows = np.flatnonzero(touches.activity == CODE[code])
        value[rows] = np.round(amount[rows] * rng.uniform(low, high, len(rows)), 2)
    rows = np.flatnonzero(touches.activity == CODE["survey.answered"])
    value[rows] = rng.choice(11, len(rows), p=np.array([1, 1, 1, 2, 2, 4, 6, 12, 24, 27, 20]) / 100)
    return value
