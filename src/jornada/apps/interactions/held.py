"""What people hang on a record besides touches: notes and files. Each row hangs on one account, contact or thread."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from jornada.apps.interactions.threads import visible_thread_ids
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.org import access

PLACES = ("account", "contact", "thread")
RECORDS = ("account", "contact", "lead", "opportunity")
# How long what was deleted can be brought back.
KEPT = timedelta(days=30)


class Held(models.Model):
    """A row on one account, contact or thread, which goes when its record goes; deleting it can be undone."""

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="%(class)ss")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="%(class)ss")
    thread = models.ForeignKey("interactions.Thread", null=True, on_delete=models.CASCADE, related_name="%(class)ss")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


H = TypeVar("H", bound=Held)


def one_place(name: str) -> models.CheckConstraint:
    """Hold that a row hangs on exactly one thing."""
    ways = [Q(**{f"{place}__isnull": place != chosen for place in PLACES}) for chosen in PLACES]
    return models.CheckConstraint(condition=ways[0] | ways[1] | ways[2], name=name)


def visible_held(user: Any, model: type[H]) -> QuerySet[H]:
    """Return the rows whose account, contact, lead or opportunity the user may see."""
    rows = model._default_manager.filter(deleted_at=None)
    if all(access.how_far(user, record, "view") == "all" for record in RECORDS):
        return rows
    accounts = visible_accounts(user)
    sees = Q(account__in=accounts) | Q(contact__in=visible_contacts(user)) | Q(thread__account__in=accounts)
    for threads in visible_thread_ids(user):
        sees |= Q(thread__in=threads)
    return rows.filter(sees)


def held_at(user: Any, model: type[H], place: Any) -> QuerySet[H]:
    """Return the rows of a place; an account shows those of its people and threads too, a contact of its threads."""
    from jornada.apps.interactions.models import Thread

    ((name, record),) = place.filters.items()
    if name == "thread":
        at = Q(thread=record)
    elif name == "contact":
        at = Q(contact=record) | Q(thread__in=Thread.objects.filter(contact=record))
    elif name == "account":
        at = Q(account=record) | Q(contact__in=Contact.objects.filter(account=record))
        at |= Q(thread__in=Thread.objects.filter(account=record))
    else:
        at = Q(pk=None)
    return visible_held(user, model).filter(at)


def where(place: Any) -> dict[str, Any]:
    """Return the one column that hangs a new row on a place."""
    return place.filters


def place_of_held(row: Held) -> Any:
    from jornada.apps.interactions.places import Place

    if row.thread:
        return Place(row.thread.account, row.thread.contact, row.thread)
    return Place(row.contact.account, row.contact) if row.contact else Place(row.account)


def with_places(rows: QuerySet[H]) -> QuerySet[H]:
    """Read with each row what says where it hangs and who may change it there."""
    related = ("account__owner", "contact__account__owner", "contact__owner", "thread__account__owner")
    return rows.select_related(*related, "thread__contact__owner", "created_by")


def first_rows(rows: QuerySet[H], number: int) -> list[H]:
    """Read the first rows with all that belongs to them; most places hold none, which their keys tell for a tenth."""
    keys = list(rows.values_list("pk", flat=True)[:number])
    return list(rows.filter(pk__in=keys)) if keys else []


def purge(model: type[H], now: datetime | None = None) -> int:
    """Remove for good what was deleted long enough ago; return how many rows."""
    limit = (now or timezone.now()) - KEPT
    return model._default_manager.filter(deleted_at__lt=limit).delete()[0]


def purge_all() -> int:
    """Remove what was deleted long enough ago, of every kind."""
    return sum(purge(model) for model in Held.__subclasses__())
