"""Reads of personas: how sure we are of each, who is one, how well they cover the contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from jornada.apps.market.models import Contact, Persona, PersonaOfContact, PersonaValidation
from jornada.apps.market.queries import visible_contacts
from jornada.apps.org.alphabet import NAME
from jornada.rules.catalogue import CHANNEL_LABELS
from jornada.rules.persona_state import PersonaState, persona_state
from jornada.ui.addresses import is_id


@dataclass(frozen=True)
class Covered:
    """How many contacts are a persona, of those that the person sees."""

    persona: Persona | None
    number: int
    by_hand: int


def personas() -> QuerySet[Persona]:
    return Persona.objects.filter(is_active=True).order_by("order", NAME)


def state_of(persona: Persona, today: date | None = None) -> PersonaState:
    return states_of([persona], today)[persona.pk]


def states_of(rows: Sequence[Persona], today: date | None = None) -> dict[int, PersonaState]:
    """Say how personas stand (one query)."""
    today, days = today or timezone.localdate(), dict[int, list[date]]()
    found = PersonaValidation.objects.filter(persona__in=[row.pk for row in rows], withdrawn_at=None)
    for persona, on in found.values_list("persona", "on"):
        days.setdefault(persona, []).append(on)
    return {row.pk: persona_state(days.get(row.pk, ()), row.valid_months, today) for row in rows}


def coverage(user: Any) -> list[Covered]:
    """Count the contacts that the person sees by persona, those of none last."""
    seen = visible_contacts(user)
    counted = PersonaOfContact.objects.filter(contact__in=seen.values("pk")).order_by()
    rows = {
        (row["persona"], row["is_by_hand"]): row["n"]
        for row in counted.values("persona", "is_by_hand").annotate(n=Count("pk"))
    }
    found = []
    for persona in personas():
        number = rows.get((persona.pk, False), 0) + rows.get((persona.pk, True), 0)
        found.append(Covered(persona, number, rows.get((persona.pk, True), 0)))
    matched = sum(each.number for each in found)
    return [*found, Covered(None, seen.count() - matched, rows.get((None, True), 0))]


def personas_of(contact_ids: Sequence[int]) -> dict[int, Persona]:
    """Return the personas of contacts (one query)."""
    rows = PersonaOfContact.objects.filter(contact__in=contact_ids, persona__is_active=True).select_related("persona")
    return {row.contact_id: row.persona for row in rows if row.persona}


def match_of(contact: Contact) -> PersonaOfContact | None:
    return PersonaOfContact.objects.filter(contact=contact).select_related("persona", "by").first()


def of_persona(rows: QuerySet, value: str) -> QuerySet:
    """Keep the contacts of a persona, or of none."""
    matched = PersonaOfContact.objects.filter(persona__is_active=True)
    if value == "none":
        return rows.exclude(pk__in=matched.values("contact"))
    return rows.filter(pk__in=matched.filter(persona=value).values("contact")) if is_id(value) else rows.none()


def channel_names(persona: Persona) -> list[str]:
    side = 1 if (get_language() or "").startswith("pt") else 0
    labels: dict[str, tuple[str, str]] = {str(code): pair for code, pair in CHANNEL_LABELS.items()}
    return [labels[code][side] for code in persona.channels if code in labels]
