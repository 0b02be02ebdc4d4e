"""The persona of a contact on its page, in lists, as a filter and in conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.models import Contact, Persona
from jornada.apps.market.personas import queries
from jornada.apps.market.personas.forms import ChoosePersonaForm
from jornada.apps.market.personas.words import state_badge
from jornada.apps.org import access
from jornada.rules.condition_json import ConditionFormatError, from_json
from jornada.ui.columns import Column
from jornada.ui.conditions.engine import engine
from jornada.ui.conditions.fields import ConditionField
from jornada.ui.conditions.words import reading, vocabulary
from jornada.ui.filters import Filter

OF_CONTACT = "(SELECT m.persona_id FROM market_personaofcontact m WHERE m.contact_id = market_contact.id)"


def persona_panel(request: HttpRequest, contact: Contact) -> dict[str, Any] | None:
    """Show which persona a contact is and why; where nobody wrote personas yet, nothing."""
    if not queries.personas().exists():
        return None
    match = queries.match_of(contact)
    persona = match.persona if match else None
    may_change = access.may(request.user, "contact", "change", contact)
    context = {
        "contact": contact,
        "match": match,
        "persona": persona,
        "badge": state_badge(queries.state_of(persona)) if persona else None,
        "why": why_by_rule(contact, persona) if match and persona and not match.is_by_hand else [],
        "form": ChoosePersonaForm(match=match) if may_change else None,
    }
    return {"template": "market/personas/panel.html", "context": context}


def why_by_rule(contact: Contact, persona: Persona) -> list[tuple[str, bool]]:
    """Say which parts of a persona's rule hold of a contact, in words."""
    try:
        condition = from_json(persona.condition)
    except ConditionFormatError:
        return []
    verdict, words = engine().explain("contact", contact.pk, condition), vocabulary("contact")
    if verdict is None:
        return []
    return [(capfirst(reading(each.leaf, words)), each.answer == "true") for each in verdict.decisive]


def persona_column() -> Column:
    return Column("persona", _("Persona"), order=32, values=_names, is_minor=True)


def persona_filter() -> Filter:
    return Filter("persona", _("Persona"), choices=_choices, apply=queries.of_persona, order=12)


def persona_field() -> ConditionField:
    return ConditionField("persona", _("persona"), "choice", lambda _vendor: OF_CONTACT, _known, 25)


def _names(ids: Sequence[int]) -> dict[int, str]:
    return {pk: persona.name for pk, persona in queries.personas_of(ids).items()}


def _choices(_request: HttpRequest) -> list[tuple[str, Any]]:
    return [*((str(pk), name) for pk, name in _known()), ("none", _("None of them"))]


def _known() -> list[tuple[int, str]]:
    return list(queries.personas().values_list("pk", "name"))
