"""Whom to turn to first: what a lead is expected to bring, times how much it matters that it happens now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Basis = Literal["predicted", "grade", "base", "score", "unknown"]
Why = Literal["due", "late", "hot", "warm", "fresh", "cooling", "untouched", "marketing"]

# A touch of the buyer is half as pressing after so many days; nobody falls below the floor for age alone.
FRESH_DAYS, FLOOR = 7.0, 0.3
HOT, WARM = 1.5, 1.2
# Neither fit nor engaged: those leads are Marketing's, unless they ask for us.
FOR_MARKETING = frozenset({"C3", "C4", "D3", "D4"})
# What the score alone would make of it, where nothing is known of the past.
PRIOR = 20


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """What the rank of a lead hangs on.

    Attributes
    ----------
    score : float or None
        0 to 100.
    chance : float or None
        Of converting, as learnt, 0 to 1.
    cell_hits, cell_of : int
        Past leads of its cell that converted, and all of them.
    base : float or None
        Share of all past leads that converted.
    worth : float or None
        What a success brings.
    last_at : datetime or None
        Latest touch of the buyer.
    heat : str
        ``hot``, ``warm``, ``cold`` or empty.
    due_at : datetime or None
        When an answer to it is due.
    grade : str
        Its cell, such as ``B2``; empty where nobody has graded it.
    """

    score: float | None = None
    chance: float | None = None
    cell_hits: int = 0
    cell_of: int = 0
    base: float | None = None
    worth: float | None = None
    last_at: datetime | None = None
    heat: str = ""
    due_at: datetime | None = None
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """Where a lead stands: `points` to sort by, and what they are made of.

    Attributes
    ----------
    points : float
        Expected value times urgency.
    chance : float
        0 to 1.
    basis : str
        What the chance rests on: learnt, the conversion of its cell, that of all leads, or the score alone; or that it
        is unknown, and 0 stands for it.
    expected : float
        Chance times worth; worth is 1 where no amounts are known.
    urgency : float
        Above 0; 1 for a lead whose buyer was there just now.
    reasons : tuple of (str, float)
        What made it more or less urgent, with its factor.
    is_for_marketing : bool
        Whether it comes after all others, whatever its points.
    """

    points: float
    chance: float
    basis: Basis
    expected: float
    urgency: float
    reasons: tuple[tuple[Why, float], ...]
    is_for_marketing: bool = False

    @property
    def order(self) -> tuple[bool, float, float]:
        """What to sort by, smallest first; those without a known chance by how urgent they are."""
        return self.is_for_marketing, -self.points, -self.urgency


def rank(facts: LeadFacts, now: datetime) -> Rank:
    """Rank a lead.

    The chance is the learnt one where there is one; else the conversion of past leads of its cell, drawn towards
    that of all leads as 20 more of them would (a Beta prior); else the score. Urgency multiplies: half after 7 days
    without the buyer, down to 0.3; 1.5 for hot, 1.2 for warm; up to twice for an answer that falls due, twice when
    it is late. Leads that neither fit nor are engaged come last, as `is_for_marketing` says.

    Examples
    --------
    >>> from datetime import UTC
    >>> now = datetime(2026, 3, 8, tzinfo=UTC)
    >>> one = rank(LeadFacts(chance=0.2, worth=1000, last_at=now - timedelta(days=7), heat="hot"), now)
    >>> one.points, one.expected, one.urgency, one.reasons
    (150.0, 200.0, 0.75, (('hot', 1.5), ('cooling', 0.5)))
    """
    chance, basis = chance_of(facts)
    is_last = is_for_marketing(facts)
    reasons = (*_heat(facts), *_due(facts, now), *_age(facts, now), *((("marketing", 1.0),) if is_last else ()))
    urgency = 1.0
    for _why, factor in reasons:
        urgency *= factor
    expected = chance * (1.0 if facts.worth is None else facts.worth)
    return Rank(expected * urgency, chance, basis, expected, urgency, reasons, is_last)


def is_for_marketing(facts: LeadFacts) -> bool:
    """Say whether a lead is left to Marketing: it neither fits nor is engaged, and nothing else speaks for it.

    That is: it is hot or warm, an answer is due, or it is predicted to convert more often than leads do.

    Examples
    --------
    >>> is_for_marketing(LeadFacts(grade="C4")), is_for_marketing(LeadFacts(grade="C4", heat="hot"))
    (True, False)
    """
    is_promising = facts.chance is not None and (facts.base is None or facts.chance > facts.base)
    asks_for_us = facts.heat in ("hot", "warm") or facts.due_at is not None
    return facts.grade in FOR_MARKETING and not (asks_for_us or is_promising)


def chance_of(facts: LeadFacts) -> tuple[float, Basis]:
    """Say how likely a lead converts, and what that rests on.

    Examples
    --------
    >>> chance_of(LeadFacts(cell_hits=8, cell_of=20, base=0.2)), chance_of(LeadFacts(score=40)), chance_of(LeadFacts())
    ((0.3, 'grade'), (0.4, 'score'), (0.0, 'unknown'))
    """
    if facts.chance is not None:
        return facts.chance, "predicted"
    if facts.base is not None:
        drawn = (facts.cell_hits + PRIOR * facts.base) / (facts.cell_of + PRIOR)
        return drawn, "grade" if facts.cell_of else "base"
    return (0.0, "unknown") if facts.score is None else (facts.score / 100, "score")


def _heat(facts: LeadFacts) -> tuple[tuple[Why, float], ...]:
    if facts.heat == "hot":
        return (("hot", HOT),)
    return (("warm", WARM),) if facts.heat == "warm" else ()


def _due(facts: LeadFacts, now: datetime) -> tuple[tuple[Why, float], ...]:
    if facts.due_at is None:
        return ()
    if facts.due_at <= now:
        return (("late", 2.0),)
    return (("due", 1 + 0.5 ** ((facts.due_at - now) / timedelta(hours=8))),)


def _age(facts: LeadFacts, now: datetime) -> tuple[tuple[Why, float], ...]:
    if facts.last_at is None:
        return (("untouched", FLOOR),)
    days = max(0.0, (now - facts.last_at) / timedelta(days=1))
    factor = max(FLOOR, 0.5 ** (days / FRESH_DAYS))
    return (("fresh" if days < 1 else "cooling", factor),)
