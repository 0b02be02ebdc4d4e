"""Which contact is which persona: all of them at once, from the analytics copy; only what changed is written."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from jornada.apps.market.models import Contact
from jornada.apps.market.personas.models import Persona, PersonaOfContact
from jornada.apps.market.personas.signals import contacts_matched
from jornada.apps.org.aged import SLACK
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.bulk import bulk_insert
from jornada.rules.condition_json import ConditionFormatError, from_json
from jornada.rules.conditions import EVERYBODY
from jornada.ui.conditions.engine import engine

PAUSE = timedelta(seconds=30)
STAYS_GOOD = timedelta(hours=1)
PART = 500


class _Last:
    """Up to which version of the copy this process has matched."""

    version = ""


_last = _Last()


def match_waiting(now: datetime | None = None) -> int:
    """Match all contacts when the data or the personas are newer than the last time; return how many changed."""
    now, version = now or timezone.now(), engine().version()
    seen = Persona.objects.filter(is_active=True).aggregate(first=Min("matched_at"), changed=Max("updated_at"))
    if PersonaOfContact.objects.filter(is_by_hand=False, persona__is_active=False).exists():
        return match_all(now)
    if seen["changed"] is None:
        return 0
    patience = PAUSE if version != _last.version else STAYS_GOOD
    is_new = Persona.objects.filter(is_active=True, matched_at=None).exists()
    # What was changed at an instant to come was changed before the clock was put back.
    is_matched = seen["first"] is not None and (seen["first"] >= seen["changed"] or seen["changed"] > now + SLACK)
    if not is_new and is_matched and now - patience < seen["first"] <= now + SLACK:
        return 0
    _last.version = version
    return match_all(now)


def match_all(now: datetime | None = None) -> int:
    """Give every contact the first persona whose rule fits; what was set by hand stays. Return how many changed."""
    now = now or timezone.now()
    # Before the lock: on SQLite nobody else writes while it is held.
    wanted = _wanted()
    with transaction.atomic():
        _one_at_a_time()
        changed = _write(wanted)
        Persona.objects.filter(is_active=True).update(matched_at=now)
        if changed:
            contacts_matched.send(sender=PersonaOfContact, contact_ids=changed)
    return len(changed)


def match_soon() -> None:
    """Have the worker match all contacts anew."""
    Persona.objects.filter(is_active=True).update(matched_at=None)


def match_one(contact: Contact) -> None:
    """Give one contact, for which nothing was chosen by hand, the first persona whose rule fits."""
    for row in Persona.objects.filter(is_active=True, condition__isnull=False).order_by("order", NAME):
        try:
            verdict = engine().explain("contact", contact.pk, from_json(row.condition))
        except ConditionFormatError:
            continue
        if verdict is not None and verdict.holds:
            PersonaOfContact.objects.get_or_create(contact=contact, defaults={"persona": row})
            return


def _one_at_a_time() -> None:
    """Let whoever else matches or chooses by hand wait: what was read is what is written against.

    On SQLite the transaction itself keeps other writers out.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE market_personaofcontact IN SHARE ROW EXCLUSIVE MODE")
    list(Persona.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _wanted() -> dict[int, int]:
    """Work out contact to persona; a rule that cannot be asked any more says why and fits nobody."""
    everybody = engine().ids("contact", EVERYBODY)
    persona = np.full(len(everybody), -1, dtype=np.int64)
    for row in Persona.objects.filter(is_active=True, condition__isnull=False).order_by("-order", "-name"):
        try:
            fits = np.isin(everybody, engine().ids("contact", from_json(row.condition)), assume_unique=True)
        except ConditionFormatError as error:
            Persona.objects.filter(pk=row.pk).update(fault=str(error)[:500])
            continue
        # From the last to the first: the first one has the last word.
        persona[fits] = row.pk
        if row.fault:
            Persona.objects.filter(pk=row.pk).update(fault="")
    is_one = persona >= 0
    return dict(zip(everybody[is_one].tolist(), persona[is_one].tolist(), strict=True))


def _write(wanted: dict[int, int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_id, persona_id, is_by_hand FROM market_personaofcontact")
        rows = cursor.fetchall()
        cursor.execute("SELECT id FROM market_contact")
        existing = {pk for (pk,) in cursor.fetchall()}
    by_hand = {contact for contact, _persona, is_by_hand in rows if is_by_hand}
    known = {contact: persona for contact, persona, is_by_hand in rows if not is_by_hand}
    free = existing - by_hand
    wanted = {contact: persona for contact, persona in wanted.items() if contact in free}
    changed = [contact for contact in {**known, **wanted} if known.get(contact) != wanted.get(contact)]
    for start in range(0, len(changed), PART):
        some = changed[start : start + PART]
        PersonaOfContact.objects.filter(contact__in=some, is_by_hand=False).delete()
    new = ((contact, wanted[contact], False, "") for contact in changed if contact in wanted)
    bulk_insert(PersonaOfContact, ("contact", "persona", "is_by_hand", "reason"), new)
    return sorted(changed)
