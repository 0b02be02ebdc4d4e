"""How hot a lead is: from the time frame that the buyer stated and from what shows intent.

Hot buys now, warm decides within about two months, cold is interested without a time frame. A day that
comes near heats a lead and a day that has passed cools it, so every answer says on which day to ask again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

Heat = Literal["hot", "warm", "cold"]
HEATS: tuple[Heat, ...] = get_args(Heat)
Intent = Literal["now", "planned", "interest"]
INTENTS: tuple[Intent, ...] = get_args(Intent)
Why = Literal[
    "says_now",
    "now_is_over",
    "near",
    "due",
    "soon",
    "far",
    "passed",
    "no_date",
    "asked",
    "interest",
    "nothing",
    "private",
]
# What was not stated by the buyer.
UNSAID: tuple[Why, ...] = ("asked", "interest", "nothing")
# What asks for Sales by itself.
ASKED_FOR_SALES = ("demo.requested", "trial.started", "rfp.received", "reference.called")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where hot, warm and cold meet, in days.

    Attributes
    ----------
    hot, warm : int
        A decision within so many days is hot, or warm; hot is fewer than warm.
    fresh : int
        How long "buys now" is believed.
    grace : int
        How long a day that has passed is taken for a decision that is due; then the lead is cold.
    asked : int
        How long asking for a demo, a trial or an offer is hot by itself; 0: not at all.
    """

    hot: int = 14
    warm: int = 62
    fresh: int = 14
    grace: int = 7
    asked: int = 7


@dataclass(frozen=True, slots=True)
class Statement:
    """What the buyer said about when.

    Attributes
    ----------
    on : date
        When it was said.
    intent : {"now", "planned", "interest"}
        Buys now; decides in a span; is interested and names no time.
    starts_on, ends_on : date or None
        The span of a planned decision: not before, not after. One day: both the same, or the last alone.
    """

    on: date
    intent: Intent
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Temperature:
    """How hot, why, and from which day on that may be otherwise though nothing happens.

    Attributes
    ----------
    heat : {"hot", "warm", "cold"} or None
        None: nothing is known.
    why : str
        One of `Why`.
    day : date or None
        The day that decided: of the decision, of the statement, of the question.
    changes_on : date or None
    """

    heat: Heat | None
    why: Why
    day: date | None = None
    changes_on: date | None = None


def without_the_words(found: Temperature) -> Temperature:
    """Say a temperature to somebody from whom the statement behind it is kept: how hot, and no word of why.

    Examples
    --------
    >>> without_the_words(Temperature("hot", "near", date(2026, 4, 20), date(2026, 4, 21)))
    Temperature(heat='hot', why='private', day=None, changes_on=None)
    >>> without_the_words(Temperature("hot", "asked", date(2026, 4, 20))).why
    'asked'
    """
    return found if found.why in UNSAID else Temperature(found.heat, "private")


def temperature(
    said: Statement | None,
    asked_on: date | None,
    is_interested: bool,
    today: date,
    limits: Thresholds = Thresholds(),
) -> Temperature:
    """Say how hot a lead is.

    Parameters
    ----------
    said : Statement or None
        The latest statement that counts.
    asked_on : date or None
        When the buyer last asked for a demo, a trial or an offer.
    is_interested : bool
        Whether the buyer did anything that shows interest.
    today : date
        In the company's time zone.
    limits : Thresholds, optional

    Returns
    -------
    Temperature
        Asking counts over a statement that is older, and for `limits.asked` days.

    Examples
    --------
    >>> by = Statement(date(2026, 3, 2), "planned", ends_on=date(2026, 4, 20))
    >>> temperature(by, None, True, date(2026, 3, 2)).heat
    'warm'
    >>> temperature(by, None, True, date(2026, 4, 10))
    Temperature(heat='hot', why='near', day=datetime.date(2026, 4, 20), changes_on=datetime.date(2026, 4, 21))
    >>> temperature(by, None, True, date(2026, 4, 30)).why
    'passed'
    >>> temperature(None, None, True, date(2026, 3, 2)).heat
    'cold'
    """
    is_newer = asked_on is not None and (said is None or asked_on > said.on)
    if asked_on is not None and is_newer and 0 <= (today - asked_on).days < limits.asked:
        return Temperature("hot", "asked", asked_on, asked_on + timedelta(days=limits.asked))
    if said is not None:
        return _of_statement(said, today, limits)
    return Temperature("cold", "interest") if is_interested or asked_on else Temperature(None, "nothing")


def is_sound(limits: Thresholds) -> bool:
    """Say whether thresholds can be: hot before warm, none below zero, all within ten years.

    Examples
    --------
    >>> is_sound(Thresholds()), is_sound(Thresholds(hot=70))
    (True, False)
    """
    every = (limits.hot, limits.warm, limits.fresh, limits.grace, limits.asked)
    return limits.hot < limits.warm and limits.fresh > 0 and all(0 <= days <= 3650 for days in every)


def _of_statement(said: Statement, today: date, limits: Thresholds) -> Temperature:
    if said.intent == "interest":
        return Temperature("cold", "no_date", said.on)
    if said.intent == "now":
        until = said.on + timedelta(days=limits.fresh)
        return Temperature("hot", "says_now", said.on, until) if today < until else _over(said)
    last = said.ends_on or said.starts_on
    if last is None:
        return Temperature("cold", "no_date", said.on)
    return _of_span(min(said.starts_on or last, last), last, today, limits)


def _over(said: Statement) -> Temperature:
    return Temperature("cold", "now_is_over", said.on)


def _of_span(first: date, last: date, today: date, limits: Thresholds) -> Temperature:
    """Judge by the first day on which they may decide; the last one says when that is over."""
    given_up = last + timedelta(days=limits.grace + 1)
    if today >= given_up:
        return Temperature("cold", "passed", last)
    if today > last:
        return Temperature("hot", "due", last, given_up)
    hot_from, warm_from = (first - timedelta(days=days) for days in (limits.hot, limits.warm))
    if today >= hot_from:
        return Temperature("hot", "near", last, last + timedelta(days=1))
    if today >= warm_from:
        return Temperature("warm", "soon", last, hot_from)
    return Temperature("cold", "far", last, warm_from)
