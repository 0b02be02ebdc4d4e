"""Touches: what could be seen of the walks, and what our side did meanwhile.

Every visit shows itself by evidence under the default map: one touch at the instant of entering,
more while the buyer stays, never too far apart. Everything else is an activity that no stage
counts as evidence, so that the derivation finds the walk again, but for the stray touches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.simulate import road
from jornada.analytics.simulate.clock import DAY
from jornada.analytics.simulate.cycles import HOUR, NEVER, Cycles
from jornada.analytics.simulate.walk import Walk
from jornada.analytics.simulate.world import World
from jornada.rules.catalogue import CATALOGUE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Weights = tuple[tuple[str, float], ...]

ACTIVITIES: tuple[str, ...] = tuple(kind.code for kind in CATALOGUE)
CODE: dict[str, int] = {code: number for number, code in enumerate(ACTIVITIES)}
BOT, MARKETING_MAIL, SALES_MAIL = 1, 2, 3

# evidence that a visit begins, by stage
_ENTRY: tuple[Weights, ...] = (
    (
        ("ad.clicked", 0.3),
        ("page.viewed", 0.32),
        ("content.viewed", 0.16),
        ("social.engaged", 0.14),
        ("event.invited", 0.08),
    ),
    (
        ("content.downloaded", 0.3),
        ("form.submitted", 0.22),
        ("event.registered", 0.12),
        ("chat.held", 0.1),
        ("whatsapp.received", 0.1),
        ("email.clicked", 0.16),
    ),
    (("event.attended", 0.22), ("email.replied", 0.3), ("call.received", 0.13), ("call.connected", 0.35)),
    (("meeting.held", 0.26), ("video.held", 0.34), ("demo.requested", 0.24), ("pricing.viewed", 0.16)),
    (("demo.held", 0.8), ("rfp.received", 0.2)),
    (("proposal.viewed", 0.58), ("reference.called", 0.16), ("pilot.started", 0.1), ("contract.reviewed", 0.16)),
    (("order.placed", 1.0),),
    (("onboarding.held", 0.4), ("support.opened", 0.4), ("survey.answered", 0.2)),
    (("renewal.signed", 0.45), ("upsell.bought", 0.55)),
    (("referral.given", 0.6), ("testimonial.given", 0.4)),
)
# evidence that a customer begins a new purchase
_AGAIN: dict[int, Weights] = {
    road.INTEREST: (("form.submitted", 1.0),),
    road.CONSIDERATION: (("demo.requested", 0.6), ("pricing.viewed", 0.4)),
}
# whoever was lost or parked comes back by an act of their own, where others come by ours
_BACK = {
    "event.invited": "page.viewed",
    "call.connected": "call.received",
    "meeting.held": "demo.requested",
    "video.held": "demo.requested",
}
# evidence while it lasts, where that differs
_STAYING: dict[int, Weights] = {
    road.AWARENESS: (("page.viewed", 0.5), ("content.viewed", 0.25), ("ad.clicked", 0.12), ("social.engaged", 0.13)),
    road.EXPERIENCE: (("onboarding.held", 0.2), ("support.opened", 0.5), ("survey.answered", 0.3)),
    road.VALIDATION: (("proposal.viewed", 0.45), ("reference.called", 0.25), ("contract.reviewed", 0.3)),
}
_STAYING_MEAN = np.array([4.2, 3.8, 2.6, 2.2, 1.6, 2.2, 0.5, 3.6, 0.6, 0.5])
_LONGEST_GAP = 50 * DAY
# what we do meanwhile, which is evidence for nothing
_OUTREACH: Weights = (
    ("call.attempted", 0.34),
    ("whatsapp.sent", 0.2),
    ("email.sent", 0.3),
    ("social.messaged", 0.12),
    ("letter.sent", 0.04),
)
_OUTREACH_MEAN = np.array([0.4, 1.0, 2.4, 2.2, 2.2, 2.6, 0.7, 1.2, 0.8, 0.6])
_BOT_VIEWS = 0.25


@dataclass(frozen=True, slots=True)
class Touches:
    """Touches as numbers, in even seconds.

    Attributes
    ----------
    account, visit, cycle : ndarray of int64
        Visit and cycle are rows of the walk and of the cycles, -1 for none.
    at : ndarray of float64
    activity : ndarray of int64
        Index into `ACTIVITIES`.
    mark : ndarray of int64
        0, or `BOT`, `MARKETING_MAIL`, `SALES_MAIL`.
    """

    account: Ints
    visit: Ints
    cycle: Ints
    at: Floats
    activity: Ints
    mark: Ints

    def __len__(self) -> int:
        return len(self.account)

    def take(self, rows: NDArray[np.generic]) -> Touches:
        """Keep some touches, by index or mask."""
        return Touches(
            self.account[rows], self.visit[rows], self.cycle[rows], self.at[rows], self.activity[rows], self.mark[rows]
        )


class _Pile:
    """Collects touches piece by piece."""

    def __init__(self, walk: Walk, cycles: Cycles) -> None:
        self.walk, self.cycles = walk, cycles
        self.pieces: list[Touches] = []

    def of_visits(self, visit: Ints, at: Floats, activity: Ints | int, mark: int = 0) -> None:
        """Add touches that happen on visits."""
        codes = np.full(len(visit), activity) if isinstance(activity, int) else activity
        marks = np.full(len(visit), mark) if mark else _mail_marks(codes)
        self.pieces.append(Touches(self.walk.account[visit], visit, self.cycles.of_visit[visit], at, codes, marks))

    def of_cycles(self, at: Floats, activity: str | Ints) -> None:
        """Add a touch to every cycle where the instant is known."""
        rows = np.flatnonzero(at < NEVER)
        codes = np.full(len(rows), CODE[activity]) if isinstance(activity, str) else activity[rows]
        none = np.full(len(rows), -1)
        self.pieces.append(Touches(self.cycles.account[rows], none, rows, at[rows], codes, np.zeros_like(rows)))

    def of_accounts(self, account: Ints, at: Floats, activity: Ints) -> None:
        """Add touches outside of any visit."""
        none = np.full(len(account), -1)
        self.pieces.append(Touches(account, none, none, at, activity, _mail_marks(activity)))

    def join(self, before: float) -> Touches:
        """Put the pieces together, without what lies after the history."""
        names = ("account", "visit", "cycle", "at", "activity", "mark")
        joined = Touches(*(np.concatenate([getattr(piece, name) for piece in self.pieces]) for name in names))
        return joined.take(joined.at < before)


def _mail_marks(codes: Ints) -> Ints:
    """E-mails that are not campaigns were written by sellers."""
    return np.where(codes == CODE["email.sent"], SALES_MAIL, 0)


def draw_touches(rng: np.random.Generator, world: World) -> Touches:
    """Let the walks show themselves.

    Parameters
    ----------
    rng : numpy.random.Generator
    world : World

    Returns
    -------
    Touches
        In no particular order; what follows an e-mail (opened, clicked) is not among them yet.
    """
    pile = _Pile(world.walk, world.cycles)
    intensity = world.accounts.walkers.intensity[world.walk.account]
    _entries(rng, pile)
    _stays(rng, pile, intensity)
    _own_side(rng, pile, intensity)
    _decisions(pile)
    _proposals_and_trials(rng, pile)
    _leavings(rng, pile)
    _cold_outreach(rng, pile, world.cold)
    return pile.join(world.span.end - 1.0)


def _entries(rng: np.random.Generator, pile: _Pile) -> None:
    walk = pile.walk
    activity = np.zeros(len(walk), dtype=np.int64)
    for stage, weights in enumerate(_ENTRY):
        here = walk.stage == stage
        activity[here] = _choose(rng, weights, int(here.sum()))
    before = np.where(np.roll(walk.account, 1) == walk.account, np.roll(walk.leaving, 1), -1)
    of_customers = before == road.AGAIN
    for stage, weights in _AGAIN.items():
        here = of_customers & (walk.stage == stage)
        activity[here] = _choose(rng, weights, int(here.sum()))
    came_back = (before == road.LOST) | (before == road.PARKED)
    for ours, theirs in _BACK.items():
        activity[came_back & (activity == CODE[ours])] = CODE[theirs]
    is_first_buy = (walk.stage == road.PURCHASE) & (pile.cycles.won[pile.cycles.of_visit] == walk.entered)
    activity[is_first_buy] = CODE["deal.won"]
    after_buying = (walk.stage == road.EXPERIENCE) & (np.roll(walk.stage, 1) == road.PURCHASE)
    activity[after_buying] = CODE["onboarding.held"]
    pile.of_visits(np.arange(len(walk)), walk.entered, activity)
    pair = np.flatnonzero((activity == CODE["email.clicked"]) | (activity == CODE["pricing.viewed"]))
    pile.of_visits(pair, walk.entered[pair] - rng.uniform(60, 600, len(pair)), activity[pair])


def _stays(rng: np.random.Generator, pile: _Pile, intensity: Floats) -> None:
    """Evidence spread over each stay: the more the longer it lasts, so that no stay expires."""
    walk = pile.walk
    length = walk.left - walk.entered
    number = rng.poisson(_STAYING_MEAN[walk.stage] * intensity) + np.floor(length / _LONGEST_GAP).astype(np.int64)
    visit = np.repeat(np.arange(len(walk)), number)
    place = np.arange(len(visit)) - np.repeat(np.cumsum(number) - number, number)
    at = walk.entered[visit] + length[visit] * (place + rng.uniform(0.02, 0.98, len(visit))) / number[visit]
    activity = np.zeros(len(visit), dtype=np.int64)
    for stage, weights in enumerate(_ENTRY):
        here = walk.stage[visit] == stage
        activity[here] = _choose(rng, _STAYING.get(stage, weights), int(here.sum()))
    pile.of_visits(visit, at, activity)


def _own_side(rng: np.random.Generator, pile: _Pile, intensity: Floats) -> None:
    walk = pile.walk
    visit = np.repeat(np.arange(len(walk)), walk.mails)
    pile.of_visits(visit, _inside(rng, walk, visit), CODE["email.sent"], MARKETING_MAIL)
    visit = np.repeat(np.arange(len(walk)), rng.poisson(_OUTREACH_MEAN[walk.stage] * intensity))
    pile.of_visits(visit, _inside(rng, walk, visit), _choose(rng, _OUTREACH, len(visit)))
    visit = np.repeat(np.arange(len(walk)), rng.poisson(_BOT_VIEWS, len(walk)))
    pile.of_visits(visit, _inside(rng, walk, visit), CODE["page.viewed"], BOT)
    stray = (walk.stage > road.AWARENESS) & (walk.stage < road.PURCHASE) & (rng.random(len(walk)) < road.STRAY_SHARE)
    visit = np.flatnonzero(stray)
    pile.of_visits(visit, _inside(rng, walk, visit), CODE["page.viewed"])


def _decisions(pile: _Pile) -> None:
    cycles = pile.cycles
    pile.of_cycles(cycles.offered, "handoff.offered")
    pile.of_cycles(cycles.refused, "handoff.refused")
    pile.of_cycles(cycles.offered_again, "handoff.offered")
    pile.of_cycles(cycles.accepted, "handoff.accepted")
    pile.of_cycles(cycles.qualified, "lead.qualified")
    pile.of_cycles(cycles.opened, "deal.opened")
    pile.of_cycles(cycles.closed, np.where(cycles.has_deal, CODE["deal.lost"], CODE["subject.parked"]))


def _proposals_and_trials(rng: np.random.Generator, pile: _Pile) -> None:
    walk = pile.walk
    length = walk.left - walk.entered
    sent = np.flatnonzero((walk.stage == road.EVALUATION) & (walk.leaving == road.VALIDATION))
    pile.of_visits(
        sent,
        walk.left[sent] - rng.uniform(0.05, 0.9, len(sent)) * np.minimum(length[sent], 3 * DAY),
        CODE["proposal.sent"],
    )
    again = np.flatnonzero((walk.stage == road.VALIDATION) & (rng.random(len(walk)) < 0.3))
    pile.of_visits(again, _inside(rng, walk, again), CODE["proposal.sent"])
    trial = np.flatnonzero(walk.trial)
    at = walk.entered[trial] + rng.uniform(0.05, 0.4, len(trial)) * length[trial]
    pile.of_visits(trial, at, CODE["trial.started"])


def _leavings(rng: np.random.Generator, pile: _Pile) -> None:
    """What happens when a buyer falls silent: we try in vain; a few unsubscribe."""
    walk = pile.walk
    silent = (walk.leaving == road.SILENT) & (walk.stage < road.PURCHASE)
    tired = (walk.stage == road.INTEREST) & (walk.mails > road.FATIGUE_MAILS)
    quits = np.flatnonzero(silent & (rng.random(len(walk)) < np.where(tired, 0.5, 0.04)))
    pile.of_visits(quits, walk.left[quits], CODE["email.unsubscribed"])
    visit = np.repeat(np.arange(len(walk)), np.where(silent, rng.poisson(1.8, len(walk)), 0))
    at = walk.left[visit] + rng.uniform(0.5, 35, len(visit)) * DAY
    pile.of_visits(visit, at, _choose(rng, _OUTREACH, len(visit)))


def _cold_outreach(rng: np.random.Generator, pile: _Pile, cold: Floats) -> None:
    tried = np.flatnonzero(cold < NEVER)
    account = np.repeat(tried, 1 + rng.poisson(2.0, len(tried)))
    at = cold[account] + rng.uniform(0, 60, len(account)) * DAY
    pile.of_accounts(account, at, _choose(rng, _OUTREACH, len(account)))


def mail_echoes(rng: np.random.Generator, mails: Touches, before: float) -> tuple[Touches, Ints]:
    """Draw what follows e-mails: opened and, by machines only, clicked; a few bounce.

    Parameters
    ----------
    rng : numpy.random.Generator
    mails : Touches
        Of activity ``email.sent``.
    before : float
        End of the history in even seconds.

    Returns
    -------
    echoes : Touches
    origin : ndarray of int64
        The row of `mails` that each of them follows.
    """
    size = len(mails)
    kinds = (
        ("email.opened", 0, 0.42, 4 * HOUR),
        ("email.opened", BOT, 0.16, 30.0),
        ("email.clicked", BOT, 0.05, 40.0),
        ("email.bounced", 0, 0.015, 20.0),
    )
    origin = [np.flatnonzero(rng.random(size) < share) for _, _, share, _ in kinds]
    rows = np.concatenate(origin)
    lag = np.concatenate([rng.exponential(kind[3], len(part)) + 1.0 for kind, part in zip(kinds, origin, strict=True)])
    activity = np.repeat([CODE[kind[0]] for kind in kinds], [len(part) for part in origin])
    mark = np.repeat([kind[1] for kind in kinds], [len(part) for part in origin])
    base = mails.take(rows)
    echoes = Touches(base.account, base.visit, base.cycle, base.at + lag, activity, mark)
    kept = np.flatnonzero(echoes.at < before)
    return echoes.take(kept), rows[kept]


def _inside(rng: np.random.Generator, walk: Walk, visit: Ints) -> Floats:
    """An instant somewhere inside each visit."""
    instants: Floats = walk.entered[visit] + rng.uniform(0.02, 0.98, len(visit)) * (
        walk.left[visit] - walk.entered[visit]
    )
    return instants


def _choose(rng: np.random.Generator, weights: Weights, size: int) -> Ints:
    limits = np.cumsum([weight for _, weight in weights])
    codes = np.array([CODE[activity] for activity, _ in weights])
    chosen: Ints = codes[np.searchsorted(limits, rng.random(size) * limits[-1], side="right")]
    return chosen
