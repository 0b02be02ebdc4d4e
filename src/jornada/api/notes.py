"""Notes on accounts, contacts and the threads of leads and opportunities."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from jornada.api import etags
from jornada.api.lookups import found
from jornada.api.paging import PAGE, Page, PageQuery, page
from jornada.api.places import Big, at_place, place_named
from jornada.api.schemas import Strict
from jornada.apps.interactions.held import with_places
from jornada.apps.interactions.models import Note
from jornada.apps.interactions.notes import actions
from jornada.apps.interactions.notes.models import LONGEST
from jornada.apps.interactions.notes.queries import visible_notes

router = Router(tags=["notes"])
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
    account_id: Big | None = None,
    contact_id: Big | None = None,
    thread_id: Big | None = None,
) -> Any:
    """List notes, the newest first, of one account, contact or thread when asked."""
    rows = visible_notes(request.auth).filter(**at_place(account_id, contact_id, thread_id))
    return page(rows.prefetch_related("mentions"), paging, note_out)


@router.post("/", response={201: NoteOut})
def write(request: HttpRequest, payload: NoteIn) -> Any:
    """Write a note on exactly one account, contact or thread; who is mentioned is told."""
    place = place_named(request.auth, payload.account_id, payload.contact_id, payload.thread_id)
    return Status(201, note_out(actions.write_note(request.auth, place, payload.text)))


@router.get("/{int:pk}", response=NoteOut)
def read(request: HttpRequest, pk: int, response: HttpResponse) -> Any:
    """Read one note. The answer has an ETag; with If-None-Match it is 304 when nothing changed."""
    row = found(visible_notes(request.auth), pk)
    return etags.not_modified(request, response, _tag(row)) or note_out(row)


@router.patch("/{int:pk}", response=NoteOut)
def change(request: HttpRequest, pk: int, payload: NoteChange, response: HttpResponse) -> Any:
    """Change the text, for who wrote it, or pin the note. With If-Match: 412 when somebody changed it since."""
    row = found(with_places(visible_notes(request.auth)), pk)
    with transaction.atomic(), etags.unchanged(request, row, _tag):
        if payload.text is not None:
            actions.change_note(request.auth, row, payload.text)
        if payload.is_pinned is not None:
            actions.pin_note(request.auth, row, is_pinned=payload.is_pinned)
    row.refresh_from_db()
    response["ETag"] = _tag(row)
    return note_out(row)


@router.delete("/{int:pk}", response={204: None})
def delete(request: HttpRequest, pk: int) -> Any:
    """Delete a note; for 30 days it can be brought back on its page. With If-Match: 412 when somebody changed it."""
    row = found(with_places(visible_notes(request.auth)), pk)
    with etags.unchanged(request, row, _tag):
        actions.delete_note(request.auth, row)
    return Status(204, None)


def _tag(row: Note) -> str:
    return etags.tag_of(row, note_out(row))
