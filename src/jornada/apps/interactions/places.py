"""Where a touch belongs: an account, a contact, or the thread of a lead or opportunity; and who may do what there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from jornada.apps.interactions.models import PlannedTouch, Thread, Touch
from jornada.apps.interactions.reach import seen, sees_many
from jornada.apps.interactions.threads import visible_thread_ids
from jornada.apps.market.found import accounts_like, contacts_like
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.org import access
from jornada.rules.access import Action
from jornada.ui.addresses import is_id
from jornada.ui.search import Hit

# How far back the log is looked through for where something happens.
LATEST = 60
# How many contacts are looked at for each that is offered: not all can be changed.
LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A record that touches belong to: the thread when there is one, else the contact, else the account."""

    account: Account | None = None
    contact: Contact | None = None
    thread: Thread | None = None

    @property
    def query(self) -> str:
        """Return what names this place in an address."""
        for name in ("thread", "contact", "account"):
            if record := getattr(self, name):
                return urlencode({name: record.pk})
        return ""

    @property
    def filters(self) -> dict[str, Any]:
        """Return what narrows touches or tasks to this place."""
        for name in ("thread", "contact", "account"):
            if record := getattr(self, name):
                return {name: record}
        return {"pk": None}

    @property
    def url(self) -> str:
        """Return where to go back to when the address of the asking page is not known."""
        record = self.contact if self.contact and not self.thread else self.account or self.contact
        return record.get_absolute_url() if record else "/"

    @property
    def ids(self) -> dict[str, int | None]:
        return {name: getattr(getattr(self, name), "pk", None) for name in ("account", "contact", "thread")}


class NoSuchPlaceError(LookupError):
    """Nothing is there, or nothing that the user may see."""


def find_place(user: Any, asked: Mapping[str, str]) -> Place:
    """Find the record that `account`, `contact` or `thread` name, if the user may see it."""
    if thread_id := _number(asked.get("thread")):
        return _thread_place(user, thread_id)
    if contact_id := _number(asked.get("contact")):
        contact = visible_contacts(user, pk=contact_id).select_related("account__owner", "owner").first()
        if contact:
            return Place(contact.account, contact)
    if account_id := _number(asked.get("account")):
        account = visible_accounts(user, pk=account_id).select_related("owner").first()
        if account:
            return Place(account)
    raise NoSuchPlaceError


def found_places(user: Any, text: str, limit: int = 8) -> list[Place]:
    """Find accounts and contacts as the search box does, among those at which the user may record."""
    accounts = accounts_like(user, visible_accounts(user, "change"), text, limit)
    people = visible_contacts(user).select_related("account__owner", "owner")
    found = (Place(one.account, one) for one in contacts_like(user, people, text, LOOKED_AT * limit))
    return [*map(Place, accounts), *islice((place for place in found if may_change(user, place)), limit)]


def recent_places(user: Any, limit: int = 6) -> list[Place]:
    """Return places the user is likely to record at: of the next tasks, own accounts last in touch, latest touches.

    Where nothing has happened yet, as after a first import, these are the newest accounts.
    """
    tasks = PlannedTouch.objects.filter(owner=user, done_at=None, cancelled_at=None)
    tasks = tasks.select_related("account__owner", "contact__owner").order_by("due_at")[:limit]
    places = [Place(task.account, task.contact) for task in tasks if task.account or task.contact]
    found = [place for place in places if may_change(user, place)]
    own = visible_accounts(user, "change").filter(owner=user, touch_summary__last_at__isnull=False)
    found += [Place(row) for row in own.order_by("-touch_summary__last_at")[:limit]]
    if len(found) < limit:
        latest = Touch.objects.exclude(account=None).order_by("-pk").values_list("account", flat=True)[:LATEST]
        rows = visible_accounts(user, "change").in_bulk(list(dict.fromkeys(latest)))
        found += [Place(rows[pk]) for pk in dict.fromkeys(latest) if pk in rows][:limit]
    found = found or [Place(row) for row in visible_accounts(user, "change").order_by("-pk")[:limit]]
    return list({place.query: place for place in found}.values())[:limit]


def recent_hits(user: Any, text: str, limit: int) -> Iterator[Hit]:
    """Give the recent places to the search box, before anything is typed there."""
    for place in recent_places(user, limit):
        record, icon = (place.contact, "user") if place.contact else (place.account, "building")
        if record:
            beside = place.account.name if place.contact and place.account else ""
            yield Hit(record.name, record.get_absolute_url(), beside, icon, record.pk)


def place_of_record(kind: str, record: Any) -> Place:
    """Return the place of a record page: account and contact are places themselves, others live on a thread."""
    if kind == "account":
        return Place(record)
    if kind == "contact":
        return Place(record.account, record)
    return Place(record.account, record.contact, record.thread)


def place_of_row(row: Touch | PlannedTouch) -> Place:
    return Place(row.account, row.contact, row.thread)


def may_change(user: Any, place: Place) -> bool:
    """Say whether the user may record, plan and void here: change the record itself or the account above it."""
    if place.account and access.may(user, "account", "change", place.account):
        return True
    if place.contact and access.may(user, "contact", "change", place.contact):
        return True
    return bool(place.thread) and _on_threads(user, place.thread.pk, "change")


def visible_tasks(user: Any) -> QuerySet[PlannedTouch]:
    """Return the open tasks the user owns, and those of accounts, contacts and threads the user sees."""
    return visible_planned(user).filter(done_at=None, cancelled_at=None)


def visible_planned(user: Any) -> QuerySet[PlannedTouch]:
    """Return the tasks that a user sees, closed ones too."""
    rows = PlannedTouch.objects.all()
    if access.how_far(user, "account", "view") == "all":
        return rows
    return rows.filter(Q(owner=user) | seen(user, row_by_row=sees_many(user)))


def _thread_place(user: Any, thread_id: int) -> Place:
    thread = Thread.objects.select_related("account__owner", "contact__owner").filter(pk=thread_id).first()
    if thread is None:
        raise NoSuchPlaceError
    sees_account = thread.account_id and access.may(user, "account", "view", thread.account)
    if not sees_account and not _on_threads(user, thread_id, "view"):
        raise NoSuchPlaceError
    return Place(thread.account, thread.contact, thread)


def _on_threads(user: Any, thread_id: int, action: Action) -> bool:
    return any(threads.filter(thread_id=thread_id).exists() for threads in visible_thread_ids(user, action))


def _number(text: str | None) -> int | None:
    return int(text) if text and is_id(text) else None
