"""The map every new company starts with: ten behavioural stages and how a buyer shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from jornada.rules.stages import Behaviour, JourneyMap, Stage

# What a customer does for the sake of what was bought (calls, meetings, mails, visits to the site) opens no new cycle;
# `again` names what shows a new purchase.


def _did(*activities: str, at_least: int = 1, days: int | None = None) -> Behaviour:
    return Behaviour(activities, at_least=at_least, within=timedelta(days=days) if days else None)


DEFAULT_STAGES: tuple[Stage, ...] = (
    Stage(
        "awareness",
        entry=(_did("ad.clicked", "page.viewed", "content.viewed", "social.engaged", "event.invited"),),
        en="Awareness",
        pt="Consciência",
    ),
    Stage(
        "interest",
        entry=(
            _did("content.downloaded", "form.submitted", "event.registered", "chat.held", "whatsapp.received"),
            _did("email.clicked", at_least=2, days=30),
        ),
        again=(_did("form.submitted"),),
        expiry=timedelta(days=120),
        en="Interest",
        pt="Interesse",
    ),
    Stage(
        "commitment",
        entry=(
            _did("event.attended", "email.replied", "call.received"),
            _did("call.connected", at_least=1),
        ),
        expiry=timedelta(days=120),
        en="Commitment",
        pt="Comprometimento",
    ),
    Stage(
        "consideration",
        entry=(
            _did("meeting.held", "video.held", "demo.requested"),
            _did("pricing.viewed", at_least=2, days=30),
        ),
        again=(_did("demo.requested", "deal.opened"), _did("pricing.viewed", at_least=2, days=30)),
        expiry=timedelta(days=120),
        en="Consideration",
        pt="Consideração",
    ),
    Stage(
        "evaluation",
        entry=(_did("demo.held", "rfp.received", "trial.started"),),
        again=(_did("rfp.received", "trial.started", "proposal.sent"),),
        expiry=timedelta(days=120),
        en="Evaluation of options",
        pt="Avaliação de opções",
    ),
    Stage(
        "validation",
        entry=(_did("proposal.viewed", "proposal.accepted", "reference.called", "pilot.started", "contract.reviewed"),),
        again=(_did("pilot.started"),),
        expiry=timedelta(days=180),
        en="Validation",
        pt="Validação",
    ),
    Stage(
        "purchase",
        entry=(_did("deal.won", "order.placed"),),
        phase="purchase",
        en="Purchase",
        pt="Compra",
    ),
    Stage(
        "experience",
        entry=(_did("onboarding.held", "support.opened", "survey.answered"),),
        phase="after",
        en="Experience",
        pt="Experienciamento",
    ),
    Stage(
        "expansion",
        entry=(_did("upsell.bought", "renewal.signed"),),
        phase="after",
        en="Expansion",
        pt="Expansão",
    ),
    Stage(
        "advocacy",
        entry=(_did("referral.given", "testimonial.given"),),
        phase="after",
        en="Advocacy",
        pt="Advocacia",
    ),
)

# What brings back whoever was lost or parked: what buyers do of their own accord, and that we open an opportunity or
# bring the lead back. Our calls and meetings about what was lost are none, nor is opening its proposal once more.
RETURNS: tuple[str, ...] = (
    "ad.clicked",
    "page.viewed",
    "content.viewed",
    "social.engaged",
    "content.downloaded",
    "form.submitted",
    "event.registered",
    "event.attended",
    "chat.held",
    "whatsapp.received",
    "email.clicked",
    "email.replied",
    "call.received",
    "pricing.viewed",
    "demo.requested",
    "trial.started",
    "rfp.received",
    "reference.called",
    "pilot.started",
    "deal.opened",
    "lead.returned",
)

DEFAULT_MAP = JourneyMap(DEFAULT_STAGES, returns=RETURNS, by_opportunity=True)

# As it was handed out before: a map that still reads like one of these was never changed by anybody.
FORMER_DEFAULTS: tuple[JourneyMap, ...] = (
    JourneyMap(tuple(replace(stage, again=()) for stage in DEFAULT_STAGES)),
    JourneyMap(DEFAULT_STAGES),
)
