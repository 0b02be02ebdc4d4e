"""Walks: where each account stands when, step by step for all accounts at once."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.simulate import road
from jornada.analytics.simulate.clock import DAY, Span, calendar_months

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_WORKING = road.INDUSTRY_CODES.index(road.WORKING_INDUSTRY)
_BROKEN = road.INDUSTRY_CODES.index(road.BROKEN_INDUSTRY)


@dataclass(frozen=True, slots=True)
class Walk:
    """True visits, sorted by (account, entered); one array per column, in even seconds.

    Attributes
    ----------
    account, cycle, stage : ndarray of int64
        Whose visit; the cycle counts from 1; the stage indexes `road.STAGES`.
    entered, left : ndarray of float64
        `left` may lie after the end of the history: that visit is still open.
    leaving : ndarray of int64
        How it ended, index into `road.EXITS`: a stage, lost, parked, silent, again, open.
    mails : ndarray of int64
        Marketing e-mails planned for the visit.
    trial : ndarray of bool
        Whether a trial was started early in the visit (evaluation only).
    """

    account: Ints
    cycle: Ints
    stage: Ints
    entered: Floats
    left: Floats
    leaving: Ints
    mails: Ints
    trial: Flags

    def __len__(self) -> int:
        return len(self.account)

    def take(self, rows: NDArray[np.generic]) -> Walk:
        """Keep some visits, by index or mask."""
        return Walk(*(getattr(self, item.name)[rows] for item in fields(self)))


@dataclass(frozen=True, slots=True)
class Walkers:
    """What decides a walk: industry and size band as codes, and how active each account is."""

    industry: Ints
    size_band: Ints
    intensity: Floats

    def __len__(self) -> int:
        return len(self.industry)


@dataclass(slots=True)
class _Front:
    """The accounts still walking: who, in which cycle, at which stage, since when."""

    account: Ints
    cycle: Ints
    stage: Ints
    at: Floats

    def keep(self, rows: Flags) -> _Front:
        return _Front(self.account[rows], self.cycle[rows], self.stage[rows], self.at[rows])


def walk(rng: np.random.Generator, walkers: Walkers, span: Span) -> Walk:
    """Let every account walk from its start to the end of the history.

    Parameters
    ----------
    rng : numpy.random.Generator
    walkers : Walkers
    span : Span

    Returns
    -------
    Walk
        Sorted by (account, entered). Accounts that never started have no row.
    """
    front = _start(rng, len(walkers), span)
    steps: list[Walk] = []
    while len(front.account):
        step = _step(rng, front, walkers, span)
        steps.append(step)
        front = _next_front(rng, step, span)
    return _gather(steps)


def _start(rng: np.random.Generator, size: int, span: Span) -> _Front:
    weights = road.SEASON[calendar_months(span)]
    month = rng.choice(span.months, size, p=weights / weights.sum())
    at = span.start + DAY + (month + rng.random(size)) * (span.month - 2 * DAY / span.months)
    started = rng.random(size) >= road.NEVER_STARTED
    stage = rng.choice(len(road.START_STAGE), size, p=road.START_STAGE)
    return _Front(np.arange(size), np.ones(size, np.int64), stage, at).keep(started)


def _step(rng: np.random.Generator, front: _Front, walkers: Walkers, span: Span) -> Walk:
    industry = walkers.industry[front.account]
    broken = _is_broken(front, industry, span)
    days = road.dwell_medians()[industry, walkers.size_band[front.account], front.stage]
    days = days * np.exp(rng.normal(size=len(days)) * road.DWELL_SIGMA[front.stage])
    days = np.maximum(np.where(broken, road.BROKEN_DWELL * days, days), road.SHORTEST_STAY_DAYS)
    mails = rng.poisson(road.MAIL_RATE[front.stage] * days * walkers.intensity[front.account])
    trial = (front.stage == road.EVALUATION) & (rng.random(len(days)) < road.TRIAL_SHARE)
    weights = road.moves()[industry, front.stage]
    for leak in (road.LOST, road.PARKED, road.SILENT):
        weights[broken, leak] *= road.BROKEN_LEAK_ODDS
    weights[trial & (industry == _WORKING), road.VALIDATION] *= road.WORKING_ODDS
    tired = (front.stage == road.INTEREST) & (mails > road.FATIGUE_MAILS)
    weights[tired, road.SILENT] *= road.FATIGUE_ODDS
    left, leaving = front.at + days * DAY, _draw(rng, weights)
    return Walk(front.account, front.cycle, front.stage, front.at, left, leaving, mails, trial)


def _is_broken(front: _Front, industry: Ints, span: Span) -> Flags:
    since = span.start + road.broken_month(span.months) * span.month
    broken: Flags = (industry == _BROKEN) & (front.stage == road.VALIDATION) & (front.at >= since)
    return broken


def _draw(rng: np.random.Generator, weights: Floats) -> Ints:
    """Draw a column per row. On rows that summed to 1, a weight times k has its odds times k."""
    limits = np.cumsum(weights, axis=1)
    mark = rng.random((len(weights), 1)) * limits[:, -1:]
    drawn: Ints = (limits <= mark).sum(axis=1)
    return drawn


def _next_front(rng: np.random.Generator, step: Walk, span: Span) -> _Front:
    """Take everybody to the next visit; those who stop, or run past the end, fall out."""
    moved = step.leaving < len(road.STAGES)
    goes_on, gap = moved.copy(), np.zeros(len(step))
    stage = np.where(moved, step.leaving, 0)
    for code, name in ((road.LOST, "lost"), (road.PARKED, "parked"), (road.SILENT, "silent")):
        back = (step.leaving == code) & (rng.random(len(step)) < road.RETURN_CHANCE[name])
        back &= step.stage < road.PURCHASE
        goes_on |= back
        gap[back] = road.RETURN_MEDIAN_DAYS[name] * np.exp(0.5 * rng.normal(size=int(back.sum())))
        stage[back] = rng.choice(len(road.RETURN_STAGE), int(back.sum()), p=road.RETURN_STAGE)
    again = step.leaving == road.AGAIN
    stage[again] = rng.choice(len(road.AGAIN_STAGE), int(again.sum()), p=road.AGAIN_STAGE)
    opens_cycle = (step.leaving == road.LOST) | (step.leaving == road.PARKED) | again
    front = _Front(step.account, step.cycle + opens_cycle, stage, step.left + gap * DAY)
    return front.keep((goes_on | again) & (front.at < span.end - 60.0))


def _gather(steps: list[Walk]) -> Walk:
    if not steps:
        whole, real = np.zeros(0, np.int64), np.zeros(0)
        return Walk(whole, whole, whole, real, real, whole, whole, np.zeros(0, np.bool_))
    joined = Walk(*(np.concatenate([getattr(step, item.name) for step in steps]) for item in fields(Walk)))
    return joined.take(np.argsort(joined.account, kind="stable"))
