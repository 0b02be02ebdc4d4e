"""Tags of a record: read them, or say which ones it bears."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from jornada.api.lookups import found
from jornada.api.schemas import Strict
from jornada.api.tagged import Tags
from jornada.apps.org import access
from jornada.apps.org.lists.kinds import Kind, kind_of
from jornada.apps.org.tags.actions import set_tags_of_many
from jornada.apps.org.tags.queries import tags_of


class TagsIn(Strict):
    tags: Tags


class TagsOut(Schema):
    tags: list[str]


def router_of(record: str) -> Router:
    """Make the operations on the tags of a kind of record; they stand beside its others."""
    router = Router(tags=["tags"])

    @router.get("/{int:pk}/tags", response=TagsOut, summary=f"Tags of one {record}", operation_id=f"{record}_tags")
    def read(request: HttpRequest, pk: int) -> TagsOut:
        """Read the tags of a record, by name."""
        kind = _kind(record)
        row = found(kind.visible(request.auth, "view"), pk)  # type: ignore[attr-defined]
        return _shaped(record, row.pk)

    @router.put(
        "/{int:pk}/tags", response=TagsOut, summary=f"Set the tags of one {record}", operation_id=f"{record}_set_tags"
    )
    def write(request: HttpRequest, pk: int, given: TagsIn) -> TagsOut:
        """Let a record bear these tags and no others; names are compared without case and accents."""
        kind, user = _kind(record), request.auth  # type: ignore[attr-defined]
        row = found(kind.visible(user, "view").select_related("owner"), pk)
        access.require(user, kind.code, "change", row)
        set_tags_of_many(user, record, [(row, given.tags)])
        return _shaped(record, row.pk)

    return router


def _kind(record: str) -> Kind:
    kind = kind_of(record)
    if kind is None:
        raise LookupError(f"No kind of record is named {record!r}.")
    return kind


def _shaped(record: str, pk: int) -> TagsOut:
    return TagsOut(tags=[tag.name for tag in tags_of(record, [pk]).get(pk, [])])
