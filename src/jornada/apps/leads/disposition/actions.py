"""Writes of set-aside leads: parking, discarding, waking, and coming back as the next cycle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.models import Thread
from jornada.apps.interactions.telling import is_silent
from jornada.apps.leads import queries as leads
from jornada.apps.leads.disposition import queries
from jornada.apps.leads.disposition.models import DispositionReason
from jornada.apps.leads.models import Lead
from jornada.apps.leads.temperature.queries import company_zone, day_of
from jornada.apps.market.models import Competitor
from jornada.apps.org import access, edits, history
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.inserts import insert
from jornada.apps.org.notices import tell
from jornada.rules.disposition import Standing, cycle_after, is_ahead, return_day, return_hindrance, undo_hindrance

WORDS = 200
BACK = queries.BACK
IS_BACK = gettext_noop("“%(lead)s” is back.")
RETURNED = gettext_noop("“%(lead)s” is back: %(why)s")
WORDS_OF_LEADS = {
    "not_aside": gettext_lazy("This lead is open: there is nothing to come back from."),
    "back_already": gettext_lazy("This lead came back already; work on its new cycle."),
}
WORDS_OF_UNDOING = {
    "no_return": gettext_lazy("This lead did not come back from anything."),
    "happened": gettext_lazy("Something has happened in this cycle already: park it instead."),
}
TOUCHES = {Lead.Status.PARKED: "subject.parked", Lead.Status.DISCARDED: "lead.discarded"}
NOTHING_SET: dict[str, Any] = {
    "status": Lead.Status.OPEN,
    "reason": "",
    "disposition": None,
    "return_on": None,
    "competitor": None,
    "contract_ends_on": None,
    "set_aside_at": None,
}


def set_aside(
    user: Any,
    lead: Lead,
    status: Lead.Status,
    reason: DispositionReason | str,
    *,
    note: str = "",
    return_on: date | None = None,
    competitor: Competitor | None = None,
    contract_ends_on: date | None = None,
) -> Lead:
    """Park or discard a lead; the day on which it comes back follows from the reason unless it is given."""
    access.require(user, "lead", "change", lead)
    kind = "park" if status == Lead.Status.PARKED else "discard"
    picked, words = queries.reason_named(kind, reason) if isinstance(reason, str) else (reason, "")
    note, today = note.strip() or words, day_of(timezone.now(), company_zone())
    refuse_past(return_on, today)
    is_day = contract_ends_on is None or 1970 <= contract_ends_on.year < 2200
    refuse_unless(is_day, _("Expected a day between 1970 and 2199."))
    with transaction.atomic():
        row = edits.locked(lead)
        refuse_unless(row.status == Lead.Status.OPEN, _("This lead is not open any more."))
        access.require_given(user, row, return_on=return_on, competitor=competitor, contract_ends_on=contract_ends_on)
        planned = return_day(today, row.cycle, picked.days, contract_ends_on, picked.notice_days)
        said = f"{picked.label}: {note}" if note else picked.label
        _touch(user, row, TOUCHES[status], said)
        values = {
            "status": status,
            "reason": note[:WORDS],
            "disposition": picked,
            "return_on": return_on or planned,
            "competitor": competitor,
            "contract_ends_on": contract_ends_on,
            "set_aside_at": timezone.now(),
        }
        edits.write(user, row, values)
    return row


def wake(user: Any, lead: Lead) -> Lead:
    """Undo parking or discarding: the lead goes on where it stood, in the same cycle."""
    access.require(user, "lead", "change", lead)
    with transaction.atomic():
        row = edits.locked(lead)
        refuse_return(
            standing_of(row), {**WORDS_OF_LEADS, "not_aside": _("Only a parked or discarded lead can be woken.")}
        )
        touch = leads.last_parking(row)
        if touch is not None:
            void_touch(user, touch, reason=_("Lead woken"))
        edits.write(user, row, NOTHING_SET)
    return row


def change_return(user: Any, lead: Lead, return_on: date | None) -> Lead:
    """Have a set-aside lead come back on another day, or on none."""
    access.require(user, "lead", "change", lead)
    refuse_past(return_on, day_of(timezone.now(), company_zone()))
    with transaction.atomic():
        row = edits.locked(lead)
        access.require_values(user, Lead, row, {"return_on": return_on})
        refuse_return(Standing(row.status in queries.ASIDE), WORDS_OF_LEADS)
        edits.write(user, row, {"return_on": return_on})
    return row


def bring_back(user: Any, lead: Lead) -> Lead:
    """Begin the next cycle of a set-aside lead now."""
    access.require(user, "lead", "change", lead)
    return come_back(user, lead, _("Brought back by hand"))


def come_back(user: Any, lead: Lead, why: str, now: datetime | None = None) -> Lead:
    """Begin the next cycle: a lead of its own on a new thread; the old one keeps its history and its end."""
    now = now or timezone.now()
    with transaction.atomic():
        row = edits.locked(lead)
        refuse_return(standing_of(row), WORDS_OF_LEADS)
        return begin_cycle(user, {**head_of(row), **origin_of(row)}, why, now, row.cycle)


def standing_of(lead: Lead) -> Standing:
    """Gather what says whether a lead comes back."""
    is_back = Lead.objects.filter(returned_from=lead.pk).exists()
    return Standing(lead.status in queries.ASIDE, is_back)


def refuse_return(standing: Standing, words: Mapping[str, str | Promise]) -> None:
    """Refuse to begin a next cycle where the rule knows a hindrance; `words` say each of them."""
    found = return_hindrance(standing)
    refuse_unless(not found, str(words.get(found, "")))


def refuse_past(return_on: date | None, today: date) -> None:
    """Refuse a day of coming back that does not lie ahead."""
    refuse_unless(is_ahead(return_on, today), _("The day on which the lead comes back lies ahead."))


def head_of(before: Any) -> dict[str, Any]:
    """Return who comes back, from the lead or the opportunity before."""
    return {name: getattr(before, name) for name in ("name", "account", "contact", "owner")}


def origin_of(before: Lead) -> dict[str, Any]:
    """Return what a cycle takes over from the lead before it."""
    kept = {name: getattr(before, name) for name in ("program", "custom", "source")}
    return {**kept, "last_source": before.last_source or before.source, "returned_from": before}


def begin_cycle(user: Any, head: Mapping[str, Any], why: str, now: datetime, earlier: int) -> Lead:
    """Make the lead of a next cycle, after the buyer's other leads and `earlier` cycles, and tell its owner why."""
    account, contact, owner = head["account"], head["contact"], head["owner"]
    thread = insert(Thread(account=account, contact=contact, opened_at=now))
    cycle = cycle_after(leads.next_cycle(account, contact), earlier)
    own = {"owner": owner if owner and owner.is_active else None, "thread": thread, "cycle": cycle, "type_since": now}
    new = edits.create(user, Lead, {**head, **own})
    _touch(user, new, BACK, capfirst(why))
    text, said = (IS_BACK, {}) if is_silent(new.owner, BACK) else (RETURNED, {"why": why})
    tell([new.owner_id], "returned", text, url=new.get_absolute_url(), lead=new, now=now, **said)
    return new


