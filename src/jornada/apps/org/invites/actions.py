"""Making, withdrawing and using the links by which people choose a password."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.org import history, people
from jornada.apps.org.access import is_admin
from jornada.apps.org.edits import WrongMomentError, refuse_unless
from jornada.apps.org.invites.models import EntryLink
from jornada.apps.org.models import User
from jornada.apps.org.signin import browsers

SALT = "entry link"
# An invitation may wait for somebody's return from a week away; who forgot a password sits before the page.
INVITED_FOR = timedelta(days=7)
HELPED_FOR = timedelta(days=1)
NOTED_AS, WITHDRAWN_AS = "entry_link", "entry_link_withdrawn"


class UsedLinkError(WrongMomentError):
    """Somebody used, replaced or withdrew the link meanwhile."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody to be invited."""

    name: str
    email: str


def invite(admin: Any, guests: Sequence[Invited], **values: Any) -> list[EntryLink]:
    """Add people without a password, who sign in with their e-mail address, each with a link to choose one."""
    with transaction.atomic():
        made = [
            people.create_user(admin, name=one.name, username=one.email, email=one.email, **values) for one in guests
        ]
        return [make_link(admin, person) for person in made]


def make_link(admin: Any, person: User) -> EntryLink:
    """Make the link of a person; one that waited works no more. The password, if there is one, holds until its use."""
    _require_admin(admin)
    refuse_unless(person.is_active, _("The person may not sign in: tick “may sign in” first."))
    now, is_new = timezone.now(), not person.has_usable_password()
    values = {
        "mark": secrets.token_urlsafe(16),
        "is_invitation": is_new,
        "made_by": admin,
        "made_at": now,
        "ends_at": now + (INVITED_FOR if is_new else HELPED_FOR),
        "mailed_at": None,
    }
    with transaction.atomic():
        link, _is_first = EntryLink.objects.update_or_create(user=person, defaults=values)
        history.note_of(admin, person, NOTED_AS, None, None).save()
    return link


def withdraw(admin: Any, person: User) -> None:
    """End the link that waits for a person."""
    _require_admin(admin)
    with transaction.atomic():
        ended, _rows = EntryLink.objects.filter(user=person).delete()
        if ended:
            history.note_of(admin, person, WITHDRAWN_AS, None, None).save()


def path_of(link: EntryLink) -> str:
    return reverse("entry", args=[signing.Signer(salt=SALT).sign(link.mark)])


def link_of(text: str, now: datetime) -> EntryLink | None:
    """Return the link that an address carries, while it works and its person may sign in."""
    try:
        mark = signing.Signer(salt=SALT).unsign(text)
    except signing.BadSignature:
        return None
    living = EntryLink.objects.filter(mark=mark, ends_at__gt=now, user__is_active=True)
    return living.select_related("user", "made_by").first()


def choose_password(link: EntryLink, password: str, name: str = "") -> User:
    """Use a link up: of two at once one wins. Whoever was signed in as this person is signed out."""
    with transaction.atomic():
        used, _rows = EntryLink.objects.filter(pk=link.pk, mark=link.mark, ends_at__gt=timezone.now()).delete()
        if not used:
            raise UsedLinkError(_("This link was used before or is too old. Ask for a new one."))
        if name and name != link.user.name:
            people.update_self(link.user, name=name)
        return people.give_password(link.user, link.user, password)


def end_after_reset(sender: Any, user: User, **_more: Any) -> None:
    """Somebody chose a password by mail: the link is of no use any more, and other browsers are signed out."""
    EntryLink.objects.filter(user=user).delete()
    browsers.end_all(user)


def _require_admin(user: Any) -> None:
    if not is_admin(user):
        raise PermissionDenied
