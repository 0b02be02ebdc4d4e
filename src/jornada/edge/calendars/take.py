"""Meetings of a file become touches (past) and planned touches (to come), matched to contacts by e-mail; once each."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.actions import record_touches
from jornada.apps.interactions.models import Activity, PlannedTouch, Touch
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.market.models import Contact, ContactPoint
from jornada.apps.market.queries import visible_contacts
from jornada.apps.org import edits, history
from jornada.edge.calendars.models import SourcedTask
from jornada.edge.calendars.read import Meeting, read_meetings

SOURCE = "ics"
NOBODY = _("Nobody who was invited is a contact that you may change.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one meeting: recorded, planned, known already, or why not."""

    meeting: Meeting
    contact: Contact | None = None
    what: str = ""
    reason: str | Promise = ""
    is_known: bool = False


def take_file(user: Any, data: bytes, now: datetime | None = None, source: int | None = None) -> list[Taken]:
    """Read a file and write its meetings, all in one transaction; the same file again changes nothing.

    `source` is the calendar that is read by its address: its tasks are noted as its own, and a meeting that became a
    task is not recorded by itself once it is over: its owner says how it went.
    """
    now = now or timezone.now()
    meetings = read_meetings(data, now, timezone.get_current_timezone())
    people = _contacts(user, {email for meeting in meetings for email in meeting.emails})
    rows = [row for meeting in meetings for row in _with_whom(meeting, people, now)]
    with transaction.atomic():
        rows = _marked(rows)
        past = [row for row in rows if row.what == "recorded"]
        known = _planned_before(past) if source else set()
        _record(user, [row for row in past if cause_of(row) not in known], now)
        return _plan(user, rows, now, source)


def _marked(rows: Sequence[Taken]) -> list[Taken]:
    """Mark the meetings that a file before this one brought already."""
    keys = [_key(row) for row in rows if row.contact]
    known = set(PlannedTouch.objects.filter(cause__in=keys).values_list("cause", flat=True))
    known |= set(Touch.objects.filter(key__in=keys).values_list("key", flat=True))
    return [replace(row, is_known=row.contact is not None and _key(row) in known) for row in rows]


def cancel(user: Any, tasks: Iterable[PlannedTouch], now: datetime) -> None:
    """Cancel tasks whose meetings went, each with its note in the history, so that they may come back."""
    for task in tasks:
        edits.write(user, edits.locked(task), {"cancelled_at": now})
        SourcedTask.objects.filter(task=task).update(is_gone=True)


def cause_of(row: Taken) -> str:
    """Name the meeting as its task names it."""
    return _key(row)


def _planned_before(rows: Sequence[Taken]) -> set[str]:
    causes = [_key(row) for row in rows]
    return set(PlannedTouch.objects.filter(cause__in=causes).values_list("cause", flat=True))


def _with_whom(meeting: Meeting, people: dict[str, list[Contact]], now: datetime) -> Iterable[Taken]:
    """Give one row for each account that takes part, with its first contact invited."""
    if meeting.reason or meeting.start is None:
        return [Taken(meeting, reason=meeting.reason)]
    found: dict[Any, Contact] = {}
    for contact in (contact for email in meeting.emails for contact in people.get(email, [])):
        found.setdefault(contact.account_id or f"contact {contact.pk}", contact)
    what = "recorded" if meeting.start <= now else "planned"
    return [Taken(meeting, contact, what) for contact in found.values()] or [Taken(meeting, reason=NOBODY)]


def _contacts(user: Any, emails: set[str]) -> dict[str, list[Contact]]:
    found: dict[str, list[Contact]] = defaultdict(list)
    wanted = sorted(emails)
    for start in range(0, len(wanted), 500):
        rows = visible_contacts(user, "change").annotate(small=Lower("email")).select_related("account")
        for contact in rows.filter(small__in=wanted[start : start + 500]).order_by("pk"):
            found[contact.small].append(contact)
        _add_by_further(user, wanted[start : start + 500], found)
    return found


def _add_by_further(user: Any, emails: Sequence[str], found: dict[str, list[Contact]]) -> None:
    """Add those who have one of these addresses beside their primary one."""
    points = ContactPoint.objects.filter(kind="email", value__in=emails).exclude(contact=None)
    owners: dict[int, list[str]] = defaultdict(list)
    for pk, email in points.values_list("contact_id", "value"):
        owners[pk].append(email)
    for contact in visible_contacts(user, "change").filter(pk__in=owners).select_related("account").order_by("pk"):
        for email in owners[contact.pk]:
            if contact not in found[email]:
                found[email].append(contact)


def _record(user: Any, rows: Sequence[Taken], now: datetime) -> None:
    touches = [
        NewTouch(
            _activity(row.meeting),
            row.meeting.start,
            account=row.contact.account_id,
            contact=row.contact.pk,
            note=row.meeting.title,
            key=_key(row),
        )
        for row in rows
    ]
    if touches:
        record_touches(list({touch.key: touch for touch in touches}.values()), source=SOURCE, user=user, now=now)


def _plan(user: Any, rows: list[Taken], now: datetime, source: int | None = None) -> list[Taken]:
    activities = {row.code: row for row in Activity.objects.filter(code__in=("meeting.held", "video.held"))}
    planned = {_key(row): row for row in rows if row.what == "planned"}
    if source:
        _bring_back(user, list(planned), source)
    known = set(PlannedTouch.objects.filter(cause__in=list(planned)).values_list("cause", flat=True))
    for key, row in planned.items():
        if key in known:
            continue
        task = PlannedTouch.objects.create(
            account=row.contact.account,
            contact=row.contact,
            owner=user,
            activity=activities[_activity(row.meeting)],
            due_at=row.meeting.start,
            minutes=row.meeting.minutes,
            note=row.meeting.title,
            cause=key,
            created_by=user,
            created_at=now,
        )
        history.record_created(user, task)
        if source:
            SourcedTask.objects.create(source_id=source, task=task)
    return rows


def _bring_back(user: Any, causes: Sequence[str], source: int) -> None:
    """Open the tasks again that went with a calendar, or a meeting of it, and are there again."""
    gone = SourcedTask.objects.filter(is_gone=True, task__owner=user, task__done_at=None, task__cause__in=causes)
    for row in gone.select_related("task"):
        edits.write(user, edits.locked(row.task), {"cancelled_at": None})
        SourcedTask.objects.filter(pk=row.pk).update(is_gone=False, source=source)


def _activity(meeting: Meeting) -> str:
    return "video.held" if meeting.is_video else "meeting.held"


def _key(row: Taken) -> str:
    """Name a meeting of an account: the same whoever brings the file, and however often."""
    whose = row.contact.account_id or f"c{row.contact.pk}"
    start = row.meeting.start.isoformat() if row.meeting.start else ""
    said = f"{row.meeting.uid or row.meeting.title}|{start}|{whose}"
    return f"ics:{hashlib.sha256(said.encode()).hexdigest()}"
