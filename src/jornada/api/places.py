"""Where a note or a file hangs: one account, contact or thread that the caller sees."""

from __future__ import annotations

from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Field

from jornada.apps.interactions.places import NoSuchPlaceError, Place, find_place

Big = Annotated[int, Field(ge=1, lt=2**63)]


def place_named(user: Any, account_id: int | None, contact_id: int | None, thread_id: int | None) -> Place:
    """Return the one place that is named, or say that there is none."""
    named = {"account": account_id, "contact": contact_id, "thread": thread_id}
    asked = {name: str(pk) for name, pk in named.items() if pk is not None}
    if len(asked) != 1:
        raise ValidationError(_("Give exactly one of account_id, contact_id and thread_id."))
    try:
        return find_place(user, asked)
    except NoSuchPlaceError as error:
        ((name, value),) = asked.items()
        text = _("There is no such record, or it is out of your reach: %(value)s.")
        raise ValidationError({f"{name}_id": [text % {"value": value}]}) from error


def at_place(account_id: int | None, contact_id: int | None, thread_id: int | None) -> dict[str, int]:
    """Return what narrows rows to a place, as far as one is named."""
    wanted = {"account": account_id, "contact": contact_id, "thread": thread_id}
    return {name: pk for name, pk in wanted.items() if pk is not None}