def came_back(lead: Lead) -> bool:
    """Say whether a lead is a next cycle: of a lead, or of an opportunity that was lost."""
    return lead.returned_from_id is not None or hasattr(lead, "lost_before")


def may_undo_return(user: Any, lead: Lead) -> bool:
    """Say whether who may change a next cycle may also set aside again what it grew out of."""
    return not hasattr(lead, "lost_before") or access.may(user, "opportunity", "change", lead.lost_before)


def undo_return(user: Any, lead: Lead) -> Any:
    """Take a new cycle back in which nothing happened yet: what was before is set aside again, without a day.

    Return that: the lead, or the lost opportunity.
    """
    access.require(user, "lead", "change", lead)
    with transaction.atomic():
        row = edits.locked(lead)
        touches = row.thread.touches.filter(voids=None, voided_by=None)
        has_happened = touches.exclude(activity__code=BACK).exists()
        found = undo_hindrance(came_back(row), row.status == Lead.Status.OPEN, has_happened)
        refuse_unless(not found, str(WORDS_OF_UNDOING.get(found, "")))
        before = _set_aside_again(user, row)
        for touch in touches:
            void_touch(user, touch, _("Return undone"))
        history.record_deleted(user, row)
        row.delete()
    return before


def _set_aside_again(user: Any, lead: Lead) -> Any:
    """Let what a cycle grew out of stand as if nobody had come back, and not come back by itself."""
    lost = getattr(lead, "lost_before", None)
    if lost is None:
        before = edits.locked(lead.returned_from)
        edits.write(user, before, {"return_on": None})
        return before
    access.require(user, "opportunity", "change", lost)
    before = edits.locked(lost)
    edits.write(user, before, {"returned_as": None, "return_on": None})
    return before


def _touch(user: Any, lead: Lead, activity: str, note: str) -> None:
    places = {"account": lead.account, "contact": lead.contact, "thread": lead.thread}
    record_touch(user if getattr(user, "pk", None) else None, activity, note=note, **places)
