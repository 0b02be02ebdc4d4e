"""Writes of leads: opening, hand-off between Marketing and Sales, parking, waking, deleting.

What people decide is a touch on the lead's thread; the lead's type follows from the log by itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions.actions import record_touches, void_touch
from jornada.apps.interactions.models import Thread
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.leads import queries
from jornada.apps.leads.disposition import actions as disposition
from jornada.apps.leads.intent.standings import qualify_if_passed
from jornada.apps.leads.models import Lead, Source
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import access, edits, history
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.inserts import insert
from jornada.apps.org.models import User
from jornada.apps.org.prepared import row_with


def create_lead(
    user: Any,
    *,
    name: str,
    account: Account | None = None,
    contact: Contact | None = None,
    source: Source | None = None,
    **values: Any,
) -> Lead:
    """Open a lead on a thread of its own; a person who had leads before starts the next cycle."""
    access.require(user, "lead", "create")
    now = timezone.now()
    account = account or (contact.account if contact else None)
    with transaction.atomic():
        first_source, latest = queries.past_of(account, contact)
        head = {
            "name": name,
            "account": account,
            "contact": contact,
            "source": row_with(Source.objects.all(), first_source) if first_source else source,
            "last_source": source,
            "cycle": latest + 1,
            "thread": insert(Thread(account=account, contact=contact, opened_at=now)),
            "type_since": now,
        }
        return edits.create(user, Lead, {**head, **values}, is_within=True)


def update_lead(user: Any, lead: Lead, seen_at: datetime | None = None, **values: Any) -> Lead:
    """Change a lead; its thread follows it to another account or contact."""
    access.require(user, "lead", "change", lead)
    with transaction.atomic():
        row = edits.update(user, lead, values, seen_at)
        Thread.objects.filter(pk=row.thread_id).update(account=row.account_id, contact=row.contact_id)
    return row


def delete_lead(user: Any, lead: Lead) -> None:
    """Delete a lead; its thread stays when touches or an opportunity live on it."""
    access.require(user, "lead", "delete", lead)
    with transaction.atomic():
        row = edits.locked(lead)
        history.record_deleted(user, row)
        row.delete()
        Thread.objects.filter(pk=row.thread_id, touches=None, opportunity=None, planned_touches=None).delete()


def hand_over(user: Any, lead: Lead, to: User | None, note: str = "", at: datetime | None = None) -> Lead:
    """Note that the lead was offered, and to whom; whether the user may is for the caller to ask."""
    with transaction.atomic():
        row = _open_lead(lead)
        refuse_unless(
            queries.last_step(row) in ("", queries.REFUSED, queries.RETURNED), _("This lead has been offered already.")
        )
        _note(user, row, queries.OFFERED, note, at)
        change_owner(row, to, user)
    return row


def take(user: Any, lead: Lead, at: datetime | None = None) -> Lead:
    """Note that the lead was accepted; the user owns it from now on."""
    with transaction.atomic():
        row = _open_lead(lead)
        refuse_unless(queries.last_step(row) == queries.OFFERED, _("Only a lead that was offered can be accepted."))
        _note(user, row, queries.ACCEPTED, at=at)
        change_owner(row, user, user)
        qualify_if_passed(user, row)
    return row


def give_back(user: Any, lead: Lead, to: User | None, reason: str, at: datetime | None = None) -> Lead:
    """Note that the lead was refused, and why; it goes back to whoever offered it."""
    with transaction.atomic():
        row = _open_lead(lead)
        refuse_unless(queries.last_step(row) == queries.OFFERED, _("Only a lead that was offered can be refused."))
        _note(user, row, queries.REFUSED, reason, at)
        change_owner(row, to or row.owner, user)
    return row


def hand_back(user: Any, lead: Lead, to: User | None, why: str, at: datetime | None = None) -> Lead:
    """Note that the lead was handed back until a day; it goes back to whoever offered it."""
    with transaction.atomic():
        row = _open_lead(lead)
        refuse_unless(queries.last_step(row) == queries.OFFERED, _("Only a lead that was offered can be handed back."))
        _note(user, row, queries.RETURNED, why, at)
        change_owner(row, to or row.owner, user)
    return row


def take_back(user: Any, lead: Lead, to: User | None, reason: str) -> Lead:
    """Undo an offer that nobody answered: its touch is voided, as if it had not been made."""
    with transaction.atomic():
        row = _open_lead(lead)
        offer = queries.last_handoff(row)
        if offer is not None and offer.activity.code == queries.OFFERED:
            void_touch(user, offer, reason)
            _waits_since(row, None)
        change_owner(row, to or row.owner, user)
    return row


def reopen_offer(user: Any, lead: Lead, to: User | None, given_back_to: User | None, reason: str) -> Lead:
    """Undo that an offer was refused: the touch that says so is voided, the lead is whose it was to answer."""
    with transaction.atomic():
        row = _open_lead(lead)
        refusal = queries.last_handoff(row)
        is_last = refusal is not None and refusal.activity.code == queries.REFUSED
        is_as_left = row.owner_id in {each.pk for each in (to, given_back_to) if each} or given_back_to is None
        refuse_unless(is_last and is_as_left, _("Nothing was undone: somebody changed it since."))
        void_touch(user, refusal, reason)  # type: ignore[arg-type]
        offered_again(row)
        change_owner(row, to, user)
    return row


def offered_again(lead: Lead) -> None:
    """Say at once of a lead whose answer was undone since when it waits."""
    offered = queries.last_handoff(lead)
    _waits_since(lead, offered.at if offered is not None and offered.activity.code == queries.OFFERED else None)


def change_owner(lead: Lead, to: User | None, user: Any = None) -> None:
    """Give the lead to somebody, with its history; nobody takes it from nobody."""
    if to is not None and lead.owner_id != to.pk:
        edits.write(user, lead, {"owner": to})


def qualify_lead(user: Any, lead: Lead, note: str = "") -> Lead:
    """Sales finds that the lead is worth an opportunity: it becomes an SQL."""
    access.require(user, "lead", "change", lead)
    with transaction.atomic():
        row = _open_lead(lead)
        refuse_unless(queries.last_step(row) == queries.ACCEPTED, _("Accept the lead first; then it can be qualified."))
        _note(user, row, queries.QUALIFIED, note)
    return row


def park_lead(user: Any, lead: Lead, reason: Any, **values: Any) -> Lead:
    """Set a lead aside for later, until a day; the buyer's cycle ends with it."""
    return disposition.set_aside(user, lead, Lead.Status.PARKED, reason, **values)


