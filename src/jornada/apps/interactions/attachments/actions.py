"""Writes of files on records. The content is written first, the row after it; what breaks off is swept away."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions.attachments import queries, store
from jornada.apps.interactions.attachments.models import Attachment
from jornada.apps.interactions.held import where
from jornada.apps.interactions.notes.queries import may_write, sees
from jornada.apps.interactions.places import Place
from jornada.apps.org import edits, history
from jornada.rules.file_names import clean_name, is_running, picture_type


def add_file(user: Any, place: Place, upload: Any) -> Attachment:
    """Put an uploaded file on a record."""
    if not (may_write(user) and sees(user, place)):
        raise PermissionDenied
    name = clean_name(upload.name or "")
    _refuse_unfit(name, upload.size or 0)
    try:
        kept = store.keep(upload.chunks())
    except OSError as error:
        cannot = _("“%(name)s” could not be kept: there is no room, or the folder of files cannot be written to.")
        raise ValidationError(cannot % {"name": name}) from error
    with transaction.atomic():
        row = Attachment.objects.create(
            **where(place), name=name, size=kept.size, digest=kept.digest, picture=picture_type(kept.head),
            created_by=user, created_at=timezone.now(),
        )  # fmt: skip
        history.record_created(user, row)
    return row


def delete_file(user: Any, file: Attachment) -> None:
    _require_own(user, file)
    with transaction.atomic():
        edits.write(user, edits.locked(file), {"deleted_at": timezone.now()})


def bring_back(user: Any, file: Attachment) -> None:
    """Undo the deleting."""
    _require_own(user, file)
    with transaction.atomic():
        edits.write(user, edits.locked(file), {"deleted_at": None})


def _refuse_unfit(name: str, size: int) -> None:
    if size > settings.MAX_FILE_BYTES:
        large = _(
            "“%(name)s” has %(size)s; a file may have at most %(most)s. Make it smaller, or link to where it lies."
        )
        sizes = {"size": filesizeformat(size), "most": filesizeformat(settings.MAX_FILE_BYTES)}
        raise ValidationError(large % {"name": name, **sizes})
    if size == 0:
        raise ValidationError(_("“%(name)s” is empty: nothing was kept.") % {"name": name})
    if is_running(name):
        program = _("“%(name)s” is a program and would run when opened: put it into a .zip if it must be kept here.")
        raise ValidationError(program % {"name": name})


def _require_own(user: Any, file: Attachment) -> None:
    if not queries.may_delete(user, file):
        raise PermissionDenied
