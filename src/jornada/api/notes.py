"""Notes on accounts, contacts and the threads of leads and opportunities."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from jornada.api.lookups import found
from jornada.api.paging import PAGE, Page, PageQuery, page
from jornada.api.schemas import Strict
from jornada.apps.interactions.held import with_places
from jornada.apps.interactions.models import Note
from jornada.apps.interactions.notes import actions
from jornada.apps.interactions.notes.models import LONGEST
from jornada.apps.interactions.notes.queries import visible_notes
from jornada.apps.interactions.places import NoSuchPlaceError, find_place

router = Router(tags=["notes"])
Big = Annotated[int, Field(ge=1, lt=2**63)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class NoteIn(Strict):
    text: Text = Field(description="plain text; an @ with the full name of a colleague tells them")
    account_id: Big | None = None
    contact_id: Big | None = None
    thread_id: Big | None = Field(None, description="the thread of a lead or opportunity")


class NoteChange(Strict):
    text: Text | None = None
    is_pinned: bool | None = None


class NoteOut(Schema):
    id: int
    text: str
    account_id: int | None
    contact_id: int | None
    thread_id: int | None
    is_pinned: bool
    mentions: list[int]
    created_by_id: int | None
    created_at: datetime
    edited_at: datetime | None


def note_out(row: Note) -> dict[str, Any]:
    names = [name for name in NoteOut.model_fields if name != "mentions"]
    return {**{name: getattr(row, name) for name in names}, "mentions": [person.pk for person in row.mentions.all()]}


@router.get("/", response=Page[NoteOut])
def list_notes(
    request: HttpRequest,
    paging: PageQuery = PAGE,
    account_id: int | None = None,
    contact_id: int | None = None,
    thread_id: int | None = None,
) -> Any:
    """List notes, the newest first, of one account, contact or thread when asked."""
    wanted = {"account": account_id, "contact": contact_id, "thread": thread_id}
    rows = visible_notes(request.auth).filter(**{name: pk for name, pk in wanted.items() if pk is not None})
    return page(rows.prefetch_related("mentions"), paging, note_out)


@router.post("/", response={201: NoteOut})
def write(request: HttpRequest, payload: NoteIn) -> Any:
    """Write a note on exactly one account, contact or thread; who is mentioned is told."""
    named = {name: getattr(payload, f"{name}_id") for name in ("account", "contact", "thread")}
    asked = {name: str(pk) for name, pk in named.items() if pk is not None}
    if len(asked) != 1:
        raise ValidationError(_("Give exactly one of account_id, contact_id and thread_id."))
    try:
        place = find_place(request.auth, asked)
    except NoSuchPlaceError as error:
        ((name, value),) = asked.items()
        text = _("There is no such record, or it is out of your reach: %(value)s.")
        raise ValidationError({f"{name}_id": [text % {"value": value}]}) from error
    return Status(201, note_out(actions.write_note(request.auth, place, payload.text)))


@router.get("/{int:pk}", response=NoteOut)
def read(request: HttpRequest, pk: int) -> Any:
    return note_out(found(visible_notes(request.auth), pk))


@router.patch("/{int:pk}", response=NoteOut)
def change(request: HttpRequest, pk: int, payload: NoteChange) -> Any:
    """Change the text, for who wrote it, or pin the note."""
    row = found(with_places(visible_notes(request.auth)), pk)
    with transaction.atomic():
        if payload.text is not None:
            actions.change_note(request.auth, row, payload.text)
        if payload.is_pinned is not None:
            actions.pin_note(request.auth, row, is_pinned=payload.is_pinned)
    row.refresh_from_db()
    return note_out(row)


@router.delete("/{int:pk}", response={204: None})
def delete(request: HttpRequest, pk: int) -> Any:
    """Delete a note; for 30 days it can be brought back on its page."""
    actions.delete_note(request.auth, found(with_places(visible_notes(request.auth)), pk))
    return Status(204, None)
