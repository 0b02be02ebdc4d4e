"""Personas: read, written, validated; which contact is which."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from jornada.api.filters import Id
from jornada.api.lookups import found
from jornada.api.schemas import Name, Short, Strict
from jornada.api.segments import sound
from jornada.apps.market.models import Contact, Persona
from jornada.apps.market.personas import actions, queries
from jornada.apps.market.queries import visible_contacts
from jornada.rules.catalogue import Channel
from jornada.rules.condition_json import from_json
from jornada.rules.conditions import Attribute, leaves

router = Router(tags=["personas"])
contacts = Router(tags=["contacts"])
Text = Annotated[str, StringConstraints(max_length=2000)]


class PersonaIn(Strict):
    name: Name
    summary: Annotated[str, StringConstraints(max_length=300)] = ""
    goals: Text = Field("", description="here and below: one thing a line")
    pains: Text = ""
    objections: Text = ""
    questions: Text = ""
    values: Text = ""
    trust: Text = ""
    content: Text = ""
    opening: Annotated[str, StringConstraints(max_length=600)] = ""
    channels: list[Channel] = Field(default_factory=list)
    condition: dict[str, Any] | None = Field(None, description="who is one, asked of contacts; null: nobody by rule")
    valid_months: int = Field(12, ge=1, le=120)
    order: int = Field(0, ge=0, le=32_000, description="the first whose rule fits is taken")
    is_active: bool = True


class PersonaOut(Schema):
    id: int
    name: str
    summary: str
    goals: str
    pains: str
    objections: str
    questions: str
    values: str
    trust: str
    content: str
    opening: str
    channels: list[str]
    condition: dict[str, Any] | None
    valid_months: int
    order: int
    is_active: bool
    state: Literal["assumption", "validated", "due"]
    validated_on: date | None
    due_on: date | None
    contacts: int = Field(description="those that you see")


class ValidationIn(Strict):
    how: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    on: date | None = None
    interviews: int = Field(0, ge=0, le=10_000)
    touches: list[Id] = Field(default_factory=list, max_length=50, description="touches that show it")
    links: Annotated[str, StringConstraints(max_length=1000)] = ""


class CoverageOut(Schema):
    persona_id: int | None = Field(description="null: contacts of no persona")
    contacts: int
    by_hand: int


class MatchIn(Strict):
    persona_id: Id | None = Field(description="null: none of them, whatever the rules say")
    reason: Short = ""


class MatchOut(Schema):
    persona_id: int | None
    is_by_hand: bool
    reason: str


@router.get("/", response=list[PersonaOut])
def list_personas(request: HttpRequest) -> Any:
    """List personas in the order in which their rules are asked, with how sure we are of each."""
    return _out(request, list(Persona.objects.all()))


@router.get("/coverage", response=list[CoverageOut])
def coverage(request: HttpRequest) -> Any:
    """Count the contacts that you see by persona; those of none come last."""
    return [
        {"persona_id": each.persona.pk if each.persona else None, "contacts": each.number, "by_hand": each.by_hand}
        for each in queries.coverage(request.auth)
    ]


@router.get("/{int:pk}", response=PersonaOut)
def read_persona(request: HttpRequest, pk: int) -> Any:
    return _one(request, found(Persona.objects.all(), pk))


@router.post("/", response={201: PersonaOut})
def create_persona(request: HttpRequest, payload: PersonaIn) -> Any:
    """Write a persona; contacts are matched at once."""
    values = _values(request.auth, payload.dict())
    return Status(201, _one(request, actions.create_persona(request.auth, **values)))


@router.patch("/{int:pk}", response=PersonaOut)
def change_persona(request: HttpRequest, pk: int, payload: PersonaIn) -> Any:
    """Change the fields that are sent; the others stay. `name` is always sent."""
    values = _values(request.auth, payload.dict(exclude_unset=True))
    return _one(request, actions.update_persona(request.auth, found(Persona.objects.all(), pk), **values))


@router.delete("/{int:pk}", response={204: None})
def delete_persona(request: HttpRequest, pk: int) -> Any:
    """Delete a persona; its contacts are matched anew."""
    actions.delete_persona(request.auth, found(Persona.objects.all(), pk))
    return Status(204, None)


@router.post("/{int:pk}/validations", response={201: PersonaOut})
def validate_persona(request: HttpRequest, pk: int, payload: ValidationIn) -> Any:
    """Note that a persona was found to hold, with the evidence."""
    row = found(Persona.objects.all(), pk)
    actions.validate(request.auth, row, **payload.dict())
    return Status(201, _one(request, row))


@contacts.get("/{int:pk}/persona", response=MatchOut)
def persona_of_contact(request: HttpRequest, pk: int) -> Any:
    """Say which persona a contact is, by rule or by hand."""
    return _match(_contact(request, pk))


@contacts.put("/{int:pk}/persona", response=MatchOut)
def choose_persona(request: HttpRequest, pk: int, payload: MatchIn) -> Any:
    """Choose the persona of a contact by hand."""
    contact = _contact(request, pk)
    persona = None
    if payload.persona_id is not None:
        persona = queries.personas().filter(pk=payload.persona_id).first()
        if persona is None:
            text = _("There is no such record, or it is out of your reach: %(value)s.") % {"value": payload.persona_id}
            raise ValidationError({"persona_id": [text]})
    actions.choose_persona(request.auth, contact, persona, payload.reason)
    return _match(contact)


@contacts.delete("/{int:pk}/persona", response=MatchOut)
def follow_rule(request: HttpRequest, pk: int) -> Any:
    """Take the choice by hand back; answers what the rules say."""
    contact = _contact(request, pk)
    actions.follow_rule(request.auth, contact)
    return _match(contact)


def _values(user: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Check the rule as the page does."""
    if values.get("condition") is None:
        return values
    sent = sound(user, "contact", values["condition"])
    if any(isinstance(leaf, Attribute) and leaf.field == "persona" for _place, leaf in leaves(from_json(sent))):
        raise ValidationError(
            {"condition": [_("A persona cannot be found by its persona: ask for role, job title or company.")]}
        )
    return {**values, "condition": sent}


def _one(request: HttpRequest, row: Persona) -> dict[str, Any]:
    return _out(request, [row])[0]


def _out(request: HttpRequest, rows: list[Persona]) -> list[dict[str, Any]]:
    states = queries.states_of(rows)
    counts = {each.persona.pk: each.number for each in queries.coverage(request.auth) if each.persona}
    derived = ("state", "validated_on", "due_on", "contacts")
    plain = [name for name in PersonaOut.model_fields if name not in derived]
    return [
        {
            **{name: getattr(row, name) for name in plain},
            "state": states[row.pk].state,
            "validated_on": states[row.pk].validated_on,
            "due_on": states[row.pk].due_on,
            "contacts": counts.get(row.pk, 0),
        }
        for row in rows
    ]


def _contact(request: HttpRequest, pk: int) -> Contact:
    return found(visible_contacts(request.auth).select_related("owner"), pk)


def _match(contact: Contact) -> dict[str, Any]:
    row = queries.match_of(contact)
    return {
        "persona_id": row.persona_id if row else None,
        "is_by_hand": bool(row and row.is_by_hand),
        "reason": row.reason if row else "",
    }
