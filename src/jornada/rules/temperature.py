"""How hot a lead is: from the time frame that the buyer stated and from what the buyer does.

Hot buys now, warm decides within about two months, cold is interested without a time frame. A day that
comes near heats a lead and a day that has passed cools it, so every answer says on which day to ask again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
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
    "accepted",
    "accepted_before",
    "asked",
    "seen",
    "replied",
    "interest",
    "nothing",
    "private",
]
# What was not stated by the buyer.
UNSAID: tuple[Why, ...] = ("accepted", "accepted_before", "asked", "seen", "replied", "interest", "nothing")
Kind = Literal["accepted", "asked", "seen", "replied"]
# What a buyer does that is warm or hot by itself: takes our offer, asks for Sales, reads our offer, talks to us.
SIGNALS: dict[str, Kind] = {
    "proposal.accepted": "accepted",
    "demo.requested": "asked",
    "trial.started": "asked",
    "rfp.received": "asked",
    "reference.called": "asked",
    "proposal.viewed": "seen",
    "email.replied": "replied",
    "whatsapp.received": "replied",
    "call.received": "replied",
    "chat.held": "replied",
}
REFUSED = "proposal.refused"
DECIDED = ("deal.won", "deal.lost")
LOOKED_AT: tuple[str, ...] = (*SIGNALS, REFUSED, *DECIDED)
# What a refusal takes the word from: an offer that was read, or accepted, before.
_OF_OFFERS: tuple[Kind, ...] = ("accepted", "seen")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where hot, warm and cold meet, in days.

    Attributes
    ----------
    hot, warm : int
        A decision within so many days is hot, or warm; hot is fewer than warm.
    fresh : int
        How long "buys now" is believed, and a proposal that was accepted is hot; it is warm for `warm` days then.
    grace : int
        How long a day that has passed is taken for a decision that is due; then the lead is cold.
    asked : int
        How long asking for a demo, a trial or an offer, and a proposal that was seen, are hot by themselves, and a
        reply is warm; 0: not at all.
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
class Signal:
    """What a buyer did last of a kind, and on which day."""

    kind: Kind
    on: date


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


def latest_signals(latest: Mapping[str, datetime]) -> dict[Kind, datetime]:
    """Say when a buyer last gave a signal of each kind.

    Parameters
    ----------
    latest : mapping of str to datetime
        When each activity last happened; those that are no signal are left out.

    Returns
    -------
    dict
        Without what came before a proposal was refused, if it is of proposals, or before the sale was won or lost.

    Examples
    --------
    >>> from datetime import UTC
    >>> noon, one, two = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (12, 13, 14))
    >>> list(latest_signals({"proposal.viewed": noon, "email.replied": noon, "proposal.refused": one}))
    ['replied']
    >>> list(latest_signals({"proposal.refused": one, "proposal.viewed": two}))
    ['seen']
    """
    found: dict[Kind, datetime] = {}
    for code, kind in SIGNALS.items():
        at = latest.get(code)
        ends = (REFUSED, *DECIDED) if kind in _OF_OFFERS else DECIDED
        if at is None or any(at <= latest[end] for end in ends if end in latest):
            continue
        found[kind] = max(at, found.get(kind, at))
    return found


def temperature(
    said: Statement | None,
    signals: Sequence[Signal],
    is_interested: bool,
    today: date,
    limits: Thresholds = Thresholds(),
) -> Temperature:
    """Say how hot a lead is.

    Parameters
    ----------
    said : Statement or None
        The latest statement that counts.
    signals : sequence of Signal
        What the buyer did last, of each kind at most one.
    is_interested : bool
        Whether the buyer did anything that shows interest.
    today : date
        In the company's time zone.
    limits : Thresholds, optional

    Returns
    -------
    Temperature
        The hottest of what was stated and of the signals that are newer; an acceptance of the same day is newer.

    Examples
    --------
    >>> by = Statement(date(2026, 3, 2), "planned", ends_on=date(2026, 4, 20))
    >>> temperature(by, (), True, date(2026, 3, 2)).heat
    'warm'
    >>> temperature(by, (), True, date(2026, 4, 10))
    Temperature(heat='hot', why='near', day=datetime.date(2026, 4, 20), changes_on=datetime.date(2026, 4, 21))
    >>> temperature(by, (), True, date(2026, 4, 30)).why
    'passed'
    >>> temperature(by, [Signal("accepted", date(2026, 3, 2))], True, date(2026, 3, 2)).heat
    'hot'
    >>> temperature(None, (), True, date(2026, 3, 2)).heat
    'cold'
    """
    found = [_of_signal(signal, today, limits) for signal in signals if _is_newer(signal, said)]
    known = [one for one in found if one is not None]
    if said is not None:
        known.append(_of_statement(said, today, limits))
    if not known:
        return Temperature("cold", "interest") if is_interested or signals else Temperature(None, "nothing")
    hottest = min(known, key=lambda one: _ORDER.index((one.heat, one.why in UNSAID)))
    changes = [one.changes_on for one in known if one.changes_on is not None]
    return replace(hottest, changes_on=min(changes, default=None))


# Of two that are equally warm, what was stated says more; of two that are hot, what was done since.
_ORDER: list[tuple[Heat | None, bool]] = [
    ("hot", True),
    ("hot", False),
    ("warm", False),
    ("warm", True),
    ("cold", False),
]


def _is_newer(signal: Signal, said: Statement | None) -> bool:
    return said is None or signal.on > said.on or (signal.kind == "accepted" and signal.on == said.on)


def _of_signal(signal: Signal, today: date, limits: Thresholds) -> Temperature | None:
    """Judge a signal by its age; None once it says nothing any more."""
    for heat, why, days in _lasting(signal.kind, limits):
        until = signal.on + timedelta(days=days)
        if signal.on <= today < until:
            return Temperature(heat, why, signal.on, until)
    return None


def _lasting(kind: Kind, limits: Thresholds) -> Iterator[tuple[Heat, Why, int]]:
    if kind == "accepted":
        yield "hot", "accepted", limits.fresh
        yield "warm", "accepted_before", limits.warm
    else:
        yield "warm" if kind == "replied" else "hot", kind, limits.asked


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
