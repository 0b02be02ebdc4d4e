"""Up to 10,000 tasks a call. What `tasks` asks of one row is asked of all of them here, with a few queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from jornada.api.bulk import Bulk, offer
from jornada.api.rows import Line
from jornada.api.tasks import TASKS
from jornada.apps.interactions.models import Activity, PlannedTouch, Thread
from jornada.apps.interactions.places import Place, place_of_row
from jornada.apps.interactions.planning import NOBODY, STAYS, new_rhythm, reminder_at
from jornada.apps.interactions.plans import TODO
from jornada.apps.interactions.threads import visible_thread_ids
from jornada.apps.org import access, many
from jornada.rules.access import Action

router = Router(tags=["tasks"])
NAMED = ("account", "contact", "thread_id")


def check(user: Any, new: Sequence[Line], old: Sequence[Line]) -> None:
    """Refuse rows that name no place within reach, or change tasks that are another's or closed."""
    _know_activities([*new, *old])
    placed = [line for line in old if any(line.values.get(name) for name in NAMED)]
    asked = {line.values.get("thread_id") for line in (*new, *placed)}
    threads = _threads(asked | {line.found.thread_id for line in old})
    viewed, changed = (_on_threads(user, threads, action) for action in ("view", "change"))  # type: ignore[arg-type]
    prefetch_related_objects(_named((*new, *placed), "contact"), "owner", "account__owner")
    prefetch_related_objects(_named((*new, *placed), "account"), "owner")
    for line in old:
        _refuse_change(user, line, changed)
    for line in (*new, *placed):
        place = _place(user, line, threads, viewed)
        if place and not _may_change(user, place, changed):
            line.refuse(403, _("Not allowed"), _("Your role does not reach this action."))
        line.values = {name: value for name, value in line.values.items() if name not in NAMED} | {"place": place}


def create_tasks(user: Any, lines: Sequence[Mapping[str, Any]]) -> list[PlannedTouch]:
    now, rows = timezone.now(), []
    for values in lines:
        ids = {f"{name}_id": pk for name, pk in values["place"].ids.items()}
        own = {name: value for name, value in values.items() if name != "place"}
        own |= {"owner": own.get("owner") or user, "created_by": user, "created_at": now}
        rows.append(PlannedTouch(**ids, **own, remind_at=reminder_at(own["due_at"], own["remind_before"])))
    many.create(user, rows)
    return rows


def update_tasks(user: Any, changes: Sequence[tuple[PlannedTouch, Mapping[str, Any]]]) -> list[list[str]]:
    timed = [(row, {**_with_reminder(row, values), **new_rhythm(row, values)}) for row, values in changes]
    return many.write(user, [(row, _with_place(values)) for row, values in timed])


def _with_place(values: Mapping[str, Any]) -> Mapping[str, Any]:
    if "place" not in values:
        return {name: value for name, value in values.items() if name not in NAMED}
    place = values["place"]
    own = {name: value for name, value in values.items() if name != "place"}
    return {**own, "account": place.account, "contact": place.contact, "thread": place.thread}


def _with_reminder(row: PlannedTouch, values: Mapping[str, Any]) -> Mapping[str, Any]:
    if not values.keys() & {"due_at", "remind_before"}:
        return values
    before = values.get("remind_before", row.remind_before)
    return {**values, "remind_at": reminder_at(values.get("due_at", row.due_at), before)}


def _know_activities(lines: Sequence[Line]) -> None:
    known = {row.code: row for row in Activity.objects.filter(is_active=True)}
    for line in lines:
        if "activity" in line.values:
            code = line.values["activity"]
            line.values["activity"] = known.get(code)
            if code not in known:
                text = _("There is no such record, or it is out of your reach: %(value)s.")
                _refuse(line, "activity", text % {"value": code})


def _named(lines: Sequence[Line], name: str) -> list[Any]:
    return [line.values[name] for line in lines if line.values.get(name)]


def _threads(ids: Collection[int | None]) -> dict[int, Thread]:
    return Thread.objects.select_related("account__owner", "contact__owner").in_bulk([pk for pk in ids if pk])


def _on_threads(user: Any, threads: Collection[int], action: Action) -> set[int]:
    """Return those of the threads on whose lead or opportunity the user may do this."""
    queries = visible_thread_ids(user, action) if threads else []
    return {pk for rows in queries for pk in rows.filter(thread_id__in=threads).values_list("thread_id", flat=True)}


def _place(user: Any, line: Line, threads: Mapping[int, Thread], viewed: Collection[int]) -> Place | None:
    account, contact, asked = (line.values.get(name) for name in NAMED)
    thread = threads.get(asked or 0)
    if asked and (thread is None or not _sees(user, thread, viewed)):
        thread = account = contact = None
    elif thread:
        return Place(thread.account, thread.contact, thread)
    if contact or account:
        return Place(contact.account, contact) if contact else Place(account)
    _refuse(line, "account_id", _("Give one of account_id, contact_id and thread_id that you may see."))
    return None


def _sees(user: Any, thread: Thread, viewed: Collection[int]) -> bool:
    return thread.pk in viewed or bool(thread.account and access.may(user, "account", "view", thread.account))


def _may_change(user: Any, place: Place, changed: Collection[int]) -> bool:
    """Say of a place what `places.may_change` says, knowing the threads already."""
    if place.account and access.may(user, "account", "change", place.account):
        return True
    if place.contact and access.may(user, "contact", "change", place.contact):
        return True
    return bool(place.thread) and place.thread.pk in changed


def _refuse_change(user: Any, line: Line, changed: Collection[int]) -> None:
    row: PlannedTouch = line.found
    for name in NAMED:
        if name in line.values and row.has_place:
            _refuse(line, name, str(STAYS))
    activity = line.values.get("activity")
    if activity and activity.code != TODO and not row.has_place and not any(line.values.get(name) for name in NAMED):
        _refuse(line, "activity", str(NOBODY))
    if row.owner_id != user.pk and not _may_change(user, place_of_row(row), changed):
        line.refuse(403, _("Not allowed"), _("Your role does not reach this action."))
    if row.done_at or row.cancelled_at:
        line.refuse(409, _("Not at this moment"), _("This task is closed already."))


def _refuse(line: Line, field: str, text: str) -> None:
    line.refuse(422, _("The input does not fit"), errors=[{"field": field, "message": text}])


RELATED = ("owner", "activity", "account__owner", "contact__owner", "thread")
offer(router, Bulk(TASKS, PlannedTouch, ("id",), create_tasks, update_tasks, related=RELATED, check=check))