def discard_lead(user: Any, lead: Lead, reason: Any, **values: Any) -> Lead:
    """Take a lead out; it comes back only as its reason says."""
    return disposition.set_aside(user, lead, Lead.Status.DISCARDED, reason, **values)


def wake_lead(user: Any, lead: Lead) -> Lead:
    """Undo parking or discarding: the lead goes on where it stood, in the same cycle."""
    return disposition.wake(user, lead)


def _open_lead(lead: Lead) -> Lead:
    row = edits.locked(lead)
    refuse_unless(row.status == Lead.Status.OPEN, _("This lead is not open any more."))
    return row


def _note(user: Any, lead: Lead, activity: str, note: str = "", at: datetime | None = None) -> None:
    now = timezone.now()
    at = at or now
    places = {"account": lead.account_id, "contact": lead.contact_id, "thread": lead.thread_id}
    record_touches([NewTouch(activity, at, note=note, **places)], source="manual", user=user, now=max(now, at))
    if activity in queries.HANDOFF:
        _waits_since(lead, at if activity == queries.OFFERED else None)


def _waits_since(lead: Lead, at: datetime | None) -> None:
    """Say at once what settling finds in the log a moment later, so that the next page is right."""
    lead.offered_at = at
    Lead.objects.filter(pk=lead.pk).update(offered_at=at)
