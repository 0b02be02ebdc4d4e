"""Writes of personas, of their validations, and of who is one by hand.

Contacts are matched anew by the worker, which sees that a persona is newer than the last time.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.market.models import Contact, Persona, PersonaOfContact, PersonaValidation
from jornada.apps.market.personas.matching import match_one, match_soon
from jornada.apps.market.personas.signals import contacts_matched
from jornada.apps.org import access, edits, history
from jornada.apps.org.access import may_write_models
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.models import Change


def create_persona(user: Any, **values: Any) -> Persona:
    _require(user)
    return edits.create(user, Persona, values)


def update_persona(user: Any, persona: Persona, seen_at: datetime | None = None, **values: Any) -> Persona:
    _require(user)
    return edits.update(user, persona, values, seen_at)


def delete_persona(user: Any, persona: Persona) -> None:
    """Delete a persona; its contacts are matched anew with the others."""
    _require(user)
    with transaction.atomic():
        row = edits.locked(persona)
        ids = list(row.matches.values_list("contact", flat=True))
        history.record_deleted(user, row)
        row.delete()
        contacts_matched.send(sender=PersonaOfContact, contact_ids=ids)
        match_soon()


def validate(
    user: Any,
    persona: Persona,
    *,
    how: str,
    on: date | None = None,
    interviews: int = 0,
    touches: list[int] | None = None,
    links: str = "",
) -> PersonaValidation:
    """Note that a persona was found to hold, with the evidence."""
    _require(user)
    on = on or timezone.localdate()
    refuse_unless(bool(how.strip()), _("Say how it was validated."))
    refuse_unless(on <= timezone.localdate(), _("This day lies ahead: a validation has happened."))
    with transaction.atomic():
        row = PersonaValidation.objects.create(
            persona=persona,
            on=on,
            by=user,
            how=how.strip()[:500],
            interviews=interviews,
            touches=touches or [],
            links=links.strip(),
            created_at=timezone.now(),
        )
        history.record_created(user, row)
    return row


def withdraw_validation(user: Any, validation: PersonaValidation) -> PersonaValidation:
    """Take a validation back; the one before it counts again."""
    _require(user)
    with transaction.atomic():
        row = PersonaValidation.objects.select_for_update().get(pk=validation.pk)
        refuse_unless(row.withdrawn_at is None, _("This validation was withdrawn already."))
        edits.write(user, row, {"withdrawn_at": timezone.now(), "withdrawn_by": user})
    return row


def choose_persona(user: Any, contact: Contact, persona: Persona | None, reason: str = "") -> PersonaOfContact:
    """Say by hand which persona a contact is, or that it is none; no rule changes that."""
    access.require(user, "contact", "change", contact)
    with transaction.atomic():
        before = PersonaOfContact.objects.select_for_update().filter(contact=contact).first()
        values = {"persona": persona, "is_by_hand": True, "reason": reason.strip()[:300], "by": user}
        row, _made = PersonaOfContact.objects.update_or_create(
            contact=contact, defaults={**values, "at": timezone.now()}
        )
        _note(user, contact, str(before or ""), str(persona or ""))
    return row


def follow_rule(user: Any, contact: Contact) -> None:
    """Take the choice by hand back: the rules say again which persona the contact is."""
    access.require(user, "contact", "change", contact)
    with transaction.atomic():
        row = PersonaOfContact.objects.select_for_update().filter(contact=contact, is_by_hand=True).first()
        refuse_unless(row is not None, _("The rules say already which persona this is."))
        if row is not None:
            row.delete()
            match_one(contact)
            _note(user, contact, str(row), "")


def _note(user: Any, contact: Contact, before: str, after: str) -> None:
    """Write the change into the contact's history, which also tells the analytics copy."""
    Change.objects.create(
        at=timezone.now(),
        user=user,
        kind=Change.Kind.UPDATED,
        model="market.contact",
        object_id=contact.pk,
        field="persona",
        old=before or None,
        new=after or None,
    )


def _require(user: Any) -> None:
    if not may_write_models(user):
        raise PermissionDenied
