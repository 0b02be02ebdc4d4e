"""The follow-up of accepted leads, derived from the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from jornada.apps.handoff.models import FollowUp
from jornada.apps.handoff.owed import who_owes
from jornada.apps.handoff.terms import terms_of
from jornada.apps.interactions.models import Touch
from jornada.apps.org.calendars import calendars_of_people
from jornada.apps.org.sets import among, one_parameter
from jornada.rules.catalogue import DECISIONS
from jornada.rules.follow_up import Contact, follow_up
from jornada.rules.follow_up import FollowUp as Found

BATCH = 2000
# What is read of an offer: of wide rows, only what counts here.
OF_OFFER = (
    "offer__is_hot",
    "offer__lead__thread_id",
    "offer__version__status",
    "offer__version__updated_at",
    "offer__answered_by__is_active",
    "offer__answered_by__team_id",
    "offer__lead__owner__is_active",
    "offer__lead__owner__team_id",
)
FIELDS = (
    "status",
    "first_attempt_at",
    "first_attempt_due",
    "is_first_late",
    "attempts",
    "channels",
    "connected_at",
    "meaningful_at",
    "next_due",
)


def follow_ups_of_leads(lead_ids: Sequence[int], now: datetime) -> int:
    """Read anew, from the log, how these leads were followed up after their acceptance; return how many."""
    sql = (
        "SELECT offer_id FROM handoff_followup JOIN handoff_offer ON handoff_offer.id = offer_id "
        f"WHERE {among('handoff_offer.lead_id')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [one_parameter(lead_ids)])
        ids = [pk for (pk,) in cursor.fetchall()]
    return sum(follow_ups(ids[start : start + BATCH], now) for start in range(0, len(ids), BATCH))


def follow_ups_due(now: datetime | None = None, most: int = 500) -> int:
    """Read anew those whose next deadline has passed: time alone changes them."""
    now = now or timezone.now()
    late = FollowUp.objects.filter(status=FollowUp.Status.OPEN, next_due__lte=now).order_by("next_due")
    return follow_ups(list(late.values_list("pk", flat=True)[:most]), now)


def follow_ups(ids: Sequence[int], now: datetime) -> int:
    """Read anew, from the log, how these follow-ups stand; return how many were looked at.

    Deadlines run in the hours of who owes them; where who accepted left and nobody does, in those of who did.
    """
    related = ("offer__lead__owner", "offer__version", "offer__answered_by")
    rows = FollowUp.objects.filter(pk__in=ids).select_related(*related)
    found = list(rows.only("pk", "started_at", *FIELDS, *OF_OFFER))
    owing = {row.pk: who_owes(row) or row.offer.answered_by for row in found}
    calendars = calendars_of_people({person for person in owing.values() if person}, now)
    contacts = contacts_of([row.offer.lead.thread_id for row in found], now)
    changed = []
    for row in found:
        person = owing[row.pk]
        if person is None:
            continue
        owes = terms_of(row.offer.version).sales if row.offer.version else None
        touches = contacts[row.offer.lead.thread_id]
        is_hot = row.offer.is_hot
        if _set(row, follow_up(touches, row.started_at, owes, calendars[person.pk], now, is_hot=is_hot)):
            changed.append(row)
    if len(changed) == 1:
        changed[0].save(update_fields=FIELDS)
    else:
        FollowUp.objects.bulk_update(changed, FIELDS, batch_size=500)
    return len(found)


def _set(row: FollowUp, found: Found) -> bool:
    before = [getattr(row, name) for name in FIELDS]
    done = FollowUp.Status.COMPLETE if found.is_complete else FollowUp.Status.OPEN
    row.status = FollowUp.Status.FAILED if found.is_failed else done
    for name in FIELDS[1:]:
        setattr(row, name, getattr(found, name))
    return before != [getattr(row, name) for name in FIELDS]


def contacts_of(thread_ids: Sequence[int], now: datetime) -> dict[int, list[Contact]]:
    contacts: dict[int, list[Contact]] = defaultdict(list)
    rows = Touch.objects.filter(thread__in=thread_ids, human=True, voids=None, voided_by=None, at__lte=now)
    rows = rows.exclude(activity__code__in=DECISIONS)
    for thread, at, channel, outcome, direction, by in rows.values_list(
        "thread_id", "at", "channel", "outcome", "direction", "by"
    ):
        contacts[thread].append(Contact(at, channel, outcome, is_ours=direction == "out" and by == "sales"))
    return contacts
