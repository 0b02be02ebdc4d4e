"""Writes of logos. Each keeps the picture before it, for the way back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.org import history
from jornada.apps.org.access import is_admin
from jornada.apps.org.edits import locked, refuse_unless
from jornada.apps.org.logo.models import Logo
from jornada.apps.org.logo.pictures import Picture

OF_NAME = 90


def put_logo(admin: Any, office: str, picture: Picture, name: str) -> Logo:
    """Give the company, or an office, a logo."""
    _require_admin(admin)
    now = timezone.now()
    about = f"{name[:OF_NAME]} ({picture.width} × {picture.height})"
    with transaction.atomic():
        row, _is_new = Logo.objects.get_or_create(office=office, defaults={"created_at": now, "updated_at": now})
        return _put(admin, locked(row), picture.content, about)


def remove_logo(admin: Any, logo: Logo) -> Logo:
    """Take a logo away: the name stands in its place, or the logo of the company in that of an office."""
    _require_admin(admin)
    with transaction.atomic():
        row = locked(logo)
        refuse_unless(row.picture is not None, _("There is no logo here any more."))
        return _put(admin, row, None, "")


def put_back_logo(admin: Any, logo: Logo, version: int) -> Logo:
    """Undo the last change of a logo, unless there was another one since."""
    _require_admin(admin)
    with transaction.atomic():
        row = locked(logo)
        refuse_unless(row.version == version, _("Nothing was undone: somebody changed it since."))
        return _put(admin, row, row.former_picture, row.former_about)


def _put(admin: Any, row: Logo, content: Any, about: str) -> Logo:
    before = history.snapshot(row)
    row.former_picture, row.former_about = row.picture, row.about
    row.picture, row.about, row.updated_at = content, about, timezone.now()
    row.save(update_fields=["picture", "about", "former_picture", "former_about", "updated_at"])
    history.record_updated(admin, row, before)
    return row


def _require_admin(user: Any) -> None:
    if not is_admin(user):
        raise PermissionDenied
