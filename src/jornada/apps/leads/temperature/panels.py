"""The temperature on the page of a lead or an opportunity, with its reason and what was stated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from jornada.apps.interactions.places import may_change, place_of_record
from jornada.apps.leads.queries import is_decided
from jornada.apps.leads.temperature import queries
from jornada.apps.leads.temperature.forms import TimeFrameForm
from jornada.apps.leads.temperature.models import TimeFrame
from jornada.apps.leads.temperature.words import ICONS, LABELS, TONES, change_words, reason_words, statement_words


def stated(history: Sequence[tuple[TimeFrame, bool]]) -> list[tuple[TimeFrame, str]]:
    """Return what was stated and how it reads; no words where it was said in a private touch of others."""
    return [(row, "" if is_hidden else statement_words(row)) for row, is_hidden in history]


def temperature_panel(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    """Show how hot a record is; of a closed sale only what was stated, for nothing is to be done about it."""
    place = place_of_record("lead", record)
    history = queries.history_of(record.thread_id, request.user)
    if is_decided(record):
        context = {"stated": stated(history), "thread": record.thread_id}
        return {"template": "leads/temperature/panel.html", "context": context} if history else None
    found = queries.temperature_for(record, history)
    code = found.heat or ""
    context = {
        "badge": (LABELS[code], TONES[code], ICONS[code]),
        "reason": reason_words(found),
        "change": change_words(found),
        "stated": stated(history),
        "thread": record.thread_id,
        "form": TimeFrameForm(place=place, user=request.user) if may_change(request.user, place) else None,
    }
    return {"template": "leads/temperature/panel.html", "context": context}
