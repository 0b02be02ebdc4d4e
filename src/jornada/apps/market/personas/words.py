"""How sure we are of a persona, in words; and how to begin a conversation with one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.market.models import Persona
from jornada.apps.market.personas.queries import channel_names
from jornada.rules.persona_state import PersonaState

STATES = {
    "validated": (gettext_lazy("Validated"), "good"),
    "due": (gettext_lazy("Validation is due"), "warn"),
    "assumption": (gettext_lazy("Assumption"), "info"),
}


def state_badge(state: PersonaState) -> tuple[str, str]:
    label, tone = STATES[state.state]
    return str(label), tone


def state_words(state: PersonaState) -> str:
    """Say in one sentence how sure we are."""
    if state.validated_on is None or state.due_on is None:
        return _("Nobody has validated it yet: what stands here is what we believe.")
    values = {
        "day": date_format(state.validated_on, "SHORT_DATE_FORMAT"),
        "due": date_format(state.due_on, "SHORT_DATE_FORMAT"),
    }
    if state.state == "due":
        return _("Last validated on %(day)s; since %(due)s that is too long ago: talk to some of them again.") % values
    return _("Validated on %(day)s; due again on %(due)s.") % values


@dataclass(frozen=True)
class Guide:
    """What the dossier takes from a persona: what they value, how to win trust, what they will ask, how to begin."""

    persona: Persona
    badge: tuple[str, str]
    values: list[str]
    trust: list[str]
    objections: list[str]
    questions: list[str]
    channels: list[str]
    content: list[str]
    opening: str


def guide(persona: Persona, state: PersonaState) -> Guide:
    return Guide(
        persona,
        state_badge(state),
        persona.lines("values"),
        persona.lines("trust"),
        persona.lines("objections"),
        persona.lines("questions"),
        channel_names(persona),
        persona.lines("content"),
        opening_of(persona),
    )


def opening_of(persona: Persona) -> str:
    """Return the persona's own opening; without one, a sentence from what hurts them or what they want."""
    if persona.opening.strip():
        return persona.opening.strip()
    pains, goals = persona.lines("pains"), persona.lines("goals")
    if pains:
        return _("Ask how they deal today with: %(pain)s") % {"pain": pains[0]}
    return _("Ask how far they are with: %(goal)s") % {"goal": goals[0]} if goals else ""
