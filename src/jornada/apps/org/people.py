"""Writes of people and teams, by administrators; each noted in the change history."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.org import edits, history, leaving
from jornada.apps.org.access import is_admin
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.models import EntryLink, Team, User
from jornada.apps.org.queries import workspace
from jornada.apps.org.signin import browsers

OWN_FIELDS = ("name", "language", "time_zone", "theme", "digest_hour")


def create_user(admin: Any, *, password: str = "", **values: Any) -> User:
    """Add a person; without a password they cannot sign in until they are given one."""
    _require_admin(admin)
    usual = workspace()
    person = User(**{"language": usual.language, "time_zone": usual.time_zone, **values})
    person.set_password(password or None)
    with transaction.atomic():
        person.save()
        history.record_created(admin, person)
    return person


def update_user(admin: Any, person: User, *, told: list[str] | None = None, **values: Any) -> User:
    """Change a person; the last active administrator stays one.

    What waits for somebody who is made inactive is passed on; `told` takes the sentences that say so.
    """
    _require_admin(admin)
    with transaction.atomic():
        row = edits.locked(person)
        was_active = row.is_active
        edits.write(admin, row, values)
        refuse_unless(_has_admin(), _("Somebody has to be administrator: make somebody else one first."))
        said = leaving.pass_on(admin, row, timezone.now()) if was_active and not row.is_active else []
    if told is not None:
        told += said
    return row


def set_password(admin: Any, person: User, password: str) -> None:
    """Give a person a new password; whoever is signed in with the old one is signed out."""
    _require_admin(admin)
    give_password(admin, person, password)


def give_password(by: Any, person: User, password: str) -> User:
    """Set a password; the history notes that and not which, and a link that waited to choose one works no more."""
    with transaction.atomic():
        row = edits.locked(person)
        row.set_password(password)
        row.save(update_fields=["password"])
        history.note_of(by, row, "password", None, None).save()
        EntryLink.objects.filter(user=row).delete()
        browsers.end_all(row)
    return row


def update_self(user: User, **values: Any) -> User:
    """Change one's own name, language, time zone and theme."""
    with transaction.atomic():
        row = edits.locked(user)
        edits.write(user, row, {name: values[name] for name in OWN_FIELDS if name in values})
    return row


def create_team(admin: Any, **values: Any) -> Team:
    _require_admin(admin)
    return edits.create(admin, Team, values)


def update_team(admin: Any, team: Team, **values: Any) -> Team:
    _require_admin(admin)
    return edits.update(admin, team, values)


def delete_team(admin: Any, team: Team) -> None:
    """Delete a team; its members stay, without a team."""
    _require_admin(admin)
    with transaction.atomic():
        row = edits.locked(team)
        history.record_deleted(admin, row)
        row.delete()


def _require_admin(user: Any) -> None:
    if not is_admin(user):
        raise PermissionDenied


def _has_admin() -> bool:
    active = User.objects.filter(is_active=True)
    return active.filter(role=User.Role.ADMIN).exists() or active.filter(is_superuser=True).exists()
