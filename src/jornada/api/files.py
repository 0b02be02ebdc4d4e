"""Files on accounts, contacts and the threads of leads and opportunities."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from jornada.api.lookups import found
from jornada.api.paging import PAGE, Page, PageQuery, page
from jornada.api.places import Big, at_place, place_named
from jornada.api.schemas import Strict
from jornada.apps.interactions.attachments import actions
from jornada.apps.interactions.attachments.models import Attachment
from jornada.apps.interactions.attachments.queries import visible_files
from jornada.apps.interactions.attachments.views import hand_out
from jornada.apps.interactions.held import with_places

router = Router(tags=["files"])
FILE, PLACE = File(...), Form(...)
BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


class PlaceIn(Strict):
    account_id: Big | None = None
    contact_id: Big | None = None
    thread_id: Big | None = Field(None, description="the thread of a lead or opportunity")


class FileOut(Schema):
    id: int
    name: str
    size: int = Field(description="in bytes")
    digest: str = Field(description="SHA-256 of the content, in hex")
    picture: str = Field(description="media type of an image that browsers may show; blank for others")
    account_id: int | None
    contact_id: int | None
    thread_id: int | None
    created_by_id: int | None
    created_at: datetime


def file_out(row: Attachment) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FileOut.model_fields}


@router.get("/", response=Page[FileOut])
def list_files(
    request: HttpRequest,
    paging: PageQuery = PAGE,
    account_id: Big | None = None,
    contact_id: Big | None = None,
    thread_id: Big | None = None,
) -> Any:
    """List files, the newest first, of one account, contact or thread when asked."""
    return page(visible_files(request.auth).filter(**at_place(account_id, contact_id, thread_id)), paging, file_out)


@router.post("/", response={201: FileOut})
def upload_file(
    request: HttpRequest,
    file: UploadedFile = FILE,
    place: PlaceIn = PLACE,
) -> Any:
    """Put a file on exactly one account, contact or thread; sent as a form (`multipart/form-data`)."""
    at = place_named(request.auth, place.account_id, place.contact_id, place.thread_id)
    return Status(201, file_out(actions.add_file(request.auth, at, file)))


@router.get("/{int:pk}", response=FileOut)
def read_file(request: HttpRequest, pk: int) -> Any:
    """Read what is known of a file."""
    return file_out(found(visible_files(request.auth), pk))


@router.get("/{int:pk}/content", openapi_extra={"responses": {200: {"description": "OK", "content": BINARY}}})
def download_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the content of a file."""
    return hand_out(found(visible_files(request.auth), pk))


@router.delete("/{int:pk}", response={204: None})
def delete_file(request: HttpRequest, pk: int) -> Any:
    """Delete a file, for who put it there; for 30 days it can be brought back on its page."""
    actions.delete_file(request.auth, found(with_places(visible_files(request.auth)), pk))
    return Status(204, None)
