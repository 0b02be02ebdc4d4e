"""The dossier: all that Sales should know of a lead when it is handed over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.terms import DATA, shown_value, terms_of
from jornada.apps.handoff.words import assignment_line, passed_lines
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.privacy import not_hidden
from jornada.apps.journeys.models import Visit
from jornada.apps.leads.intent.panels import shown_tests
from jornada.apps.leads.temperature.panels import stated
from jornada.apps.leads.temperature.queries import history_of, temperature_for
from jornada.apps.leads.temperature.words import reason_words
from jornada.apps.market.personas.queries import personas_of, state_of
from jornada.apps.market.personas.words import Guide, guide
from jornada.apps.market.queries import visible_accounts
from jornada.apps.org.access import hidden_fields
from jornada.rules.catalogue import CHANNEL_LABELS, DECISIONS
from jornada.rules.opening import Suggestion, suggest_opening

TOLD = ("form.submitted", "demo.requested", "trial.started", "chat.held", "email.replied", "survey.answered")
CONTENT = ("content.viewed", "content.downloaded", "pricing.viewed", "event.attended", "event.registered")
MOST = 500
OPENINGS = {
    "demo": _("Offer two times for the demo that was asked for, and ask which problem it should solve."),
    "trial": _("Ask how far they have come in the trial, and what they want to see work first."),
    "reply": _("Take up what they wrote or said, word for word, before anything else."),
    "proposal": _("Ask what is still open in the papers they read, and who else decides."),
    "pricing": _("They looked at prices: ask what budget they have in mind, and by when it should work."),
    "event": _("Begin with the event: what stayed with them, and what they hoped to find there."),
    "form": _("Thank them for the form and ask what made them fill it in now."),
    "content": _("Ask what they were looking for in the material, and offer the next one in person."),
    "visit": _("They look around: offer help with a question that people in their position often ask."),
    "cold": _("Nothing says what they want: ask who else at the company cares, before you offer anything."),
}
OLD_OPENING = _("What they did last is long ago: ask how the matter stands today, and what has changed since.")


@dataclass(frozen=True, slots=True)
class Datum:
    """A field of the dossier: its name, its value, whether the agreement asks for it."""

    name: Any
    value: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the page shows, part by part."""

    told: list[Touch]
    data: list[Datum]
    road: list[Visit]
    content: list[tuple[str, int, datetime]]
    channels: list[tuple[str, int, int]]
    opening: Suggestion
    opening_text: Any
    opening_touch: str
    questions: list[Any]
    events: list[Any]
    assignments: list[tuple[Any, str, list[Any]]]
    heat: str
    heat_reason: str
    time_frames: list[tuple[Any, str]]
    tests: list[dict[str, Any]]
    persona: Guide | None

    @property
    def most_of_channel(self) -> int:
        return max((ours + theirs for _label, ours, theirs in self.channels), default=1)


def dossier(user: Any, offer: Offer, now: datetime) -> Dossier:
    """Gather the dossier of an offer as the log stands now."""
    touches = _touches(user, offer, now)
    by_buyer = [touch for touch in touches if touch.direction == "in" and touch.activity.code not in DECISIONS]
    opening = suggest_opening([(touch.activity.code, touch.at) for touch in by_buyer], now)
    labels = {touch.activity.code: touch.activity.label for touch in touches}
    history = history_of(offer.lead.thread_id, user)
    warmth = temperature_for(offer.lead, history, now)
    return Dossier(
        told=[touch for touch in by_buyer if touch.activity.code in TOLD or touch.note][:8],
        data=_data(user, offer),
        road=_road(user, offer),
        content=_content(touches),
        channels=_channels(touches),
        opening=opening,
        opening_text=OLD_OPENING if opening.is_old else OPENINGS[opening.opening],
        opening_touch=labels.get(opening.activity, ""),
        questions=list(offer.questions.select_related("asked_by", "answered_by")),
        events=list(offer.events.select_related("by", "to")),
        assignments=_assignments(offer),
        heat=warmth.heat or "",
        heat_reason=reason_words(warmth),
        time_frames=stated(history),
        tests=[shown for shown in shown_tests(user, offer.lead.thread_id) if shown["result"].answered],
        persona=_persona(offer),
    )


def _persona(offer: Offer) -> Guide | None:
    """Say what people like this contact value and trust, as the personas stand now."""
    contact = offer.lead.contact_id
    persona = personas_of([contact]).get(contact) if contact else None
    return guide(persona, state_of(persona)) if persona else None


def _touches(user: Any, offer: Offer, now: datetime) -> list[Touch]:
    rows = Touch.objects.filter(thread=offer.lead.thread_id, voids=None, voided_by=None, human=True, at__lte=now)
    return list(not_hidden(rows, user).select_related("activity").order_by("-at", "-id")[:MOST])


def _data(user: Any, offer: Offer) -> list[Datum]:
    """Return what is known of the lead, but the fields that the reader's role hides."""
    needed = terms_of(offer.version).qualified.needed if offer.version else ()
    return [
        Datum(label, shown_value(offer.lead, name), name in needed) for name, label in DATA.items() if _sees(user, name)
    ]


def _sees(user: Any, name: str) -> bool:
    record, _dot, field = name.partition(".")
    return field.removesuffix("_id") not in hidden_fields(user, record)


def _road(user: Any, offer: Offer) -> list[Visit]:
    """Read the latest stages of the account, for those who may see it."""
    if not offer.lead.account_id or not visible_accounts(user, pk=offer.lead.account_id).exists():
        return []
    rows = Visit.objects.filter(account=offer.lead.account_id).select_related("stage").order_by("-number")[:8]
    return list(rows)[::-1]


def _content(touches: list[Touch]) -> list[tuple[str, int, datetime]]:
    """Count what was read, seen or attended, the latest first."""
    consumed = [touch for touch in touches if touch.activity.code in CONTENT]
    counts = Counter(touch.activity.label for touch in consumed)
    latest = {touch.activity.label: touch.at for touch in reversed(consumed)}
    return [(label, counts[label], latest[label]) for label in sorted(counts, key=lambda each: latest[each])[::-1]]


def _channels(touches: list[Touch]) -> list[tuple[str, int, int]]:
    """Count by channel what we did and what they did."""
    place = 1 if (get_language() or "").startswith("pt") else 0
    known = [touch for touch in touches if touch.activity.code not in DECISIONS]
    ours = Counter(touch.channel for touch in known if touch.direction == "out")
    theirs = Counter(touch.channel for touch in known if touch.direction == "in")
    names = [name for name in CHANNEL_LABELS if ours[name] + theirs[name]]
    return [(CHANNEL_LABELS[name][place], ours[name], theirs[name]) for name in names]


def _assignments(offer: Offer) -> list[tuple[Any, str, list[Any]]]:
    rows = list(offer.assignments.select_related("person", "rule"))
    passed = passed_lines(rows)
    return [(row, assignment_line(row), passed[row.pk]) for row in rows]
