"""Lead types: suspect, prospect, MQL, SAL, SQL; derived from what happened on the lead's thread.

The ladder is a journey map that never goes back: the same derivation that places buyers on the road
(`jornada.analytics.visits`) says when a lead became an MQL and which touch made it one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, get_args

from jornada.rules.stages import Behaviour, JourneyMap, Stage

LeadType = Literal["suspect", "prospect", "mql", "sal", "sql"]
LEAD_TYPES: tuple[LeadType, ...] = get_args(LeadType)

_ENGAGED = (
    "content.downloaded",
    "form.submitted",
    "event.registered",
    "event.attended",
    "email.clicked",
    "email.replied",
    "chat.held",
    "whatsapp.received",
    "call.received",
    "call.connected",
    "pricing.viewed",
)
_ASKED_FOR_SALES = ("demo.requested", "trial.started", "rfp.received", "reference.called")
# What the buyer does that brings a lead back which was set aside: all that would make it a prospect or more.
COMES_BACK: tuple[str, ...] = tuple(code for code in (*_ENGAGED, *_ASKED_FOR_SALES) if code != "call.connected")

DEFAULT_LADDER = JourneyMap(
    stages=(
        Stage("prospect", entry=(Behaviour(_ENGAGED),), en="Prospect", pt="Prospect"),
        Stage(
            "mql",
            entry=(Behaviour(_ENGAGED, at_least=3, within=timedelta(days=30)), Behaviour(_ASKED_FOR_SALES)),
            en="MQL",
            pt="LQM",
        ),
        Stage("sal", entry=(Behaviour(("handoff.accepted",)),), en="SAL", pt="LAV"),
        Stage("sql", entry=(Behaviour(("lead.qualified", "deal.opened", "deal.won")),), en="SQL", pt="LQV"),
    ),
    ratchet=True,
    closing=(),
    won="",
)
