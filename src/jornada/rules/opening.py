"""How to open the first conversation: from the latest thing the buyer did that says something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Opening = Literal["demo", "trial", "pricing", "proposal", "reply", "event", "form", "content", "visit", "cold"]

# What the buyer did, the strongest first: a demo asked for last week says more than a page seen today.
_STRENGTH: tuple[tuple[Opening, frozenset[str]], ...] = (
    ("demo", frozenset({"demo.requested", "rfp.received"})),
    ("trial", frozenset({"trial.started", "pilot.started"})),
    ("reply", frozenset({"email.replied", "whatsapp.received", "call.received", "chat.held"})),
    ("proposal", frozenset({"proposal.viewed", "proposal.accepted", "contract.reviewed"})),
    ("pricing", frozenset({"pricing.viewed"})),
    ("event", frozenset({"event.attended", "event.registered"})),
    ("form", frozenset({"form.submitted"})),
    ("content", frozenset({"content.downloaded", "content.viewed"})),
    ("visit", frozenset({"page.viewed", "email.clicked", "ad.clicked", "social.engaged"})),
)
_CODES = {code: kind for kind, codes in _STRENGTH for code in codes}
_ORDER = {kind: place for place, (kind, _codes) in enumerate(_STRENGTH)}
RECENT_DAYS = 30
# What is older is no news: one does not ask about it as if it had just been done.
OLD_DAYS = 90


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How to open, and what it rests on.

    Attributes
    ----------
    opening : str
        Code of the opening; "cold" when the buyer did nothing that says anything.
    activity : str
        What the buyer did; empty when nothing.
    at : datetime or None
    is_old : bool
        It rests on something done more than ninety days ago.
    """

    opening: Opening
    activity: str = ""
    at: datetime | None = None
    is_old: bool = False


def suggest_opening(done: Iterable[tuple[str, datetime]], now: datetime) -> Suggestion:
    """Say how to open the first conversation with a lead.

    The strongest act of the last thirty days decides, the later one of two equals; when there was none, the
    strongest of the last ninety, and when there was none either, the latest of all, which is said to be old.

    Parameters
    ----------
    done : iterable of (str, datetime)
        What the buyer did, as codes of activities with aware instants, in any order.
    now : datetime
        Aware.

    Returns
    -------
    Suggestion

    Examples
    --------
    >>> from datetime import UTC
    >>> day = lambda number: datetime(2026, 11, number, tzinfo=UTC)
    >>> suggest_opening([("demo.requested", day(2)), ("page.viewed", day(20))], day(25)).opening
    'demo'
    >>> suggest_opening([("demo.requested", day(2).replace(year=2024))], day(25)).is_old
    True
    >>> suggest_opening([], day(25)).opening
    'cold'
    """
    known = [(code, at) for code, at in done if code in _CODES and at <= now]
    for days in (RECENT_DAYS, OLD_DAYS):
        recent = [(code, at) for code, at in known if (now - at).days < days]
        if recent:
            code, at = min(recent, key=lambda each: (_ORDER[_CODES[each[0]]], -each[1].timestamp()))
            return Suggestion(_CODES[code], code, at)
    latest = max(known, key=lambda each: (each[1], -_ORDER[_CODES[each[0]]]), default=None)
    return Suggestion(_CODES[latest[0]], *latest, is_old=True) if latest else Suggestion("cold")
